/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "engine/lane.h"
#include "engine/listener.h"
#include "engine/member.h"
#include "store/journal.h"
#include "store/setting.h"
#include "store/sync.h"
#include "store/users.h"

/* How often the journal is looked at: a change by another program is noticed within this. */
#define TICK_US (50 * 1000)
#define HEARTBEAT_US (500 * 1000)
#define STORED_HEARTBEAT_US (5 * G_USEC_PER_SEC)

typedef struct {
  BpLane *lane;
  gint64 user;                /* 0: idle */
} LaneSlot;

struct _BpEngine {
  BpEngineConfig *config;
  BpLog *log;
  BpChannel *events;
  BpChannel *inbox;           /* BpMessage */
  pthread_t thread;
  gboolean launched;
  gint64 heartbeat;           /* atomic, monotonic */

  /* The engine thread's own. */
  BpStore *reader;
  BpWriter *writer;
  BpListener *listener;
  LaneSlot *lanes;
  guint n_lanes;
  GHashTable *members;        /* user id -> BpMember */
  gboolean switched_off;      /* R1 was switched off since the start */
  gint64 data_version, config_revision, journal_seen;
  gint64 started_at, next_heartbeat, next_stored_heartbeat, next_prune;
  gboolean connected, connection_known;
  gboolean restart_needed;
  char *connection;           /* what is wrong with it, NULL */
  char *today;                /* maintenance contracts end with the day */
  gboolean ending;
  BpEndedHow how;
  char *failure;
};

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

/* --- telling others --------------------------------------------------------------------------------------------------------- */

static void
send_engine_event (BpEngine *self, BpEngineState state)
{
  BpEvent *event = bp_event_new (BP_EVENT_ENGINE);
  event->state = state;
  event->started_at = self->started_at;
  event->connected = self->connected;
  event->restart_needed = self->restart_needed;
  event->text = g_strdup (self->connection ? self->connection : self->config->endpoint);
  bp_channel_send (self->events, event);
}

typedef struct {
  BpUserStatus *user;
  BpEngineStatus *engine;
  gint64 command;
  char *command_result;
  BpChannel *events;
  BpLog *log;
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
  if (error && !g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
    bp_log_error (post->log, BP_LOG_WARNING, "engine.status-not-stored", NULL, error, "%s", _ ("The status could not be stored"));
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
  return post;
}

static void
store_member (BpEngine *self, const BpMember *member)
{
  StatusPost *post = status_post_new (self);
  post->user = bp_user_status_copy (member->status);
  bp_writer_post (self->writer, write_status, post, status_written);
}

static void
store_engine (BpEngine *self, BpEngineState state)
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

static void
set_state (BpEngine *self, BpEngineState state)
{
  send_engine_event (self, state);
  if (self->writer)
    store_engine (self, state);
}

/* Says once when the connection comes and goes (SPEC L1). */
static void
note_connection (BpEngine *self, const BpPassResult *result)
{
  gboolean lost = result->error && !result->reached && !g_error_matches (result->error, BP_ERROR, BP_ERROR_CANCELLED)
                  && (bp_error_is_temporary (result->error) || g_error_matches (result->error, BP_ERROR, BP_ERROR_AUTH));
  if (!lost && !result->reached)
    return;
  if (self->connection_known && self->connected == !lost)
    return;
  self->connected = !lost;
  self->connection_known = TRUE;
  g_clear_pointer (&self->connection, g_free);
  if (lost) {
    self->connection = g_strdup (result->error->message);
    bp_log_error (self->log, BP_LOG_ERROR, "connection.failed", NULL, result->error, _ ("No connection to Exchange (%s)"), self->config->endpoint);
  } else {
    bp_log (self->log, BP_LOG_INFO, "connection.ok", NULL, _ ("Connected to Exchange (%s)"), self->config->endpoint);
  }
  set_state (self, BP_ENGINE_RUNNING);
}

/* --- members --------------------------------------------------------------------------------------------------------------------- */

static void
end_run (BpEngine *self, BpEndedHow how)
{
  self->ending = TRUE;
  self->how = how;
}

static void
member_leaves (BpEngine *self, BpMember *member)
{
  if (member->runs_in_lane)
    bp_lane_cancel (self->lanes[member->lane].lane);
  if (member->subscribed)
    bp_listener_remove (self->listener, member->user);
  member->subscribed = FALSE;
}

static void
apply_entry (BpEngine *self, const BpRosterEntry *entry, BpMember *member)
{
  switch (bp_member_apply (member, entry)) {
  case BP_MEMBER_SAME:
    return;
  case BP_MEMBER_JOINED:
    /* Another mailbox or company: the running pass is for what was. */
    member_leaves (self, member);
    bp_turn_reset (&member->turn, bp_clock_monotonic ());
    bp_log (self->log, BP_LOG_INFO, "user.joined", member->login, _ ("Sync begins for mailbox %s"), member->account->address);
    break;
  case BP_MEMBER_LEFT:
    member_leaves (self, member);
    bp_log (self->log, BP_LOG_INFO, "user.left", member->login, _ ("No longer synced: %s"), member->status->reason);
    break;
  case BP_MEMBER_REASON:
    bp_log (self->log, BP_LOG_INFO, "user.not-synced", member->login, _ ("Not synced: %s"), member->status->reason);
    break;
  }
  store_member (self, member);
}

static const BpUserStatus *
find_status (GPtrArray *statuses, gint64 user)
{
  for (guint i = 0; statuses && i < statuses->len; i++)
    if (((BpUserStatus *) statuses->pdata[i])->user == user)
      return statuses->pdata[i];
  return NULL;
}

static BpMember *
member_for (BpEngine *self, gint64 user, GPtrArray *statuses)
{
  BpMember *member = g_hash_table_lookup (self->members, &user);
  if (!member) {
    member = bp_member_new (user, find_status (statuses, user));
    g_hash_table_insert (self->members, &member->user, member);
  }
  return member;
}

/* Users who were removed. */
static void
drop_missing (BpEngine *self, GPtrArray *roster)
{
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member)) {
    gboolean here = FALSE;
    for (guint i = 0; i < roster->len && !here; i++)
      here = ((BpRosterEntry *) roster->pdata[i])->user->id == member->user;
    if (here)
      continue;
    member_leaves (self, member);
    if (!member->runs_in_lane)
      g_hash_table_iter_remove (&iter);
    else
      g_clear_pointer (&member->account, bp_account_free);
  }
}

