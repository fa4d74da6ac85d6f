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

/* Whether a series was given another rule or time, and not only another end: then its exceptions are those of a series that is no more. */
gboolean bp_plan_is_other_series (const BpItem *now, const BpItem *was, const BpPlanContext *ctx);
/* Whether one side gave the series another rule or time (and not only another end) while the other side's exceptions of the old one, which were
 * edited, had not come over. */
typedef enum { BP_SERIES_AS_BEFORE, BP_SERIES_NEW_HERE, BP_SERIES_NEW_THERE } BpNewSeries;
BpNewSeries bp_plan_new_series (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                                const BpMergeInput *merge, const BpMergeResult *merged);
/* Those that were edited later and match an occurrence of the new series are taken into it, the others give way (SYNC 5). Exchange's item with
 * the new series' exceptions; *ret_lost: some gave way. New. */
BpItem *bp_plan_supersede_exceptions (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now,
                                      BpNewSeries which, gboolean old_is_later, gboolean *ret_lost);
/* The exceptions as both sides will have them (`wanted`, which is taken); afterwards record and *remote_now hold them, too. */
void bp_plan_set_exceptions (BpPlanInput *in, BpRecord *record, BpItem **remote_now, const BpPlanContext *ctx,
                             BpItem *wanted, BpMergeResult *merged);
/* What is said of a record for which another program stored an exception that matches no occurrence: it is ignored. NULL: there is none. */
const char *bp_plan_why_stray (const BpItem *item, const BpPlanContext *ctx);
