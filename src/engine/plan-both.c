/* SPDX-License-Identifier: MIT */
#include "engine/plan-both.h"

#include <string.h>

#include "engine/plan-first.h"
#include "engine/plan-parts.h"
#include "engine/plan-series.h"
#include "engine/plan-task.h"
#include "engine/plan-units.h"

#define EXCEPTIONS BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)

static void
keep_conflict (BpAction *action, BpUnit unit, const BpItem *local, const BpItem *remote, gboolean exchange_won,
               const char *rule)
{
  BpPlanConflict *conflict = g_new0 (BpPlanConflict, 1);
  conflict->unit = unit;
  conflict->exchange_won = exchange_won;
  conflict->rule = rule;
  conflict->local_value = bp_item_unit_to_json (local, unit);
  conflict->remote_value = bp_item_unit_to_json (remote, unit);
  g_ptr_array_add (action->conflicts, conflict);
}

/* Writes the outcome of a merge into the action: what goes out, what comes in, the shadows, the losers. stored: the record as
 * it stands in the database. */
static void
apply_merge (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
             const BpMergeResult *merged, const BpItem *remote_now, const BpItem *stored)
{
  g_autoptr (BpItem) sent = bp_plan_outgoing (in, ctx, limit, remote_now);
  g_autoptr (BpItem) local_after = bp_form_to_local (remote_now, stored, merged->to_local, &ctx->site);
  g_autoptr (BpItem) remote_after = bp_item_copy (remote_now);
  g_autoptr (BpItem) outgoing = NULL;
  /* To write exceptions a driver may need the series that they belong to: as it is now. */
  bp_item_copy_units (sent, local_after, merged->to_local & ~merged->to_remote);
  outgoing = bp_form_to_remote (sent, &ctx->site);
  bp_item_copy_units (remote_after, outgoing, merged->to_remote & ~BP_PLAN_NEVER_IN);

  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (merged->clash & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, stored, remote_now, (merged->local_lost & BP_UNIT_BIT (unit)) != 0,
                     bp_merge_rule_name (merged->rule[unit]));

  bp_plan_set_shadows (action->link, local_after, remote_after, merged->to_remote & BP_PLAN_NEVER_IN ? sent : NULL);
  if (merged->to_remote) {
    action->remote_op = BP_REMOTE_UPDATE;
    action->remote_units = merged->to_remote;
    action->was_series = bp_item_is_series (remote_now);
    action->exception_units = limit->own | EXCEPTIONS;
    action->remote_item = bp_item_ref (sent);
    bp_plan_set_text (&action->change_key, action->link->change_key);
  }
  if (merged->to_local) {
    action->local_op = BP_LOCAL_UPDATE;
    action->local_units = merged->to_local;
    action->local_item = g_steal_pointer (&local_after);
  }
}

/* With one direction closed: a value edited on the closed side, whose shadow had already advanced, is about to be
 * overwritten (SYNC 6, last sentence). The two shadows say where the sides had grown apart. */
static void
keep_overwritten (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpMergeResult *merged,
                  const BpItem *remote_now)
{
  g_autoptr (BpItem) local = NULL;
  BpUnitSet apart;
  if (ctx->export_open && ctx->import_open)
    return;
  local = bp_form_to_remote (in->seen_local, &ctx->site);
  apart =
    bp_item_diff (local, in->seen_remote) & (merged->to_local | merged->to_remote) & ~merged->clash & ~BP_PLAN_NEVER_IN;
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (apart & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, in->record->item, remote_now, ctx->import_open,
                     bp_merge_rule_name (BP_RULE_OPEN_SIDE));
}

/* What may not go out stays here only until Exchange changes it, too: what was edited here, now or before, is kept then (SYNC 6, 17, 20).
 * Occurrences keep what is theirs. edited: units that may have been. */
static void
keep_limited (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
              BpUnitSet edited, const BpMergeResult *merged, const BpItem *remote_now)
{
  g_autoptr (BpItem) local = limit->reason ? bp_form_to_remote (in->record->item, &ctx->site) : NULL;
  if (!local)
    return;
  edited &= ~limit->out & merged->to_local & ~merged->clash & ~EXCEPTIONS & ~BP_PLAN_NEVER_IN
            & bp_item_diff (local, remote_now);
  if (in->seen_remote)
    edited &= bp_item_diff (local, in->seen_remote);
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (edited & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, in->record->item, remote_now, TRUE, BP_RULE_STAYED_HERE);
}

static BpUnitSet
equal_units (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now)
{
  g_autoptr (BpItem) sent = bp_plan_outgoing (in, ctx, NULL, NULL);
  g_autoptr (BpItem) local = bp_form_to_remote (sent, &ctx->site);
  return BP_UNITS_ALL & ~bp_item_diff (local, remote_now) & ~BP_PLAN_NEVER_IN;
}

