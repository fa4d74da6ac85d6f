/* SPDX-License-Identifier: MIT */
/* Names completed by the domain, and what a request gets to sign in with. */
#include "auth/credentials.h"

#include "base/error.h"

static void
test_names (void)
{
  static const struct {
    const char *tenant, *name, *complete;
  } rows[] = {
    { NULL, "sync", "sync" },
    { "", "sync", "sync" },
    { "FIRMA", "sync", "FIRMA\\sync" },
    { "FIRMA", "OTHER\\sync", "OTHER\\sync" },
    { "FIRMA", "sync@firma.de", "sync@firma.de" },
    { "FIRMA", "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpCredentials) credentials = bp_credentials_new_password (rows[i].tenant, rows[i].name, "geheim");
    g_assert_cmpstr (bp_credentials_get_name (credentials), ==, rows[i].complete);
  }
}

static void
test_apply (void)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", "geheim");
  g_autoptr (BpCredentials) nobody = bp_credentials_new_password ("FIRMA", NULL, NULL);
  g_autoptr (GError) error = NULL;
  BpHttpRequest request = { 0 };
  char *token = NULL;
  g_assert_true (bp_credentials_apply (credentials, &request, &token, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (request.user, ==, "FIRMA\\sync");
  g_assert_cmpstr (request.password, ==, "geheim");
  g_assert_cmpuint (request.auth, ==, bp_http_auth_available ()); /* what the server offers is not known yet */
  g_assert_null (token);
  g_assert_false (bp_credentials_apply (nobody, &request, &token, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
}

/* -- a wrong password is tried once ------------------------------------------------------------------------------ */

typedef struct {
  BpCredentials *credentials;
  BpSignIn outcome; /* of whoever gets through */
  gint n_tried;
} Crowd;

static gpointer
try_once (gpointer data)
{
  Crowd *crowd = data;
  g_autoptr (GError) refusal = NULL, error = NULL;
  bp_set_error (&refusal, BP_ERROR_AUTH, "HTTP 401", "wrong");
  if (!bp_credentials_begin (crowd->credentials, NULL, &error)) {
    g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
    return NULL;
  }
  g_atomic_int_inc (&crowd->n_tried);
  g_usleep (20000);
  bp_credentials_end (crowd->credentials, crowd->outcome, refusal);
  return NULL;
}

static void
test_crowd (void)
{
  static const struct {
    BpSignIn outcome;
    gint n_tried;
  } rows[] = { { BP_SIGN_IN_REFUSED, 1 }, { BP_SIGN_IN_ACCEPTED, 20 }, { BP_SIGN_IN_UNKNOWN, 20 } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync", "falsch");
    Crowd crowd = { .credentials = credentials, .outcome = rows[i].outcome };
    GThread *threads[20];
    for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
      threads[k] = g_thread_new ("lane", try_once, &crowd);
    for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
      g_thread_join (threads[k]);
    g_assert_cmpint (crowd.n_tried, ==, rows[i].n_tried);
  }
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled_wait (void)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync", "geheim");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread;
  g_assert_true (bp_credentials_begin (credentials, NULL, NULL)); /* and is never heard of again */
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_true (bp_credentials_begin (credentials, cancellable, NULL));
  bp_credentials_end (credentials, BP_SIGN_IN_UNKNOWN, NULL);
  g_thread_join (thread);
}

/* The first one's mailbox never answers: the others' do. */
static void
test_silent (void)
{
  Crowd crowd = { bp_credentials_new_password (NULL, "sync", "geheim"), BP_SIGN_IN_ACCEPTED, 0 };
  GThread *threads[4];
  g_assert_true (bp_credentials_begin (crowd.credentials, NULL, NULL)); /* and is never heard of again */
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("try", try_once, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (crowd.n_tried, ==, G_N_ELEMENTS (threads));
  bp_credentials_unref (crowd.credentials);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/names", test_names);
  g_test_add_func ("/credentials/apply", test_apply);
  g_test_add_func ("/credentials/crowd", test_crowd);
  g_test_add_func ("/credentials/cancelled-wait", test_cancelled_wait);
  g_test_add_func ("/credentials/silent", test_silent);
  return g_test_run ();
}
