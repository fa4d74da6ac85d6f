/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/platform.h"
#include "host/pump.h"
#include "host/session-private.h"
#include "host/session.h"

#define WAIT_SECONDS 20

/* --- a driver whose mailboxes are empty and never change ------------------------------------------------------------ */

static gboolean
empty_open (BpDriver *driver, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
            GError **error)
{
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    ret_folders->folder_id[kind] = kinds & (1u << kind) ? g_strdup_printf ("%s-%d", account->address, kind) : NULL;
  return TRUE;
}

static BpChangePage *
empty_list_changes (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
                    GCancellable *c, GError **error)
{
  BpChangePage *page = bp_change_page_new ();
  page->token = g_strdup ("token");
  return page;
}

static BpSubscription *
empty_subscribe (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c, GError **error)
{
  return bp_subscription_new (account, "subscription", "watermark");
}

static void
empty_poll (BpDriver *driver, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c)
{
}

static void
empty_unsubscribe (BpDriver *driver, BpSubscription *subscription, GCancellable *c)
{
}

static gboolean
empty_clock_offset (BpDriver *driver, gint64 *ret_offset_us)
{
  *ret_offset_us = 0;
  return TRUE;
}

static void
empty_free (BpDriver *driver)
{
  g_free (driver);
}

static const BpDriverClass empty_class = { .name = "empty",
                                           .read_batch = 10,
                                           .write_batch = 10,
                                           .page_size = 100,
                                           .free = empty_free,
                                           .open = empty_open,
                                           .list_changes = empty_list_changes,
                                           .subscribe = empty_subscribe,
                                           .poll = empty_poll,
                                           .unsubscribe = empty_unsubscribe,
                                           .clock_offset = empty_clock_offset };

static BpDriver *
empty_driver_new (gpointer data, GError **error)
{
  BpDriver *driver = g_new0 (BpDriver, 1);
  driver->klass = &empty_class;
  return driver;
}

/* --- a folder with a session ---------------------------------------------------------------------------------------- */

typedef struct {
  char *dir;
  BpSession *session;
  BpPump *pump;
  BpChannel *events;
  guint count[BP_EVENT_ENDED + 1];
  BpEndedHow how;
  gint64 started_at;
  BpEngineState state;
  char *last_line;
} Fixture;

static void
take_events (gpointer data)
{
  Fixture *f = data;
  BpEvent *event;
  while ((event = bp_channel_receive (f->events, 0))) {
    f->count[event->type]++;
    if (event->type == BP_EVENT_ENDED)
      f->how = event->how;
    if (event->type == BP_EVENT_ENGINE) {
      f->state = event->state;
      f->started_at = event->started_at;
    }
    if (event->type == BP_EVENT_LOG) {
      g_free (f->last_line);
      f->last_line = g_strdup (event->line->id);
    }
    bp_event_free (event);
  }
}

static void
open_session (Fixture *f)
{
  GError *error = NULL;
  f->session = bp_session_new (f->dir, &error);
  g_assert_no_error (error);
  bp_session_set_driver (f->session, empty_driver_new, NULL);
  f->events = bp_channel_ref (bp_session_get_events (f->session));
  f->pump = bp_pump_new (f->events, NULL, take_events, f);
}

static void
close_session (Fixture *f)
{
  if (!f->session)
    return;
  g_clear_pointer (&f->session, bp_session_free);
  take_events (f);
  g_clear_pointer (&f->pump, bp_pump_free);
  g_clear_pointer (&f->events, bp_channel_unref);
}

