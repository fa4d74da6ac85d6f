/* SPDX-License-Identifier: MIT */
/* One token for all lanes: asked for once, renewed once after a refusal. */
#include "auth/token.h"

#include "auth/secret.h"
#include "base/error.h"
#include "net/test-server.h"

#define N_LANES 20

static gboolean
issue (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  g_autofree char *answer =
    g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"token-%u\"}", request->number);
  g_usleep (50000); /* so that the others come while it is on its way */
  test_server_answer (out, 200, "Content-Type: application/json\r\n", answer);
  return TRUE;
}

static BpTokenSource *
source_new (const char *url)
{
  BpTokenConfig config = { .url = url, .client_id = "app", .secret = "geheim", .scope = "https://x/.default" };
  return bp_token_source_new (&config);
}

static gpointer
get (gpointer source)
{
  return bp_token_source_get (source, NULL, NULL);
}

/* All at once; all get the same. */
static void
assert_all_get (BpTokenSource *source, const char *expected)
{
  GThread *lanes[N_LANES];
  for (guint i = 0; i < N_LANES; i++)
    lanes[i] = g_thread_new ("lane", get, source);
  for (guint i = 0; i < N_LANES; i++) {
    char *token = g_thread_join (lanes[i]);
    g_assert_cmpstr (token, ==, expected);
    bp_secret_free (token);
  }
}

static void
test_shared (void)
{
  g_autoptr (TestServer) server = test_server_new (issue, NULL);
  g_autofree char *url = test_server_dup_url (server);
  BpTokenSource *source = source_new (url);
  assert_all_get (source, "token-1");
  bp_token_source_reject (source, "token-1");
  assert_all_get (source, "token-2");
  bp_token_source_reject (source, "token-1"); /* too late: it has been replaced */
  assert_all_get (source, "token-2");
  g_assert_cmpint (g_atomic_int_get (&server->n_requests), ==, 2);
  bp_token_source_free (source);
}

static gboolean
refuse (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  g_usleep (200000);
  test_server_answer (out, 401, "", "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: no\"}");
  return TRUE;
}

/* A wrong secret is tried once for all who wait. */
static void
test_refused (void)
{
  g_autoptr (TestServer) server = test_server_new (refuse, NULL);
  g_autofree char *url = test_server_dup_url (server);
  BpTokenSource *source = source_new (url);
  g_autoptr (GError) error = NULL;
  assert_all_get (source, NULL);
  g_assert_cmpint (g_atomic_int_get (&server->n_requests), ==, 1);
  g_assert_null (bp_token_source_get (source, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "AADSTS7000215");
  bp_token_source_free (source);
}

/* Renewed while it is still good, however long the service says that is. */
static void
test_early (void)
{
  for (gint64 seconds = 60; seconds <= 24 * 3600; seconds += 60) {
    gint64 lifetime = seconds * G_USEC_PER_SEC, after = bp_token_renew_after (lifetime);
    g_assert_cmpint (after, >=, lifetime / 2);
    g_assert_cmpint (lifetime - after, ==, MIN (lifetime / 2, 300 * (gint64) G_USEC_PER_SEC));
  }
}

/* The hands of a clock of our own, in seconds. */
static gint64 hands = 1000;

static gint64
read_hands (void)
{
  return hands * G_USEC_PER_SEC;
}

/* Well, or not at all, as *data says. */
static gboolean
issue_if_well (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  if (*(gboolean *) data)
    return issue (request, out, stop, NULL);
  test_server_answer (out, 500, "", "");
  return TRUE;
}

static void
assert_gets (BpTokenSource *source, TestServer *server, const char *expected, int n_requests)
{
  char *token = bp_token_source_get (source, NULL, NULL);
  g_assert_cmpstr (token, ==, expected);
  g_assert_cmpint (g_atomic_int_get (&server->n_requests), ==, n_requests);
  bp_secret_free (token);
}

/* Renewed early, and that fails: the old one serves, and the service is asked again every half minute, not for each request. */
static void
test_early_and_failed (void)
{
  gboolean is_well = TRUE;
  g_autoptr (TestServer) server = test_server_new (issue_if_well, &is_well);
  g_autofree char *url = test_server_dup_url (server);
  BpTokenConfig config = { .url = url, .client_id = "app", .secret = "geheim", .monotonic = read_hands };
  BpTokenSource *source;
  config.scope = "https://x/.default";
  source = bp_token_source_new (&config);
  assert_gets (source, server, "token-1", 1);
  hands += 3598 - 300;
  assert_gets (source, server, "token-1", 1);
  is_well = FALSE;
  hands += 1;
  for (guint i = 0; i < 3; i++)
    assert_gets (source, server, "token-1", 2);
  hands += 29;
  assert_gets (source, server, "token-1", 2);
  hands += 1;
  assert_gets (source, server, "token-1", 3);
  assert_gets (source, server, "token-1", 3);
  /* Without one that is good there is no pause here: how often to ask is the schedule's business. */
  hands += 270;
  assert_gets (source, server, NULL, 4);
  assert_gets (source, server, NULL, 5);
  is_well = TRUE;
  assert_gets (source, server, "token-6", 6);
  assert_gets (source, server, "token-6", 6);
  bp_token_source_free (source);
}

/* The secret never travels in the clear to another machine. */
static void
test_plain (void)
{
  BpTokenSource *source = source_new ("http://192.0.2.1/token");
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_token_source_get (source, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  bp_token_source_free (source);
}

static void
test_cancelled (void)
{
  g_autoptr (TestServer) server = test_server_new (issue, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BpTokenSource *source = source_new (url);
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (bp_token_source_get (source, cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  assert_all_get (source, "token-1"); /* nothing is left behind */
  bp_token_source_free (source);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token/shared", test_shared);
  g_test_add_func ("/token/refused", test_refused);
  g_test_add_func ("/token/early", test_early);
  g_test_add_func ("/token/early and failed", test_early_and_failed);
  g_test_add_func ("/token/plain", test_plain);
  g_test_add_func ("/token/cancelled", test_cancelled);
  return g_test_run ();
}
