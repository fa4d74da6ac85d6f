/* SPDX-License-Identifier: MIT */
#pragma once

/* Which changes of either side count, and which only advance its shadow (SYNC 4, 13). Pure; any thread. */

#include "engine/plan-limit.h"

/* What never travels from Exchange to büro+ by merging: info texts (S7); organizer and attendees are Exchange's alone. */
#define BP_PLAN_NEVER_IN BP_UNIT_BIT (BP_UNIT_INFO)
#define BP_PLAN_NEVER_OUT BP_UNIT_BIT (BP_UNIT_MEETING)

/* Whether the record, which may be a deleted one, belongs to another company: nothing of it goes either way (SYNC 12). */
gboolean bp_plan_is_foreign (const BpPlanInput *in, const BpPlanContext *ctx);
/* Why a record cannot be created in Exchange, whenever it was changed; static, NULL: it can. */
const char *bp_plan_why_never_create (const BpPlanInput *in, const BpPlanContext *ctx);
/* Why an unlinked record, or one whose item is gone, is not created in Exchange; NULL: it is. */
const char *bp_plan_why_not_create (const BpPlanInput *in, const BpPlanContext *ctx);
/* Of the record's changed units those that count; *ret_reason: why something does not go out, NULL. */
BpUnitSet bp_plan_units_to_send (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
                                 BpUnitSet changed, const char **ret_reason);
/* Whether what Exchange reports changed while the import was off. */
gboolean bp_plan_changed_while_off (const BpPlanContext *ctx, BpKind kind, const BpInboxRow *row);
/* The same as bp_plan_units_to_send () for what changed in Exchange. */
BpUnitSet bp_plan_units_to_take (const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet changed,
                                 const char **ret_reason);

/* What was last changed before its direction was closed is not of that time: it waits until the direction is open again (SYNC 13). Of the
 * record's changed units those that wait. */
BpUnitSet bp_plan_units_waiting (const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet changed);
/* The same for a record of which all or nothing goes, for a deletion here, and for what Exchange reports. */
gboolean bp_plan_record_waits (const BpPlanInput *in, const BpPlanContext *ctx);
gboolean bp_plan_deletion_waits (const BpPlanInput *in, const BpPlanContext *ctx);
gboolean bp_plan_item_waits (const BpPlanInput *in, const BpPlanContext *ctx);
/* Keeps in both shadows what waits and was not overwritten, and the reasons to look at it again. changed_remote: what Exchange reports, if
 * it waits. */
void bp_plan_keep_waiting (BpAction *action, const BpPlanInput *in, BpUnitSet waiting, BpUnitSet changed_remote);
