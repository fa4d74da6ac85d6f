/* SPDX-License-Identifier: MIT */
#include "engine/plan-first.h"

#include "core/series.h"
#include "engine/plan-info.h"

/* Whether a series of which only the end was moved here has another rule there: told by that, its exceptions would be dropped (SYNC 5). */
static gboolean
is_only_end_here (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote)
{
  const BpItem *now = in->record->item;
  const char *zone =
    bp_item_get (now, BP_FIELD_TIME_ZONE) ? bp_item_get (now, BP_FIELD_TIME_ZONE) : ctx->site.time_zone;
  g_autoptr (BpItem) there = bp_form_to_local (remote, in->seen_local, BP_UNIT_BIT (BP_UNIT_WHEN), &ctx->site);
  return in->kind == BP_KIND_APPOINTMENT && bp_item_is_series (now) && bp_item_is_series (in->seen_local)
         && bp_series_only_end_differs (now, in->seen_local, zone)
         && !(bp_item_is_series (there) && bp_series_only_end_differs (now, there, zone));
}

/* Of what is yet to go out, the units that changed there as well, and lost: from now on what Exchange has is what an edit is told by, or one
 * that is taken back before it was sent would leave the two sides different. Exceptions are edited each for itself, and so looked at
 * elsewhere. first: the record as it will be. */
static BpUnitSet
overruled (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote, const BpItem *first,
           BpUnitSet pending)
{
  BpUnitSet others = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  if (bp_item_n_exceptions (first) > 0 && is_only_end_here (in, ctx, remote))
    others |= BP_UNIT_BIT (BP_UNIT_WHEN);
  return in->seen_remote ? bp_item_diff (remote, in->seen_remote) & pending & ~others : 0;
}

void
bp_plan_settle_first (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote,
                      gboolean theirs)
{
  const BpUnitSet pending = action->remote_units;
  g_autoptr (BpItem) first = NULL, was = NULL;
  BpUnitSet told_by_theirs = BP_UNITS_ALL;
  if (action->remote_op != BP_REMOTE_UPDATE || (action->local_op == BP_LOCAL_NOTHING && action->conflicts->len == 0))
    return;
  first = bp_item_from_json (in->kind, action->link->seen_local, NULL);
  if (in->seen_local)
    told_by_theirs = overruled (in, ctx, remote, first, pending) | (theirs ? BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) : 0);
  was = bp_form_to_local (remote, in->seen_local, told_by_theirs, &ctx->site);
  bp_item_copy_units (first, was, pending);
  g_free (action->first_local);
  action->first_local = bp_item_to_json (first);
  g_free (action->first_remote);
  action->first_remote = bp_plan_remote_shadow (in->link ? in->link : action->link, remote, NULL);
  action->first_notes = in->local.seq ? 0 : pending;
}
