/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "store/setting.h"
#include "store/sync.h"

static void
member_leaves (BpEngine *self, BpMember *member)
{
  if (member->runs_in_lane)
    bp_lane_cancel (self->lanes[member->lane].lane);
  if (member->subscribed)
    bp_listener_remove (self->listener, member->user);
  member->subscribed = FALSE;
}

typedef struct {
  gint64 user;
  gint64 begins;
} Expiry;

static gboolean
begin_maintenance_off (BpStore *store, gpointer data, GError **error)
{
  const Expiry *expiry = data;
  return bp_store_off_set (store, "maintenance", expiry->user, BP_KIND_COUNT, -1, TRUE, expiry->begins, error);
}

static void
expiry_written (gpointer data, const GError *error)
{
  g_free (data);
}

/* A contract is valid through its day: the off period begins with the next one (SYNC 13), in the zone in which the day was looked up. Renewing it ends it, by a trigger. */
static void
note_expiry (BpEngine *self, const BpRosterEntry *entry)
{
  Expiry *expiry;
  gint64 begins;
  if (entry->eligibility->code != BP_NOT_MAINTENANCE || !entry->eligibility->detail
      || !bp_clock_day_end (entry->eligibility->detail, &begins))
    return;
  expiry = g_new0 (Expiry, 1);
  expiry->user = entry->user->id;
  expiry->begins = begins;
  bp_writer_post (self->writer, begin_maintenance_off, expiry, expiry_written);
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
    if (self->outage.refused)
      bp_crew_refuse_one (self, member);
    bp_log (self->log, BP_LOG_INFO, "user.joined", member->login, _ ("Sync begins for mailbox %s"),
            member->account->address);
    break;
  case BP_MEMBER_LEFT:
    member_leaves (self, member);
    note_expiry (self, entry);
    bp_log (self->log, BP_LOG_INFO, "user.left", member->login, _ ("No longer synced: %s"), member->status->reason);
    break;
  case BP_MEMBER_REASON:
    note_expiry (self, entry);
    bp_log (self->log, BP_LOG_INFO, "user.not-synced", member->login, _ ("Not synced: %s"), member->status->reason);
    break;
  }
  bp_tell_member (self, member);
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
  return bp_store_off_set (store, "auto-sync", 0, BP_KIND_COUNT, -1, TRUE,
                           bp_store_setting_changed_at (store, BP_SETTING_AUTO_SYNC), error);
}

static void
switch_off (BpEngine *self)
{
  self->switched_off = TRUE;
  bp_log (self->log, BP_LOG_INFO, "engine.switched-off", NULL, "%s",
          _ ("Automatic sync was switched off; nothing is sent to Exchange any more"));
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
gboolean
bp_crew_load (BpEngine *self, GError **error)
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
    bp_tell_state (self, BP_ENGINE_RUNNING);
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

guint
bp_crew_count (BpEngine *self)
{
  GHashTableIter iter;
  BpMember *member;
  guint n = 0;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    n += bp_member_is_eligible (member);
  return n;
}

void
bp_crew_hurry (BpEngine *self)
{
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member) && member->away)
      bp_turn_reset (&member->turn, bp_clock_monotonic ());
}

void
bp_crew_refuse_one (BpEngine *self, BpMember *member)
{
  if (!bp_member_is_eligible (member) || member->runs_in_lane || member->refused_alone)
    return;
  /* A stream is a standing connection, which asks nothing; polling would ask for each mailbox. */
  if (member->subscribed && !member->streamed)
    bp_listener_remove (self->listener, member->user);
  bp_member_take_refusal (member, self->connection, bp_clock_now (), bp_clock_monotonic ());
  bp_tell_member (self, member);
}

void
bp_crew_refuse (BpEngine *self)
{
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    bp_crew_refuse_one (self, member);
}

guint
bp_crew_count_trusted (BpEngine *self)
{
  GHashTableIter iter;
  BpMember *member;
  guint n = 0;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    n += bp_member_is_eligible (member) && !member->refused_alone;
  return n;
}

void
bp_crew_ask_another (BpEngine *self, gint64 user)
{
  GHashTableIter iter;
  BpMember *member, *best = NULL;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member)) {
    if (!bp_member_is_eligible (member) || member->user == user || member->refused_alone)
      continue;
    /* One that runs was let in before, and has another turn. */
    if (!best || best->turn.running > member->turn.running
        || (best->turn.running == member->turn.running && best->turn.failures > member->turn.failures))
      best = member;
  }
  if (best)
    bp_turn_reset (&best->turn, bp_clock_monotonic ());
}

void
bp_crew_sync_now (BpEngine *self, const char *login)
{
  GHashTableIter iter;
  BpMember *member;
  bp_outage_hurry (&self->outage);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (!login || g_ascii_strcasecmp (member->login, login) == 0)
      bp_turn_reset (&member->turn, bp_clock_monotonic ());
}
