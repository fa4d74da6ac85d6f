/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "store/setting.h"
#include "store/sync.h"

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

static GArray *
users_taking_part (BpEngine *self)
{
  GArray *users = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member))
      g_array_append_val (users, member->user);
  return users;
}

static BpPassJob *
job_for (BpEngine *self, const BpMember *member)
{
  const BpSettings *settings = self->config->settings;
  BpPassJob *job = bp_pass_job_new ();
  job->user = member->user;
  job->start_company = member->start_company;
  job->last_pass = member->status->last_success;
  job->account = bp_account_copy (member->account);
  if (bp_settings_get_bool (settings, BP_SETTING_SYNC_APPOINTMENTS))
    job->kinds |= 1u << BP_KIND_APPOINTMENT;
  if (bp_settings_get_bool (settings, BP_SETTING_SYNC_TASKS))
    job->kinds |= 1u << BP_KIND_TASK;
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    job->t0[kind] = begin_of (self, member, kind);
  job->failures = member->turn.failures;
  job->taking_part = users_taking_part (self);
  job->poll = bp_clock_monotonic () < member->poll_until;
  /* One that is polled is tried as a stream again after a while. */
  job->subscribe = (!member->subscribed || (!member->streamed && !job->poll)) && !self->config->until_idle;
  return job;
}

/* The one who has waited longest; NULL: *ret_next is when somebody is due, if nothing happens before. */
static BpMember *
next_due (BpEngine *self, gint64 now, gint64 *ret_next)
{
  GHashTableIter iter;
  BpMember *member, *best = NULL;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member) && !member->turn.running && (!best || member->turn.due_at < best->turn.due_at))
      best = member;
  *ret_next = best ? best->turn.due_at : G_MAXINT64;
  return best && bp_turn_is_due (&best->turn, now) ? best : NULL;
}

void
bp_dispatch_look (BpEngine *self)
{
  self->next_look = 0;
}

static guint
count_running (BpEngine *self)
{
  guint n = 0;
  for (guint i = 0; i < self->n_lanes; i++)
    n += self->lanes[i].user != 0;
  return n;
}

void
bp_dispatch_start (BpEngine *self)
{
  gint64 now = bp_clock_monotonic ();
  guint n_running = count_running (self);
  if (now < self->next_look)
    return;
  for (guint i = 0; i < self->n_lanes && !self->ending; i++) {
    BpMember *member;
    if (self->lanes[i].user)
      continue;
    if (!bp_outage_may_try (&self->outage, now, n_running++))
      return;
    member = next_due (self, now, &self->next_look);
    if (!member)
      return;
    self->next_look = 0;
    self->lanes[i].user = member->user;
    self->lanes[i].begun_at = now;
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
    member->streamed = !result->subscription->watermark;
    member->subscribed_at = bp_clock_monotonic ();
    member->unsubscribed = 0;
    if (result->stream_error) {
      member->poll_until = member->subscribed_at + BP_MEMBER_POLL_US;
      bp_tell_polling (self, result->stream_error);
    }
    bp_listener_add (self->listener, member->user, g_steal_pointer (&result->subscription));
    bp_log (self->log, BP_LOG_DEBUG, "user.subscribed", member->login, "%s",
            _ ("Exchange will say when something changes"));
  } else if (result->subscribe_error && ++member->unsubscribed == 2
             && !g_error_matches (result->subscribe_error, BP_ERROR, BP_ERROR_CANCELLED)) {
    bp_log_error (self->log, BP_LOG_WARNING, "user.not-subscribed", member->login, result->subscribe_error, "%s",
                  _ ("No notifications for this mailbox; it is asked regularly instead"));
  }
}

/* An outage is said once for all (bp_tell_connection ()), and one failure is none yet. */
static gboolean
is_worth_a_line (BpEngine *self, const BpMember *member, const GError *error, gboolean news)
{
  return bp_outage_is_meant (error) && !member->refused_alone ? !self->outage.down && member->turn.failures == 2 : news;
}

static void
report_failure (BpEngine *self, BpMember *member, const GError *error, gboolean news)
{
  gboolean loud = is_worth_a_line (self, member, error, news);
  member->away = bp_outage_is_meant (error) && !g_error_matches (error, BP_ERROR, BP_ERROR_BUSY_UNTIL);
  if (!loud && !news)
    return;
  member->failed_quietly = !loud;
  bp_log_error (self->log, loud ? BP_LOG_ERROR : BP_LOG_DEBUG, "user.failed", member->login, error, "%s",
                _ ("The sync of this mailbox failed"));
}

static void
report_result (BpEngine *self, BpMember *member, const BpPassResult *result, gboolean news)
{
  if (result->error) {
    report_failure (self, member, result->error, news);
    return;
  }
  if (news && g_strcmp0 (member->status->state, "in-step") == 0)
    bp_log (self->log, member->failed_quietly ? BP_LOG_DEBUG : BP_LOG_INFO, "user.in-step", member->login,
            _ ("In step with mailbox %s"), member->account->address);
  else if (news && member->status->reason) {
    g_autofree char *why = bp_saying_say (member->status->reason);
    bp_log (self->log, BP_LOG_WARNING, "user.attention", member->login, "%s", why);
  }
  member->away = member->failed_quietly = FALSE;
}

/* How long until he is looked at again if nothing happens. */
static gint64
idle_time (BpEngine *self, const BpMember *member)
{
  gint64 idle = member->subscribed
                  ? (member->streamed ? BP_SCHEDULE_STREAM_SAFETY_US : BP_SCHEDULE_SAFETY_US)
                  : (gint64) bp_settings_get_int (self->config->settings, BP_SETTING_POLL_SECONDS) * G_USEC_PER_SEC;
  if (member->again_at)
    idle = MIN (idle, MAX (member->again_at - bp_clock_now (), 0));
  return idle;
}

void
bp_dispatch_take_result (BpEngine *self, BpMessage *message)
{
  BpPassResult *result = message->result;
  LaneSlot *slot = &self->lanes[message->lane];
  BpMember *member = g_hash_table_lookup (self->members, &slot->user);
  BpTurnOutcome outcome;
  gboolean news = FALSE;
  slot->user = 0;
  bp_tell_connection (self, result, slot->begun_at);
  if (result->reached)
    bp_tell_skew (self, result->clock_offset_us);
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
  bp_tell_member (self, member);
  /* He was let in before the others were refused. */
  if (self->outage.refused && !result->error)
    bp_crew_refuse_one (self, member);
}
