/* SPDX-License-Identifier: MIT */
#include "engine/plan-limit.h"

#include "core/private.h"
#include "core/series.h"

#define EXCEPTIONS BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)
/* All that goes out to a meeting. */
#define MEETING_OUT                                                                                                    \
  (BP_UNIT_BIT (BP_UNIT_REMINDER) | BP_UNIT_BIT (BP_UNIT_CATEGORIES) | BP_UNIT_BIT (BP_UNIT_SHOW_AS)                   \
   | BP_UNIT_BIT (BP_UNIT_SENSITIVITY))

/* Created from a record here. */
static gboolean
is_ours (const BpPlanInput *in)
{
  return in->link ? in->link->create_token != NULL : in->inbox && in->inbox->create_token && !in->is_copy;
}

gboolean
bp_plan_is_governed (const BpPlanInput *in, const BpItem *remote)
{
  return !is_ours (in) && remote && bp_private_is (remote);
}

BpItem *
bp_plan_mask (const BpPlanInput *in, const BpPlanContext *ctx)
{
  if (ctx->private_items == BP_PRIVATE_FULL || is_ours (in) || !in->inbox || in->inbox->deleted || !in->inbox->item)
    return NULL;
  return bp_private_mask (in->inbox->item);
}

BpPlanLimit
bp_plan_limit (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote)
{
  gboolean is_meeting = in->inbox && !in->inbox->deleted ? in->inbox->is_meeting : in->link && in->link->is_meeting;
  BpPlanLimit limit = { BP_UNITS_ALL, BP_UNITS_ALL, NULL };
  if (ctx->private_items != BP_PRIVATE_FULL && bp_plan_is_governed (in, remote)) {
    limit.own = limit.out = BP_PRIVATE_OUT;
    limit.reason = BP_REASON_PRIVATE_BUSY;
    /* Over another rule or time Exchange forgets the occurrences, and not all of them are known here. */
    if (in->kind == BP_KIND_APPOINTMENT && bp_item_is_series (remote)) {
      limit.out &= ~BP_UNIT_BIT (BP_UNIT_WHEN);
      limit.reason = BP_REASON_PRIVATE_SERIES;
    }
  }
  if (is_meeting) {
    limit.out &= MEETING_OUT;
    limit.own &= MEETING_OUT;
    limit.reason = BP_REASON_MEETING;
  }
  return limit;
}

/* Takes the fields that differ between `was` and `now` (NULL: no exception) into the series' own exception. TRUE if all of them may
 * go out. */
static gboolean
take_own (BpItem *series, BpUnitSet out, const char *key, const BpException *now, const BpException *was,
          const char *zone)
{
  const BpException *there = bp_item_find_exception (series, key);
  gboolean reachable = bp_series_has_occurrence (series, zone, key) && !(there && there->cancelled);
  BpException *made = there ? bp_exception_copy (there) : bp_exception_new (key);
  gboolean only_own = (now && now->cancelled) == (was && was->cancelled);
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    const char *value = now ? now->values[field] : NULL;
    if (g_strcmp0 (value, was ? was->values[field] : NULL) == 0)
      continue;
    if (reachable && (out & BP_UNIT_BIT (bp_field_unit (field, BP_KIND_APPOINTMENT)))) {
      g_free (made->values[field]);
      made->values[field] = g_strdup (value);
    } else {
      only_own = FALSE;
    }
  }
  if (reachable)
    bp_item_take_exception (series, made);
  else
    bp_exception_free (made);
  return only_own;
}

/* Exchange's series with what of its occurrences was edited here and may go out. *ret_others: something else of them was edited,
 * too. New. */
static BpItem *
join_own (const BpPlanInput *in, const BpPlanLimit *limit, const BpItem *remote_now, const char *zone,
          gboolean *ret_others)
{
  const BpItem *const sides[] = { in->record->item, in->seen_local };
  BpItem *made = bp_item_copy (remote_now);
  *ret_others = FALSE;
  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    for (guint i = 0; i < bp_item_n_exceptions (sides[side]); i++) {
      const char *key = bp_item_nth_exception (sides[side], i)->original_start;
      const BpException *now = bp_item_find_exception (in->record->item, key);
      const BpException *was = bp_item_find_exception (in->seen_local, key);
      if (!(side == 1 && now)) /* those that are on both sides were looked at before */
        *ret_others |= !take_own (made, limit->own, key, now, was, zone);
    }
  bp_series_normalise (made, zone);
  return made;
}

/* Of occurrences, what may go out is put over Exchange's. */
void
bp_plan_share_exceptions (BpItem *remote_now, const BpItem *joined, const BpMergeInput *merge, BpMergeResult *merged)
{
  if (!(merge->changed_local & EXCEPTIONS) || !merge->export_open)
    return;
  merged->clash &= ~EXCEPTIONS;
  merged->local_lost &= ~EXCEPTIONS;
  merged->to_remote |= EXCEPTIONS;
  merged->to_local &= ~EXCEPTIONS;
  if ((merge->changed_remote & EXCEPTIONS) && merge->import_open)
    merged->to_local |= EXCEPTIONS;
  bp_item_copy_units (remote_now, joined, EXCEPTIONS);
}

/* What was edited here of occurrences stays here, whatever comes in beside it. */
void
bp_plan_keep_own_exceptions (BpItem *after, const BpItem *now, const BpItem *was)
{
  for (guint i = 0; i < bp_item_n_exceptions (now); i++) {
    const BpException *ours = bp_item_nth_exception (now, i);
    const BpException *before = bp_item_find_exception (was, ours->original_start);
    const BpException *theirs = bp_item_find_exception (after, ours->original_start);
    BpException *made;
    if (before && bp_exception_equal (ours, before))
      continue;
    made = theirs ? bp_exception_copy (theirs) : bp_exception_new (ours->original_start);
    if (ours->cancelled != (before && before->cancelled))
      made->cancelled = ours->cancelled;
    for (int field = 0; field < BP_FIELD_COUNT; field++) {
      if (g_strcmp0 (ours->values[field], before ? before->values[field] : NULL) == 0)
        continue;
      g_free (made->values[field]);
      made->values[field] = g_strdup (ours->values[field]);
    }
    bp_item_take_exception (after, made);
  }
}

/* NULL if nothing of that was edited. The exceptions then may go out, too. New. */
BpItem *
bp_plan_limit_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now, BpUnitSet changed,
                          BpPlanLimit *limit, gboolean *ret_others)
{
  const char *zone = bp_item_get (remote_now, BP_FIELD_TIME_ZONE);
  g_autoptr (BpItem) joined = NULL;
  *ret_others = FALSE;
  if (!limit->reason || !(changed & EXCEPTIONS) || !bp_item_is_series (remote_now))
    return NULL;
  joined = join_own (in, limit, remote_now, zone ? zone : ctx->site.time_zone, ret_others);
  if (!(bp_item_diff (joined, remote_now) & EXCEPTIONS))
    return NULL;
  limit->out |= EXCEPTIONS;
  return g_steal_pointer (&joined);
}

gboolean
bp_plan_stays_away (const BpPlanInput *in)
{
  return in->link->is_meeting && in->link->record_gone && !in->link->item_gone;
}