/* Switched off while it runs: the off period begins with that commit, and ends at the next start that reads 1 (SYNC 13). */
static gboolean
begin_off_period (BpStore *store, gpointer data, GError **error)
{
  return bp_store_off_set (store, "auto-sync", 0, BP_KIND_COUNT, -1, TRUE, bp_store_setting_changed_at (store, BP_SETTING_AUTO_SYNC), error);
}

static void
switch_off (BpEngine *self)
{
  self->switched_off = TRUE;
  bp_log (self->log, BP_LOG_INFO, "engine.switched-off", NULL, "%s", _ ("Automatic sync was switched off; nothing is sent to Exchange any more"));
  bp_writer_post (self->writer, begin_off_period, NULL, NULL);
}

/* Whether a setting was saved that takes effect only at the next start. */
static gboolean
needs_restart (BpEngine *self, const BpSettings *now)
{
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    if (i == BP_SETTING_AUTO_SYNC || bp_setting_info (i)->live)
      continue;
    if (g_strcmp0 (bp_settings_get (now, i), bp_settings_get (self->config->settings, i)) != 0)
      return TRUE;
  }
  return bp_settings_get_bool (now, BP_SETTING_AUTO_SYNC)
         && (self->switched_off || !bp_settings_get_bool (self->config->settings, BP_SETTING_AUTO_SYNC));
}

/* Users and companies take effect at once (U5), settings at the next start; only R1's off acts at once. */
static gboolean
load_roster (BpEngine *self, GError **error)
{
  g_autoptr (BpSettings) now = bp_store_settings (self->reader, error);
  g_autoptr (BpSettings) effective = bp_settings_copy (self->config->settings);
  g_autoptr (GPtrArray) roster = NULL;
  g_autoptr (GPtrArray) statuses = NULL;
  gboolean on = bp_settings_get_bool (self->config->settings, BP_SETTING_AUTO_SYNC);
  if (!now)
    return FALSE;
  if (on && !self->switched_off && !bp_settings_get_bool (now, BP_SETTING_AUTO_SYNC))
    switch_off (self);
  bp_settings_set (effective, BP_SETTING_AUTO_SYNC, on && !self->switched_off ? "1" : "0");
  if (needs_restart (self, now) != self->restart_needed) {
    self->restart_needed = !self->restart_needed;
    set_state (self, BP_ENGINE_RUNNING);
  }
  roster = bp_roster_load (self->reader, effective, error);
  statuses = roster ? bp_store_user_statuses (self->reader, error) : NULL;
  if (!statuses)
    return FALSE;
  for (guint i = 0; i < roster->len; i++) {
    const BpRosterEntry *entry = roster->pdata[i];
    apply_entry (self, entry, member_for (self, entry->user->id, statuses));
  }
  drop_missing (self, roster);
  return TRUE;
}

