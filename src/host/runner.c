/* SPDX-License-Identifier: MIT */
#include "host/runner.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "host/connection.h"
#include "host/paths.h"
#include "host/pump.h"
#include "store/store.h"

#define STALLED_US (10 * G_TIME_SPAN_SECOND)
/* A run that lasted this long was healthy: the next failure counts as the first. */
#define HEALTHY_US (5 * G_TIME_SPAN_MINUTE)

struct _BpRunner {
  char *dir;
  BpLog *log;
  BpFilelog *filelog;
  BpChannel *events; /* to the front end */
  gint *here;
  GMainContext *context;
  BpChannel *engine_events; /* from the engine */
  BpPump *pump;
  BpDriverFactory make_driver; /* NULL: as the settings say */
  gpointer driver_data;

  BpFileLock *lock; /* held from start to end, also between two runs */
  BpEngine *engine; /* NULL while waiting for the next attempt */
  gboolean until_idle;
  GSource *limit;               /* for_seconds */
  gint64 launched_at, retry_at; /* monotonic */
  guint failures;
  char *failure; /* why the last attempt failed; NULL: none did */
  gboolean stalled;
};

/* What a thread that never answered still holds when the session ends. */
static struct {
  BpEngine *engine;
  BpFileLock *lock;
} abandoned;

static void take_events (gpointer data);

BpRunner *
bp_runner_new (const char *dir, BpLog *log, BpFilelog *filelog, BpChannel *events, gint *here)
{
  BpRunner *self = g_new0 (BpRunner, 1);
  self->dir = g_strdup (dir);
  self->log = bp_log_ref (log);
  self->filelog = filelog;
  self->events = bp_channel_ref (events);
  self->here = here;
  self->context = g_main_context_ref_thread_default ();
  self->engine_events = bp_channel_new ((GDestroyNotify) bp_event_free, 0);
  self->pump = bp_pump_new (self->engine_events, self->context, take_events, self);
  return self;
}

void
bp_runner_set_driver (BpRunner *self, BpDriverFactory make_driver, gpointer data)
{
  self->make_driver = make_driver;
  self->driver_data = data;
}

/* --- begin and end ------------------------------------------------------------------------------------------------ */

static BpFileLock *
take_lock (BpRunner *self, GError **error)
{
  g_autofree char *path = bp_paths_dup_lock (self->dir);
  g_autoptr (GError) reason = NULL;
  BpFileLock *lock = bp_platform_lock_file (path, &reason);
  if (!lock && g_error_matches (reason, BP_ERROR, BP_ERROR_TEMPORARY))
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("Another process already runs the sync engine of %s."),
                  self->dir);
  else if (!lock)
    g_propagate_error (error, g_steal_pointer (&reason));
  return lock;
}

static void
clear_limit (BpRunner *self)
{
  if (!self->limit)
    return;
  g_source_destroy (self->limit);
  g_clear_pointer (&self->limit, g_source_unref);
}

/* Nobody waits longer at the end for a thread that does not answer. */
#define FAREWELL_US (2 * G_USEC_PER_SEC)

/* Everything that was held for running. */
static void
let_go (BpRunner *self)
{
  clear_limit (self);
  g_clear_pointer (&self->engine, bp_engine_free);
  bp_filelog_set_active (self->filelog, FALSE);
  g_atomic_int_set (self->here, FALSE);
  g_clear_pointer (&self->lock, bp_platform_unlock_file);
  self->retry_at = 0;
}

void
bp_runner_free (BpRunner *self)
{
  if (!self)
    return;
  bp_runner_stop (self);
  if (self->engine && !bp_engine_free_within (self->engine, FAREWELL_US)) {
    bp_log (self->log, BP_LOG_ERROR, "host.engine-abandoned", NULL, "%s",
            _ ("The sync engine does not respond; the program ends without it."));
    /* It may still write: the lock is held until the process ends. */
    abandoned.engine = self->engine;
    abandoned.lock = g_steal_pointer (&self->lock);
  }
  self->engine = NULL;
  let_go (self);
  bp_pump_free (self->pump);
  bp_channel_unref (self->engine_events);
  bp_channel_unref (self->events);
  g_main_context_unref (self->context);
  bp_log_unref (self->log);
  g_free (self->dir);
  g_free (self->failure);
  g_free (self);
}

static gboolean
launch (BpRunner *self, GError **error)
{
  g_autofree char *path = bp_paths_dup_database (self->dir);
  g_autoptr (BpStore) store = bp_store_open (path, BP_STORE_READ, error);
  BpEngineConfig *config = store ? bp_connection_config (self->dir, store, self->log, error) : NULL;
  if (!config)
    return FALSE;
  config->until_idle = self->until_idle;
  if (self->make_driver) {
    if (config->free_driver_data)
      config->free_driver_data (config->driver_data);
    config->make_driver = self->make_driver;
    config->driver_data = self->driver_data;
    config->free_driver_data = NULL;
  }
  self->launched_at = bp_clock_monotonic ();
  self->retry_at = 0;
  self->stalled = FALSE;
  self->engine = bp_engine_new (config, self->log, self->engine_events);
  if (bp_engine_start (self->engine, error))
    return TRUE;
  g_clear_pointer (&self->engine, bp_engine_free);
  return FALSE;
}

static gboolean
claim (BpRunner *self, gboolean adopt, GError **error)
{
  g_autofree char *path = bp_paths_dup_database (self->dir);
  g_autoptr (BpStore) store = bp_store_open (path, BP_STORE_WRITE, error);
  return store && bp_store_claim (store, adopt, error);
}

