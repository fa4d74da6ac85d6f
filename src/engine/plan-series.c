/* SPDX-License-Identifier: MIT */
#include "engine/plan-series.h"

#include "core/recurrence.h"
#include "core/series.h"
#include "core/zone.h"

static gboolean
exceptions_equal (const BpException *a, const BpException *b)
{
  return a && b ? bp_exception_equal (a, b) : !a && !b;
}

/* Puts the entry of `from` into `to`, or takes it away. */
static void
copy_exception (BpItem *to, const BpItem *from, const char *key)
{
  const BpException *exception = bp_item_find_exception (from, key);
  if (exception)
    bp_item_take_exception (to, bp_exception_copy (exception));
  else
    bp_item_remove_exception (to, key);
}

/* Takes the entries of `keys_of` that changed here into `result`, which holds Exchange's. TRUE if one changed there, too,
 * and to something else. */
static gboolean
merge_entries (BpItem *result, const BpItem *keys_of, const BpItem *local, const BpItem *local_was,
               const BpItem *remote, const BpItem *remote_was, gboolean local_wins)
{
  gboolean clash = FALSE;
  for (guint i = 0; i < bp_item_n_exceptions (keys_of); i++) {
    const char *key = bp_item_nth_exception (keys_of, i)->original_start;
    gboolean local_changed =
      !exceptions_equal (bp_item_find_exception (local, key), bp_item_find_exception (local_was, key));
    gboolean remote_changed =
      !exceptions_equal (bp_item_find_exception (remote, key), bp_item_find_exception (remote_was, key));
    clash |= local_changed && remote_changed
             && !exceptions_equal (bp_item_find_exception (local, key), bp_item_find_exception (remote, key));
    if (local_changed && (!remote_changed || local_wins))
      copy_exception (result, local, key);
  }
  return clash;
}

BpItem *
bp_plan_merge_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                          gboolean local_wins, gboolean *ret_clash)
{
  g_autoptr (BpItem) local = bp_form_to_remote (in->record->item, &ctx->site);
  g_autoptr (BpItem) was = bp_form_to_remote (in->seen_local, &ctx->site);
  BpItem *merged = bp_item_copy (remote_now);
  *ret_clash = merge_entries (merged, local, local, was, remote_now, in->seen_remote, local_wins);
  *ret_clash |= merge_entries (merged, was, local, was, remote_now, in->seen_remote, local_wins);
  return merged;
}

void
bp_plan_set_exceptions (BpPlanInput *in, BpRecord *record, BpItem **remote_now, const BpPlanContext *ctx,
                        BpItem *wanted, BpMergeResult *merged)
{
  const BpUnitSet unit = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  g_autoptr (BpItem) local = bp_form_to_remote (in->record->item, &ctx->site);
  BpItem *record_after;
  merged->clash &= ~unit;
  merged->to_local &= ~unit;
  merged->to_remote &= ~unit;
  if (bp_item_diff (wanted, *remote_now) & unit)
    merged->to_remote |= unit;
  if (bp_item_diff (wanted, local) & unit)
    merged->to_local |= unit;
  record_after = bp_form_to_local (wanted, in->record->item, merged->to_local & unit, &ctx->site);
  *record = *in->record;
  record->item = record_after;
  in->record = record;
  bp_item_unref (*remote_now);
  *remote_now = wanted;
}

static const char *
zone_of (const BpItem *item, const BpPlanContext *ctx)
{
  const char *zone = bp_item_get (item, BP_FIELD_TIME_ZONE);
  return zone ? zone : ctx->site.time_zone;
}

gboolean
bp_plan_is_other_series (const BpItem *now, const BpItem *was, const BpPlanContext *ctx)
{
  return bp_item_kind (now) == BP_KIND_APPOINTMENT && bp_item_is_series (was)
         && (bp_item_diff (now, was) & BP_UNIT_BIT (BP_UNIT_WHEN))
         && !bp_series_only_end_differs (now, was, zone_of (now, ctx));
}

BpNewSeries
bp_plan_new_series (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                    const BpMergeInput *merge, const BpMergeResult *merged)
{
  const BpUnitSet when = BP_UNIT_BIT (BP_UNIT_WHEN), exceptions = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  if (!ctx->import_open)
    return BP_SERIES_AS_BEFORE;
  if ((merge->changed_local & exceptions) && (merged->to_local & when)
      && bp_plan_is_other_series (remote_now, in->seen_remote, ctx))
    return BP_SERIES_NEW_THERE;
  if ((merge->changed_remote & exceptions) && (merged->to_remote & when)
      && bp_plan_is_other_series (in->record->item, in->seen_local, ctx))
    return BP_SERIES_NEW_HERE;
  return BP_SERIES_AS_BEFORE;
}

