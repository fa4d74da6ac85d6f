/* SPDX-License-Identifier: MIT */
#include "app/monitor.h"

#include "app/dispatcher.h"
#include "app/requests.h"
#include "app/user-item.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"

#define LOG_CAPACITY 100000
#define REFRESH_MS 200
/* Events tell of the engine in this process; one in another process is looked at every second. The rest is a safety net. */
#define QUIET_TICKS 5

struct _BpMonitor {
  GObject parent_instance;
  BpSession *session; /* NULL: stopped */
  GSource *source;
  guint tick;
  guint ticks;
  guint refresh;
  gboolean reading, read_again;
  gint64 opened_at;
  gboolean started;
  BpEngineState engine_state;
  gint64 engine_seen_at;
  BpSnapshot *snapshot;
  GListStore *users;
  BpLogModel *log;
  BpProblem problem;
  char *problem_text;
};
G_DEFINE_FINAL_TYPE (BpMonitor, bp_monitor, G_TYPE_OBJECT)

enum { UPDATED, SETTINGS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_problem (BpMonitor *self, BpProblem problem, const char *text)
{
  g_free (self->problem_text);
  self->problem = problem;
  self->problem_text = g_strdup (text);
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

/* The list is sorted by login, and so is the store: one walk keeps the items of users that stay. */
static void
update_users (BpMonitor *self, GPtrArray *views)
{
  guint i = 0;
  while (views->len) {
    BpUserView *view = g_ptr_array_steal_index (views, 0);
    g_autoptr (BpUserItem) item = NULL;
    while ((item = g_list_model_get_item (G_LIST_MODEL (self->users), i))) {
      const BpUserView *old = bp_user_item_get_view (item);
      if (old->user->id == view->user->id || g_utf8_collate (old->user->login, view->user->login) > 0)
        break;
      g_list_store_remove (self->users, i);
      g_clear_object (&item);
    }
    if (item && bp_user_item_get_view (item)->user->id == view->user->id) {
      bp_user_item_set_view (item, view);
    } else {
      g_autoptr (BpUserItem) added = bp_user_item_new (view);
      g_list_store_insert (self->users, i, added);
    }
    i++;
  }
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->users));
  if (n > i)
    g_list_store_splice (self->users, i, n - i, NULL, 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpMonitor) self = user_data;
  g_autoptr (GError) error = NULL;
  BpSnapshot *snapshot = bp_session_call_finish (result, &error);
  self->reading = FALSE;
  if (!self->session) {
    bp_snapshot_free (snapshot);
    return;
  }
  if (snapshot) {
    bp_snapshot_free (self->snapshot);
    self->snapshot = snapshot;
    if (self->problem == BP_PROBLEM_DATA)
      set_problem (self, BP_PROBLEM_NONE, NULL);
    update_users (self, snapshot->users);
    if (!self->started) {
      self->started = TRUE;
      if (snapshot->overview->auto_sync)
        bp_monitor_start_engine (self, FALSE);
    }
  } else if (self->problem == BP_PROBLEM_NONE || self->problem == BP_PROBLEM_DATA) {
    g_autofree char *text = g_strdup_printf (_ ("The data cannot be read: %s"), error ? error->message : "?");
    set_problem (self, BP_PROBLEM_DATA, text);
  }
  g_signal_emit (self, signals[UPDATED], 0);
  if (self->read_again)
    bp_monitor_refresh (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  BpMonitor *self = user_data;
  self->refresh = 0;
  self->reading = TRUE;
  self->read_again = FALSE;
  bp_monitor_call (self, bp_request_snapshot, NULL, NULL, (GDestroyNotify) bp_snapshot_free, read_cb,
                   g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
bp_monitor_refresh (BpMonitor *self)
{
  if (self->reading)
    self->read_again = TRUE;
  else if (!self->refresh && self->session)
    self->refresh = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

/* Lines of the file that are not also events of this session: those before it. The file knows milliseconds. */
static void
tail_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpMonitor) self = user_data;
  g_autoptr (GPtrArray) lines = bp_session_call_finish (result, NULL);
  if (!lines || !self->session)
    return;
  gint64 border = self->opened_at - self->opened_at % 1000;
  g_autoptr (GPtrArray) older = g_ptr_array_new ();
  for (guint i = 0; i < lines->len; i++)
    if (((BpLogLine *) lines->pdata[i])->at < border)
      g_ptr_array_add (older, lines->pdata[i]);
  bp_log_model_prepend (self->log, older);
}

/* --- events --------------------------------------------------------------------------------------------------------- */

static void
engine_event (BpMonitor *self, const BpEvent *event)
{
  gboolean changed = event->state != self->engine_state;
  self->engine_state = event->state;
  if (event->state == BP_ENGINE_RUNNING && self->problem == BP_PROBLEM_START)
    set_problem (self, BP_PROBLEM_NONE, NULL);
  /* Several heartbeats a second say the same. */
  if (changed || event->at - self->engine_seen_at >= G_USEC_PER_SEC) {
    self->engine_seen_at = event->at;
    bp_monitor_refresh (self);
  }
}

static void
ended_event (BpMonitor *self, const BpEvent *event)
{
  self->engine_state = BP_ENGINE_STOPPED;
  if (event->how == BP_ENDED_FAILED) {
    g_autofree char *text = g_strdup_printf (_ ("The sync ended by itself: %s"), event->text ? event->text : "?");
    set_problem (self, BP_PROBLEM_START, text);
  }
  bp_monitor_refresh (self);
}

static void
events_cb (GPtrArray *events, gpointer user_data)
{
  BpMonitor *self = user_data;
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  gboolean settings_changed = FALSE;
  for (guint i = 0; i < events->len; i++) {
    BpEvent *event = events->pdata[i];
    switch (event->type) {
    case BP_EVENT_LOG:
      g_ptr_array_add (lines, event->line);
      break;
    case BP_EVENT_ENGINE:
      engine_event (self, event);
      break;
    case BP_EVENT_USER:
      bp_monitor_refresh (self);
      break;
    case BP_EVENT_DATA_CHANGED:
      settings_changed = TRUE;
      bp_monitor_refresh (self);
      break;
    case BP_EVENT_ENDED:
      ended_event (self, event);
      break;
    }
  }
  if (lines->len)
    bp_log_model_append (self->log, lines);
  if (settings_changed)
    g_signal_emit (self, signals[SETTINGS_CHANGED], 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  BpMonitor *self = user_data;
  bp_session_supervise (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->users)); i++) {
    g_autoptr (BpUserItem) item = g_list_model_get_item (G_LIST_MODEL (self->users), i);
    bp_user_item_tick (item);
  }
  if (!bp_session_engine_is_here (self->session) || ++self->ticks % QUIET_TICKS == 0)
    bp_monitor_refresh (self);
  return G_SOURCE_CONTINUE;
}

/* --- the engine ------------------------------------------------------------------------------------------------------- */

/* An engine that another process holds is no problem: the window watches that one. */
void
bp_monitor_start_engine (BpMonitor *self, gboolean adopt)
{
  g_autoptr (GError) error = NULL;
  BpRunOptions options = { .adopt = adopt };
  if (!self->session)
    return;
  set_problem (self, BP_PROBLEM_NONE, NULL);
  if (!bp_session_start_engine (self->session, &options, &error)
      && !g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY)) {
    gboolean copied = g_error_matches (error, BP_ERROR, BP_ERROR_DENIED);
    g_autofree char *text = g_strdup_printf (_ ("The sync could not be started: %s"), error->message);
    set_problem (self, copied ? BP_PROBLEM_COPIED : BP_PROBLEM_START, text);
  }
  g_signal_emit (self, signals[UPDATED], 0);
  bp_monitor_refresh (self);
}

