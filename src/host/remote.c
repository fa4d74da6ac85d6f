/* SPDX-License-Identifier: MIT */
#include "host/remote.h"

#include "base/clock.h"
#include "base/saying.h"
#include "engine/event.h"
#include "host/data-private.h"
#include "host/follower.h"
#include "host/paths.h"
#include "store/status.h"

/* The status tables and the lock are looked at less often than the log. */
#define STATUS_US (500 * G_TIME_SPAN_MILLISECOND)

struct _BpRemote {
  BpData *data;
  BpChannel *events;
  BpFollower *follower;
  gboolean was_here;
  gint64 looked_at; /* monotonic */
  gboolean running;
  gint64 heartbeat_at;
  GHashTable *users; /* gint64* -> digest of the status last reported */
};

BpRemote *
bp_remote_new (BpData *data, BpChannel *events)
{
  BpRemote *self = g_new0 (BpRemote, 1);
  g_autofree char *path = bp_paths_dup_log (data->dir);
  self->data = data;
  self->events = bp_channel_ref (events);
  self->follower = bp_follower_new (path);
  self->users = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
bp_remote_free (BpRemote *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->users);
  bp_follower_free (self->follower);
  bp_channel_unref (self->events);
  g_free (self);
}

static void
forward_log (BpRemote *self)
{
  g_autoptr (GPtrArray) lines = bp_follower_read (self->follower);
  for (guint i = 0; i < lines->len; i++) {
    BpEvent *event = bp_event_new (BP_EVENT_LOG);
    event->line = bp_log_line_ref (g_ptr_array_index (lines, i));
    event->at = event->line->at;
    bp_channel_send_droppable (self->events, event);
  }
}

static BpEngineState
parse_state (const char *name)
{
  for (int state = BP_ENGINE_STOPPED; state <= BP_ENGINE_STOPPING; state++)
    if (g_strcmp0 (bp_engine_state_name ((BpEngineState) state), name) == 0)
      return (BpEngineState) state;
  return BP_ENGINE_STARTING;
}

/* Once when it starts or ends, and with each of its heartbeats. */
static void
report_engine (BpRemote *self, gboolean running)
{
  g_autoptr (BpEngineStatus) status = running ? bp_store_engine_status (self->data->store, NULL) : NULL;
  BpEvent *event;
  if (running == self->running && (!status || status->heartbeat_at == self->heartbeat_at))
    return;
  self->running = running;
  self->heartbeat_at = status ? status->heartbeat_at : 0;
  event = bp_event_new (BP_EVENT_ENGINE);
  event->at = bp_clock_now ();
  event->state = status ? parse_state (status->state) : running ? BP_ENGINE_STARTING : BP_ENGINE_STOPPED;
  if (status) {
    event->started_at = status->started_at;
    event->connected = status->connected;
    event->restart_needed = status->restart_needed;
    event->text = status->connection ? bp_saying_say (status->connection) : g_strdup (status->endpoint);
  }
  bp_channel_send (self->events, event);
}

static char *
digest (const BpUserStatus *status)
{
  return g_strdup_printf ("%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT
                          "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT,
                          status->state, status->reason, status->last_error, status->last_success,
                          status->last_error_at, status->count_out, status->count_in, status->parked, status->held);
}

static void
report_users (BpRemote *self)
{
  g_autoptr (GPtrArray) statuses = bp_store_user_statuses (self->data->store, NULL);
  for (guint i = 0; statuses && i < statuses->len; i++) {
    const BpUserStatus *status = g_ptr_array_index (statuses, i);
    g_autofree char *now = digest (status);
    BpEvent *event;
    if (g_strcmp0 (now, g_hash_table_lookup (self->users, &status->user)) == 0)
      continue;
    g_hash_table_insert (self->users, g_memdup2 (&status->user, sizeof status->user), g_steal_pointer (&now));
    event = bp_event_new (BP_EVENT_USER);
    event->at = bp_clock_now ();
    event->user = status->user;
    bp_channel_send (self->events, event);
  }
}

void
bp_remote_watch (BpRemote *self, gboolean engine_is_here)
{
  gboolean running;
  if (engine_is_here || self->was_here) {
    if (!engine_is_here)
      bp_follower_skip (self->follower);
    self->was_here = engine_is_here;
    self->running = FALSE;
    return;
  }
  forward_log (self);
  if (bp_clock_monotonic () - self->looked_at < STATUS_US)
    return;
  self->looked_at = bp_clock_monotonic ();
  running = bp_paths_engine_runs (self->data->dir);
  report_engine (self, running);
  if (running)
    report_users (self);
}
