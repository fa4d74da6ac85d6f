/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "store/sync.h"

/* So long a lock is no longer a program at its ordinary work. */
#define LOCK_TOLD_US (3 * G_USEC_PER_SEC)
#define HEARTBEAT_US (500 * 1000)
#define STORED_HEARTBEAT_US (5 * G_USEC_PER_SEC)
/* Kerberos and tokens fail beyond it. */
#define MOST_SKEW_US (5 * 60 * (gint64) G_USEC_PER_SEC)
#define PRUNE_US (24 * G_TIME_SPAN_HOUR)

void
bp_tell_event (BpEngine *self, BpEngineState state)
{
  BpEvent *event = bp_event_new (BP_EVENT_ENGINE);
  event->state = state;
  event->started_at = self->started_at;
  event->connected = self->connected;
  event->restart_needed = self->restart_needed;
  event->text = self->connection ? bp_saying_say (self->connection) : g_strdup (self->config->endpoint);
  bp_channel_send (self->events, event);
}

typedef struct {
  BpUserStatus *user;
  BpEngineStatus *engine;
  gint64 command;
  char *command_result;
  BpChannel *events;
  BpLog *log;
  char **unstored; /* of the engine, which outlives its writer */
} StatusPost;

static gboolean
write_status (BpStore *store, gpointer data, GError **error)
{
  StatusPost *post = data;
  if (post->user)
    return bp_store_user_status_put (store, post->user, error);
  if (post->engine)
    return bp_store_engine_status_put (store, post->engine, error);
  return bp_store_command_done (store, post->command, post->command_result, error);
}

