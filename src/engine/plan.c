/* SPDX-License-Identifier: MIT */
#include "engine/plan.h"

#include <string.h>

#include "base/i18n.h"
#include "core/private.h"
#include "core/progress.h"
#include "core/zone.h"
#include "engine/off.h"
#include "engine/plan-first.h"
#include "engine/plan-info.h"
#include "engine/plan-limit.h"
#include "engine/plan-series.h"
#include "engine/plan-task.h"
#include "engine/plan-units.h"

#define EXCEPTIONS BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)

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

static void
set_text (char **place, const char *text)
{
  char *copy = g_strdup (text);
  g_free (*place);
  *place = copy;
}

static void
set_shadows (BpLink *link, const BpItem *local, const BpItem *remote, const BpItem *sent)
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
static BpLink *
link_base (const BpPlanInput *in)
{
  BpLink *link = in->link ? bp_link_copy (in->link) : bp_link_new ();
  link->kind = in->kind;
  if (in->record) {
    link->record = in->record->id;
    link->user = in->record->user;
    link->record_gone = FALSE;
  }
  if (in->inbox && !in->inbox->deleted) {
    set_text (&link->item_id, in->inbox->item_id);
    set_text (&link->change_key, in->inbox->change_key);
    set_text (&link->uid, in->inbox->uid);
    /* Whether we created the item is known from the first: a copy made in Outlook carries the token, too. */
    if (in->inbox->create_token && !in->link && !in->is_copy)
      set_text (&link->create_token, in->inbox->create_token);
    link->is_meeting = in->inbox->is_meeting;
    link->item_gone = FALSE;
  }
  return link;
}

static void
keep_conflict (BpAction *action, BpUnit unit, const BpItem *local, const BpItem *remote, gboolean exchange_won,
               const char *rule)
{
  BpPlanConflict *conflict = g_new0 (BpPlanConflict, 1);
  conflict->unit = unit;
  conflict->exchange_won = exchange_won;
  conflict->rule = rule;
  conflict->local_value = bp_item_unit_to_json (local, unit);
  conflict->remote_value = bp_item_unit_to_json (remote, unit);
  g_ptr_array_add (action->conflicts, conflict);
}

/* --- both sides there ------------------------------------------------------------------------------------------------ */

/* What is written to Exchange for the record: a task's progress made whole, by what changed of it; an item with limits as it is
 * there (`remote`), but for what may go out. limit: NULL for a new item. */
static BpItem *
outgoing_item (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit, const BpItem *remote)
{
  BpItem *item = bp_item_copy (in->record->item);
  if (limit && limit->reason) {
    bp_item_copy_units (item, remote, (BP_UNITS_ALL & ~limit->out) | EXCEPTIONS);
    return item;
  }
  bp_plan_drop_old_infos (item, in, ctx);
  if (in->kind == BP_KIND_TASK) {
    g_autofree char *today = bp_zone_to_wall (ctx->now, ctx->site.time_zone);
    if (today)
      today[strlen ("YYYY-MM-DD")] = '\0';
    bp_progress_resolve (item, in->seen_local, today);
  }
  return item;
}

/* Writes the outcome of a merge into the action: what goes out, what comes in, the shadows, the losers. stored: the record as
 * it stands in the database. */
