/* SPDX-License-Identifier: MIT */
#include "host/session.h"

#include "host/filelog.h"
#include "host/paths.h"
#include "host/runner.h"
#include "host/service.h"
#include "host/session-private.h"

/* Log lines a slow window may be behind. */
#define MAX_WAITING_LINES 20000

struct _BpSession {
  char *dir;
  BpLog *log;
  BpChannel *events;
  BpFilelog *filelog;
  BpRunner *runner;
  BpService *service;
  gint engine_here; /* atomic */
};

static void
send_line (BpLogLine *line, gpointer data)
{
  BpEvent *event = bp_event_new (BP_EVENT_LOG);
  event->at = line->at;
  event->line = bp_log_line_ref (line);
  bp_channel_send_droppable (data, event);
}

BpSession *
bp_session_new (const char *dir, GError **error)
{
  g_autofree char *folder = bp_paths_dup_dir (dir);
  g_autofree char *log_path = bp_paths_dup_log (folder);
  BpData *data = bp_data_init (folder, NULL, error) ? bp_data_open (folder, error) : NULL;
  BpSession *self;
  if (!data)
    return NULL;
  self = g_new0 (BpSession, 1);
  self->log = bp_log_new (BP_LOG_INFO);
  self->events = bp_channel_new ((GDestroyNotify) bp_event_free, MAX_WAITING_LINES);
  bp_log_add_sink (self->log, send_line, bp_channel_ref (self->events), (GDestroyNotify) bp_channel_unref);
  self->filelog = bp_filelog_new (self->log, log_path);
  self->runner = bp_runner_new (folder, self->log, self->filelog, self->events, &self->engine_here);
  self->service = bp_service_new (data, self->log, self->filelog, self->events, &self->engine_here);
  self->dir = g_steal_pointer (&folder);
  return self;
}

void
bp_session_free (BpSession *self)
{
  if (!self)
    return;
  bp_runner_free (self->runner);
  bp_service_free (self->service);
  bp_filelog_free (self->filelog);
  bp_channel_close (self->events);
  bp_channel_unref (self->events);
  bp_log_unref (self->log);
  g_free (self->dir);
  g_free (self);
}

BpChannel *
bp_session_get_events (BpSession *self)
{
  return self->events;
}

BpLog *
bp_session_get_log (BpSession *self)
{
  return self->log;
}

const char *
bp_session_get_dir (BpSession *self)
{
  return self->dir;
}

void
bp_session_set_driver (BpSession *self, BpDriverFactory make_driver, gpointer data)
{
  bp_runner_set_driver (self->runner, make_driver, data);
}

gboolean
bp_session_start_engine (BpSession *self, const BpRunOptions *options, GError **error)
{
  return bp_runner_start (self->runner, options, error);
}

void
bp_session_stop_engine (BpSession *self)
{
  bp_runner_stop (self->runner);
}

void
bp_session_restart_engine (BpSession *self)
{
  bp_runner_restart (self->runner);
}

void
bp_session_sync_now (BpSession *self, const char *login)
{
  bp_runner_sync_now (self->runner, login);
}

gboolean
bp_session_engine_is_here (BpSession *self)
{
  return g_atomic_int_get (&self->engine_here);
}

void
bp_session_supervise (BpSession *self)
{
  bp_runner_supervise (self->runner);
}

void
bp_session_call (BpSession *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                 GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_name (task, "bp_session_call");
  bp_service_call (self->service, func, argument, free_argument, free_result, task);
}

gpointer
bp_session_call_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