static gboolean
limit_reached_cb (gpointer data)
{
  BpRunner *self = data;
  bp_runner_stop (self);
  return G_SOURCE_REMOVE;
}

static void
set_limit (BpRunner *self, gint64 seconds)
{
  clear_limit (self);
  if (seconds <= 0)
    return;
  self->limit = g_timeout_source_new_seconds ((guint) MIN (seconds, G_MAXUINT));
  g_source_set_callback (self->limit, limit_reached_cb, self, NULL);
  g_source_attach (self->limit, self->context);
}

gboolean
bp_runner_start (BpRunner *self, const BpRunOptions *options, GError **error)
{
  g_autoptr (GError) reason = NULL;
  if (self->lock) {
    self->retry_at = self->engine ? 0 : bp_clock_monotonic ();
    return TRUE;
  }
  self->lock = take_lock (self, error);
  if (!self->lock)
    return FALSE;
  g_atomic_int_set (self->here, TRUE);
  bp_filelog_set_active (self->filelog, TRUE);
  self->until_idle = options && options->until_idle;
  self->failures = 0;
  g_clear_pointer (&self->failure, g_free);
  if (!claim (self, options && options->adopt, &reason) || !launch (self, &reason)) {
    bp_log_error (self->log, BP_LOG_ERROR, "host.start-failed", NULL, reason, "%s",
                  _ ("The sync engine cannot be started"));
    let_go (self);
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  set_limit (self, options ? options->for_seconds : 0);
  return TRUE;
}

/* --- the engine's events ------------------------------------------------------------------------------------------ */

static void
send_ended (BpRunner *self, BpEndedHow how, const char *text)
{
  BpEvent *event = bp_event_new (BP_EVENT_ENDED);
  event->at = bp_clock_now ();
  event->state = BP_ENGINE_STOPPED;
  event->how = how;
  event->text = g_strdup (text);
  bp_channel_send (self->events, event);
}

/* Plans the next attempt; the front end is told why the engine is down. */
static void
failed (BpRunner *self, const char *text)
{
  g_autofree char *message = NULL;
  guint delay_ms, seconds;
  if (bp_clock_monotonic () - self->launched_at > HEALTHY_US)
    self->failures = 0;
  self->failures++;
  g_free (self->failure);
  self->failure = g_strdup (text);
  delay_ms = bp_backoff_delay_ms (self->failures, 0, g_random_double ());
  self->retry_at = bp_clock_monotonic () + (gint64) delay_ms * 1000;
  seconds = (delay_ms + 999) / 1000;
  message = g_strdup_printf (
    ngettext ("%s It is started again in %u second.", "%s It is started again in %u seconds.", seconds),
    text ? text : "?", seconds);
  bp_log (self->log, BP_LOG_ERROR, "host.engine-failed", NULL, _ ("The sync engine has ended: %s"), message);
  send_ended (self, BP_ENDED_FAILED, message);
}

static void
launch_again (BpRunner *self)
{
  g_autoptr (GError) error = NULL;
  if (!launch (self, &error))
    failed (self, error->message);
}

static void
ended (BpRunner *self, const BpEvent *event)
{
  g_clear_pointer (&self->engine, bp_engine_free);
  switch (event->how) {
  case BP_ENDED_RESTART:
    self->failures = 0;
    launch_again (self);
    break;
  case BP_ENDED_FAILED:
    failed (self, event->text);
    break;
  default:
    let_go (self);
    send_ended (self, event->how, event->text);
    break;
  }
}

static void
take_events (gpointer data)
{
  BpRunner *self = data;
  BpEvent *event;
  while ((event = bp_channel_receive (self->engine_events, 0))) {
    /* Changes of data are watched by the service, whether an engine runs or not. */
    if (event->type != BP_EVENT_ENDED && event->type != BP_EVENT_DATA_CHANGED) {
      bp_channel_send (self->events, event);
      continue;
    }
    if (event->type == BP_EVENT_ENDED && self->engine)
      ended (self, event);
    bp_event_free (event);
  }
}

/* --- commands and supervision ------------------------------------------------------------------------------------- */

void
bp_runner_stop (BpRunner *self)
{
  if (self->engine) {
    bp_engine_stop (self->engine);
  } else if (self->lock) {
    let_go (self);
    send_ended (self, BP_ENDED_STOPPED, self->failure);
  }
}

void
bp_runner_restart (BpRunner *self)
{
  if (self->engine)
    bp_engine_restart (self->engine);
  else if (self->lock)
    launch_again (self);
}

void
bp_runner_sync_now (BpRunner *self, const char *login)
{
  if (self->engine)
    bp_engine_sync_now (self->engine, login);
}

/* A thread cannot be ended from outside: a stalled engine is reported, and asked to restart for when it wakes up. */
static void
check_heartbeat (BpRunner *self)
{
  gint64 silent = bp_clock_monotonic () - MAX (bp_engine_last_heartbeat (self->engine), self->launched_at);
  gboolean stalled = silent > STALLED_US;
  if (stalled == self->stalled)
    return;
  self->stalled = stalled;
  if (!stalled)
    return;
  bp_log (self->log, BP_LOG_ERROR, "host.engine-stalled", NULL, "%s",
          _ ("The sync engine does not respond; it is restarted as soon as it does."));
  bp_engine_restart (self->engine);
}

void
bp_runner_supervise (BpRunner *self)
{
  if (self->engine)
    check_heartbeat (self);
  else if (self->lock && self->retry_at && bp_clock_monotonic () >= self->retry_at)
    launch_again (self);
}
