/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "base/saying.h"
#include "engine/crash.h"
#include "store/setting.h"
#include "store/sync.h"

/* How often the journal is looked at: a change by another program is noticed within this; within the longer while nothing happens. */
#define TICK_US (50 * 1000)
#define QUIET_TICK_US (100 * 1000)
#define QUIET_AFTER_US (5 * G_USEC_PER_SEC)

BpEngineConfig *
bp_engine_config_new (void)
{
  return g_new0 (BpEngineConfig, 1);
}

void
bp_engine_config_free (BpEngineConfig *self)
{
  if (!self)
    return;
  g_free (self->db_path);
  bp_settings_free (self->settings);
  g_free (self->endpoint);
  g_free (self->unusable);
  if (self->free_driver_data)
    self->free_driver_data (self->driver_data);
  g_free (self);
}

void
bp_engine_end_run (BpEngine *self, BpEndedHow how)
{
  self->ending = TRUE;
  self->how = how;
}

/* Off periods that come from settings begin and end at the start that first reads them; but the first start of all with
 * the sync switched on takes the moment at which it was, so that nothing entered since is missed (SYNC 13), and a direction that was closed by
 * then was never open. */
static gboolean
store_off_periods (BpStore *store, gpointer data, GError **error)
{
  BpEngine *self = data;
  const BpSettings *settings = self->config->settings;
  gint64 now = self->started_at;
  gboolean first = !bp_store_was_ever_set_up (store);
  gint64 auto_sync = first ? bp_store_setting_changed_at (store, BP_SETTING_AUTO_SYNC) : now;
  gint64 out = first ? bp_store_setting_changed_at (store, BP_SETTING_EXPORT) : now;
  gint64 in = first ? bp_store_setting_changed_at (store, BP_SETTING_IMPORT) : now;
  gint64 mailboxes = first ? bp_store_setting_changed_at (store, BP_SETTING_USE_MAILBOXES) : now;
  const struct {
    const char *source;
    BpSetting setting;
    BpKind kind;
    int direction;
    gint64 at;
  } sources[] = {
    { "auto-sync", BP_SETTING_AUTO_SYNC, BP_KIND_COUNT, -1, auto_sync },
    { "kind", BP_SETTING_SYNC_APPOINTMENTS, BP_KIND_APPOINTMENT, -1, now },
    { "kind", BP_SETTING_SYNC_TASKS, BP_KIND_TASK, -1, now },
    { "direction", BP_SETTING_EXPORT, BP_KIND_COUNT, BP_OUT, out },
    { "direction", BP_SETTING_IMPORT, BP_KIND_COUNT, BP_IN, in },
  };
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (!bp_store_off_set (store, sources[i].source, 0, sources[i].kind, sources[i].direction,
                           !bp_settings_get_bool (settings, sources[i].setting), sources[i].at, error))
      return FALSE;
  return bp_store_off_refresh (store, mailboxes ? mailboxes : now, error) && bp_store_commands_clear (store, error);
}

static gboolean
set_up (BpEngine *self, GError **error)
{
  g_autofree char *zone = bp_settings_dup_time_zone (self->config->settings);
  self->started_at = bp_clock_now ();
  self->today = bp_clock_today ();
  self->reader = bp_store_open (self->config->db_path, BP_STORE_READ, error);
  self->writer = self->reader ? bp_writer_new (self->config->db_path, error) : NULL;
  if (!self->writer || !bp_writer_run (self->writer, store_off_periods, self, NULL, error))
    return FALSE;
  self->listener =
    bp_listener_new (self->config, (guint) bp_settings_get_int (self->config->settings, BP_SETTING_POLL_SECONDS),
                     self->log, self->inbox);
  self->n_lanes = (guint) MAX (bp_settings_get_int (self->config->settings, BP_SETTING_LANES), 1);
  self->lanes = g_new0 (LaneSlot, self->n_lanes);
  for (guint i = 0; i < self->n_lanes; i++)
    self->lanes[i].lane = bp_lane_new (i, self->config, zone, self->writer, self->log, self->inbox);
  bp_log (self->log, BP_LOG_INFO, "engine.started", NULL, _ ("The sync engine has started (bpexchange %s, %s)"),
          BP_VERSION, self->config->endpoint ? self->config->endpoint : _ ("no host"));
  if (self->config->unusable) {
    g_autofree char *why = bp_saying_say (self->config->unusable);
    self->connection = g_strdup (self->config->unusable);
    bp_log (self->log, BP_LOG_ERROR, "engine.unusable", NULL, "%s", why);
  }
  bp_tell_state (self, BP_ENGINE_STARTING);
  self->data_version = -1;
  self->config_revision = -1;
  return TRUE;
}

static void
tear_down (BpEngine *self)
{
  if (self->writer)
    bp_tell_state (self, BP_ENGINE_STOPPING);
  for (guint i = 0; i < self->n_lanes; i++)
    bp_lane_cancel (self->lanes[i].lane);
  bp_listener_free (g_steal_pointer (&self->listener));
  for (guint i = 0; i < self->n_lanes; i++)
    bp_lane_free (self->lanes[i].lane);
  g_clear_pointer (&self->lanes, g_free);
  self->n_lanes = 0;
  if (self->writer)
    bp_tell_stored (self, BP_ENGINE_STOPPED);
  bp_writer_free (g_steal_pointer (&self->writer));
  bp_store_close (g_steal_pointer (&self->reader));
  bp_log (self->log, BP_LOG_INFO, "engine.stopped", NULL, "%s", _ ("The sync engine has stopped"));
}

