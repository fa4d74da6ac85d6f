/* SPDX-License-Identifier: MIT */
#include "engine/plan-parts.h"

#include <string.h>

#include "core/progress.h"
#include "core/zone.h"
#include "engine/plan-info.h"

void
bp_plan_set_text (char **place, const char *text)
{
  char *copy = g_strdup (text);
  g_free (*place);
  *place = copy;
}

void
bp_plan_set_shadows (BpLink *link, const BpItem *local, const BpItem *remote, const BpItem *sent)
{
  if (local) {
    g_free (link->seen_local);
    link->seen_local = bp_item_to_json (local);
  }
  if (remote) {
    char *shadow = bp_plan_remote_shadow (link, remote, sent);
    g_free (link->seen_remote);
    link->seen_remote = shadow;
  }
  link->field_version = BP_FIELD_TABLE_VERSION;
}

/* The link as it stands now, brought up to date with what the inbox row says of the item's identity. */
BpLink *
bp_plan_link_base (const BpPlanInput *in)
{
  BpLink *link = in->link ? bp_link_copy (in->link) : bp_link_new ();
  link->kind = in->kind;
  if (in->record) {
    link->record = in->record->id;
    link->user = in->record->user;
    link->record_gone = FALSE;
  }
  if (in->inbox && !in->inbox->deleted) {
    bp_plan_set_text (&link->item_id, in->inbox->item_id);
    bp_plan_set_text (&link->change_key, in->inbox->change_key);
    bp_plan_set_text (&link->uid, in->inbox->uid);
    /* Whether we created the item is known from the first: a copy made in Outlook carries the token, too. */
    if (in->inbox->create_token && !in->link && !in->is_copy)
      bp_plan_set_text (&link->create_token, in->inbox->create_token);
    link->is_meeting = in->inbox->is_meeting;
    link->item_gone = FALSE;
  }
  return link;
}

/* What is written to Exchange for the record: a task's progress made whole, by what changed of it; an item with limits as it is
 * there (`remote`), but for what may go out. limit: NULL for a new item. */
BpItem *
bp_plan_outgoing (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit, const BpItem *remote)
{
  BpItem *item = bp_item_copy (in->record->item);
  if (limit && limit->reason) {
    bp_item_copy_units (item, remote, (BP_UNITS_ALL & ~limit->out) | BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
    return item;
  }
  bp_plan_drop_old_infos (item, in, ctx);
  if (in->kind == BP_KIND_TASK) {
    g_autofree char *today = bp_zone_to_wall (ctx->now, ctx->site.time_zone);
    if (today)
      today[strlen ("YYYY-MM-DD")] = '\0';
    bp_progress_resolve (item, in->before ? in->before : in->seen_local, today);
  }
  return item;
}