static void
status_written (gpointer data, const GError *error)
{
  StatusPost *post = data;
  g_free (*post->unstored);
  *post->unstored = error ? g_strdup (error->message) : NULL;
  if (error && !g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
    bp_log_error (post->log, BP_LOG_WARNING, "engine.status-not-stored", NULL, error, "%s",
                  _ ("The status could not be stored"));
  if (post->user) {
    BpEvent *event = bp_event_new (BP_EVENT_USER);
    event->user = post->user->user;
    bp_channel_send (post->events, event);
  }
  bp_user_status_free (post->user);
  bp_engine_status_free (post->engine);
  g_free (post->command_result);
  bp_channel_unref (post->events);
  bp_log_unref (post->log);
  g_free (post);
}

static StatusPost *
status_post_new (BpEngine *self)
{
  StatusPost *post = g_new0 (StatusPost, 1);
  post->events = bp_channel_ref (self->events);
  post->log = bp_log_ref (self->log);
  post->unstored = &self->unstored;
  return post;
}

void
bp_tell_member (BpEngine *self, const BpMember *member)
{
  StatusPost *post = status_post_new (self);
  post->user = bp_user_status_copy (member->status);
  bp_writer_post (self->writer, write_status, post, status_written);
}

void
bp_tell_stored (BpEngine *self, BpEngineState state)
{
  StatusPost *post = status_post_new (self);
  post->engine = bp_engine_status_new ();
  post->engine->state = g_strdup (bp_engine_state_name (state));
  post->engine->started_at = self->started_at;
  post->engine->heartbeat_at = bp_clock_now ();
  post->engine->endpoint = g_strdup (self->config->endpoint);
  post->engine->connection = g_strdup (self->connection);
  post->engine->connected = self->connected;
  post->engine->restart_needed = self->restart_needed;
  bp_writer_post (self->writer, write_status, post, status_written);
}

void
bp_tell_state (BpEngine *self, BpEngineState state)
{
  bp_tell_event (self, state);
  if (self->writer)
    bp_tell_stored (self, state);
}

static void
tell_lost (BpEngine *self, const GError *error)
{
  self->connected = FALSE;
  self->failed_at = bp_clock_now () - (bp_clock_monotonic () - self->outage.since);
  g_free (self->connection);
  self->connection = g_strdup (bp_error_get_saying (error));
  bp_log_error (self->log, BP_LOG_ERROR, "connection.failed", NULL, error, _ ("No connection to Exchange (%s)"),
                self->config->endpoint);
  bp_tell_state (self, BP_ENGINE_RUNNING);
  if (self->outage.refused)
    bp_crew_refuse (self);
}

static void
tell_there (BpEngine *self)
{
  self->connected = TRUE;
  g_clear_pointer (&self->connection, g_free);
  if (self->failed_at) {
    g_autofree char *begin = bp_clock_format (self->failed_at);
    g_autofree char *duration = bp_clock_describe_duration (bp_clock_now () - self->failed_at);
    bp_log (self->log, BP_LOG_INFO, "connection.ok", NULL,
            _ ("Connected to Exchange again (%s), after %s without a connection since %s"), self->config->endpoint,
            duration, begin);
    bp_crew_hurry (self);
  } else {
    bp_log (self->log, BP_LOG_INFO, "connection.ok", NULL, _ ("Connected to Exchange (%s)"), self->config->endpoint);
  }
  self->failed_at = 0;
  bp_tell_state (self, BP_ENGINE_RUNNING);
}

/* Another mailbox was let in, so the refusal was meant for that one alone. */
static void
tell_alone (BpEngine *self, gint64 user)
{
  BpMember *member = g_hash_table_lookup (self->members, &user);
  if (!member || !self->suspicion)
    return;
  member->refused_alone = TRUE;
  member->failed_quietly = FALSE;
  bp_log_error (self->log, BP_LOG_ERROR, "user.failed", member->login, self->suspicion, "%s",
                _ ("The sync of this mailbox failed"));
}

static void
take_contact (BpEngine *self, gint64 begun_at)
{
  gint64 suspect = self->outage.suspect;
  BpOutageNews news = bp_outage_take_contact (&self->outage, begun_at);
  if (suspect && !self->outage.suspect)
    tell_alone (self, suspect);
  if (news == BP_OUTAGE_ENDED)
    tell_there (self);
}

static void
take_failure (BpEngine *self, const BpPassResult *result)
{
  switch (bp_outage_take_failure (&self->outage, result->error, result->user, bp_crew_count_trusted (self),
                                  bp_clock_monotonic (), g_random_double ())) {
  case BP_OUTAGE_BEGAN:
    tell_lost (self, result->error);
    break;
  case BP_OUTAGE_SUSPECTED:
    g_clear_error (&self->suspicion);
    self->suspicion = g_error_copy (result->error);
    bp_crew_ask_another (self, result->user);
    break;
  default:
    break;
  }
}

void
bp_tell_connection (BpEngine *self, const BpPassResult *result, gint64 begun_at)
{
  const BpMember *member = g_hash_table_lookup (self->members, &result->user);
  gboolean alone = member && member->refused_alone && bp_outage_may_be_alone (result->error);
  if (result->reached)
    take_contact (self, begun_at);
  else if (!alone && bp_outage_is_meant (result->error))
    take_failure (self, result);
}

void
bp_tell_polling (BpEngine *self, const GError *error)
{
  if (self->polling_told)
    return;
  self->polling_told = TRUE;
  bp_log_error (self->log, BP_LOG_INFO, "notifications.polled", NULL, error,
                _ ("Exchange gives no notifications over a standing connection; mailboxes are asked every %d seconds"),
                bp_settings_get_int (self->config->settings, BP_SETTING_POLL_SECONDS));
}

void
bp_tell_skew (BpEngine *self, gint64 offset_us)
{
  gboolean is_skewed = ABS (offset_us) > MOST_SKEW_US;
  g_autofree char *duration = NULL;
  if (is_skewed == self->skew_told)
    return;
  self->skew_told = is_skewed;
  duration = bp_clock_describe_duration (ABS (offset_us));
  if (is_skewed)
    bp_log (self->log, BP_LOG_WARNING, "engine.clock-skew", NULL,
            _ ("The clocks of this machine and of the Exchange server differ by %s; which change is the later one is "
               "corrected by that, but a sign-in can fail: set them right"),
            duration);
  else
    bp_log (self->log, BP_LOG_INFO, "engine.clock-right", NULL, "%s",
            _ ("The clocks of this machine and of the Exchange server agree again"));
}

void
bp_tell_command_done (BpEngine *self, gint64 command, const char *problem)
{
  StatusPost *post = status_post_new (self);
  post->command = command;
  post->command_result = g_strdup (problem);
  bp_writer_post (self->writer, write_status, post, status_written);
}

static gboolean
prune (BpStore *store, gpointer data, GError **error)
{
  return bp_store_prune (store, bp_clock_now (), error);
}

/* Says once that another program keeps the database locked, and once that it has let go. */
static void
tell_lock (BpEngine *self, gint64 now)
{
  gint64 since = bp_writer_locked_since (self->writer);
  if (since && !self->lock_told && now - since >= LOCK_TOLD_US) {
    self->lock_told = TRUE;
    bp_log (self->log, BP_LOG_WARNING, "engine.database-locked", NULL, "%s",
            _ ("Another program keeps the database locked; the sync waits until it lets go"));
  } else if (!since && self->lock_told) {
    self->lock_told = FALSE;
    bp_log (self->log, BP_LOG_INFO, "engine.database-free", NULL, "%s",
            _ ("The database is free again; the sync goes on"));
  }
}

void
bp_tell_heartbeat (BpEngine *self)
{
  gint64 now = bp_clock_monotonic ();
  __atomic_store_n (&self->heartbeat, now, __ATOMIC_RELAXED);
  tell_lock (self, now);
  if (now >= self->next_heartbeat) {
    bp_tell_event (self, BP_ENGINE_RUNNING);
    self->next_heartbeat = now + HEARTBEAT_US;
  }
  if (now >= self->next_prune) {
    bp_writer_post (self->writer, prune, NULL, NULL);
    self->next_prune = now + PRUNE_US;
  }
  if (now >= self->next_stored_heartbeat) {
    bp_tell_stored (self, BP_ENGINE_RUNNING);
    self->next_stored_heartbeat = now + STORED_HEARTBEAT_US;
  }
}
