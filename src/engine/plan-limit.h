/* SPDX-License-Identifier: MIT */
#pragma once

/* Items to which not everything may go out: meetings (SYNC 17), and private items of Exchange of which only the time is known here
 * (SYNC 20). The same holds for single occurrences of a series. Pure; any thread. */

#include "engine/plan.h"

typedef struct {
  BpUnitSet out;      /* all that may go out; BP_UNITS_ALL: no limit */
  BpUnitSet own;      /* of a single occurrence */
  const char *reason; /* why the rest stays here; static, NULL without limit */
} BpPlanLimit;

/* remote: Exchange's item as it is or was last. */
BpPlanLimit bp_plan_limit (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote);

/* Whether private-items governs the item: one that was not created from a record here. */
gboolean bp_plan_is_governed (const BpPlanInput *in, const BpItem *remote);
/* What of an item that just came may be known here; NULL: all of it. New. */
BpItem *bp_plan_mask (const BpPlanInput *in, const BpPlanContext *ctx);

/* Exchange's series with what of its occurrences was edited here and may go out; the exceptions are added to the limit. NULL if
 * nothing of that was edited. *ret_others: something else of them was edited, too. New; remote form. */
BpItem *bp_plan_limit_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                                  BpUnitSet changed, BpPlanLimit *limit, gboolean *ret_others);
/* Puts them over Exchange's, once the merge has decided. */
void bp_plan_share_exceptions (BpItem *remote_now, const BpItem *joined, const BpMergeInput *merge,
                               BpMergeResult *merged);
/* The record's exceptions as they will be (`after`, local form) keep what was edited of them here, and may stay here only. */
void bp_plan_keep_own_exceptions (BpItem *after, const BpItem *now, const BpItem *was);
/* A meeting whose record was deleted here, while the item lived on: it does not come back. */
gboolean bp_plan_stays_away (const BpPlanInput *in);