static void
apply_merge (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
             const BpMergeResult *merged, const BpItem *remote_now, const BpItem *stored)
{
  g_autoptr (BpItem) sent = outgoing_item (in, ctx, limit, remote_now);
  g_autoptr (BpItem) local_after = bp_form_to_local (remote_now, stored, merged->to_local, &ctx->site);
  g_autoptr (BpItem) remote_after = bp_item_copy (remote_now);
  g_autoptr (BpItem) outgoing = NULL;
  /* To write exceptions a driver may need the series that they belong to: as it is now. */
  bp_item_copy_units (sent, local_after, merged->to_local & ~merged->to_remote);
  outgoing = bp_form_to_remote (sent, &ctx->site);
  bp_item_copy_units (remote_after, outgoing, merged->to_remote & ~BP_PLAN_NEVER_IN);

  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (merged->clash & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, stored, remote_now, (merged->local_lost & BP_UNIT_BIT (unit)) != 0,
                     bp_merge_rule_name (merged->rule[unit]));

  set_shadows (action->link, local_after, remote_after, merged->to_remote & BP_PLAN_NEVER_IN ? sent : NULL);
  if (merged->to_remote) {
    action->remote_op = BP_REMOTE_UPDATE;
    action->remote_units = merged->to_remote;
    action->was_series = bp_item_is_series (remote_now);
    action->exception_units = limit->own | EXCEPTIONS;
    action->remote_item = bp_item_ref (sent);
    set_text (&action->change_key, action->link->change_key);
  }
  if (merged->to_local) {
    action->local_op = BP_LOCAL_UPDATE;
    action->local_units = merged->to_local;
    action->local_item = g_steal_pointer (&local_after);
  }
}

/* With one direction closed: a value edited on the closed side, whose shadow had already advanced, is about to be
 * overwritten (SYNC 6, last sentence). The two shadows say where the sides had grown apart. */
static void
keep_overwritten (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx, const BpMergeResult *merged,
                  const BpItem *remote_now)
{
  g_autoptr (BpItem) local = NULL;
  BpUnitSet apart;
  if (ctx->export_open && ctx->import_open)
    return;
  local = bp_form_to_remote (in->seen_local, &ctx->site);
  apart =
    bp_item_diff (local, in->seen_remote) & (merged->to_local | merged->to_remote) & ~merged->clash & ~BP_PLAN_NEVER_IN;
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (apart & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, in->record->item, remote_now, ctx->import_open,
                     bp_merge_rule_name (BP_RULE_OPEN_SIDE));
}

static BpUnitSet
equal_units (const BpPlanInput *in, const BpPlanContext *ctx, const BpItem *remote_now)
{
  g_autoptr (BpItem) sent = outgoing_item (in, ctx, NULL, NULL);
  g_autoptr (BpItem) local = bp_form_to_remote (sent, &ctx->site);
  return BP_UNITS_ALL & ~bp_item_diff (local, remote_now) & ~BP_PLAN_NEVER_IN;
}

/* Both sides changed exceptions: each entry for itself. */
static void
join_exceptions (BpAction *action, BpPlanInput *in, BpRecord *record, BpItem **remote_now, const BpPlanContext *ctx,
                 const BpMergeInput *merge, BpMergeResult *merged)
{
  const BpUnitSet unit = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  BpMergeInput both = *merge;
  g_autoptr (BpItem) joined = NULL;
  BpMergeResult by_time;
  gboolean clash;
  /* With a closed direction it is all or nothing. A new rule takes the place of Exchange's exceptions, too. */
  if (!(merge->changed_remote & unit)
      || !((merge->changed_local & unit) || (merged->to_remote & BP_UNIT_BIT (BP_UNIT_WHEN))) || !ctx->export_open
      || !ctx->import_open)
    return;
  both.equal &= ~unit;
  by_time = bp_merge (&both);
  joined = bp_plan_merge_exceptions (in, ctx, *remote_now, !(by_time.local_lost & unit), &clash);
  if (clash)
    keep_conflict (action, BP_UNIT_EXCEPTIONS, in->record->item, *remote_now, (by_time.local_lost & unit) != 0,
                   bp_merge_rule_name (by_time.rule[BP_UNIT_EXCEPTIONS]));
  bp_plan_set_exceptions (in, record, remote_now, ctx, g_steal_pointer (&joined), merged);
}