/* One turn of the loop; FALSE only for what the engine cannot go on with. */
static gboolean
turn (BpEngine *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean quiet = bp_clock_monotonic () - self->stirred_at > QUIET_AFTER_US && !self->config->until_idle;
  BpMessage *message = bp_channel_receive (self->inbox, quiet ? QUIET_TICK_US : TICK_US);
  if (message)
    self->stirred_at = bp_clock_monotonic ();
  for (; message; message = bp_channel_receive (self->inbox, 0)) {
    bp_watch_message (self, message);
    bp_dispatch_look (self);
    bp_message_free (message);
  }
  if (!bp_watch_data (self, &local) && !bp_error_is_temporary (local)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  bp_watch_clock (self);
  bp_tell_heartbeat (self);
  if (self->ending)
    return TRUE;
  if (!bp_crash_turn (bp_clock_now () - self->started_at, error))
    return FALSE;
  if (self->config->until_idle && !local) {
    if (bp_idle_reached (self)) {
      bp_engine_end_run (self, BP_ENDED_IDLE);
      return TRUE;
    }
    bp_idle_hurry (self);
    bp_dispatch_look (self);
  }
  bp_dispatch_start (self);
  return TRUE;
}

static void *
engine_main (void *data)
{
  BpEngine *self = data;
  g_autoptr (GError) error = NULL;
  BpEvent *ended;
  gboolean going = set_up (self, &error);
  if (going)
    bp_tell_state (self, BP_ENGINE_RUNNING);
  while (going && !self->ending)
    going = turn (self, &error);
  if (!going) {
    self->how = BP_ENDED_FAILED;
    self->failure = g_strdup (error ? error->message : NULL);
    bp_log_error (self->log, BP_LOG_ERROR, "engine.failed", NULL, error, "%s", _ ("The sync engine cannot go on"));
  }
  tear_down (self);
  ended = bp_event_new (BP_EVENT_ENDED);
  ended->how = self->how;
  ended->text = g_strdup (self->failure ? self->failure : self->unstored);
  bp_tell_event (self, BP_ENGINE_STOPPED);
  bp_channel_send (self->events, ended);
  bp_channel_close (self->done);
  return NULL;
}

BpEngine *
bp_engine_new (BpEngineConfig *config, BpLog *log, BpChannel *events)
{
  BpEngine *self = g_new0 (BpEngine, 1);
  self->config = config;
  self->log = bp_log_ref (log);
  self->events = bp_channel_ref (events);
  self->inbox = bp_channel_new ((GDestroyNotify) bp_message_free, 0);
  self->done = bp_channel_new (NULL, 0);
  self->members = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) bp_member_free);
  return self;
}

gboolean
bp_engine_start (BpEngine *self, GError **error)
{
  __atomic_store_n (&self->heartbeat, bp_clock_monotonic (), __ATOMIC_RELAXED);
  if (pthread_create (&self->thread, NULL, engine_main, self) != 0) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The engine's thread could not be started."));
    return FALSE;
  }
  self->launched = TRUE;
  return TRUE;
}

static void
post (BpEngine *self, BpMessageType type, const char *login)
{
  BpMessage *message = bp_message_new (type);
  message->login = g_strdup (login);
  bp_channel_send (self->inbox, message);
}

void
bp_engine_stop (BpEngine *self)
{
  post (self, BP_MESSAGE_STOP, NULL);
}

void
bp_engine_restart (BpEngine *self)
{
  post (self, BP_MESSAGE_RESTART, NULL);
}

void
bp_engine_sync_now (BpEngine *self, const char *login)
{
  post (self, BP_MESSAGE_SYNC_NOW, login);
}

gint64
bp_engine_last_heartbeat (BpEngine *self)
{
  return __atomic_load_n (&self->heartbeat, __ATOMIC_RELAXED);
}

void
bp_engine_free (BpEngine *self)
{
  if (!self)
    return;
  if (self->launched) {
    bp_engine_stop (self);
    pthread_join (self->thread, NULL);
  }
  g_hash_table_unref (self->members);
  bp_channel_unref (self->inbox);
  bp_channel_unref (self->done);
  bp_channel_unref (self->events);
  bp_log_unref (self->log);
  bp_engine_config_free (self->config);
  g_clear_error (&self->suspicion);
  g_free (self->connection);
  g_free (self->today);
  g_free (self->failure);
  g_free (self->unstored);
  g_free (self);
}

gboolean
bp_engine_free_within (BpEngine *self, gint64 timeout_us)
{
  if (self->launched) {
    bp_engine_stop (self);
    bp_channel_receive (self->done, timeout_us);
    if (!bp_channel_is_closed (self->done))
      return FALSE;
  }
  bp_engine_free (self);
  return TRUE;
}
