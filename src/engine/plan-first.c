/* SPDX-License-Identifier: MIT */
#include "engine/plan-first.h"

#include "engine/plan-info.h"

void
bp_plan_settle_first (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote,
                      gboolean theirs)
{
  const BpUnitSet pending = action->remote_units;
  g_autoptr (BpItem) first = NULL, was = NULL;
  if (action->remote_op != BP_REMOTE_UPDATE || (action->local_op == BP_LOCAL_NOTHING && action->conflicts->len == 0))
    return;
  was = in->seen_local
          ? bp_form_to_local (remote, in->seen_local, theirs ? BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) : 0, &ctx->site)
          : bp_form_to_local (remote, NULL, BP_UNITS_ALL, &ctx->site);
  first = bp_item_from_json (in->kind, action->link->seen_local, NULL);
  bp_item_copy_units (first, was, pending);
  g_free (action->first_local);
  action->first_local = bp_item_to_json (first);
  g_free (action->first_remote);
  action->first_remote = bp_plan_remote_shadow (in->link ? in->link : action->link, remote, NULL);
  action->first_notes = in->local.seq ? 0 : pending;
}