/* The series is another one now on one side, and exceptions of the former one were edited on the other. */
static void
supersede_exceptions (BpAction *action, BpPlanInput *in, BpRecord *record, BpItem **remote_now,
                      const BpPlanContext *ctx, const BpMergeInput *merge, BpNewSeries which, BpMergeResult *merged)
{
  const BpUnitSet unit = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  gboolean is_there = which == BP_SERIES_NEW_THERE, lost, local_is_later;
  BpMergeInput both = *merge;
  BpMergeResult by_time;
  BpItem *made;
  both.changed_local = both.changed_remote = unit;
  both.equal = 0;
  if (!is_there)
    both.local_at[BP_UNIT_EXCEPTIONS] = both.local_at[BP_UNIT_WHEN];
  by_time = bp_merge (&both);
  local_is_later = !(by_time.local_lost & unit);
  made = bp_plan_supersede_exceptions (in, ctx, *remote_now, which, is_there ? local_is_later : !local_is_later, &lost);
  if (lost)
    keep_conflict (action, BP_UNIT_EXCEPTIONS, in->record->item, *remote_now, is_there,
                   bp_merge_rule_name (by_time.rule[BP_UNIT_EXCEPTIONS]));
  bp_plan_set_exceptions (in, record, remote_now, ctx, made, merged);
  merged->to_local |= is_there ? unit : 0;
}

/* What is written again is written to the series as it is now, and beside what came in: a driver writes all exceptions or none. */
static void
write_again (BpPlanInput *in, BpRecord *record, const BpItem *remote_now, const BpPlanContext *ctx,
             BpMergeResult *merged)
{
  const BpUnitSet units = merged->to_local & (BP_UNIT_BIT (BP_UNIT_WHEN) | EXCEPTIONS);
  BpItem *item;
  merged->to_remote |= EXCEPTIONS;
  if (!units)
    return;
  item = bp_form_to_local (remote_now, in->record->item, units, &ctx->site);
  if (in->record != record)
    *record = *in->record;
  else
    bp_item_unref (record->item);
  record->item = item;
  in->record = record;
}

/* Both there. without: the record as given, if exceptions that are stored are to be dropped with it; NULL. */
static void
plan_items (BpAction *action, const BpPlanInput *given, const BpPlanContext *ctx, BpItem *without)
{
  BpPlanInput in = *given;
  BpRecord joined = { 0 };
  const BpItem *remote = in.inbox ? in.inbox->item : in.seen_remote;
  BpLink *link = action->link = link_base (&in);
  BpPlanLimit limit = bp_plan_limit (&in, ctx, remote);
  /* Where not everything may go out, what Exchange dropped is its business, and so is what is not taken over. */
  gboolean leave = limit.reason || (in.inbox && bp_plan_changed_while_off (ctx, in.kind, in.inbox));
  g_autoptr (BpItem) kept = leave ? NULL : bp_plan_keep_dropped (given, ctx);
  g_autoptr (BpItem) remote_now = bp_item_copy (kept ? kept : remote);
  BpUnitSet local_changed = in.local.seq ? bp_item_diff (in.record->item, in.seen_local) : 0;
  BpUnitSet remote_changed = in.inbox ? bp_item_diff (remote_now, in.seen_remote) : 0;
  const char *reason_out, *reason_in;
  BpMergeInput merge = { .export_open = ctx->export_open, .import_open = ctx->import_open };
  BpMergeResult merged;
  BpUnitSet follow;
  BpNewSeries series;
  gboolean lost_progress, others;
  g_autoptr (BpItem) shared = NULL;

  bp_plan_task_moved_on (&in, ctx, remote_now, &local_changed, &remote_changed, &lost_progress);
  shared = bp_plan_limit_exceptions (&in, ctx, remote_now, local_changed, &limit, &others);
  merge.changed_local = bp_plan_units_to_send (&in, ctx, &limit, local_changed, &reason_out);
  if (others && !reason_out)
    reason_out = limit.reason;
  merge.changed_remote = bp_plan_units_to_take (&in, ctx, remote_changed, &reason_in);
  if (merge.changed_local & merge.changed_remote)
    merge.equal = equal_units (&in, ctx, remote_now) & merge.changed_local & merge.changed_remote;
  merge.remote_at = in.inbox && !ctx->no_clock ? in.inbox->modified_at : 0;
  memcpy (merge.local_at, in.local.changed_at, sizeof merge.local_at);
  merged = bp_merge (&merge);
  follow = bp_plan_task_follow (&in, ctx, remote_now) & ~merged.to_remote & ~merge.changed_local;
  merged.to_local |= follow;
  if (lost_progress && (merged.to_local & BP_UNIT_BIT (BP_UNIT_PROGRESS)))
    keep_conflict (action, BP_UNIT_PROGRESS, in.record->item, remote_now, TRUE, BP_RULE_MOVED_ON);
  series = bp_plan_new_series (&in, ctx, remote_now, &merge, &merged);
  if (shared)
    bp_plan_share_exceptions (remote_now, shared, &merge, &merged);
  else if (series != BP_SERIES_AS_BEFORE)
    supersede_exceptions (action, &in, &joined, &remote_now, ctx, &merge, series, &merged);
  else
    join_exceptions (action, &in, &joined, &remote_now, ctx, &merge, &merged);
  if (kept)
    write_again (&in, &joined, remote_now, ctx, &merged);
  merged.to_remote = bp_plan_with_exceptions (merged.to_remote, in.record->item);
  apply_merge (action, &in, ctx, &limit, &merged, remote_now, given->record->item);
  if (limit.reason && (local_changed & merged.to_local & EXCEPTIONS)) {
    bp_plan_keep_own_exceptions (action->local_item, given->record->item, in.seen_local);
    set_shadows (link, action->local_item, NULL, NULL);
  }
  merged.to_local &= ~follow; /* what is over is not overwritten */
  keep_overwritten (action, &in, ctx, &merged, remote_now);
  if (without) {
    if (action->local_op == BP_LOCAL_NOTHING)
      action->local_item = bp_item_ref (without);
    action->local_op = BP_LOCAL_UPDATE;
    action->local_units |= EXCEPTIONS;
  }
  bp_plan_settle_first (action, &in, ctx, remote,
                        (joined.item || shared || kept) && !(merged.to_remote & BP_UNIT_BIT (BP_UNIT_WHEN)));
  if (in.local.seq)
    set_text (&link->reason_out, reason_out ? reason_out : bp_plan_why_stray (given->record->item, ctx));
  if (in.inbox)
    set_text (&link->reason_in, reason_in);
  bp_plan_keep_waiting (action, &in, bp_plan_units_waiting (&in, ctx, local_changed) & ~merged.to_local,
                        in.inbox && bp_plan_item_waits (&in, ctx) ? remote_changed & ~merged.to_remote : 0);
  g_clear_pointer (&joined.item, bp_item_unref);
}

