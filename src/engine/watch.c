/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "store/journal.h"
#include "store/users.h"

void
bp_watch_clock (BpEngine *self)
{
  gint64 jump = bp_clock_jump (&self->clock, bp_clock_now (), bp_clock_monotonic ());
  g_autofree char *duration = NULL;
  GHashTableIter iter;
  BpMember *member;
  if (!jump)
    return;
  duration = bp_clock_describe_duration (ABS (jump));
  bp_log (self->log, BP_LOG_INFO, "engine.clock-jumped", NULL,
          jump > 0 ? _ ("The machine slept, or its clock was set forward by %s; all mailboxes are looked at")
                   : _ ("The clock of this machine was set back by %s; all mailboxes are looked at"),
          duration);
  bp_listener_renew (self->listener);
  bp_outage_hurry (&self->outage);
  bp_dispatch_look (self);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member))
      bp_turn_reset (&member->turn, bp_clock_monotonic ());
}

void
bp_watch_message (BpEngine *self, BpMessage *message)
{
  BpMember *member = g_hash_table_lookup (self->members, &message->user);
  switch (message->type) {
  case BP_MESSAGE_STOP:
    bp_engine_end_run (self, BP_ENDED_STOPPED);
    break;
  case BP_MESSAGE_RESTART:
    bp_engine_end_run (self, BP_ENDED_RESTART);
    break;
  case BP_MESSAGE_SYNC_NOW:
    bp_crew_sync_now (self, message->login);
    break;
  case BP_MESSAGE_PASS_DONE:
    bp_dispatch_take_result (self, message);
    break;
  case BP_MESSAGE_NOTIFIED:
    if (!member)
      break;
    bp_turn_mark (&member->turn, bp_clock_monotonic ());
    if (member->streamed)
      self->polling_told = FALSE;
    break;
  case BP_MESSAGE_UNSUBSCRIBED:
    if (member && member->subscribed) {
      bp_outage_doubt (&self->outage, message->error, bp_clock_monotonic ());
      if (bp_member_take_loss (member, message->error, bp_clock_monotonic ()))
        bp_tell_polling (self, message->error);
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
  g_autofree char *problem = NULL;
  if (g_str_equal (row->command, "stop"))
    bp_engine_end_run (self, BP_ENDED_STOPPED);
  else if (g_str_equal (row->command, "restart"))
    bp_engine_end_run (self, BP_ENDED_RESTART);
  else if (g_str_equal (row->command, "sync-now"))
    bp_crew_sync_now (self, row->argument);
  else
    problem = bp_saying_new (N_ ("Unknown command “%s”."), row->command, NULL);
  bp_tell_command_done (self, row->id, problem);
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

/* A day begins with a minute, wherever that is. */
static gboolean
day_has_changed (BpEngine *self)
{
  gint64 minute = bp_clock_now () / G_TIME_SPAN_MINUTE;
  g_autofree char *today = minute == self->minute ? NULL : bp_clock_today ();
  self->minute = minute;
  if (!today || g_strcmp0 (today, self->today) == 0)
    return FALSE;
  g_free (self->today);
  self->today = g_steal_pointer (&today);
  return TRUE;
}

gboolean
bp_watch_data (BpEngine *self, GError **error)
{
  gint64 version, revision;
  gboolean new_day = day_has_changed (self);
  if (!bp_store_data_version (self->reader, &version, error))
    return FALSE;
  if (version == self->data_version && !new_day)
    return TRUE;
  self->data_version = version;
  bp_dispatch_look (self);
  revision = bp_store_config_revision (self->reader);
  if (revision != self->config_revision || new_day) {
    if (!bp_crew_load (self, error))
      return FALSE;
    if (revision != self->config_revision)
      bp_channel_send (self->events, bp_event_new (BP_EVENT_DATA_CHANGED));
    self->config_revision = revision;
  }
  return take_journal (self, error) && take_commands (self, error);
}
