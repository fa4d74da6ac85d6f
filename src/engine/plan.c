/* SPDX-License-Identifier: MIT */
#include "engine/plan.h"

#include "engine/off.h"
#include "engine/plan-both.h"
#include "engine/plan-first.h"
#include "engine/plan-limit.h"
#include "engine/plan-parts.h"
#include "engine/plan-series.h"
#include "engine/plan-units.h"

static BpAction *
action_new (const BpPlanInput *in)
{
  BpAction *self = bp_action_new ();
  self->kind = in->kind;
  self->record = in->record_id;
  self->journal_seq = in->local.seq;
  self->record_seq = in->record_seq;
  self->link_is_new = in->link == NULL;
  self->item_id = g_strdup (in->inbox ? in->inbox->item_id : in->link ? in->link->item_id : NULL);
  self->inbox_seq = in->inbox ? in->inbox->seq : 0;
  self->moved = in->local.moved;
  return self;
}

/* --- one side only ---------------------------------------------------------------------------------------------------- */

static void
create_remote (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  g_autoptr (BpItem) sent = bp_plan_outgoing (in, ctx, NULL, NULL);
  g_autoptr (BpItem) remote = bp_form_to_remote (sent, &ctx->site);
  g_autoptr (BpItem) nothing = bp_item_new (in->kind);
  action->remote_op = BP_REMOTE_CREATE;
  action->remote_units = BP_UNITS_ALL & ~BP_PLAN_NEVER_OUT;
  if (ctx->skip_info)
    action->remote_units &= ~BP_UNIT_BIT (BP_UNIT_INFO);
  action->remote_item = bp_item_ref (sent);
  bp_plan_set_text (&action->uid, in->record->uid);
  action->link = bp_plan_link_base (in);
  action->link->record_gone = FALSE;
  action->link->item_gone = FALSE;
  bp_plan_set_text (&action->link->reason_out, bp_plan_why_stray (in->record->item, ctx));
  bp_plan_set_shadows (action->link, in->record->item, remote, ctx->skip_info ? nothing : sent);
}

/* A record without a living item: new, restored from the deleted records, or its item was deleted and it has been edited since. */
static void
plan_record_alone (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  const char *why = bp_plan_why_not_create (in, ctx);
  if (in->link && !in->link->record_gone && !bp_item_diff (in->record->item, in->seen_local))
    return;
  if (!why) {
    create_remote (action, in, ctx);
    return;
  }
  if (bp_plan_record_waits (in, ctx)) {
    action->journal_seq = 0;
    return;
  }
  bp_plan_set_text (&action->left_reason, why);
  if (in->link) {
    action->link = bp_plan_link_base (in);
    bp_plan_set_shadows (action->link, in->record->item, NULL, NULL);
    bp_plan_set_text (&action->link->reason_out, why);
  }
}

static gboolean
is_known (const BpPlanInput *in, const BpInboxRow *row)
{
  g_autofree char *hashes = in->baseline ? bp_item_unit_hashes (row->item) : NULL;
  return hashes && !(bp_item_diff_hashes (in->baseline->hashes, hashes) & ~BP_PLAN_NEVER_IN);
}

static void
leave_in_baseline (BpAction *action, const BpPlanInput *in, const BpInboxRow *row)
{
  BpBaseline *baseline = action->baseline = g_new0 (BpBaseline, 1);
  baseline->item_id = g_strdup (row->item_id);
  baseline->uid = g_strdup (row->uid);
  baseline->match_key = bp_item_match_key (row->item);
  baseline->hashes = bp_item_unit_hashes (row->item);
  baseline->field_version = BP_FIELD_TABLE_VERSION;
  baseline->withheld = in->baseline && in->baseline->withheld;
}

/* Takes an item into the database: a new record, or a deleted one back under its old id. */
static void
take_item (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, BpLocalOp op)
{
  action->local_op = op;
  action->local_units = BP_UNITS_ALL & ~BP_PLAN_NEVER_IN;
  action->local_item = bp_form_to_local (in->inbox->item, NULL, action->local_units, &ctx->site);
  if (!in->is_copy)
    bp_plan_set_text (&action->uid, in->inbox->uid);
  action->link = bp_plan_link_base (in);
  action->link->record_gone = FALSE;
  g_clear_pointer (&action->link->reason_in, g_free);
  /* The record's shadow is taken from the database, when it has stored it. */
  bp_plan_set_shadows (action->link, NULL, in->inbox->item, NULL);
}