BpItem *
bp_plan_supersede_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                              BpNewSeries which, gboolean old_is_later, gboolean *ret_lost)
{
  g_autoptr (BpItem) local = bp_form_to_remote (in->record->item, &ctx->site);
  g_autoptr (BpItem) local_was = bp_form_to_remote (in->seen_local, &ctx->site);
  const BpItem *series = which == BP_SERIES_NEW_THERE ? remote_now : local;
  const BpItem *old = which == BP_SERIES_NEW_THERE ? local : remote_now;
  const BpItem *old_was = which == BP_SERIES_NEW_THERE ? local_was : in->seen_remote;
  BpItem *made = bp_item_copy (remote_now);
  *ret_lost = FALSE;
  bp_item_copy_units (made, series, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  for (guint i = 0; i < bp_item_n_exceptions (old); i++) {
    const BpException *one = bp_item_nth_exception (old, i);
    if (exceptions_equal (one, bp_item_find_exception (old_was, one->original_start)))
      continue;
    if (old_is_later && bp_series_has_occurrence (series, zone_of (series, ctx), one->original_start))
      bp_item_take_exception (made, bp_exception_copy (one));
    else
      *ret_lost = TRUE;
  }
  return made;
}

const char *
bp_plan_why_stray (const BpItem *item, const BpPlanContext *ctx)
{
  for (guint i = 0; i < bp_item_n_exceptions (item); i++)
    if (!bp_series_has_occurrence (item, zone_of (item, ctx), bp_item_nth_exception (item, i)->original_start))
      return BP_REASON_STRAY;
  return NULL;
}

BpItem *
bp_plan_drop_exceptions (const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpItem *now = in->record->item, *was = in->seen_local;
  const char *zone = bp_item_get (now, BP_FIELD_TIME_ZONE);
  g_autoptr (BpItem) kept = NULL;
  if (!in->local.seq || !(bp_item_diff (now, was) & BP_UNIT_BIT (BP_UNIT_WHEN)) || bp_item_n_exceptions (now) == 0
      || !bp_item_is_series (was) || bp_series_only_end_differs (now, was, zone ? zone : ctx->site.time_zone))
    return NULL;
  kept = bp_item_copy (now);
  for (guint i = bp_item_n_exceptions (now); i-- > 0;) {
    const BpException *exception = bp_item_nth_exception (now, i);
    if (exceptions_equal (exception, bp_item_find_exception (was, exception->original_start)))
      bp_item_remove_exception (kept, exception->original_start);
  }
  return bp_item_n_exceptions (kept) < bp_item_n_exceptions (now) ? g_steal_pointer (&kept) : NULL;
}

BpItem *
bp_plan_keep_dropped (const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpItem *was = in->seen_remote, *now = in->inbox ? in->inbox->item : NULL;
  g_autoptr (BpItem) kept = NULL;
  const char *zone;
  if (!now || !ctx->export_open || !ctx->import_open || in->inbox->is_meeting
      || bp_item_kind (now) != BP_KIND_APPOINTMENT || !bp_item_is_series (was)
      || !(bp_item_diff (now, was) & BP_UNIT_BIT (BP_UNIT_WHEN)))
    return NULL;
  zone = bp_item_get (now, BP_FIELD_TIME_ZONE) ? bp_item_get (now, BP_FIELD_TIME_ZONE) : ctx->site.time_zone;
  if (!bp_series_only_end_differs (now, was, zone))
    return NULL;
  kept = bp_item_copy (now);
  for (guint i = 0; i < bp_item_n_exceptions (was); i++) {
    const BpException *dropped = bp_item_nth_exception (was, i);
    if (!bp_item_find_exception (now, dropped->original_start)
        && bp_series_has_occurrence (now, zone, dropped->original_start))
      bp_item_take_exception (kept, bp_exception_copy (dropped));
  }
  return bp_item_n_exceptions (kept) > bp_item_n_exceptions (now) ? g_steal_pointer (&kept) : NULL;
}

BpUnitSet
bp_plan_with_exceptions (BpUnitSet to_remote, const BpItem *record)
{
  gboolean rewritten = (to_remote & BP_UNIT_BIT (BP_UNIT_WHEN)) && bp_item_is_series (record)
                       && bp_item_kind (record) == BP_KIND_APPOINTMENT;
  return rewritten ? to_remote | BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) : to_remote;
}

/* When a series' last occurrence begins; NULL: it has no end, or none that is known. New. */
static char *
last_occurrence (const BpItem *item, const char *zone)
{
  const char *start = bp_item_get (item, BP_FIELD_STARTS_AT);
  BpRecurrence rule;
  g_autoptr (GPtrArray) all = NULL;
  if (!start || !bp_recurrence_parse (bp_item_get (item, BP_FIELD_RECURRENCE), start, zone, &rule, NULL)
      || (!rule.count && !*rule.until))
    return NULL;
  all = bp_recurrence_expand (&rule, start, NULL, BP_RECURRENCE_MOST);
  return all->len > 0 ? g_strdup (all->pdata[all->len - 1]) : NULL;
}

gboolean
bp_plan_ended_long_ago (const BpItem *item, const BpPlanContext *ctx)
{
  const char *zone =
    bp_item_get (item, BP_FIELD_TIME_ZONE) ? bp_item_get (item, BP_FIELD_TIME_ZONE) : ctx->site.time_zone;
  g_autofree char *end =
    bp_item_is_series (item) ? last_occurrence (item, zone) : g_strdup (bp_item_get (item, BP_FIELD_ENDS_AT));
  gint64 instant;
  if (ctx->keep_past_days <= 0 || !end || !bp_zone_to_instant (end, zone, &instant))
    return FALSE;
  return instant < ctx->now - (gint64) ctx->keep_past_days * 24 * 3600 * G_USEC_PER_SEC;
}
