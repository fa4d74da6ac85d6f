/* SPDX-License-Identifier: MIT */
#pragma once

/* What the plan decides about recurring tasks that are completed (SYNC 18). Exchange moves such a task on to its next date by
 * itself and leaves a finished copy behind, which comes in as any new item does. So the record is not moved by counting days
 * here: what Exchange made of it comes back. Pure; any thread. */

#include "engine/plan.h"

/* The task has moved on in Exchange: its progress is that of another date now, whatever was changed of it. What was entered
 * here of the former date's progress has no place to go: completed is what it is, anything else is lost, which
 * *ret_lost_progress says. */
void bp_plan_task_moved_on (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                            BpUnitSet *changed_local, BpUnitSet *changed_remote, gboolean *ret_lost_progress);
/* The units that come in although the import may be closed: we completed the task there, and the record moves on as part of our
 * own write. */
BpUnitSet bp_plan_task_follow (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now);
