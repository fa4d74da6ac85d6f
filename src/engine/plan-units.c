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
 * taken for one made while it was off: what was reported since a complete pass is not older than that pass. What waits for a closed direction
 * was reported before, and may be. */
gboolean
bp_plan_changed_while_off (const BpPlanContext *ctx, BpKind kind, const BpInboxRow *row)
{
  return bp_off_contains (ctx->off, kind, BP_IN, row->modified_at)
         && bp_off_contains (ctx->off, kind, BP_IN, MAX (row->modified_at, ctx->last_pass));
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

/* --- a record without item --------------------------------------------------------------------------------------------- */

const char *
bp_plan_why_never_create (const BpPlanInput *in, const BpPlanContext *ctx)
{
  if (!ctx->export_open)
    return BP_REASON_EXPORT_OFF;
  if (in->record->company != ctx->start_company)
    return BP_REASON_COMPANY;
  if (bp_item_get (in->record->item, BP_FIELD_ATTENDEES) || (in->link && in->link->is_meeting))
    return BP_REASON_MEETING;
  return NULL;
}

/* The units for which a record is created: all that was entered, or what changed since its item went. */
static BpUnitSet
pending_units (const BpPlanInput *in)
{
  return in->link && !in->link->record_gone ? bp_item_diff (in->record->item, in->seen_local) : BP_UNITS_ALL;
}

/* One unit that was last changed outside every off period is enough, and then all of it goes (SYNC 13). */
static gboolean
is_of_off_periods (const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpUnitSet pending = pending_units (in);
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++) {
    gint64 at = in->local.changed_at[unit];
    if ((pending & BP_UNIT_BIT (unit)) && at && !bp_off_contains (ctx->off, in->kind, BP_OUT, at))
      return FALSE;
  }
  return bp_off_contains (ctx->off, in->kind, BP_OUT, in->local.last_at);
}

const char *
bp_plan_why_not_create (const BpPlanInput *in, const BpPlanContext *ctx)
{
  const char *why = bp_plan_why_never_create (in, ctx);
  return why ? why : is_of_off_periods (in, ctx) ? BP_REASON_WHILE_OFF : NULL;
}

/* --- what waits for a closed direction ------------------------------------------------------------------------------------ */

BpUnitSet
bp_plan_units_waiting (const BpPlanInput *in, const BpPlanContext *ctx, BpUnitSet changed)
{
  BpUnitSet waiting = 0;
  if (ctx->export_open || bp_plan_is_foreign (in, ctx))
    return 0;
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (bp_off_began_since (ctx->off, in->kind, BP_OUT, in->local.changed_at[unit]))
      waiting |= BP_UNIT_BIT (unit);
  return waiting & changed;
}

gboolean
bp_plan_record_waits (const BpPlanInput *in, const BpPlanContext *ctx)
{
  return bp_plan_units_waiting (in, ctx, pending_units (in)) != 0;
}

gboolean
bp_plan_deletion_waits (const BpPlanInput *in, const BpPlanContext *ctx)
{
  return !ctx->export_open && !in->discarded && bp_off_began_since (ctx->off, in->kind, BP_OUT, in->local.deleted_at);
}

/* Not what was changed in the very second in which the import was closed: the stamps are cut to seconds. */
gboolean
bp_plan_item_waits (const BpPlanInput *in, const BpPlanContext *ctx)
{
  gint64 at = in->inbox->modified_at;
  return !ctx->import_open && !in->inbox->deleted && !bp_plan_is_foreign (in, ctx)
         && bp_off_began_since (ctx->off, in->kind, BP_IN, at ? at + G_USEC_PER_SEC - 1 : 0);
}

static void
keep_units (char **shadow, const BpItem *was, BpUnitSet units)
{
  g_autoptr (BpItem) item = bp_item_from_json (bp_item_kind (was), *shadow, NULL);
  bp_item_copy_units (item, was, units);
  g_free (*shadow);
  *shadow = bp_item_to_json (item);
}

/* Looked at again, and nothing is new: no reason to write the link anew with each pass. was: NULL if it is a new one. */
static gboolean
is_as_before (const BpAction *action, const BpLink *was)
{
  const BpLink *link = action->link;
  return was && !action->journal_seq && !action->inbox_seq && !bp_action_writes (action) && action->conflicts->len == 0
         && g_strcmp0 (link->seen_local, was->seen_local) == 0 && g_strcmp0 (link->seen_remote, was->seen_remote) == 0
         && g_strcmp0 (link->reason_out, was->reason_out) == 0 && g_strcmp0 (link->reason_in, was->reason_in) == 0;
}

void
bp_plan_keep_waiting (BpAction *action, const BpPlanInput *in, BpUnitSet waiting, BpUnitSet changed_remote)
{
  if (waiting) {
    keep_units (&action->link->seen_local, in->seen_local, waiting);
    action->journal_seq = 0;
  }
  if (changed_remote) {
    keep_units (&action->link->seen_remote, in->seen_remote, changed_remote);
    if (action->first_remote)
      keep_units (&action->first_remote, in->seen_remote, changed_remote);
    action->inbox_seq = 0;
  }
  if ((waiting || changed_remote) && is_as_before (action, in->link))
    g_clear_pointer (&action->link, bp_link_free);
}
