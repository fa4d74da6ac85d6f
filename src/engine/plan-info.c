/* SPDX-License-Identifier: MIT */
#include "engine/plan-info.h"

char *
bp_plan_remote_shadow (const BpLink *link, const BpItem *remote, const BpItem *sent)
{
  g_autoptr (BpItem) shadow = NULL;
  g_autoptr (BpItem) was =
    !sent && link->seen_remote ? bp_item_from_json (bp_item_kind (remote), link->seen_remote, NULL) : NULL;
  if (!sent && !was)
    return bp_item_to_json (remote);
  shadow = bp_item_copy (remote);
  bp_item_copy_units (shadow, sent ? sent : was, BP_UNIT_BIT (BP_UNIT_INFO));
  /* The format of no text is nothing that Exchange would have. */
  if (!bp_item_get (shadow, BP_FIELD_INFO_TEXT))
    bp_item_set (shadow, BP_FIELD_INFO_FORMAT, NULL);
  return bp_item_to_json (shadow);
}

gboolean
bp_plan_info_is_as_sent (const BpPlanInput *in)
{
  const char *sent = in->seen_remote ? bp_item_get (in->seen_remote, BP_FIELD_INFO_TEXT) : NULL;
  if (!sent && !bp_item_get (in->record->item, BP_FIELD_INFO_TEXT))
    return TRUE;
  return in->seen_remote && !(bp_item_diff (in->record->item, in->seen_remote) & BP_UNIT_BIT (BP_UNIT_INFO));
}

void
bp_plan_drop_old_infos (BpItem *item, const BpPlanInput *in, const BpPlanContext *ctx)
{
  for (guint i = 0; i < bp_item_n_exceptions (item); i++) {
    const BpException *now = bp_item_nth_exception (item, i);
    const BpException *was = in->seen_local ? bp_item_find_exception (in->seen_local, now->original_start) : NULL;
    const char *text = now->values[BP_FIELD_INFO_TEXT];
    BpException *without;
    if (!text || (!ctx->skip_info && g_strcmp0 (was ? was->values[BP_FIELD_INFO_TEXT] : NULL, text) != 0))
      continue;
    without = bp_exception_copy (now);
    g_clear_pointer (&without->values[BP_FIELD_INFO_TEXT], g_free);
    bp_item_take_exception (item, without);
  }
}
