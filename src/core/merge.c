/* SPDX-License-Identifier: MIT */
#include "core/merge.h"

static gboolean
local_wins (const BpMergeInput *input, BpUnit unit, BpMergeRule *ret_rule)
{
  gint64 local_at = input->local_at[unit];
  if (!input->export_open || !input->import_open) {
    *ret_rule = BP_RULE_OPEN_SIDE;
    return input->export_open;
  }
  if (local_at == 0 || input->remote_at == 0 || ABS (local_at - input->remote_at) <= BP_MERGE_TIE_US) {
    *ret_rule = BP_RULE_EXCHANGE_ON_TIE;
    return FALSE;
  }
  *ret_rule = BP_RULE_LATER;
  return local_at > input->remote_at;
}

BpMergeResult
bp_merge (const BpMergeInput *input)
{
  BpMergeResult result = { 0 };
  BpUnitSet both = input->changed_local & input->changed_remote;
  /* With both directions closed nothing is overwritten, so nothing clashes. */
  if (!input->export_open && !input->import_open)
    return result;
  if (input->export_open)
    result.to_remote = input->changed_local & ~both;
  if (input->import_open)
    result.to_local = input->changed_remote & ~both;
  result.clash = both & ~input->equal;
  for (guint unit = 0; unit < BP_UNIT_COUNT; unit++) {
    BpUnitSet bit = BP_UNIT_BIT (unit);
    if (!(result.clash & bit))
      continue;
    if (local_wins (input, unit, &result.rule[unit])) {
      result.to_remote |= bit;
    } else {
      result.to_local |= bit;
      result.local_lost |= bit;
    }
  }
  return result;
}

const char *
bp_merge_rule_name (BpMergeRule rule)
{
  static const char *const names[] = { "later", "exchange-on-tie", "open-side" };
  return names[rule];
}