/* Both sides changed exceptions: each entry for itself. */
static void
join_exceptions (BpAction *action, BpPlanInput *in, BpRecord *record, BpItem **remote_now, const BpPlanContext *ctx,
                 const BpMergeInput *merge, BpMergeResult *merged)
{
  const BpUnitSet unit = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  BpMergeInput both = *merge;
  g_autoptr (BpItem) joined = NULL;
  BpMergeResult by_time;
  gboolean clash;
  /* With a closed direction it is all or nothing. A new rule takes the place of Exchange's exceptions, too. */
  if (!(merge->changed_remote & unit)
      || !((merge->changed_local & unit) || (merged->to_remote & BP_UNIT_BIT (BP_UNIT_WHEN))) || !ctx->export_open
      || !ctx->import_open)
    return;
  both.equal &= ~unit;
  by_time = bp_merge (&both);
  joined = bp_plan_merge_exceptions (in, ctx, *remote_now, !(by_time.local_lost & unit), &clash);
  if (clash)
    keep_conflict (action, BP_UNIT_EXCEPTIONS, in->record->item, *remote_now, (by_time.local_lost & unit) != 0,
                   bp_merge_rule_name (by_time.rule[BP_UNIT_EXCEPTIONS]));
  bp_plan_set_exceptions (in, record, remote_now, ctx, g_steal_pointer (&joined), merged);
}

/* The series is another one now on one side, and exceptions of the former one were edited on the other. */
static void
supersede_exceptions (BpAction *action, BpPlanInput *in, BpRecord *record, BpItem **remote_now,
                      const BpPlanContext *ctx, const BpMergeInput *merge, BpNewSeries which, BpMergeResult *merged)
{
  const BpUnitSet unit = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  gboolean is_there = which == BP_SERIES_NEW_THERE, lost, local_is_later;
  BpMergeInput both = *merge;
  BpMergeResult by_time;
  BpItem *made;
  both.changed_local = both.changed_remote = unit;
  both.equal = 0;
  if (!is_there)
    both.local_at[BP_UNIT_EXCEPTIONS] = both.local_at[BP_UNIT_WHEN];
  by_time = bp_merge (&both);
  local_is_later = !(by_time.local_lost & unit);
  made = bp_plan_supersede_exceptions (in, ctx, *remote_now, which, is_there ? local_is_later : !local_is_later, &lost);
  if (lost)
    keep_conflict (action, BP_UNIT_EXCEPTIONS, in->record->item, *remote_now, is_there,
                   bp_merge_rule_name (by_time.rule[BP_UNIT_EXCEPTIONS]));
  bp_plan_set_exceptions (in, record, remote_now, ctx, made, merged);
  merged->to_local |= is_there ? unit : 0;
}

/* What is written again is written to the series as it is now, and beside what came in: a driver writes all exceptions or none. */
static void
write_again (BpPlanInput *in, BpRecord *record, const BpItem *remote_now, const BpPlanContext *ctx,
             BpMergeResult *merged)
{
  const BpUnitSet units = merged->to_local & (BP_UNIT_BIT (BP_UNIT_WHEN) | EXCEPTIONS);
  BpItem *item;
  merged->to_remote |= EXCEPTIONS;
  if (!units)
    return;
  item = bp_form_to_local (remote_now, in->record->item, units, &ctx->site);
  if (in->record != record)
    *record = *in->record;
  else
    bp_item_unref (record->item);
  record->item = item;
  in->record = record;
}

/* Whether what is to be sent of the exceptions is not only what was edited here, or was told from Exchange's and won: until it is sent, each
 * of them is told by what Exchange has, or one that is taken back meanwhile would leave the two sides different. Under another rule or time
 * those that are as Exchange has them would be dropped. mixed: some were joined with Exchange's. */
static gboolean
are_told_by_theirs (const BpPlanInput *in, const BpPlanContext *ctx, const BpMergeResult *merged, gboolean mixed)
{
  if ((merged->to_remote & BP_UNIT_BIT (BP_UNIT_WHEN))
      && bp_plan_is_other_series (in->record->item, in->seen_local, ctx))
    return FALSE;
  return mixed || (merged->clash & ~merged->local_lost & EXCEPTIONS);
}

/* Occurrences keep what was edited of them here and may stay here only. */
static void
keep_own (BpAction *action, const BpPlanInput *given, const BpPlanLimit *limit, BpUnitSet to_local)
{
  if (!limit->reason || !(to_local & EXCEPTIONS))
    return;
  bp_plan_keep_own_exceptions (action->local_item, given->record->item, given->seen_local);
  bp_plan_set_shadows (action->link, action->local_item, NULL, NULL);
}