static void
plan_both (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpPlanLimit limit = bp_plan_limit (in, ctx, in->inbox ? in->inbox->item : in->seen_remote);
  /* A time that stays here takes nothing away. */
  g_autoptr (BpItem) kept = limit.out & BP_UNIT_BIT (BP_UNIT_WHEN) ? bp_plan_drop_exceptions (in, ctx) : NULL;
  BpRecord record = *in->record;
  BpPlanInput changed = *in;
  if (kept)
    record.item = kept;
  changed.record = &record;
  plan_items (action, &changed, ctx, kept);
}

/* A record and an item that were found to be the same (SYNC 10), linked for the first time. */
static void
plan_match (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  const BpItem *remote = in->inbox->item;
  g_autoptr (BpItem) local = bp_form_to_remote (in->record->item, &ctx->site);
  BpUnitSet differ = bp_item_diff (local, remote) & ~BP_PLAN_NEVER_IN & ~BP_PLAN_NEVER_OUT;
  BpUnitSet local_empty = bp_item_empty_units (local), remote_empty = bp_item_empty_units (remote);
  BpUnitSet local_changed = 0, remote_changed, left;
  g_autofree char *hashes = bp_item_unit_hashes (remote);
  const char *reason_out, *reason_in;
  BpMergeInput merge = { .export_open = ctx->export_open, .import_open = ctx->import_open };
  BpMergeResult merged;
  BpPlanLimit limit;
  BpUnitSet text; /* neither side's form has one: what was edited is sent, whatever is there (SYNC 16) */

  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (in->local.inserted || in->local.changed_at[unit])
      local_changed |= BP_UNIT_BIT (unit);
  remote_changed = in->baseline ? bp_item_diff_hashes (in->baseline->hashes, hashes) : BP_UNITS_ALL;
  text = local_changed & BP_UNIT_BIT (BP_UNIT_INFO);
  action->link = link_base (in);
  action->drop_baseline = TRUE;
  /* What only one side has goes to the other; an empty unit is no edit. */
  local_changed = (local_changed & ~local_empty) | (differ & remote_empty & ~local_empty);
  remote_changed = (remote_changed & ~remote_empty) | (differ & local_empty & ~remote_empty);
  limit = bp_plan_limit (in, ctx, remote);
  merge.changed_local = bp_plan_units_to_send (in, ctx, &limit, (local_changed & differ) | text, &reason_out);
  merge.changed_remote = bp_plan_units_to_take (in, ctx, remote_changed & differ, &reason_in);
  merge.remote_at = ctx->no_clock ? 0 : in->inbox->modified_at;
  memcpy (merge.local_at, in->local.changed_at, sizeof merge.local_at);
  merged = bp_merge (&merge);
  apply_merge (action, in, ctx, &limit, &merged, remote, in->record->item);
  left = differ & ~merged.to_local & ~merged.to_remote & ~merged.clash;
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (left & BP_UNIT_BIT (unit))
      keep_conflict (action, unit, in->record->item, remote, FALSE, "left-on-linking");
  bp_plan_settle_first (action, in, ctx, remote, FALSE);
  set_text (&action->link->reason_out, reason_out);
  set_text (&action->link->reason_in, reason_in);
}

