/* SPDX-License-Identifier: MIT */
#include "engine/plan-task.h"

#include "core/task-series.h"

#define PROGRESS BP_UNIT_BIT (BP_UNIT_PROGRESS)
#define MOVES_ON (PROGRESS | BP_UNIT_BIT (BP_UNIT_TASK_DATES) | BP_UNIT_BIT (BP_UNIT_REMINDER))

static gboolean
has_moved_on (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now, gboolean strict)
{
  return in->kind == BP_KIND_TASK && in->inbox && in->seen_remote
         && bp_task_has_moved_on (in->seen_remote, remote_now, strict, ctx->site.time_zone);
}

static gboolean
is_completed (const BpItem *task)
{
  return g_str_equal (bp_item_get_or_default (task, BP_FIELD_STATUS), "completed");
}

void
bp_plan_task_moved_on (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                       BpUnitSet *changed_local, BpUnitSet *changed_remote, gboolean *ret_lost_progress)
{
  *ret_lost_progress = FALSE;
  if (!has_moved_on (in, ctx, remote_now, TRUE))
    return;
  *changed_remote |= PROGRESS;
  if (!(*changed_local & PROGRESS))
    return;
  *changed_local &= ~PROGRESS;
  *ret_lost_progress = !is_completed (in->record->item);
}

BpUnitSet
bp_plan_task_follow (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now)
{
  if (!in->seen_remote || !bp_task_is_to_move_on (in->seen_remote) || !has_moved_on (in, ctx, remote_now, FALSE))
    return 0;
  return MOVES_ON;
}