static void
command_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpMonitor) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  if (error && self->session)
    bp_log_error (bp_session_get_log (self->session), BP_LOG_WARNING, "window.command", NULL, error,
                  _ ("The running sync did not answer"));
  bp_monitor_refresh (self);
}

static void
send_command (BpMonitor *self, const char *command, const char *argument)
{
  const char *words[] = { command, argument, NULL };
  bp_monitor_call (self, bp_request_command, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev, NULL, command_cb,
                   g_object_ref (self));
}

void
bp_monitor_stop_engine (BpMonitor *self)
{
  if (!self->session)
    return;
  if (bp_session_engine_is_here (self->session))
    bp_session_stop_engine (self->session);
  else
    send_command (self, "stop", NULL);
  bp_monitor_refresh (self);
}

void
bp_monitor_restart_engine (BpMonitor *self)
{
  if (!self->session)
    return;
  if (bp_session_engine_is_here (self->session))
    bp_session_restart_engine (self->session);
  else
    send_command (self, "restart", NULL);
  bp_monitor_refresh (self);
}

void
bp_monitor_sync_now (BpMonitor *self, const char *login)
{
  if (!self->session)
    return;
  if (bp_session_engine_is_here (self->session))
    bp_session_sync_now (self->session, login);
  else
    send_command (self, "sync-now", login);
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

BpMonitor *
bp_monitor_new (BpSession *session, gint64 opened_at)
{
  BpMonitor *self = g_object_new (BP_TYPE_MONITOR, NULL);
  self->session = session;
  self->opened_at = opened_at;
  self->source = bp_dispatcher_start (bp_session_get_events (session), (GDestroyNotify) bp_event_free, events_cb, self);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
  refresh_cb (self);
  bp_monitor_call (self, bp_request_log_tail, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, tail_cb,
                   g_object_ref (self));
  return self;
}

void
bp_monitor_stop (BpMonitor *self)
{
  g_clear_pointer (&self->source, bp_dispatcher_stop);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->refresh, g_source_remove);
  self->session = NULL;
}

