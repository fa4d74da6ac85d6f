/* SPDX-License-Identifier: MIT */
/* The connection test on a thread of its own, its events on the caller's. */
#include "auth/secret.h"
#include "host/check.h"

typedef struct {
  char *dir, *login, *secret;
  gboolean server_only, write;
  BpSettings *settings;
  GMainContext *context;
  BpCheckFunc report;
  gpointer data;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;
  g_free (self->dir);
  g_free (self->login);
  bp_secret_free (self->secret);
  bp_settings_free (self->settings);
  g_main_context_unref (self->context);
  g_free (self);
}

/* An event on its way. The task outlives it, so that the job does. */
typedef struct {
  GTask *task;
  BpCheckEvent *event;
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *self = data;
  if (self->event)
    bp_check_event_free (self->event);
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
deliver_cb (gpointer data)
{
  Parcel *parcel = data;
  Job *job = g_task_get_task_data (parcel->task);
  job->report (g_steal_pointer (&parcel->event), job->data);
  return G_SOURCE_REMOVE;
}

/* Never g_main_context_invoke (): that would call at once, here, if nobody iterates the context at this moment. */
static void
post_cb (BpCheckEvent *event, gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  GSource *source = g_idle_source_new ();
  Parcel *parcel = g_new (Parcel, 1);
  *parcel = (Parcel){ g_object_ref (task), event };
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, deliver_cb, parcel, parcel_free);
  g_source_attach (source, job->context);
  g_source_unref (source);
}

static void
run_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  BpCheckOptions options = { .login = job->login,
                             .server_only = job->server_only,
                             .write = job->write,
                             .settings = job->settings,
                             .secret = job->secret };
  GError *error = NULL;
  gboolean passed = bp_check_run (job->dir, &options, post_cb, task, cancellable, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, passed);
}

void
bp_check_async (const char *dir, const BpCheckOptions *options, BpCheckFunc report, gpointer data,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  job->dir = g_strdup (dir);
  job->login = g_strdup (options->login);
  job->secret = g_strdup (options->secret);
  job->server_only = options->server_only;
  job->write = options->write;
  job->settings = options->settings ? bp_settings_copy (options->settings) : NULL;
  job->context = g_main_context_ref_thread_default ();
  job->report = report;
  job->data = data;
  g_task_set_name (task, "bp_check_async");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_cb);
}

gboolean
bp_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