/* --- passes ---------------------------------------------------------------------------------------------------------------------- */

/* When a kind that this pass sets up began to take part: when the sync, the user and the kind were all switched on (SYNC 13). */
static gint64
begin_of (BpEngine *self, const BpMember *member, BpKind kind)
{
  gint64 begin = MAX (bp_store_setting_changed_at (self->reader, BP_SETTING_AUTO_SYNC), member->enabled_at);
  g_autoptr (GArray) off = bp_store_off_periods (self->reader, member->user, NULL);
  for (guint i = 0; off && i < off->len; i++) {
    const BpOffPeriod *period = &g_array_index (off, BpOffPeriod, i);
    if ((period->kind == BP_KIND_COUNT || period->kind == kind) && period->direction < 0)
      begin = MAX (begin, period->ends);
  }
  return begin > 0 ? begin : bp_clock_now ();
}

static BpPassJob *
job_for (BpEngine *self, const BpMember *member)
{
  const BpSettings *settings = self->config->settings;
  BpPassJob *job = bp_pass_job_new ();
  job->user = member->user;
  job->start_company = member->start_company;
  job->account = bp_account_copy (member->account);
  if (bp_settings_get_bool (settings, BP_SETTING_SYNC_APPOINTMENTS))
    job->kinds |= 1u << BP_KIND_APPOINTMENT;
  if (bp_settings_get_bool (settings, BP_SETTING_SYNC_TASKS))
    job->kinds |= 1u << BP_KIND_TASK;
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    job->t0[kind] = begin_of (self, member, kind);
  job->subscribe = !member->subscribed && !self->config->until_idle;
  return job;
}

/* The one who has waited longest. */
static BpMember *
next_due (BpEngine *self, gint64 now)
{
  GHashTableIter iter;
  BpMember *member, *best = NULL;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member) && bp_turn_is_due (&member->turn, now) && (!best || member->turn.due_at < best->turn.due_at))
      best = member;
  return best;
}

static void
start_passes (BpEngine *self)
{
  gint64 now = bp_clock_monotonic ();
  for (guint i = 0; i < self->n_lanes && !self->ending; i++) {
    BpMember *member;
    if (self->lanes[i].user)
      continue;
    member = next_due (self, now);
    if (!member)
      return;
    self->lanes[i].user = member->user;
    member->runs_in_lane = TRUE;
    member->lane = i;
    bp_turn_begin (&member->turn);
    bp_lane_run (self->lanes[i].lane, job_for (self, member));
  }
}

static void
take_subscription (BpEngine *self, BpMember *member, BpPassResult *result)
{
  if (result->subscription) {
    member->subscribed = TRUE;
    bp_listener_add (self->listener, member->user, g_steal_pointer (&result->subscription));
    bp_log (self->log, BP_LOG_DEBUG, "user.subscribed", member->login, "%s", _ ("Exchange will say when something changes"));
  } else if (result->subscribe_error && !g_error_matches (result->subscribe_error, BP_ERROR, BP_ERROR_CANCELLED)) {
    bp_log_error (self->log, BP_LOG_WARNING, "user.not-subscribed", member->login, result->subscribe_error, "%s",
                  _ ("No notifications for this mailbox; it is asked regularly instead"));
  }
}

static void
report_result (BpEngine *self, const BpMember *member, const BpPassResult *result, gboolean news)
{
  if (result->error && news)
    bp_log_error (self->log, BP_LOG_ERROR, "user.failed", member->login, result->error, "%s", _ ("The sync of this mailbox failed"));
  else if (news && g_strcmp0 (member->status->state, "in-step") == 0)
    bp_log (self->log, BP_LOG_INFO, "user.in-step", member->login, _ ("In step with mailbox %s"), member->account->address);
  else if (news && member->status->reason)
    bp_log (self->log, BP_LOG_WARNING, "user.attention", member->login, "%s", member->status->reason);
}

