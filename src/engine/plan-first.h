/* SPDX-License-Identifier: MIT */
#pragma once

/* What is settled here before anything is sent (SYNC 6-8): the local part, and winner and loser of each unit, for good. What is yet to go out is
 * from then on an ordinary change of the record, whatever becomes of the sending. Pure; any thread. */

#include "engine/plan.h"

/* The shadows in between, for an action that has anything to settle first. remote: the item as it is there. theirs: the exceptions to be
 * sent are not only what was edited here, so what is missing there is told by Exchange's own. */
void bp_plan_settle_first (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote,
                           gboolean theirs);
