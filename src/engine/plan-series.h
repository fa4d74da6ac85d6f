/* SPDX-License-Identifier: MIT */
#pragma once

/* What the plan decides about series and their exceptions (SYNC 5). Pure; any thread. */

#include "engine/plan.h"

/* Exchange's exceptions, and over them the entries that changed here; of an entry that changed on both sides one wins, and
 * *ret_clash says that there was one. In remote form. New. */
BpItem *bp_plan_merge_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                                  gboolean local_wins, gboolean *ret_clash);
/* Another rule, or another time of day: exceptions that were not edited with it are those of a series that is no more. The
 * record's item without them; NULL if there is nothing to drop. New. */
BpItem *bp_plan_drop_exceptions (const BpPlanInput *in, const BpPlanContext *ctx);
/* Only the end of the series was moved in Exchange, which forgot exceptions over that: they still match an occurrence and stay
 * (SYNC 5). The item with them; NULL if there are none. New. */
BpItem *bp_plan_keep_dropped (const BpPlanInput *in, const BpPlanContext *ctx);
/* Writing a series' rule makes Exchange forget its exceptions: those that stay are written with it. */
BpUnitSet bp_plan_with_exceptions (BpUnitSet to_remote, const BpItem *record);
/* TRUE if it, or a series' last occurrence, was over more than `keep-past-days` ago. */
gboolean bp_plan_ended_long_ago (const BpItem *item, const BpPlanContext *ctx);