/* How long until he is looked at again if nothing happens. */
static gint64
idle_time (BpEngine *self, const BpMember *member)
{
  gint64 idle = member->subscribed ? BP_SCHEDULE_SAFETY_US
                                   : (gint64) bp_settings_get_int (self->config->settings, BP_SETTING_POLL_SECONDS) * G_USEC_PER_SEC;
  if (member->again_at)
    idle = MIN (idle, MAX (member->again_at - bp_clock_now (), 0));
  return idle;
}

static void
take_result (BpEngine *self, BpMessage *message)
{
  BpPassResult *result = message->result;
  LaneSlot *slot = &self->lanes[message->lane];
  BpMember *member = g_hash_table_lookup (self->members, &slot->user);
  BpTurnOutcome outcome;
  gboolean news = FALSE;
  slot->user = 0;
  note_connection (self, result);
  if (!member)
    return;
  member->runs_in_lane = FALSE;
  if (!bp_member_is_eligible (member)) {
    member->turn.running = FALSE;
    return;
  }
  take_subscription (self, member, result);
  outcome = bp_member_take_result (member, result, bp_clock_now (), &news);
  if (g_error_matches (result->error, BP_ERROR, BP_ERROR_CANCELLED) && !self->ending) {
    /* He left and came back while it ran: this pass said nothing about the mailbox of now. */
    member->turn.running = FALSE;
    bp_turn_reset (&member->turn, bp_clock_monotonic ());
    return;
  }
  bp_turn_end (&member->turn, outcome, bp_clock_monotonic (), idle_time (self, member),
               result->error ? bp_error_get_retry_ms (result->error) : 0, g_random_double ());
  if (self->config->until_idle && !result->error && result->moved_out + result->moved_in > 0)
    member->turn.due_at = 0;
  report_result (self, member, result, news);
  store_member (self, member);
}

/* --- what happens -------------------------------------------------------------------------------------------------------------------- */

static void
sync_now (BpEngine *self, const char *login)
{
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (!login || g_ascii_strcasecmp (member->login, login) == 0)
      bp_turn_reset (&member->turn, bp_clock_monotonic ());
}

static void
handle_message (BpEngine *self, BpMessage *message)
{
  BpMember *member = g_hash_table_lookup (self->members, &message->user);
  switch (message->type) {
  case BP_MESSAGE_STOP:
    end_run (self, BP_ENDED_STOPPED);
    break;
  case BP_MESSAGE_RESTART:
    end_run (self, BP_ENDED_RESTART);
    break;
  case BP_MESSAGE_SYNC_NOW:
    sync_now (self, message->login);
    break;
  case BP_MESSAGE_PASS_DONE:
    take_result (self, message);
    break;
  case BP_MESSAGE_NOTIFIED:
    if (member)
      bp_turn_mark (&member->turn, bp_clock_monotonic ());
    break;
  case BP_MESSAGE_UNSUBSCRIBED:
    if (member && member->subscribed) {
      member->subscribed = FALSE;
      bp_turn_mark (&member->turn, bp_clock_monotonic ());
      bp_log_error (self->log, BP_LOG_DEBUG, "user.subscription-lost", member->login, message->error, "%s",
                    _ ("The subscription was lost; a new one is made"));
    }
    break;
  }
}

static void
run_command (BpEngine *self, const BpCommandRow *row)
{
  StatusPost *post = status_post_new (self);
  post->command = row->id;
  if (g_str_equal (row->command, "stop"))
    end_run (self, BP_ENDED_STOPPED);
  else if (g_str_equal (row->command, "restart"))
    end_run (self, BP_ENDED_RESTART);
  else if (g_str_equal (row->command, "sync-now"))
    sync_now (self, row->argument);
  else
    post->command_result = g_strdup_printf (_ ("Unknown command “%s”."), row->command);
  bp_writer_post (self->writer, write_status, post, status_written);
}

static gboolean
take_commands (BpEngine *self, GError **error)
{
  g_autoptr (GPtrArray) rows = bp_store_commands (self->reader, error);
  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    run_command (self, rows->pdata[i]);
  return TRUE;
}

