/* SPDX-License-Identifier: MIT */
#include "engine/plan-units.h"

#include "engine/off.h"
#include "engine/plan-info.h"

gboolean
bp_plan_is_foreign (const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpRecord *record = in->record ? in->record : in->deleted_copy;
  return record && record->company != ctx->start_company;
}

/* Splits the record's changed units into those that count and those that only advance the shadow; says why something
 * does not go out. A closed direction is the merge's business: the changes still count, as what may be overwritten. */
BpUnitSet
bp_plan_units_to_send (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit, BpUnitSet changed,
                       const char **ret_reason)
{
  BpUnitSet send = changed & ~BP_PLAN_NEVER_OUT;
  *ret_reason = NULL;
  if (!send)
    return 0;
  if (bp_plan_is_foreign (in, ctx)) {
    *ret_reason = BP_REASON_COMPANY;
    return 0;
  }
  if (in->record && bp_plan_info_is_as_sent (in))
    send &= ~BP_UNIT_BIT (BP_UNIT_INFO);
  if (ctx->skip_info && (send & BP_UNIT_BIT (BP_UNIT_INFO))) {
    send &= ~BP_UNIT_BIT (BP_UNIT_INFO);
    *ret_reason = BP_REASON_INFO_TEXT;
  }
  if (send & ~limit->out) {
    send &= limit->out;
    *ret_reason = limit->reason;
  }
  /* A closed direction is an off period too; there what is edited must still be told from what is not, for it may clash. */
  if (!ctx->export_open) {
    *ret_reason = BP_REASON_EXPORT_OFF;
    return send;
  }
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++) {
    if ((send & BP_UNIT_BIT (unit)) && bp_off_contains (ctx->off, in->kind, BP_OUT, in->local.changed_at[unit])) {
      send &= ~BP_UNIT_BIT (unit);
      *ret_reason = BP_REASON_WHILE_OFF;
    }
  }
  return send;
}

/* Exchange cuts its stamps to whole seconds. So that a change in the very second in which the sync was switched on is not
 * taken for one made while it was off: what was reported since a complete pass is not older than that pass. */
gboolean
bp_plan_changed_while_off (const BpPlanContext *ctx, BpKind kind, const BpInboxRow *row)
{
  return bp_off_contains (ctx->off, kind, BP_IN, MAX (row->modified_at, ctx->last_pass));
}

/* The same for what changed in Exchange. */
BpUnitSet
bp_plan_units_to_take (const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet changed, const char **ret_reason)
{
  BpUnitSet take = changed & ~BP_PLAN_NEVER_IN;
  *ret_reason = NULL;
  if (!take)
    return 0;
  if (bp_plan_is_foreign (in, ctx)) {
    *ret_reason = BP_REASON_COMPANY;
    return 0;
  }
  if (!ctx->import_open) {
    *ret_reason = BP_REASON_IMPORT_OFF;
  } else if (bp_plan_changed_while_off (ctx, in->kind, in->inbox)) {
    *ret_reason = BP_REASON_WHILE_OFF;
    take = 0;
  }
  return take;
}
