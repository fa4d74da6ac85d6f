/* SPDX-License-Identifier: MIT */
#pragma once

/* Which changes of either side count, and which only advance its shadow (SYNC 4, 13). Pure; any thread. */

#include "engine/plan-limit.h"

/* What never travels from Exchange to büro+ by merging: info texts (S7); organizer and attendees are Exchange's alone. */
#define BP_PLAN_NEVER_IN BP_UNIT_BIT (BP_UNIT_INFO)
#define BP_PLAN_NEVER_OUT BP_UNIT_BIT (BP_UNIT_MEETING)

/* Whether the record, which may be a deleted one, belongs to another company: nothing of it goes either way (SYNC 12). */
gboolean bp_plan_is_foreign (const BpPlanInput *in, const BpPlanContext *ctx);
/* Of the record's changed units those that count; *ret_reason: why something does not go out, NULL. */
BpUnitSet bp_plan_units_to_send (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
                                 BpUnitSet changed, const char **ret_reason);
/* Whether what Exchange reports changed while the import was off. */
gboolean bp_plan_changed_while_off (const BpPlanContext *ctx, BpKind kind, const BpInboxRow *row);
/* The same as bp_plan_units_to_send () for what changed in Exchange. */
BpUnitSet bp_plan_units_to_take (const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet changed,
                                 const char **ret_reason);
