/* SPDX-License-Identifier: MIT */
#include "engine/settle.h"

#include "base/error.h"
#include "store/journal.h"

/* A new record is what was given: values are in normal form, which is stored as it is, and a default that the database adds is the same as
 * none. Not so a series: rules are put into normal form when they are read, and exceptions are rows of their own. */
static gboolean
is_stored_as_given (const BpAction *action)
{
  return action->local_op == BP_LOCAL_INSERT && !bp_item_get (action->local_item, BP_FIELD_RECURRENCE)
         && bp_item_n_exceptions (action->local_item) == 0;
}

/* The record as it was stored: what the shadow must say, whatever the database made of it. */
static gboolean
shadow_of_stored (BpStore *store, BpAction *action, GError **error)
{
  g_autoptr (BpRecord) record = NULL;
  gboolean is_as_given = is_stored_as_given (action);
  if (!is_as_given && !(record = bp_store_record (store, action->kind, action->record, error)))
    return FALSE;
  g_free (action->link->seen_local);
  action->link->seen_local = bp_item_to_json (is_as_given ? action->local_item : record->item);
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

static gboolean
write_conflicts (BpStore *store, gint64 user, const BpAction *action, GError **error)
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

/* What of the action's reasons is dealt with once its local part is settled. */
static gboolean
write_arrivals (BpStore *store, gint64 user, const BpAction *action, GError **error)
{
  BpKind kind = action->kind;
  if (action->baseline && !bp_store_baseline_put (store, user, kind, action->baseline, error))
    return FALSE;
  if (action->drop_baseline && action->item_id && !bp_store_baseline_remove (store, user, kind, action->item_id, error))
    return FALSE;
  if (action->inbox_seq && !bp_store_inbox_remove (store, user, kind, action->item_id, action->inbox_seq, error))
    return FALSE;
  if (action->replaced_seq
      && !bp_store_inbox_remove (store, user, kind, action->replaced_item, action->replaced_seq, error))
    return FALSE;
  return !action->discards || drop_holds (store, user, action, error);
}

static gboolean
write_bookkeeping (BpStore *store, gint64 user, const BpAction *action, gint64 now, GError **error)
{
  BpKind kind = action->kind;
  if (!write_arrivals (store, user, action, error))
    return FALSE;
  if (action->journal_seq && action->record
      && !bp_store_journal_done (store, kind, user, action->record, action->journal_seq, error))
    return FALSE;
  if (action->remote_op == BP_REMOTE_CREATE && !bp_store_unlisted_put (store, action->link, error))
    return FALSE;
  if (action->remote_op == BP_REMOTE_DELETE
      && !bp_store_deletion_done (store, user, kind, BP_OUT, action->record, now, error))
    return FALSE;
  if (action->local_op == BP_LOCAL_DELETE && !action->moved
      && !bp_store_deletion_done (store, user, kind, BP_IN, action->record, now, error))
    return FALSE;
  return bp_store_unpark (store, kind, user, action->record, action->item_id, error);
}

static gboolean
record_moved_on (BpStore *store, const BpAction *action)
{
  gboolean touches_record = action->local_op != BP_LOCAL_NOTHING && action->local_op != BP_LOCAL_INSERT;
  return touches_record && action->record
         && bp_store_journal_last_of (store, action->kind, action->record) != action->record_seq;
}

BpSettled
bp_settle (BpStore *store, gint64 user, gint64 start_company, BpAction *action, gint64 now, GError **error)
{
  if (record_moved_on (store, action))
    return BP_SETTLED_STALE;
  if (!write_record (store, user, start_company, action, error) || !write_link (store, user, action, now, error)
      || !write_conflicts (store, user, action, error) || !write_bookkeeping (store, user, action, now, error))
    return BP_SETTLE_FAILED;
  return BP_SETTLED;
}

/* --- before anything is sent ----------------------------------------------------------------------------------------------- */

/* A restored record is as the database has it, but for what is yet to go out. */
static gboolean
first_of_restored (BpAction *action, GError **error)
{
  g_autoptr (BpItem) stored = NULL, first = NULL;
  if (action->local_op != BP_LOCAL_RESTORE)
    return TRUE;
  stored = bp_item_from_json (action->kind, action->link->seen_local, error);
  first = stored ? bp_item_from_json (action->kind, action->first_local, error) : NULL;
  if (!first)
    return FALSE;
  bp_item_copy_units (stored, first, action->remote_units);
  g_free (action->first_local);
  action->first_local = bp_item_to_json (stored);
  return TRUE;
}

/* The link with the shadows in between; afterwards the action has again those that will hold once the rest is sent. */
static gboolean
write_first_link (BpStore *store, gint64 user, BpAction *action, gint64 now, GError **error)
{
  BpLink *link = action->link;
  char *seen_local = link->seen_local, *seen_remote = link->seen_remote;
  gboolean done;
  link->seen_local = action->first_local;
  link->seen_remote = action->first_remote;
  done = write_link (store, user, action, now, error);
  link->seen_local = seen_local;
  link->seen_remote = seen_remote;
  return done;
}

/* What nobody edited, but is to be sent all the same, must be seen by whoever goes on after a crash. */
static gboolean
note_rest (BpStore *store, gint64 user, gint64 company, BpAction *action, GError **error)
{
  return !action->first_notes
         || bp_store_journal_note (store, action->kind, user, company, action->record, action->first_notes,
                                   &action->journal_seq, error);
}

BpSettled
bp_settle_first (BpStore *store, gint64 user, gint64 start_company, BpAction *action, gint64 now, GError **error)
{
  if (record_moved_on (store, action))
    return BP_SETTLED_STALE;
  if (!write_record (store, user, start_company, action, error) || !first_of_restored (action, error)
      || !write_first_link (store, user, action, now, error) || !write_conflicts (store, user, action, error)
      || !write_arrivals (store, user, action, error) || !note_rest (store, user, start_company, action, error))
    return BP_SETTLE_FAILED;
  return BP_SETTLED;
}

void
bp_settle_first_done (BpAction *action)
{
  action->local_op = BP_LOCAL_NOTHING;
  action->link_is_new = FALSE;
  action->drop_baseline = FALSE;
  action->discards = FALSE;
  action->inbox_seq = action->replaced_seq = 0;
  g_ptr_array_set_size (action->conflicts, 0);
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
