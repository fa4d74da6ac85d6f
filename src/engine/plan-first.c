/* SPDX-License-Identifier: MIT */
#include "engine/plan-first.h"

#include "engine/plan-info.h"

/* Of what is yet to go out, the units that changed there as well, and lost: from now on what Exchange has is what an edit is told by, or one
 * that is taken back before it was sent would leave the two sides different. Units whose parts are edited each for itself keep what
 * they were: which part was meant is told by that. */
static BpUnitSet
overruled (const BpPlanInput *in, const BpItem *remote, BpUnitSet pending)
{
  BpUnitSet of_parts = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) | BP_UNIT_BIT (BP_UNIT_PROGRESS);
  if (bp_item_is_series (in->record->item))
    of_parts |= BP_UNIT_BIT (BP_UNIT_WHEN);
  return in->seen_remote ? bp_item_diff (remote, in->seen_remote) & pending & ~of_parts : 0;
}

void
bp_plan_settle_first (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote,
                      gboolean theirs)
{
  const BpUnitSet pending = action->remote_units;
  g_autoptr (BpItem) first = NULL, was = NULL;
  if (action->remote_op != BP_REMOTE_UPDATE || (action->local_op == BP_LOCAL_NOTHING && action->conflicts->len == 0))
    return;
  was =
    in->seen_local
      ? bp_form_to_local (remote, in->seen_local,
                          overruled (in, remote, pending) | (theirs ? BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) : 0), &ctx->site)
      : bp_form_to_local (remote, NULL, BP_UNITS_ALL, &ctx->site);
  first = bp_item_from_json (in->kind, action->link->seen_local, NULL);
  bp_item_copy_units (first, was, pending);
  g_free (action->first_local);
  action->first_local = bp_item_to_json (first);
  g_free (action->first_remote);
  action->first_remote = bp_plan_remote_shadow (in->link ? in->link : action->link, remote, NULL);
  action->first_notes = in->local.seq ? 0 : pending;
}
