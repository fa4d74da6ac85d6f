/* SPDX-License-Identifier: MIT */
#pragma once

/* A record and an item that are both there: what goes out, what comes in, who wins (SYNC 4-6). Pure; any thread. */

#include "engine/plan.h"

/* Linked before. */
void bp_plan_both (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx);
/* A record and an item that were found to be the same (SYNC 10), linked for the first time. */
void bp_plan_match (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx);