/* An item without a link: new, changed since the baseline, or just an echo of what was known. */
static void
plan_item_alone (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpInboxRow *row = in->inbox;
  gboolean skipped = ctx->private_items == BP_PRIVATE_SKIP && bp_plan_is_governed (in, row->item);
  if (row->deleted) {
    action->drop_baseline = TRUE;
    return;
  }
  if (is_known (in, row) && !(in->baseline->withheld && !skipped)) {
    leave_in_baseline (action, in, row);
    return;
  }
  if (bp_plan_item_waits (in, ctx)) {
    action->inbox_seq = 0;
    return;
  }
  if (!ctx->import_open)
    bp_plan_set_text (&action->left_reason, BP_REASON_IMPORT_OFF);
  else if (bp_plan_changed_while_off (ctx, in->kind, row))
    bp_plan_set_text (&action->left_reason, BP_REASON_WHILE_OFF);
  else if (skipped)
    bp_plan_set_text (&action->left_reason, BP_REASON_PRIVATE);
  else if (row->unsupported) {
    action->park_reason = g_strdup (row->unsupported);
    action->park_direction = BP_IN;
    bp_plan_set_text (&action->change_key, row->change_key);
  } else {
    g_autoptr (BpItem) masked = bp_plan_mask (in, ctx);
    BpInboxRow known = *row;
    BpPlanInput open = *in;
    known.item = masked ? masked : row->item;
    open.inbox = &known;
    take_item (action, &open, ctx, BP_LOCAL_INSERT);
    return;
  }
  leave_in_baseline (action, in, row);
  if (action->left_reason && g_str_equal (action->left_reason, BP_REASON_PRIVATE))
    action->baseline->withheld = TRUE;
}

/* The record goes. If it ever comes back, what would have been sent of it is sent then; what stays here is dealt with now. last: as it is. */
static void
see_last (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpRecord *last)
{
  BpPlanInput was = *in;
  BpPlanLimit limit = bp_plan_limit (in, ctx, in->seen_remote);
  const char *reason;
  BpUnitSet edited, unsent;
  g_autoptr (BpItem) seen = NULL;
  if (!last || !in->local.seq)
    return;
  was.record = last;
  edited = bp_item_diff (last->item, in->seen_local);
  unsent = bp_plan_units_to_send (&was, ctx, &limit, edited, &reason);
  if (!ctx->export_open)
    unsent = bp_plan_units_waiting (&was, ctx, edited);
  seen = bp_item_copy (last->item);
  bp_item_copy_units (seen, in->seen_local, unsent);
  bp_plan_set_shadows (action->link, seen, NULL, NULL);
  if (reason && !action->link->reason_out)
    bp_plan_set_text (&action->link->reason_out, reason);
}

/* Likewise of the item that goes with it: what would have been taken over, and did not keep the record, is taken over if both come back. */
static void
see_item (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  const char *reason;
  BpUnitSet news;
  g_autoptr (BpItem) seen = NULL;
  if (!in->inbox || in->inbox->deleted)
    return;
  news = bp_item_diff (in->inbox->item, in->seen_remote);
  if (ctx->import_open)
    news = bp_plan_units_to_take (in, ctx, news, &reason);
  else if (!bp_plan_item_waits (in, ctx))
    news = 0;
  seen = bp_item_copy (in->inbox->item);
  bp_item_copy_units (seen, in->seen_remote, news);
  bp_plan_set_shadows (action->link, NULL, seen, NULL);
}

/* --- deletions ---------------------------------------------------------------------------------------------------------- */

static void
advance_local (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const char *reason)
{
  action->link = bp_plan_link_base (in);
  bp_plan_set_shadows (action->link, NULL, in->inbox ? in->inbox->item : NULL, NULL);
  action->link->record_gone = TRUE;
  bp_plan_set_text (&action->link->reason_out, reason);
  see_last (action, in, ctx, in->deleted_copy);
}

/* The record comes back as it was, with what has changed on either side since. As the item is, if the record is no longer kept, or all of
 * the item is news (plan_withheld ()). */
