/* SPDX-License-Identifier: MIT */
#include "engine/settle.h"

#include "base/error.h"
#include "store/journal.h"

/* The record as it was stored: what the shadow must say, whatever the database made of it. */
static gboolean
shadow_of_stored (BpStore *store, BpAction *action, GError **error)
{
  g_autoptr (BpRecord) record = bp_store_record (store, action->kind, action->record, error);
  if (!record)
    return FALSE;
  g_free (action->link->seen_local);
  action->link->seen_local = bp_item_to_json (record->item);
  return TRUE;
}

static gboolean
insert_record (BpStore *store, gint64 user, gint64 company, BpAction *action, GError **error)
{
  g_autoptr (GError) refused = NULL;
  if (bp_store_record_insert (store, action->kind, user, company, action->uid, action->local_item, &action->record,
                              &refused))
    return TRUE;
  /* The UID is taken by another record of this user: the new one gets its own, the link keeps the item's (SYNC 10). */
  if (action->uid && g_error_matches (refused, BP_ERROR, BP_ERROR_INVALID)
      && bp_store_record_insert (store, action->kind, user, company, NULL, action->local_item, &action->record, NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refused));
  return FALSE;
}

static gboolean
restore_record (BpStore *store, gint64 user, gint64 company, BpAction *action, GError **error)
{
  g_autoptr (GError) missing = NULL;
  if (bp_store_record_restore (store, action->kind, action->record, &missing))
    return bp_store_record_update (store, action->kind, action->record, action->local_item, action->local_units, error);
  if (g_error_matches (missing, BP_ERROR, BP_ERROR_NOT_FOUND))
    return insert_record (store, user, company, action, error);
  g_propagate_error (error, g_steal_pointer (&missing));
  return FALSE;
}

static gboolean
write_record (BpStore *store, gint64 user, gint64 company, BpAction *action, GError **error)
{
  gboolean done = TRUE;
  switch (action->local_op) {
  case BP_LOCAL_NOTHING:
    return TRUE;
  case BP_LOCAL_DELETE:
    return bp_store_record_delete (store, action->kind, action->record, "exchange", error);
  case BP_LOCAL_UPDATE:
    return bp_store_record_update (store, action->kind, action->record, action->local_item, action->local_units, error);
  case BP_LOCAL_INSERT:
    done = insert_record (store, user, company, action, error);
    break;
  case BP_LOCAL_RESTORE:
    done = restore_record (store, user, company, action, error);
    break;
  }
  if (!done)
    return FALSE;
  action->link->record = action->record;
  return shadow_of_stored (store, action, error);
}

gboolean
bp_settle_conflicts (BpStore *store, gint64 user, const BpAction *action, GError **error)
{
  for (guint i = 0; i < action->conflicts->len; i++) {
    const BpPlanConflict *conflict = action->conflicts->pdata[i];
    if (!bp_store_conflict_add (store, user, action->kind, action->record, conflict->unit, NULL, conflict->local_value,
                                conflict->remote_value, conflict->exchange_won, conflict->rule, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_link (BpStore *store, gint64 user, BpAction *action, gint64 now, GError **error)
{
  BpLink *link = action->link;
  if (!link)
    return TRUE;
  if (action->link_is_new)
    link->id = 0; /* it may have got one in a job that was rolled back */
  link->user = user;
  link->record = action->record;
  link->changed_at = now;
  if (bp_action_writes (action))
    link->last_transfer_at = now;
  return bp_store_link_put (store, link, error);
}

static gboolean
drop_holds (BpStore *store, gint64 user, const BpAction *action, GError **error)
{
  return bp_store_hold_drop (store, user, action->kind, BP_OUT, action->record, error)
         && bp_store_hold_drop (store, user, action->kind, BP_IN, action->record, error);
}

static gboolean
write_bookkeeping (BpStore *store, gint64 user, const BpAction *action, gint64 now, GError **error)
{
  BpKind kind = action->kind;
  if (action->baseline && !bp_store_baseline_put (store, user, kind, action->baseline, error))
    return FALSE;
  if (action->drop_baseline && action->item_id && !bp_store_baseline_remove (store, user, kind, action->item_id, error))
    return FALSE;
  if (action->journal_seq && action->record
      && !bp_store_journal_done (store, kind, user, action->record, action->journal_seq, error))
    return FALSE;
  if (action->inbox_seq && !bp_store_inbox_remove (store, user, kind, action->item_id, action->inbox_seq, error))
    return FALSE;
  if (action->replaced_seq
      && !bp_store_inbox_remove (store, user, kind, action->replaced_item, action->replaced_seq, error))
    return FALSE;
  if (action->remote_op == BP_REMOTE_DELETE
      && !bp_store_deletion_done (store, user, kind, BP_OUT, action->record, now, error))
    return FALSE;
  if (action->local_op == BP_LOCAL_DELETE && !action->moved
      && !bp_store_deletion_done (store, user, kind, BP_IN, action->record, now, error))
    return FALSE;
  if (action->discards && !drop_holds (store, user, action, error))
    return FALSE;
  return bp_store_unpark (store, kind, user, action->record, action->item_id, error);
}

/* Our part in Exchange is done, the record has moved on: the shadows say only what was settled. */
static gboolean
settle_remote_only (BpStore *store, gint64 user, BpAction *action, gint64 now, GError **error)
{
  BpLink *link = action->link;
  if (action->seen_local_if_stale) {
    g_free (link->seen_local);
    link->seen_local = g_strdup (action->seen_local_if_stale);
    g_free (link->seen_remote);
    link->seen_remote = g_strdup (action->seen_remote_if_stale);
  }
  if (!write_link (store, user, action, now, error))
    return FALSE;
  if (action->journal_seq && !action->journal_stays
      && !bp_store_journal_done (store, action->kind, user, action->record, action->journal_seq, error))
    return FALSE;
  /* The row was read before our write; the echo of it brings what is there now. */
  return !action->inbox_seq
         || bp_store_inbox_remove (store, user, action->kind, action->item_id, action->inbox_seq, error);
}

BpSettled
bp_settle (BpStore *store, gint64 user, gint64 start_company, BpAction *action, gint64 now, GError **error)
{
  gboolean touches_record = action->local_op != BP_LOCAL_NOTHING && action->local_op != BP_LOCAL_INSERT;
  if (touches_record && action->record
      && bp_store_journal_last_of (store, action->kind, action->record) != action->record_seq) {
    if (action->remote_op == BP_REMOTE_NOTHING)
      return BP_SETTLED_STALE;
    return settle_remote_only (store, user, action, now, error) ? BP_SETTLED_STALE : BP_SETTLE_FAILED;
  }
  if (!write_record (store, user, start_company, action, error) || !write_link (store, user, action, now, error)
      || !bp_settle_conflicts (store, user, action, error) || !write_bookkeeping (store, user, action, now, error))
    return BP_SETTLE_FAILED;
  return BP_SETTLED;
}

gboolean
bp_settle_parked (BpStore *store, gint64 user, const BpAction *action, BpDirection direction, const char *code,
                  const char *reason, gint64 now, GError **error)
{
  BpParked parked = { .kind = action->kind,
                      .user = user,
                      .record = action->record,
                      .item_id = action->item_id,
                      .direction = direction,
                      .journal_seq = MAX (action->journal_seq, action->record_seq),
                      .change_key = action->link ? action->link->change_key : action->change_key,
                      .code = (char *) code,
                      .reason = (char *) reason,
                      .at = now };
  return bp_store_park (store, &parked, error);
}
