/* SPDX-License-Identifier: MIT */
#include "host/service.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "host/data-private.h"
#include "host/follower.h"
#include "host/paths.h"
#include "host/remote.h"
#include "store/setting.h"
#include "store/users.h"

#define WATCH_US (100 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  BpDataFunc func;
  gpointer argument;
  GDestroyNotify free_argument, free_result;
  GTask *task;
} Job;

struct _BpService {
  BpData *data;
  BpLog *log;
  BpFilelog *filelog;
  BpChannel *events;
  BpChannel *jobs; /* Job */
  const gint *engine_here;
  GThread *thread;
  /* the thread's own */
  gint64 version, revision;
  int runs;
  BpRemote *remote; /* the engine of another process */
};

/* --- jobs --------------------------------------------------------------------------------------------------------- */

static void
job_free (gpointer data)
{
  Job *job = data;
  if (job->task) {
    g_task_return_new_error (job->task, BP_ERROR, BP_ERROR_CANCELLED, "%s", _ ("The operation was cancelled."));
    g_object_unref (job->task);
  }
  if (job->free_argument)
    job->free_argument (job->argument);
  g_free (job);
}

static void
job_run (BpService *self, Job *job)
{
  GError *error = NULL;
  gpointer result = NULL;
  GTask *task = g_steal_pointer (&job->task);
  if (!bp_error_if_cancelled (g_task_get_cancellable (task), &error))
    result = job->func (self->data, job->argument, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, job->free_result);
  g_object_unref (task);
}

void
bp_service_call (BpService *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                 GDestroyNotify free_result, GTask *task)
{
  Job *job = g_new0 (Job, 1);
  *job = (Job){ func, argument, free_argument, free_result, g_object_ref (task) };
  bp_channel_send (self->jobs, job);
}

/* --- the watcher -------------------------------------------------------------------------------------------------- */

static void
apply_settings (BpService *self)
{
  g_autoptr (BpSettings) settings = bp_store_settings (self->data->store, NULL);
  BpLogLevel level;
  if (!settings)
    return;
  if (bp_log_level_parse (settings->values[BP_SETTING_LOG_LEVEL], &level))
    bp_log_set_level (self->log, level);
  if (bp_settings_get_bool (settings, BP_SETTING_AUTO_SYNC))
    bp_filelog_switch_on (self->filelog);
}

/* Cheap while nothing happens: SQLite's data_version says whether anybody else committed. */
static void
watch (BpService *self, gboolean ran_job)
{
  gint64 version, revision;
  int runs;
  if (bp_store_data_version (self->data->store, &version, NULL) && (ran_job || version != self->version)) {
    self->version = version;
    revision = bp_store_config_revision (self->data->store);
    if (revision != self->revision) {
      self->revision = revision;
      apply_settings (self);
      bp_channel_send (self->events, bp_event_new (BP_EVENT_DATA_CHANGED));
    }
  }
  runs = bp_filelog_get_runs (self->filelog);
  bp_remote_watch (self->remote, g_atomic_int_get (self->engine_here) || runs != self->runs);
  self->runs = runs;
}

static gpointer
service_thread (gpointer data)
{
  BpService *self = data;
  gint64 watched_at = 0;
  while (!bp_channel_is_closed (self->jobs)) {
    Job *job = bp_channel_receive (self->jobs, WATCH_US);
    gboolean run = job && !bp_channel_is_closed (self->jobs);
    if (run)
      job_run (self, job);
    g_clear_pointer (&job, job_free);
    if (!run && bp_clock_monotonic () - watched_at < WATCH_US / 2)
      continue;
    watch (self, run);
    watched_at = bp_clock_monotonic ();
  }
  return NULL;
}

BpService *
bp_service_new (BpData *data, BpLog *log, BpFilelog *filelog, BpChannel *events, const gint *engine_here)
{
  BpService *self = g_new0 (BpService, 1);
  self->data = data;
  self->data->engine_here = engine_here;
  self->log = bp_log_ref (log);
  self->filelog = filelog;
  self->events = bp_channel_ref (events);
  self->engine_here = engine_here;
  self->jobs = bp_channel_new (job_free, 0);
  self->remote = bp_remote_new (data, events);
  self->revision = bp_store_config_revision (data->store);
  apply_settings (self);
  self->thread = g_thread_new ("data", service_thread, self);
  return self;
}

void
bp_service_free (BpService *self)
{
  if (!self)
    return;
  bp_channel_close (self->jobs);
  bp_channel_close (self->data->ending);
  g_thread_join (self->thread);
  bp_channel_unref (self->jobs);
  bp_remote_free (self->remote);
  bp_data_close (self->data);
  bp_channel_unref (self->events);
  bp_log_unref (self->log);
  g_free (self);
}