/* --- one side only ---------------------------------------------------------------------------------------------------- */

static void
create_remote (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  g_autoptr (BpItem) sent = outgoing_item (in, ctx, NULL, NULL);
  g_autoptr (BpItem) remote = bp_form_to_remote (sent, &ctx->site);
  g_autoptr (BpItem) nothing = bp_item_new (in->kind);
  action->remote_op = BP_REMOTE_CREATE;
  action->remote_units = BP_UNITS_ALL & ~BP_PLAN_NEVER_OUT;
  if (ctx->skip_info)
    action->remote_units &= ~BP_UNIT_BIT (BP_UNIT_INFO);
  action->remote_item = bp_item_ref (sent);
  set_text (&action->uid, in->record->uid);
  action->link = link_base (in);
  action->link->record_gone = FALSE;
  action->link->item_gone = FALSE;
  set_text (&action->link->reason_out, bp_plan_why_stray (in->record->item, ctx));
  set_shadows (action->link, in->record->item, remote, ctx->skip_info ? nothing : sent);
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
  set_text (&action->left_reason, why);
  if (in->link) {
    action->link = link_base (in);
    set_shadows (action->link, in->record->item, NULL, NULL);
    set_text (&action->link->reason_out, why);
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
    set_text (&action->uid, in->inbox->uid);
  action->drop_baseline = TRUE;
  action->link = link_base (in);
  action->link->record_gone = FALSE;
  g_clear_pointer (&action->link->reason_in, g_free);
  /* The record's shadow is taken from the database, when it has stored it. */
  set_shadows (action->link, NULL, in->inbox->item, NULL);
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
    set_text (&action->left_reason, BP_REASON_IMPORT_OFF);
  else if (bp_plan_changed_while_off (ctx, in->kind, row))
    set_text (&action->left_reason, BP_REASON_WHILE_OFF);
  else if (skipped)
    set_text (&action->left_reason, BP_REASON_PRIVATE);
  else if (row->unsupported) {
    action->park_reason = g_strdup (row->unsupported);
    action->park_direction = BP_IN;
    set_text (&action->change_key, row->change_key);
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

/* --- deletions ---------------------------------------------------------------------------------------------------------- */

static void
advance_local (BpAction *action, const BpPlanInput *in, const char *reason)
{
  action->link = link_base (in);
  set_shadows (action->link, NULL, in->inbox ? in->inbox->item : NULL, NULL);
  action->link->record_gone = TRUE;
  set_text (&action->link->reason_out, reason);
}

/* The record comes back as it was, with what has changed on either side since. */
static void
undo_local_deletion (BpAction *action, const BpPlanInput *in, const BpPlanContext *ctx)
{
  BpPlanInput undone = *in;
  undone.record = in->deleted_copy;
  undone.local.deleted = FALSE;
  plan_both (action, &undone, ctx);
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
    undo_local_deletion (action, in, ctx);
  else
    advance_local (action, in, BP_REASON_DISCARDED);
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
    advance_local (action, in, limit.reason);
  else if (in->local.company && in->local.company != ctx->start_company)
    advance_local (action, in, BP_REASON_COMPANY);
  else if (ctx->import_open && (remote_changed & ~BP_UNITS_WEAK) && in->deleted_copy)
    undo_local_deletion (action, in, ctx); /* what was edited before the deletion is no longer deleted, either */
  else if (ctx->import_open && (remote_changed & ~BP_UNITS_WEAK))
    take_item (action, in, ctx, BP_LOCAL_RESTORE);
  else if (bp_plan_deletion_waits (in, ctx)) {
    action->journal_seq = 0; /* it is carried out once the export is open again */
    if (in->inbox) {
      advance_local (action, in, BP_REASON_EXPORT_OFF);
      action->link->record_gone = FALSE;
    }
  } else if (!ctx->export_open)
    advance_local (action, in, BP_REASON_EXPORT_OFF);
  else if (bp_off_contains (ctx->off, in->kind, BP_OUT, in->local.deleted_at))
    advance_local (action, in, BP_REASON_WHILE_OFF);
  else if (in->discarded)
    discard_local_deletion (action, in, ctx);
  else {
    action->remote_op = BP_REMOTE_DELETE;
    action->link = link_base (in);
    set_shadows (action->link, NULL, in->inbox ? in->inbox->item : NULL, NULL);
    set_text (&action->change_key, action->link->change_key);
    action->link->record_gone = TRUE;
    action->link->item_gone = TRUE;
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
  action->link = link_base (in);
  action->link->item_gone = TRUE;
  set_text (&action->link->reason_in, reason_in);
  set_shadows (action->link, in->record->item, NULL, NULL);
  if (!reason_in) {
    action->local_op = BP_LOCAL_DELETE;
    action->link->record_gone = TRUE;
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
    plan_both (action, in, ctx);
  } else if (in->record) {
    plan_record_alone (action, in, ctx);
  } else if (changed && ctx->import_open && !in->inbox->unsupported && !bp_plan_stays_away (in)
             && !bp_plan_is_foreign (in, ctx) && !bp_plan_changed_while_off (ctx, in->kind, in->inbox)) {
    take_item (action, in, ctx, BP_LOCAL_RESTORE);
  } else {
    action->link = link_base (in);
    action->link->item_gone = action->link->item_gone || (in->inbox && in->inbox->deleted);
    action->link->record_gone = TRUE;
    if (item_is_back)
      set_shadows (action->link, NULL, in->inbox->item, NULL);
  }
}

/* A private item under `skip` has no record (SYNC 20): it goes to the deleted records until the item is open again. */
static void
plan_withheld (BpAction *action, const BpPlanInput *in)
{
  action->link = link_base (in);
  set_shadows (action->link, in->record ? in->record->item : NULL, NULL, NULL);
  set_text (&action->link->seen_remote, "{}"); /* so that all of it is news then */
  set_text (&action->link->reason_in, BP_REASON_PRIVATE);
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
      plan_match (action, in, ctx);
    else if (record_here)
      plan_record_alone (action, in, ctx);
    else if (in->inbox)
      plan_item_alone (action, in, ctx);
  } else if (is_withheld (in, ctx)) {
    plan_withheld (action, in);
  } else if (in->inbox && !item_deleted && in->inbox->unsupported) {
    action->link = link_base (in);
    action->park_reason = g_strdup (in->inbox->unsupported);
    action->park_direction = BP_IN;
  } else if (in->link->item_gone || (in->link->record_gone && !in->local.deleted) || (!record_here && item_deleted)) {
    plan_half_link (action, in, ctx);
  } else if (!record_here) {
    plan_local_deletion (action, in, ctx);
  } else if (item_deleted) {
    plan_remote_deletion (action, in, ctx);
  } else {
    plan_both (action, in, ctx);
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
