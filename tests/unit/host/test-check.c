/* SPDX-License-Identifier: MIT */
/* The connection test as a window runs it: events on its own context, all before the end, cancelled at once. */
#include "host/check.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "host/data.h"
#include "host/trust.h"
#include "net/test-server.h"

typedef struct {
  char *folder;
  GThread *thread;
  GPtrArray *events;
  GMainLoop *loop;
  gboolean ended, passed;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bp-check-XXXXXX", NULL);
  fixture->thread = g_thread_self ();
  fixture->events = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_check_event_free);
  fixture->loop = g_main_loop_new (NULL, FALSE);
  g_assert_true (bp_data_init (fixture->folder, NULL, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_ptr_array_unref (fixture->events);
  g_main_loop_unref (fixture->loop);
  g_clear_error (&fixture->error);
  g_free (fixture->folder);
}

static void
take_event (BpCheckEvent *event, gpointer data)
{
  Fixture *fixture = data;
  g_assert_true (g_thread_self () == fixture->thread);
  g_assert_false (fixture->ended);
  g_ptr_array_add (fixture->events, event);
}

static void
take_end (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  fixture->ended = TRUE;
  fixture->passed = bp_check_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

/* With settings and a secret that are not stored. */
static void
check (Fixture *fixture, const char *url, GCancellable *cancellable)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  BpCheckOptions options = { .settings = settings, .secret = "geheim" };
  bp_settings_set (settings, BP_SETTING_EWS_HOST, url);
  bp_settings_set (settings, BP_SETTING_ADMIN_NAME, "sync");
  bp_check_async (fixture->folder, &options, take_event, fixture, cancellable, take_end, fixture);
  g_main_loop_run (fixture->loop);
}

static gboolean
refuse (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  test_server_answer (out, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "");
  return TRUE;
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestServer) server = test_server_new (refuse, NULL);
  g_autofree char *url = test_server_dup_url (server);
  const struct {
    BpCheckStep step;
    BpCheckResult result;
  } expected[] = {
    { BP_CHECK_ADDRESS, BP_CHECK_RUNNING },      { BP_CHECK_ADDRESS, BP_CHECK_PASSED },
    { BP_CHECK_TCP, BP_CHECK_RUNNING },          { BP_CHECK_TCP, BP_CHECK_PASSED },
    { BP_CHECK_TLS, BP_CHECK_RUNNING },          { BP_CHECK_TLS, BP_CHECK_PASSED },
    { BP_CHECK_SIGN_IN, BP_CHECK_RUNNING },      { BP_CHECK_SIGN_IN, BP_CHECK_FAILED },
    { BP_CHECK_EWS, BP_CHECK_SKIPPED },          { BP_CHECK_IMPERSONATION, BP_CHECK_SKIPPED },
    { BP_CHECK_CALENDAR, BP_CHECK_SKIPPED },     { BP_CHECK_TASKS, BP_CHECK_SKIPPED },
    { BP_CHECK_SUBSCRIPTION, BP_CHECK_SKIPPED },
  };
  check (fixture, url, NULL);
  g_assert_no_error (fixture->error);
  g_assert_false (fixture->passed);
  g_assert_cmpuint (fixture->events->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < fixture->events->len; i++) {
    const BpCheckEvent *event = g_ptr_array_index (fixture->events, i);
    g_assert_cmpint (event->step, ==, expected[i].step);
    g_assert_cmpint (event->result, ==, expected[i].result);
    g_assert_true ((event->remedy != NULL) == (event->result == BP_CHECK_FAILED));
    g_assert_false (event->text && strstr (event->text, "geheim"));
  }
}

static gboolean
cancel_and_wait (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  test_server_wait_for_stop (stop);
  return FALSE;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestServer) server = test_server_new (cancel_and_wait, cancellable);
  g_autofree char *url = test_server_dup_url (server);
  check (fixture, url, cancellable);
  g_assert_error (fixture->error, BP_ERROR, BP_ERROR_CANCELLED);
}

/* --- a certificate nobody knows --------------------------------------------------------------------------------------- */

static gboolean
shell (const char *folder, const char *command)
{
  const char *const argv[] = { "sh", "-ec", command, NULL };
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawnv (launcher, argv, NULL);
  return process && g_subprocess_wait_check (process, NULL, NULL);
}

#define KEY "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
#define MAKE_CERTIFICATES                                                                                              \
  "openssl req -x509 " KEY "-days 2 -subj '/CN=Firma CA' -keyout ca.key -out ca.pem\n"                                 \
  "openssl req " KEY "-subj /CN=exchange -keyout key.pem -out server.csr\n"                                            \
  "printf 'subjectAltName=IP:127.0.0.1\\n' > names\n"                                                                  \
  "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem\n" \
  "cat server.pem ca.pem > chain.pem\n"

