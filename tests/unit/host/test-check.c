/* SPDX-License-Identifier: MIT */
/* The connection test as a window runs it: events on its own context, all before the end, cancelled at once. */
#include "host/check.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "host/data.h"
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
  g_test_add ("/check/not-set-up", Fixture, NULL, set_up, test_not_set_up, tear_down);
  return g_test_run ();
}