static gboolean
take_journal (BpEngine *self, GError **error)
{
  gint64 last = bp_store_journal_last (self->reader);
  g_autoptr (GArray) users = NULL;
  if (last <= self->journal_seen)
    return TRUE;
  users = bp_store_journal_users (self->reader, self->journal_seen, error);
  if (!users)
    return FALSE;
  self->journal_seen = last;
  for (guint i = 0; i < users->len; i++) {
    BpMember *member = g_hash_table_lookup (self->members, &g_array_index (users, gint64, i));
    if (member)
      bp_turn_mark (&member->turn, bp_clock_monotonic ());
  }
  return TRUE;
}

static gboolean
day_has_changed (BpEngine *self)
{
  g_autofree char *today = bp_clock_today ();
  if (g_strcmp0 (today, self->today) == 0)
    return FALSE;
  g_free (self->today);
  self->today = g_steal_pointer (&today);
  return TRUE;
}

/* Looks whether any program has changed anything. */
static gboolean
watch_data (BpEngine *self, GError **error)
{
  gint64 version, revision;
  gboolean new_day = day_has_changed (self);
  if (!bp_store_data_version (self->reader, &version, error))
    return FALSE;
  if (version == self->data_version && !new_day)
    return TRUE;
  self->data_version = version;
  revision = bp_store_config_revision (self->reader);
  if (revision != self->config_revision || new_day) {
    if (!load_roster (self, error))
      return FALSE;
    if (revision != self->config_revision)
      bp_channel_send (self->events, bp_event_new (BP_EVENT_DATA_CHANGED));
    self->config_revision = revision;
  }
  return take_journal (self, error) && take_commands (self, error);
}

static void
beat (BpEngine *self)
{
  gint64 now = bp_clock_monotonic ();
  __atomic_store_n (&self->heartbeat, now, __ATOMIC_RELAXED);
  if (now >= self->next_heartbeat) {
    send_engine_event (self, BP_ENGINE_RUNNING);
    self->next_heartbeat = now + HEARTBEAT_US;
  }
  if (now >= self->next_stored_heartbeat) {
    store_engine (self, BP_ENGINE_RUNNING);
    self->next_stored_heartbeat = now + STORED_HEARTBEAT_US;
  }
}

/* Whether everybody is in step or cannot be brought there by waiting (DESIGN 5, --until-idle). */
static gboolean
is_idle (BpEngine *self)
{
  gint64 last = bp_store_journal_last (self->reader);
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member)) {
    if (!bp_member_is_eligible (member))
      continue;
    if (member->turn.running || !(member->gives_up || (member->clean_seq >= last && member->clean_seq >= 0)))
      return FALSE;
  }
  return TRUE;
}

/* A member whose last pass saw an older journal than now has one more to go. */
static void
hurry_for_idle (BpEngine *self)
{
  gint64 last = bp_store_journal_last (self->reader);
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member) && !member->gives_up && member->clean_seq < last && !member->again_at)
      bp_turn_mark (&member->turn, bp_clock_monotonic ());
}

/* --- begin and end ----------------------------------------------------------------------------------------------------------------------- */

/* Off periods that come from settings begin and end at the start that first reads them (SYNC 13). */
static gboolean
store_off_periods (BpStore *store, gpointer data, GError **error)
{
  BpEngine *self = data;
  const BpSettings *settings = self->config->settings;
  gint64 now = self->started_at;
  return bp_store_off_set (store, "auto-sync", 0, BP_KIND_COUNT, -1, !bp_settings_get_bool (settings, BP_SETTING_AUTO_SYNC), now, error)
         && bp_store_off_set (store, "kind", 0, BP_KIND_APPOINTMENT, -1, !bp_settings_get_bool (settings, BP_SETTING_SYNC_APPOINTMENTS), now, error)
         && bp_store_off_set (store, "kind", 0, BP_KIND_TASK, -1, !bp_settings_get_bool (settings, BP_SETTING_SYNC_TASKS), now, error)
         && bp_store_off_set (store, "direction", 0, BP_KIND_COUNT, BP_OUT, !bp_settings_get_bool (settings, BP_SETTING_EXPORT), now, error)
         && bp_store_off_set (store, "direction", 0, BP_KIND_COUNT, BP_IN, !bp_settings_get_bool (settings, BP_SETTING_IMPORT), now, error)
         && bp_store_commands_clear (store, error);
}