static void
bring_back (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpPlanInput undone = *in;
  if (!in->deleted_copy || g_strcmp0 (in->link->reason_in, BP_REASON_PRIVATE) == 0) {
    take_item (action, in, ctx, BP_LOCAL_RESTORE);
    return;
  }
  undone.record = in->deleted_copy;
  undone.local.deleted = FALSE;
  bp_plan_both (action, &undone, ctx);
  if (action->local_op == BP_LOCAL_NOTHING)
    action->local_item = bp_item_copy (undone.record->item);
  action->local_op = BP_LOCAL_RESTORE;
  if (!action->first_local)
    bp_plan_settle_first (action, &undone, ctx, in->inbox ? in->inbox->item : in->seen_remote, FALSE);
}

/* The deletion was held and is not wanted. Towards a closed direction only the link is kept. */
static void
discard_local_deletion (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  action->discards = TRUE;
  if (ctx->import_open && in->deleted_copy)
    bring_back (action, in, ctx);
  else
    advance_local (action, in, ctx, BP_REASON_DISCARDED);
}

/* The record was deleted in büro+, the item lives. */
static void
plan_local_deletion (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpUnitSet remote_changed = in->inbox ? bp_item_diff (in->inbox->item, in->seen_remote) : 0;
  const char *reason_in;
  BpPlanLimit limit;
  remote_changed = in->inbox ? bp_plan_units_to_take (in, ctx, remote_changed, &reason_in) : 0;
  limit = bp_plan_limit (in, ctx, in->inbox ? in->inbox->item : in->seen_remote);
  if (limit.reason)
    advance_local (action, in, ctx, limit.reason);
  else if (in->local.company && in->local.company != ctx->start_company)
    advance_local (action, in, ctx, BP_REASON_COMPANY);
  else if (ctx->import_open && (remote_changed & ~BP_UNITS_WEAK))
    bring_back (action, in, ctx); /* what was edited before the deletion is no longer deleted, either */
  else if (bp_plan_deletion_waits (in, ctx)) {
    action->journal_seq = 0; /* it is carried out once the export is open again */
    if (in->inbox) {
      advance_local (action, in, ctx, BP_REASON_EXPORT_OFF);
      action->link->record_gone = FALSE;
    }
  } else if (!ctx->export_open)
    advance_local (action, in, ctx, BP_REASON_EXPORT_OFF);
  else if (bp_off_contains (ctx->off, in->kind, BP_OUT, in->local.deleted_at))
    advance_local (action, in, ctx, BP_REASON_WHILE_OFF);
  else if (in->discarded)
    discard_local_deletion (action, in, ctx);
  else {
    action->remote_op = BP_REMOTE_DELETE;
    action->link = bp_plan_link_base (in);
    bp_plan_set_text (&action->change_key, action->link->change_key);
    action->link->record_gone = TRUE;
    action->link->item_gone = TRUE;
    see_item (action, in, ctx);
    see_last (action, in, ctx, in->deleted_copy);
  }
}

/* The item was deleted in Exchange, the record lives. */
static void
plan_remote_deletion (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpUnitSet changed = in->local.seq ? bp_item_diff (in->record->item, in->seen_local) : 0;
  const char *reason_out, *reason_in = NULL;
  BpPlanLimit limit;
  limit = bp_plan_limit (in, ctx, in->seen_remote);
  changed = bp_plan_units_to_send (in, ctx, &limit, changed, &reason_out);
  if (ctx->export_open && (changed & ~BP_UNITS_WEAK) && !limit.reason) {
    create_remote (action, in, ctx);
    return;
  }
  if (!ctx->import_open)
    reason_in = BP_REASON_IMPORT_OFF;
  else if (bp_plan_is_foreign (in, ctx))
    reason_in = BP_REASON_COMPANY;
  else if (ctx->last_pass && bp_off_ended_since (ctx->off, in->kind, BP_IN, ctx->last_pass))
    reason_in =
      BP_REASON_WHILE_OFF; /* a deletion has no time: what the first pass after an off period reports counts as of that period */
  else if (bp_plan_ended_long_ago (in->record->item, ctx))
    reason_in = BP_REASON_KEPT_PAST;
  else if (in->discarded) {
    action->discards = TRUE;
    if (!bp_plan_why_never_create (in, ctx)) {
      create_remote (action, in, ctx);
      return;
    }
    reason_in = BP_REASON_DISCARDED;
  }
  action->link = bp_plan_link_base (in);
  action->link->item_gone = TRUE;
  bp_plan_set_text (&action->link->reason_in, reason_in);
  if (reason_in) {
    bp_plan_set_shadows (action->link, in->record->item, NULL, NULL);
  } else {
    action->local_op = BP_LOCAL_DELETE;
    action->link->record_gone = TRUE;
    see_last (action, in, ctx, in->record);
  }
}