void
bp_monitor_call (BpMonitor *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                 GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data)
{
  if (!self->session) {
    if (free_argument)
      free_argument (argument);
    return;
  }
  bp_session_call (self->session, func, argument, free_argument, free_result, NULL, callback, user_data);
}

const BpOverview *
bp_monitor_get_overview (BpMonitor *self)
{
  return self->snapshot ? self->snapshot->overview : NULL;
}

GPtrArray *
bp_monitor_get_companies (BpMonitor *self)
{
  return self->snapshot ? self->snapshot->companies : NULL;
}

GListModel *
bp_monitor_get_users (BpMonitor *self)
{
  return G_LIST_MODEL (self->users);
}

BpLogModel *
bp_monitor_get_log (BpMonitor *self)
{
  return self->log;
}

guint
bp_monitor_get_dropped (BpMonitor *self)
{
  return self->session ? bp_channel_get_dropped (bp_session_get_events (self->session)) : 0;
}

BpProblem
bp_monitor_get_problem (BpMonitor *self, const char **ret_text)
{
  if (ret_text)
    *ret_text = self->problem_text;
  return self->problem;
}

const char *
bp_monitor_get_dir (BpMonitor *self)
{
  return bp_session_get_dir (self->session);
}

static void
bp_monitor_finalize (GObject *object)
{
  BpMonitor *self = BP_MONITOR (object);
  bp_monitor_stop (self);
  g_clear_pointer (&self->snapshot, bp_snapshot_free);
  g_object_unref (self->users);
  g_object_unref (self->log);
  g_free (self->problem_text);
  G_OBJECT_CLASS (bp_monitor_parent_class)->finalize (object);
}

static void
bp_monitor_class_init (BpMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bp_monitor_finalize;
  signals[UPDATED] = g_signal_new ("updated", BP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTINGS_CHANGED] =
    g_signal_new ("settings-changed", BP_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bp_monitor_init (BpMonitor *self)
{
  self->users = g_list_store_new (BP_TYPE_USER_ITEM);
  self->log = bp_log_model_new (LOG_CAPACITY);
}