static void
fill (BpData *data)
{
  g_autoptr (BpCompany) company = bp_company_new ();
  g_autoptr (BpUser) user = bp_user_new ();
  g_autoptr (GError) error = NULL;
  bp_data_set_setting (data, BP_SETTING_EWS_HOST, "localhost", &error);
  g_assert_no_error (error);
  bp_data_set_setting (data, BP_SETTING_ADMIN_NAME, "svc", &error);
  g_assert_no_error (error);
  bp_data_set_secret (data, "secret", &error);
  g_assert_no_error (error);
  bp_data_set_setting (data, BP_SETTING_AUTO_SYNC, "1", &error);
  g_assert_no_error (error);
  company->number = 1;
  company->name = g_strdup ("Muster GmbH");
  bp_data_add_company (data, company, &error);
  g_assert_no_error (error);
  bp_user_set (user, "login", "anna", NULL);
  bp_user_set (user, "start-company", "1", NULL);
  bp_user_set (user, "exchange-mailbox", "anna@firma.de", NULL);
  bp_user_set (user, "exchange-sync", "1", NULL);
  bp_data_add_user (data, user, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (BpData) data = NULL;
  f->dir = g_dir_make_tmp ("bp-session-XXXXXX", NULL);
  g_assert_true (bp_data_init (f->dir, NULL, NULL));
  data = bp_data_open (f->dir, NULL);
  fill (data);
  open_session (f);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_unlink (file);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  close_session (f);
  remove_folder (f->dir);
  g_free (f->dir);
  g_free (f->last_line);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the condition holds. */
#define WAIT(f, condition)                                                                                             \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 end_ = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;                                             \
    guint tick_ = g_timeout_add (20, tick_cb, NULL);                                                                   \
    while (!(condition) && g_get_monotonic_time () < end_)                                                             \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (tick_);                                                                                           \
    g_assert_true (condition);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

static void
start (Fixture *f)
{
  GError *error = NULL;
  bp_session_start_engine (f->session, NULL, &error);
  g_assert_no_error (error);
  WAIT (f, f->state == BP_ENGINE_RUNNING);
}

static void
stop (Fixture *f)
{
  guint before = f->count[BP_EVENT_ENDED];
  bp_session_stop_engine (f->session);
  WAIT (f, f->count[BP_EVENT_ENDED] > before);
  g_assert_cmpint (f->how, ==, BP_ENDED_STOPPED);
}

/* --- the engine ----------------------------------------------------------------------------------------------------- */

static char *
state_of_anna (Fixture *f)
{
  g_autoptr (BpData) data = bp_data_open (f->dir, NULL);
  g_autoptr (BpUserView) view = bp_data_user (data, "anna", NULL);
  return g_strdup (view->state);
}

static gboolean
anna_is (Fixture *f, const char *state)
{
  g_autofree char *now = state_of_anna (f);
  return g_strcmp0 (now, state) == 0;
}

static void
test_start_stop (Fixture *f, gconstpointer unused)
{
  gint64 begun;
  g_assert_false (bp_session_engine_is_here (f->session));
  start (f);
  g_assert_true (bp_session_engine_is_here (f->session));
  WAIT (f, anna_is (f, "in-step"));
  begun = g_get_monotonic_time ();
  stop (f);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
  g_assert_false (bp_session_engine_is_here (f->session));
  g_assert_true (anna_is (f, "stopped"));
  start (f);
  stop (f);
}

static void
test_until_idle (Fixture *f, gconstpointer unused)
{
  BpRunOptions options = { .until_idle = TRUE };
  GError *error = NULL;
  bp_session_start_engine (f->session, &options, &error);
  g_assert_no_error (error);
  WAIT (f, f->count[BP_EVENT_ENDED] > 0);
  g_assert_cmpint (f->how, ==, BP_ENDED_IDLE);
}

static void
test_for_seconds (Fixture *f, gconstpointer unused)
{
  BpRunOptions options = { .for_seconds = 1 };
  bp_session_start_engine (f->session, &options, NULL);
  WAIT (f, f->count[BP_EVENT_ENDED] > 0);
  g_assert_cmpint (f->how, ==, BP_ENDED_STOPPED);
}

static void
test_restart (Fixture *f, gconstpointer unused)
{
  gint64 before;
  start (f);
  before = f->started_at;
  bp_session_restart_engine (f->session);
  WAIT (f, f->state == BP_ENGINE_RUNNING && f->started_at > before);
  g_assert_cmpuint (f->count[BP_EVENT_ENDED], ==, 0);
  stop (f);
}

/* An engine that cannot start is tried again by the supervision, and runs as soon as it can. */
static void
test_failure_is_retried (Fixture *f, gconstpointer unused)
{
  g_autofree char *database = g_build_filename (f->dir, "bpexchange.db", NULL);
  g_autofree char *away = g_build_filename (f->dir, "away.db", NULL);
  start (f);
  g_assert_cmpint (g_rename (database, away), ==, 0);
  bp_session_restart_engine (f->session);
  WAIT (f, f->count[BP_EVENT_ENDED] > 0);
  g_assert_cmpint (f->how, ==, BP_ENDED_FAILED);
  g_assert_true (bp_session_engine_is_here (f->session));
  g_assert_cmpint (g_rename (away, database), ==, 0);
  f->state = BP_ENGINE_STOPPED;
  WAIT (f, (bp_session_supervise (f->session), f->state == BP_ENGINE_RUNNING));
  stop (f);
}

/* Stopping is possible while it waits for the next attempt. */
static void
test_stop_between_attempts (Fixture *f, gconstpointer unused)
{
  g_autofree char *database = g_build_filename (f->dir, "bpexchange.db", NULL);
  g_autofree char *away = g_build_filename (f->dir, "away.db", NULL);
  start (f);
  g_assert_cmpint (g_rename (database, away), ==, 0);
  bp_session_restart_engine (f->session);
  WAIT (f, f->count[BP_EVENT_ENDED] > 0);
  stop (f);
  g_assert_false (bp_session_engine_is_here (f->session));
  g_assert_cmpint (g_rename (away, database), ==, 0);
}

static void
test_second_engine (Fixture *f, gconstpointer unused)
{
  g_autoptr (BpSession) other = NULL;
  g_autoptr (BpData) data = NULL;
  g_autoptr (BpOverview) overview = NULL;
  GError *error = NULL;
  start (f);
  other = bp_session_new (f->dir, NULL);
  g_assert_false (bp_session_start_engine (other, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_clear_error (&error);
  g_assert_false (bp_session_engine_is_here (other));
  data = bp_data_open (f->dir, NULL);
  overview = bp_data_overview (data, NULL);
  g_assert_true (overview->running);
  g_assert_false (overview->here);
  stop (f);
}

static void
test_copied_database (Fixture *f, gconstpointer unused)
{
  BpRunOptions adopt = { .adopt = TRUE };
  GError *error = NULL;
  g_autofree char *other = g_strconcat (f->dir, "-copy", NULL);
  start (f);
  stop (f);
  close_session (f);
  g_assert_cmpint (g_rename (f->dir, other), ==, 0);
  g_free (f->dir);
  f->dir = g_steal_pointer (&other);
  open_session (f);
  g_assert_false (bp_session_start_engine (f->session, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (bp_session_engine_is_here (f->session));
  bp_session_start_engine (f->session, &adopt, &error);
  g_assert_no_error (error);
  stop (f);
}

/* --- the service ---------------------------------------------------------------------------------------------------- */

typedef struct {
  guint calls;
  gpointer result;
  GError *error;
} Answer;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  answer->calls++;
  answer->result = bp_session_call_finish (result, &answer->error);
}

static gpointer
count_users (BpData *data, gpointer argument, GError **error)
{
  g_autoptr (GPtrArray) users = bp_data_users (data, error);
  g_assert_true (g_thread_self () != argument);
  return users ? g_strdup_printf ("%u users", users->len) : NULL;
}

static gpointer
find_nobody (BpData *data, gpointer argument, GError **error)
{
  return bp_data_user (data, "nobody", error);
}

static void
test_call (Fixture *f, gconstpointer unused)
{
  Answer good = { 0 }, bad = { 0 };
  bp_session_call (f->session, count_users, g_thread_self (), NULL, g_free, NULL, answered_cb, &good);
  bp_session_call (f->session, find_nobody, NULL, NULL, NULL, NULL, answered_cb, &bad);
  WAIT (f, good.calls && bad.calls);
  g_assert_cmpstr (good.result, ==, "1 users");
  g_assert_null (bad.result);
  g_assert_error (bad.error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_free (good.result);
  g_error_free (bad.error);
}

static gpointer
wait_for_end (BpData *data, gpointer argument, GError **error)
{
  while (!g_atomic_int_get ((gint *) argument))
    g_usleep (1000);
  return NULL;
}

static gpointer
let_go_soon (gpointer data)
{
  g_usleep (50000);
  g_atomic_int_set ((gint *) data, TRUE);
  return NULL;
}

/* A session that ends finishes the job at hand; those behind it are told. */
static void
test_call_at_the_end (Fixture *f, gconstpointer unused)
{
  Answer first = { 0 }, second = { 0 };
  gint go = FALSE;
  GThread *thread;
  bp_session_call (f->session, wait_for_end, &go, NULL, NULL, NULL, answered_cb, &first);
  bp_session_call (f->session, count_users, NULL, NULL, g_free, NULL, answered_cb, &second);
  thread = g_thread_new ("end", let_go_soon, &go);
  close_session (f);
  g_thread_join (thread);
  WAIT (f, first.calls && second.calls);
  g_assert_error (second.error, BP_ERROR, BP_ERROR_CANCELLED);
  g_clear_error (&second.error);
  g_clear_error (&first.error);
}

static void
test_cancelled_call (Fixture *f, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };
  g_cancellable_cancel (cancellable);
  bp_session_call (f->session, count_users, NULL, NULL, g_free, cancellable, answered_cb, &answer);
  WAIT (f, answer.calls);
  g_assert_nonnull (answer.error);
  g_clear_error (&answer.error);
}

/* --- the watcher ---------------------------------------------------------------------------------------------------- */

static void
test_change_by_another (Fixture *f, gconstpointer unused)
{
  g_autoptr (BpData) data = bp_data_open (f->dir, NULL);
  guint before;
  take_events (f);
  before = f->count[BP_EVENT_DATA_CHANGED];
  bp_data_set_setting (data, BP_SETTING_LANES, "3", NULL);
  WAIT (f, f->count[BP_EVENT_DATA_CHANGED] > before);
}

static gpointer
set_lanes (BpData *data, gpointer argument, GError **error)
{
  bp_data_set_setting (data, BP_SETTING_LANES, "5", error);
  return NULL;
}

static void
test_change_of_our_own (Fixture *f, gconstpointer unused)
{
  Answer answer = { 0 };
  bp_session_call (f->session, set_lanes, NULL, NULL, NULL, NULL, answered_cb, &answer);
  WAIT (f, answer.calls && f->count[BP_EVENT_DATA_CHANGED] > 0);
  g_assert_no_error (answer.error);
}

/* The engine of another process is seen through the log file and the status tables. */
static void
test_engine_elsewhere (Fixture *f, gconstpointer unused)
{
  Fixture other = { .dir = f->dir };
  open_session (&other);
  start (&other);
  WAIT (f, f->state == BP_ENGINE_RUNNING);
  WAIT (f, f->count[BP_EVENT_USER] > 0);
  WAIT (f, f->count[BP_EVENT_LOG] > 0);
  close_session (&other);
  WAIT (f, f->state == BP_ENGINE_STOPPED);
  g_free (other.last_line);
}

static gpointer
send_stop (BpData *data, gpointer argument, GError **error)
{
  bp_data_command (data, "stop", NULL, 10000, error);
  return NULL;
}

static void
test_stop_from_elsewhere (Fixture *f, gconstpointer unused)
{
  g_autoptr (BpSession) other = bp_session_new (f->dir, NULL);
  Answer answer = { 0 };
  start (f);
  bp_session_call (other, send_stop, NULL, NULL, NULL, NULL, answered_cb, &answer);
  WAIT (f, answer.calls && f->count[BP_EVENT_ENDED]);
  g_assert_no_error (answer.error);
  g_assert_cmpint (f->how, ==, BP_ENDED_STOPPED);
}

static gpointer
send_sync_now (BpData *data, gpointer argument, GError **error)
{
  g_atomic_int_set ((gint *) argument, TRUE);
  bp_data_command (data, "sync-now", NULL, WAIT_SECONDS * 1000, error);
  return NULL;
}

/* A command that nobody answers does not hold up the end of the session. */
static void
test_command_at_the_end (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "engine.lock", NULL);
  g_autoptr (BpFileLock) lock = bp_platform_lock_file (path, NULL);
  Answer answer = { 0 };
  gint begun = FALSE;
  gint64 closed_at;
  bp_session_call (f->session, send_sync_now, &begun, NULL, NULL, NULL, answered_cb, &answer);
  WAIT (f, g_atomic_int_get (&begun));
  closed_at = g_get_monotonic_time ();
  close_session (f);
  g_assert_cmpint (g_get_monotonic_time () - closed_at, <, G_USEC_PER_SEC);
  WAIT (f, answer.calls);
  g_assert_error (answer.error, BP_ERROR, BP_ERROR_CANCELLED);
  g_clear_error (&answer.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/host/session/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("start-stop", test_start_stop);
  ADD ("until-idle", test_until_idle);
  ADD ("for-seconds", test_for_seconds);
  ADD ("restart", test_restart);
  ADD ("failure-is-retried", test_failure_is_retried);
  ADD ("stop-between-attempts", test_stop_between_attempts);
  ADD ("second-engine", test_second_engine);
  ADD ("copied-database", test_copied_database);
  ADD ("call", test_call);
  ADD ("call-at-the-end", test_call_at_the_end);
  ADD ("cancelled-call", test_cancelled_call);
  ADD ("change-by-another", test_change_by_another);
  ADD ("change-of-our-own", test_change_of_our_own);
  ADD ("engine-elsewhere", test_engine_elsewhere);
  ADD ("stop-from-elsewhere", test_stop_from_elsewhere);
  ADD ("command-at-the-end", test_command_at_the_end);
  return g_test_run ();
}