/* Something is left of a link of which at least one side is gone for good. */
static void
plan_half_link (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  gboolean item_is_back = in->inbox && !in->inbox->deleted;
  gboolean item_lives = in->inbox ? item_is_back : !in->link->item_gone;
  gboolean changed =
    item_is_back && (in->link->item_gone || (bp_item_diff (in->inbox->item, in->seen_remote) & ~BP_PLAN_NEVER_IN));
  if (in->record && item_lives) {
    /* The item was moved out of the folder and back, or that was undone, before or after we noticed; or the record was restored. */
    bp_plan_both (action, in, ctx);
  } else if (in->record) {
    plan_record_alone (action, in, ctx);
  } else if (changed && ctx->import_open && !in->inbox->unsupported && !bp_plan_stays_away (in)
             && !bp_plan_is_foreign (in, ctx) && !bp_plan_changed_while_off (ctx, in->kind, in->inbox)) {
    bring_back (action, in, ctx);
  } else {
    action->link = bp_plan_link_base (in);
    action->link->item_gone = action->link->item_gone || (in->inbox && in->inbox->deleted);
    action->link->record_gone = TRUE;
    if (item_is_back)
      bp_plan_set_shadows (action->link, NULL, in->inbox->item, NULL);
    see_last (action, in, ctx, in->deleted_copy);
  }
}

/* A private item under `skip` has no record (SYNC 20): it goes to the deleted records until the item is open again. */
static void
plan_withheld (BpAction *action, const BpPlanInput *in)
{
  action->link = bp_plan_link_base (in);
  bp_plan_set_shadows (action->link, in->record ? in->record->item : NULL, NULL, NULL);
  bp_plan_set_text (&action->link->seen_remote, "{}"); /* so that all of it is news then */
  bp_plan_set_text (&action->link->reason_in, BP_REASON_PRIVATE);
  action->link->record_gone = TRUE;
  if (in->record && !in->local.deleted) {
    action->local_op = BP_LOCAL_DELETE;
    action->moved = TRUE; /* nothing that somebody deleted */
  }
}

static gboolean
is_withheld (const BpPlanInput *in, const BpPlanContext *ctx)
{
  return ctx->private_items == BP_PRIVATE_SKIP && ctx->import_open && in->link && in->inbox && !in->inbox->deleted
         && !in->inbox->unsupported && !bp_plan_is_foreign (in, ctx) && bp_plan_is_governed (in, in->inbox->item);
}

static BpAction *
plan_known (const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpAction *action = action_new (in);
  gboolean record_here = in->record && !in->local.deleted;
  gboolean item_deleted = in->inbox && in->inbox->deleted;

  if (in->unreadable) {
    action->park_reason = g_strdup (in->unreadable);
    action->park_direction = BP_OUT;
  } else if (!in->link) {
    if (record_here && in->inbox && !item_deleted)
      bp_plan_match (action, in, ctx);
    else if (record_here)
      plan_record_alone (action, in, ctx);
    else if (in->inbox)
      plan_item_alone (action, in, ctx);
  } else if (is_withheld (in, ctx)) {
    plan_withheld (action, in);
  } else if (in->inbox && !item_deleted && in->inbox->unsupported) {
    action->link = bp_plan_link_base (in);
    action->park_reason = g_strdup (in->inbox->unsupported);
    action->park_direction = BP_IN;
  } else if (in->link->item_gone || (in->link->record_gone && !in->local.deleted) || (!record_here && item_deleted)) {
    plan_half_link (action, in, ctx);
  } else if (!record_here) {
    plan_local_deletion (action, in, ctx);
  } else if (item_deleted) {
    plan_remote_deletion (action, in, ctx);
  } else {
    bp_plan_both (action, in, ctx);
  }
  return action;
}

BpAction *
bp_plan (const BpPlanInput *in, const BpPlanContext *ctx)
{
  g_autoptr (BpItem) masked = in->link || in->record ? bp_plan_mask (in, ctx) : NULL;
  BpInboxRow row;
  BpPlanInput open = *in;
  if (!masked)
    return plan_known (in, ctx);
  row = *in->inbox;
  row.item = masked;
  open.inbox = &row;
  return plan_known (&open, ctx);
}