static char *
site_zone (const BpSettings *settings)
{
  const char *zone = bp_settings_get (settings, BP_SETTING_TIME_ZONE);
  return zone && *zone ? g_strdup (zone) : bp_platform_time_zone ();
}

static gboolean
set_up (BpEngine *self, GError **error)
{
  g_autofree char *zone = site_zone (self->config->settings);
  self->started_at = bp_clock_now ();
  self->today = bp_clock_today ();
  self->reader = bp_store_open (self->config->db_path, BP_STORE_READ, error);
  self->writer = self->reader ? bp_writer_new (self->config->db_path, error) : NULL;
  if (!self->writer || !bp_writer_run (self->writer, store_off_periods, self, NULL, error))
    return FALSE;
  self->listener = bp_listener_new (self->config, (guint) bp_settings_get_int (self->config->settings, BP_SETTING_POLL_SECONDS), self->log, self->inbox);
  self->n_lanes = (guint) MAX (bp_settings_get_int (self->config->settings, BP_SETTING_LANES), 1);
  self->lanes = g_new0 (LaneSlot, self->n_lanes);
  for (guint i = 0; i < self->n_lanes; i++)
    self->lanes[i].lane = bp_lane_new (i, self->config, zone, self->writer, self->log, self->inbox);
  bp_log (self->log, BP_LOG_INFO, "engine.started", NULL, _ ("The sync engine has started (bpexchange %s, %s)"), BP_VERSION,
          self->config->endpoint ? self->config->endpoint : _ ("no host"));
  if (self->config->unusable) {
    self->connection = g_strdup (self->config->unusable);
    bp_log (self->log, BP_LOG_ERROR, "engine.unusable", NULL, "%s", self->config->unusable);
  }
  set_state (self, BP_ENGINE_STARTING);
  self->data_version = -1;
  self->config_revision = -1;
  return TRUE;
}

static void
tear_down (BpEngine *self)
{
  if (self->writer)
    set_state (self, BP_ENGINE_STOPPING);
  for (guint i = 0; i < self->n_lanes; i++)
    bp_lane_cancel (self->lanes[i].lane);
  bp_listener_free (g_steal_pointer (&self->listener));
  for (guint i = 0; i < self->n_lanes; i++)
    bp_lane_free (self->lanes[i].lane);
  g_clear_pointer (&self->lanes, g_free);
  self->n_lanes = 0;
  if (self->writer)
    store_engine (self, BP_ENGINE_STOPPED);
  bp_writer_free (g_steal_pointer (&self->writer));
  bp_store_close (g_steal_pointer (&self->reader));
  bp_log (self->log, BP_LOG_INFO, "engine.stopped", NULL, "%s", _ ("The sync engine has stopped"));
}

/* One turn of the loop; FALSE only for what the engine cannot go on with. */
static gboolean
turn (BpEngine *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  BpMessage *message = bp_channel_receive (self->inbox, TICK_US);
  for (; message; message = bp_channel_receive (self->inbox, 0)) {
    handle_message (self, message);
    bp_message_free (message);
  }
  if (!watch_data (self, &local) && !bp_error_is_temporary (local)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  beat (self);
  if (self->ending)
    return TRUE;
  if (self->config->until_idle && !local) {
    if (is_idle (self)) {
      end_run (self, BP_ENDED_IDLE);
      return TRUE;
    }
    hurry_for_idle (self);
  }
  start_passes (self);
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
    set_state (self, BP_ENGINE_RUNNING);
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
  ended->text = g_strdup (self->failure);
  send_engine_event (self, BP_ENGINE_STOPPED);
  bp_channel_send (self->events, ended);
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
  self->members = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) bp_member_free);
  return self;
}

gboolean
bp_engine_start (BpEngine *self, GError **error)
{
  __atomic_store_n (&self->heartbeat, bp_clock_monotonic (), __ATOMIC_RELAXED);
  if (pthread_create (&self->thread, NULL, engine_main, self) != 0) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", _ ("The engine's thread could not be started."));
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
  bp_channel_unref (self->events);
  bp_log_unref (self->log);
  bp_engine_config_free (self->config);
  g_free (self->connection);
  g_free (self->today);
  g_free (self->failure);
  g_free (self);
}