static const BpCheckEvent *
find_result (Fixture *fixture, BpCheckStep step)
{
  for (guint i = 0; i < fixture->events->len; i++) {
    const BpCheckEvent *event = g_ptr_array_index (fixture->events, i);
    if (event->step == step && event->result != BP_CHECK_RUNNING)
      return event;
  }
  return NULL;
}

static void
check_server (Fixture *fixture, const char *url, const char *ca_file)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  BpCheckOptions options = { .settings = settings, .secret = "geheim", .server_only = TRUE };
  g_ptr_array_set_size (fixture->events, 0);
  fixture->ended = FALSE;
  bp_settings_set (settings, BP_SETTING_EWS_HOST, url);
  bp_settings_set (settings, BP_SETTING_ADMIN_NAME, "sync");
  bp_settings_set (settings, BP_SETTING_CA_FILE, ca_file);
  bp_check_async (fixture->folder, &options, take_event, fixture, NULL, take_end, fixture);
  g_main_loop_run (fixture->loop);
  g_assert_no_error (fixture->error);
}

/* file: what the server sends, its own certificate alone or with the authority's. */
static void
trust (Fixture *fixture, const char *file, const char *subject, const char *ca_before)
{
  g_autoptr (TestServer) server = test_server_new (refuse, NULL);
  g_autofree char *certificate = g_build_filename (fixture->folder, file, NULL);
  g_autofree char *key = g_build_filename (fixture->folder, "key.pem", NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", server->port);
  g_autofree char *path = NULL, *text = NULL, *day = NULL;
  const BpCheckEvent *event;
  server->certificate = g_tls_certificate_new_from_files (certificate, key, NULL);
  check_server (fixture, url, ca_before);
  event = find_result (fixture, BP_CHECK_TLS);
  g_assert_cmpstr (event->code, ==, "certificate-untrusted");
  g_assert_nonnull (event->to_trust);
  g_assert_nonnull (strstr (event->to_trust->subject, subject));
  g_assert_nonnull (strstr (event->to_trust->issuer, "Firma CA"));
  g_assert_cmpuint (strlen (event->to_trust->fingerprint), ==, 32 * 3 - 1);
  text = bp_check_certificate_describe (event->to_trust);
  g_assert_nonnull (strstr (text, event->to_trust->fingerprint));
  day = g_strndup (event->to_trust->not_after, 10); /* as an untranslated date is written */
  g_assert_nonnull (strstr (text, day));
  path = bp_trust_add (fixture->folder, ca_before, event->to_trust->pem, NULL);
  g_assert_nonnull (path);
  check_server (fixture, url, path);
  g_assert_cmpint (find_result (fixture, BP_CHECK_TLS)->result, ==, BP_CHECK_PASSED);
  g_assert_null (find_result (fixture, BP_CHECK_IMPERSONATION)); /* the server only */
}

static void
test_trust (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, BP_TRUST_FILE, NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.pem", NULL);
  g_autofree char *text = NULL, *once = NULL, *again = NULL;
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()) || !shell (fixture->folder, MAKE_CERTIFICATES)) {
    g_test_skip ("skipped: no openssl program, or GIO without TLS");
    return;
  }
  trust (fixture, "server.pem", "exchange", "");
  trust (fixture, "chain.pem", "Firma CA", "");
  /* what was trusted before stays trusted, and nothing stands there twice */
  g_assert_true (g_file_set_contents (other, "an older authority\n", -1, NULL));
  g_free (bp_trust_add (fixture->folder, other, "-----BEGIN CERTIFICATE-----\nX\n-----END CERTIFICATE-----\n", NULL));
  g_assert_true (g_file_get_contents (path, &once, NULL, NULL));
  g_assert_true (g_str_has_prefix (once, "an older authority\n-----BEGIN CERTIFICATE-----\nX\n"));
  g_free (bp_trust_add (fixture->folder, path, "-----BEGIN CERTIFICATE-----\nX\n-----END CERTIFICATE-----\n", NULL));
  g_assert_true (g_file_get_contents (path, &again, NULL, NULL));
  g_assert_cmpstr (once, ==, again);
  g_assert_null (bp_trust_add (fixture->folder, "/no/such/file.pem", "X", NULL));
}

static void
test_not_set_up (Fixture *fixture, gconstpointer data)
{
  check (fixture, "", NULL);
  g_assert_error (fixture->error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpuint (fixture->events->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/check/events", Fixture, NULL, set_up, test_events, tear_down);
  g_test_add ("/check/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/check/trust", Fixture, NULL, set_up, test_trust, tear_down);
  g_test_add ("/check/not-set-up", Fixture, NULL, set_up, test_not_set_up, tear_down);
  return g_test_run ();
}