/* Exceptions that are stored go with what they belonged to. */
static void
store_without (BpAction *action, BpItem *without)
{
  if (!without)
    return;
  if (action->local_op == BP_LOCAL_NOTHING)
    action->local_item = bp_item_ref (without);
  action->local_op = BP_LOCAL_UPDATE;
  action->local_units |= EXCEPTIONS;
}

/* Both there. without: the record as given, if exceptions that are stored are to be dropped with it; NULL. */
static void
plan_items (BpAction *action, const BpPlanInput *given, const BpPlanContext *ctx, BpItem *without)
{
  BpPlanInput in = *given;
  BpRecord joined = { 0 };
  const BpItem *remote = in.inbox ? in.inbox->item : in.seen_remote;
  BpLink *link = action->link = bp_plan_link_base (&in);
  BpPlanLimit limit = bp_plan_limit (&in, ctx, remote);
  /* Where not everything may go out, what Exchange dropped is its business, and so is what is not taken over. */
  gboolean leave = limit.reason || (in.inbox && bp_plan_changed_while_off (ctx, in.kind, in.inbox));
  g_autoptr (BpItem) kept = leave ? NULL : bp_plan_keep_dropped (given, ctx);
  g_autoptr (BpItem) remote_now = bp_item_copy (kept ? kept : remote);
  /* What comes back may never have been sent. */
  gboolean edited = in.local.seq || in.deleted_copy;
  BpUnitSet local_changed = edited ? bp_item_diff (in.record->item, in.seen_local) : 0;
  BpUnitSet remote_changed = in.inbox ? bp_item_diff (remote_now, in.seen_remote) : 0;
  const char *reason_out, *reason_in;
  BpMergeInput merge = { .export_open = ctx->export_open, .import_open = ctx->import_open };
  BpMergeResult merged;
  BpUnitSet follow;
  BpNewSeries series;
  gboolean lost_progress, others;
  g_autoptr (BpItem) shared = NULL;

  bp_plan_task_moved_on (&in, ctx, remote_now, &local_changed, &remote_changed, &lost_progress);
  shared = bp_plan_limit_exceptions (&in, ctx, remote_now, local_changed, &limit, &others);
  merge.changed_local = bp_plan_units_to_send (&in, ctx, &limit, local_changed, &reason_out);
  if (others && !reason_out)
    reason_out = limit.reason;
  merge.changed_remote = bp_plan_units_to_take (&in, ctx, remote_changed, &reason_in);
  if (merge.changed_local & merge.changed_remote)
    merge.equal = equal_units (&in, ctx, remote_now) & merge.changed_local & merge.changed_remote;
  merge.remote_at = in.inbox && !ctx->no_clock ? in.inbox->modified_at : 0;
  memcpy (merge.local_at, in.local.changed_at, sizeof merge.local_at);
  merged = bp_merge (&merge);
  follow = bp_plan_task_follow (&in, ctx, remote_now) & ~merged.to_remote & ~merge.changed_local;
  merged.to_local |= follow;
  if (lost_progress && (merged.to_local & BP_UNIT_BIT (BP_UNIT_PROGRESS)))
    keep_conflict (action, BP_UNIT_PROGRESS, in.record->item, remote_now, TRUE, BP_RULE_MOVED_ON);
  series = bp_plan_new_series (&in, ctx, remote_now, &merge, &merged);
  if (shared)
    bp_plan_share_exceptions (remote_now, shared, &merge, &merged);
  else if (series != BP_SERIES_AS_BEFORE)
    supersede_exceptions (action, &in, &joined, &remote_now, ctx, &merge, series, &merged);
  else
    join_exceptions (action, &in, &joined, &remote_now, ctx, &merge, &merged);
  keep_limited (action, given, ctx, &limit, BP_UNITS_ALL, &merged, remote_now);
  if (kept)
    write_again (&in, &joined, remote_now, ctx, &merged);
  merged.to_remote = bp_plan_with_exceptions (merged.to_remote, in.record->item);
  apply_merge (action, &in, ctx, &limit, &merged, remote_now, given->record->item);
  keep_own (action, given, &limit, local_changed & merged.to_local);
  merged.to_local &= ~follow; /* what is over is not overwritten */
  keep_overwritten (action, &in, ctx, &merged, remote_now);
  store_without (action, without);
  bp_plan_settle_first (action, &in, ctx, remote,
                        are_told_by_theirs (&in, ctx, &merged, joined.item || shared || kept));
  if (in.local.seq || (edited && reason_out))
    bp_plan_set_text (&link->reason_out, reason_out ? reason_out : bp_plan_why_stray (given->record->item, ctx));
  if (in.inbox)
    bp_plan_set_text (&link->reason_in, reason_in);
  bp_plan_keep_waiting (action, &in, bp_plan_units_waiting (&in, ctx, local_changed) & ~merged.to_local,
                        in.inbox && bp_plan_item_waits (&in, ctx) ? remote_changed & ~merged.to_remote : 0);
  g_clear_pointer (&joined.item, bp_item_unref);
}

