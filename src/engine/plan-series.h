/* SPDX-License-Identifier: MIT */
#pragma once

/* What the plan decides about the exceptions of a series (SYNC 5). Pure; any thread. */

#include "engine/plan.h"

/* Exchange's exceptions, and over them the entries that changed here; of an entry that changed on both sides one wins, and
 * *ret_clash says that there was one. In remote form. New. */
BpItem *bp_plan_merge_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                                  gboolean local_wins, gboolean *ret_clash);
/* Another rule, or another time of day: exceptions that were not edited with it are those of a series that is no more. The
 * record's item without them; NULL if there is nothing to drop. New. */
BpItem *bp_plan_drop_exceptions (const BpPlanInput *in, const BpPlanContext *ctx);
/* Writing a series' rule makes Exchange forget its exceptions: those that stay are written with it. */
BpUnitSet bp_plan_with_exceptions (BpUnitSet to_remote, const BpItem *record);
/* When a series' last occurrence begins; NULL: it has no end, or none that is known. New. */
char *bp_plan_last_occurrence (const BpItem *item, const char *zone);
