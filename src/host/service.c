/* SPDX-License-Identifier: MIT */
#include "host/service.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/expiry.h"
#include "host/data-private.h"
#include "host/follower.h"
#include "host/paths.h"
#include "host/pump.h"
#include "host/remote.h"
#include "store/setting.h"
#include "store/users.h"

#define WATCH_US (200 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  BpDataFunc func;
  gpointer argument;
  GDestroyNotify free_argument, free_result;
  GCancellable *cancellable; /* the task's */
  GTask *task;               /* of the main thread, like everything that is done with it */
  gpointer result;
  GError *error;
} Job;

struct _BpService {
  BpData *data;
  BpLog *log;
  BpFilelog *filelog;
  BpChannel *events;
  BpChannel *jobs; /* Job, to the thread */
  BpChannel *done; /* Job, back to the main thread */
  BpPump *pump;
  const gint *engine_here;
  GThread *thread;
  /* the thread's own */
  gint64 version, revision;
  int runs;
  gint64 expiry_minute;
  char *expiry_looked_at; /* the day; NULL: not since the engine is here */
  BpRemote *remote;       /* the engine of another process */
};

/* --- jobs --------------------------------------------------------------------------------------------------------- */

/* Main thread, or for a job without task. */
static void
job_free (gpointer data)
{
  Job *job = data;
  if (job->task)
    g_task_return_new_error (job->task, BP_ERROR, BP_ERROR_CANCELLED, "%s", _ ("The operation was cancelled."));
  g_clear_object (&job->task);
  if (job->result && job->free_result)
    job->free_result (job->result);
  g_clear_error (&job->error);
  if (job->free_argument)
    job->free_argument (job->argument);
  g_free (job);
}

/* The service's thread. What comes when the session ends is not begun any more. */
static void
job_run (BpService *self, Job *job)
{
  if (bp_channel_is_closed (self->jobs))
    bp_set_error (&job->error, BP_ERROR_CANCELLED, NULL, N_ ("The operation was cancelled."));
  else if (!bp_error_if_cancelled (job->cancellable, &job->error))
    job->result = job->func (self->data, job->argument, &job->error);
  bp_channel_send (self->done, job);
}

/* Main thread: the results to those who asked. */
static void
take_done (gpointer data)
{
  BpService *self = data;
  Job *job;
  while ((job = bp_channel_receive (self->done, 0))) {
    GTask *task = g_steal_pointer (&job->task);
    if (job->error)
      g_task_return_error (task, g_steal_pointer (&job->error));
    else
      g_task_return_pointer (task, g_steal_pointer (&job->result), job->free_result);
    g_object_unref (task);
    job_free (job);
  }
}

void
bp_service_call (BpService *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                 GDestroyNotify free_result, GTask *task)
{
  Job *job = g_new0 (Job, 1);
  *job = (Job){ .func = func,
                .argument = argument,
                .free_argument = free_argument,
                .free_result = free_result,
                .task = g_object_ref (task),
                .cancellable = g_task_get_cancellable (task) };
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

#define EXPIRY_NOTE "secret-expiry-told"

/* Each warning is logged once, by whoever has the engine, also over restarts: the note names the date and the warning last told of. */
static void
tell_expiry (BpService *self, const char *today)
{
  g_autoptr (BpSettings) settings = bp_store_settings (self->data->store, NULL);
  BpExpiry expiry =
    settings && bp_settings_get_bool (settings, BP_SETTING_AUTO_SYNC) ? bp_expiry (settings, today) : BP_EXPIRY_NONE;
  g_autofree char *text = expiry ? bp_expiry_describe (settings, today) : NULL;
  g_autofree char *told = expiry ? bp_store_note (self->data->store, EXPIRY_NOTE) : NULL;
  g_autofree char *now = NULL;
  if (!text)
    return;
  now = g_strdup_printf ("%s %d", bp_settings_get (settings, BP_SETTING_SECRET_EXPIRES), (int) expiry);
  if (g_strcmp0 (told, now) != 0 && bp_store_set_note (self->data->store, EXPIRY_NOTE, now, NULL))
    bp_log (self->log, expiry == BP_EXPIRY_OVER ? BP_LOG_ERROR : BP_LOG_WARNING, "host.secret-expires", NULL, "%s",
            text);
}

/* With the engine, with every new day, and with other settings. */
static void
watch_expiry (BpService *self, gboolean settings_changed)
{
  gboolean engine_here = self->engine_here && g_atomic_int_get (self->engine_here);
  gint64 minute = bp_clock_now () / G_TIME_SPAN_MINUTE;
  g_autofree char *today = NULL;
  /* A day begins with a minute, wherever that is. */
  if (engine_here && !settings_changed && self->expiry_looked_at && minute == self->expiry_minute)
    return;
  self->expiry_minute = minute;
  today = engine_here ? bp_clock_today () : NULL;
  if (today && (settings_changed || g_strcmp0 (today, self->expiry_looked_at) != 0))
    tell_expiry (self, today);
  g_free (self->expiry_looked_at);
  self->expiry_looked_at = g_steal_pointer (&today);
}

/* Cheap while nothing happens: SQLite's data_version says whether anybody else committed. */
static void
watch (BpService *self, gboolean ran_job)
{
  gint64 version, revision;
  gboolean settings_changed = FALSE;
  int runs;
  if (bp_store_data_version (self->data->store, &version, NULL) && (ran_job || version != self->version)) {
    self->version = version;
    revision = bp_store_config_revision (self->data->store);
    if (revision != self->revision) {
      self->revision = revision;
      apply_settings (self);
      settings_changed = TRUE;
      bp_channel_send (self->events, bp_event_new (BP_EVENT_DATA_CHANGED));
    }
  }
  watch_expiry (self, settings_changed);
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
    gboolean ran_job = job != NULL;
    if (job)
      job_run (self, job);
    if (!ran_job && bp_clock_monotonic () - watched_at < WATCH_US / 2)
      continue;
    watch (self, ran_job);
    watched_at = bp_clock_monotonic ();
  }
  return NULL;
}

BpService *
bp_service_new (BpData *data, BpLog *log, BpFilelog *filelog, BpChannel *events, const gint *engine_here)
{
  BpService *self = g_new0 (BpService, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  self->data = data;
  self->data->engine_here = engine_here;
  self->log = bp_log_ref (log);
  self->filelog = filelog;
  self->events = bp_channel_ref (events);
  self->engine_here = engine_here;
  self->jobs = bp_channel_new (job_free, 0);
  self->done = bp_channel_new (job_free, 0);
  self->pump = bp_pump_new (self->done, context, take_done, self);
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
  take_done (self);
  bp_pump_free (self->pump);
  bp_channel_unref (self->done);
  bp_channel_unref (self->jobs);
  bp_remote_free (self->remote);
  bp_data_close (self->data);
  g_free (self->expiry_looked_at);
  bp_channel_unref (self->events);
  bp_log_unref (self->log);
  g_free (self);
}