void
bp_plan_both (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpPlanLimit limit = bp_plan_limit (in, ctx, in->inbox ? in->inbox->item : in->seen_remote);
  /* A time that stays here takes nothing away. */
  g_autoptr (BpItem) kept = limit.out & BP_UNIT_BIT (BP_UNIT_WHEN) ? bp_plan_drop_exceptions (in, ctx) : NULL;
  BpRecord record = *in->record;
  BpPlanInput changed = *in;
  if (kept)
    record.item = kept;
  changed.record = &record;
  plan_items (action, &changed, ctx, kept);
}

/* On linking, too, what was changed before its direction was closed waits: each side's is told by what the other one has. */
static void
keep_waiting_on_linking (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet here,
                         BpUnitSet there)
{
  g_autoptr (BpItem) as_there = bp_form_to_local (in->inbox->item, NULL, BP_UNITS_ALL, &ctx->site);
  g_autoptr (BpItem) as_here = bp_form_to_remote (in->record->item, &ctx->site);
  BpPlanInput seen = *in;
  seen.seen_local = as_there;
  seen.seen_remote = as_here;
  bp_plan_keep_waiting (action, &seen, here, there);
}

void
bp_plan_match (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpItem *remote = in->inbox->item;
  g_autoptr (BpItem) local = bp_form_to_remote (in->record->item, &ctx->site);
  BpUnitSet differ = bp_item_diff (local, remote) & ~BP_PLAN_NEVER_IN & ~BP_PLAN_NEVER_OUT;
  BpUnitSet local_empty = bp_item_empty_units (local), remote_empty = bp_item_empty_units (remote);
  BpUnitSet local_changed = 0, remote_changed, edited_here, edited_there, here, there, left;
  g_autofree char *hashes = bp_item_unit_hashes (remote);
  const char *reason_out, *reason_in;
  BpMergeInput merge = { .export_open = ctx->export_open, .import_open = ctx->import_open };
  BpMergeResult merged;
  BpPlanLimit limit;
  BpUnitSet text; /* neither side's form has one: what was edited is sent, whatever is there (SYNC 16) */

  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (in->local.inserted || in->local.changed_at[unit])
      local_changed |= BP_UNIT_BIT (unit);
  remote_changed = in->baseline ? bp_item_diff_hashes (in->baseline->hashes, hashes) : BP_UNITS_ALL;
  text = local_changed & BP_UNIT_BIT (BP_UNIT_INFO);
  action->link = bp_plan_link_base (in);
  /* What only one side has goes to the other; an empty unit is no edit. */
  edited_here = local_changed & ~local_empty & differ;
  edited_there = remote_changed & ~remote_empty & differ;
  local_changed = edited_here | (differ & remote_empty & ~local_empty);
  remote_changed = edited_there | (differ & local_empty & ~remote_empty);
  limit = bp_plan_limit (in, ctx, remote);
  merge.changed_local = bp_plan_units_to_send (in, ctx, &limit, local_changed | text, &reason_out);
  merge.changed_remote = bp_plan_units_to_take (in, ctx, remote_changed, &reason_in);
  merge.remote_at = ctx->no_clock ? 0 : in->inbox->modified_at;
  memcpy (merge.local_at, in->local.changed_at, sizeof merge.local_at);
  merged = bp_merge (&merge);
  apply_merge (action, in, ctx, &limit, &merged, remote, in->record->item);
  keep_limited (action, in, ctx, &limit, edited_here, &merged, remote);
  here = bp_plan_units_waiting (in, ctx, edited_here | text) & ~merged.to_local;
  there = bp_plan_item_waits (in, ctx) ? edited_there & ~merged.to_remote : 0;
  left = differ & ~merged.to_local & ~merged.to_remote & ~merged.clash & ~here & ~there;
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (left & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, in->record->item, remote, FALSE, BP_RULE_LEFT_ON_LINKING);
  bp_plan_settle_first (action, in, ctx, remote, FALSE);
  keep_waiting_on_linking (action, in, ctx, here, there);
  bp_plan_set_text (&action->link->reason_out, reason_out);
  bp_plan_set_text (&action->link->reason_in, reason_in);
}
