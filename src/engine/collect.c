/* SPDX-License-Identifier: MIT */
#include "engine/collect.h"

#include "base/error.h"
#include "engine/origin.h"
#include "engine/pending.h"
#include "store/journal.h"

/* One collection in the making. */
typedef struct {
  BpStore *reader;
  gint64 user;
  BpKind kind;
  const GArray *taking_part;
  gboolean may_fetch, import_closed;
  BpPending *pending;
  BpOrigins *origins;
  BpCollected *out;
} Collector;

void
bp_pair_free (BpPair *self)
{
  if (!self)
    return;
  bp_link_free (self->link);
  g_clear_pointer (&self->seen_local, bp_item_unref);
  g_clear_pointer (&self->seen_remote, bp_item_unref);
  bp_record_free (self->record);
  bp_record_free (self->deleted_copy);
  g_clear_pointer (&self->before, bp_item_unref);
  bp_inbox_row_free (self->inbox);
  bp_baseline_free (self->baseline);
  g_free (self->replaced_item);
  g_free (self->unreadable);
  g_free (self);
}

void
bp_collected_free (BpCollected *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_clear_pointer (&self->fetch, g_ptr_array_unref);
  g_free (self);
}

/* --- pairs ------------------------------------------------------------------------------------------------------------- */

/* A record that is there but cannot be understood (*ret_unreadable says why) must not hold up the others (SYNC 15). */
static gboolean
load_record (Collector *self, gint64 id, BpRecord **ret_record, char **ret_unreadable, GError **error)
{
  g_autoptr (GError) local = NULL;
  *ret_record = bp_store_record (self->reader, self->kind, id, &local);
  if (*ret_record || g_error_matches (local, BP_ERROR, BP_ERROR_NOT_FOUND))
    return TRUE;
  if (g_error_matches (local, BP_ERROR, BP_ERROR_INVALID)) {
    *ret_unreadable = g_strdup (bp_error_get_saying (local));
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Completes the pair (takes link, record and inbox) and adds it. */
static gboolean
add_pair (Collector *self, gint64 record_id, BpLink *link, BpRecord *record, BpInboxRow *inbox, gboolean is_copy,
          GError **error)
{
  BpPair *pair = g_new0 (BpPair, 1);
  const BpLocalChange *change = g_hash_table_lookup (self->pending->changes, &record_id);
  g_autoptr (GError) local = NULL;
  pair->link = link;
  pair->record = record;
  pair->inbox = inbox;
  g_ptr_array_add (self->out->pairs, pair);
  if (link) {
    pair->seen_local = bp_item_from_json (self->kind, link->seen_local ? link->seen_local : "{}", error);
    if (!pair->seen_local)
      return FALSE;
    pair->seen_remote = g_strcmp0 (link->seen_local, link->seen_remote) == 0
                          ? bp_item_ref (pair->seen_local) /* mostly; reading it costs more than all else here */
                          : bp_item_from_json (self->kind, link->seen_remote ? link->seen_remote : "{}", error);
    if (!pair->seen_remote)
      return FALSE;
  } else if (inbox) {
    BpUnlinked *known = g_hash_table_lookup (self->pending->unlinked, inbox->item_id);
    pair->baseline = known ? g_steal_pointer (&known->baseline)
                           : bp_store_baseline (self->reader, self->user, self->kind, inbox->item_id, &local);
    if (local) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  pair->input =
    (BpPlanInput){ .kind = self->kind,
                   .record_id = record_id,
                   .link = link,
                   .seen_local = pair->seen_local,
                   .seen_remote = pair->seen_remote,
                   .record = record,
                   .record_seq = record      ? record->last_seq
                                 : record_id ? bp_store_journal_last_of (self->reader, self->kind, record_id)
                                             : 0,
                   .inbox = inbox,
                   .baseline = pair->baseline,
                   .is_copy = is_copy };
  if (change)
    pair->input.local = *change;
  if (record && link && self->kind == BP_KIND_TASK && pair->input.local.changed_at[BP_UNIT_PROGRESS])
    pair->before = bp_store_record_before (self->reader, record);
  pair->input.before = pair->before;
  if (!record && link && !pair->input.local.seq && !link->record_gone)
    pair->input.local.deleted = TRUE; /* removed without a journal entry: nothing else it can be */
  pair->input.discarded = g_hash_table_contains (self->pending->discarded, &record_id);
  if (record)
    pair->input.local.deleted = FALSE; /* it was restored, and its entries are not all done yet */
  if (!record && (pair->input.discarded || (link && (pair->input.local.deleted || (inbox && !inbox->deleted)))))
    pair->deleted_copy = bp_store_deleted_record (self->reader, self->kind, record_id, NULL);
  pair->input.deleted_copy = pair->deleted_copy;
  return TRUE;
}

static gboolean
add_unreadable (Collector *self, gint64 id, const char *why, GError **error)
{
  BpPair *pair;
  if (!add_pair (self, id, NULL, NULL, NULL, FALSE, error))
    return FALSE;
  pair = self->out->pairs->pdata[self->out->pairs->len - 1];
  pair->unreadable = g_strdup (why);
  pair->input.unreadable = pair->unreadable;
  return TRUE;
}

/* --- matching (SYNC 10) ---------------------------------------------------------------------------------------------------- */

static gboolean
has_changes (const Collector *self)
{
  return g_hash_table_size (self->pending->changes) > 0;
}

/* The only known, unlinked, unchanged item that matches; it must be read before anything can be decided. */
static char *
find_in_baseline (Collector *self, const char *uid, const char *key)
{
  g_autoptr (GPtrArray) rows = uid ? bp_store_baseline_by_uid (self->reader, self->user, self->kind, uid, NULL)
                                   : bp_store_baseline_by_key (self->reader, self->user, self->kind, key, NULL);
  if (!rows || rows->len == 0 || (!uid && rows->len > 1))
    return NULL;
  return g_strdup (((BpBaseline *) rows->pdata[0])->item_id);
}

/* The record's counterpart among the known, unlinked items; NULL if there is none. The inbox was matched before. */
static char *
match_record (Collector *self, const BpRecord *record)
{
  g_autofree char *key = NULL;
  g_autofree char *candidate = NULL;
  g_autoptr (GArray) rivals = NULL;
  char *found = record->uid ? find_in_baseline (self, record->uid, NULL) : NULL;
  if (found || self->kind != BP_KIND_APPOINTMENT)
    return found;
  key = bp_store_record_key (self->reader, record);
  candidate = find_in_baseline (self, NULL, key);
  if (!candidate)
    return NULL; /* nearly always: rivals are dear to find */
  rivals = bp_store_records_unlinked_by_key (self->reader, self->kind, self->user, key, has_changes (self), NULL);
  return rivals && rivals->len > 1 ? NULL : g_steal_pointer (&candidate);
}

/* The item's counterpart among unlinked records; 0 if none. */
static gint64
match_item (Collector *self, const BpInboxRow *row)
{
  const BpUnlinked *known = g_hash_table_lookup (self->pending->unlinked, row->item_id);
  g_autoptr (GArray) ids = NULL;
  if (row->uid)
    ids = bp_store_records_unlinked_by_uid (self->reader, self->kind, self->user, row->uid, NULL);
  if (ids && ids->len > 0)
    return g_array_index (ids, gint64, 0);
  if (!known || !known->key || GPOINTER_TO_UINT (g_hash_table_lookup (self->pending->key_count, known->key)) != 1)
    return 0;
  g_clear_pointer (&ids, g_array_unref);
  ids = bp_store_records_unlinked_by_key (self->reader, self->kind, self->user, known->key, has_changes (self), NULL);
  if (!ids || ids->len != 1)
    return 0;
  return g_array_index (ids, gint64, 0);
}

/* --- the two passes over what is pending ------------------------------------------------------------------------------------- */

/* A record that moved to another user is created there before it is deleted here (SYNC 12); if that user does not take
 * part, or has decided that it stays out of his mailbox (another company, entered while he was off), it need not arrive. */
static gboolean
has_arrived (Collector *self, const BpRecord *record)
{
  g_autoptr (BpLink) there = NULL;
  gboolean expected = FALSE;
  for (guint i = 0; self->taking_part && i < self->taking_part->len; i++)
    expected = expected || g_array_index (self->taking_part, gint64, i) == record->user;
  if (!expected)
    return TRUE;
  there = bp_store_link_of_user (self->reader, record->user, self->kind, record->id, NULL);
  return there ? !there->item_gone : !bp_store_journal_is_pending (self->reader, self->kind, record->user, record->id);
}

static gboolean
is_on_its_way (Collector *self, const BpLink *link, const BpRecord *record)
{
  /* A meeting is created nowhere anew (SYNC 17), so there is nothing to wait for. */
  if (!record || record->user == self->user || link->record_gone || link->is_meeting || has_arrived (self, record))
    return FALSE;
  /* Somebody has to see to it there first: it is waited for, but not asked for all the time. */
  self->out->moving += !bp_store_is_stuck (self->reader, self->kind, record->user, record->id, record->last_seq);
  return TRUE;
}

/* The record lives on with another user: from this one's mailbox it goes. change: NULL if it was dealt with before. */
static void
leave_to_other_user (Collector *self, BpRecord **record, BpLocalChange *change)
{
  if (!*record || (*record)->user == self->user)
    return;
  if (change) {
    change->deleted = TRUE;
    change->deleted_at = change->last_at;
    change->moved = TRUE;
  }
  g_clear_pointer (record, bp_record_free);
}

static gboolean
collect_record (Collector *self, gint64 id, BpLocalChange *change, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = bp_store_link_of_user (self->reader, self->user, self->kind, id, &local);
  g_autoptr (BpRecord) record = NULL;
  g_autofree char *unreadable = NULL;
  g_autofree char *fetch = NULL;
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (g_hash_table_contains (self->pending->blocked_records, &id)
      || (link && link->item_id && g_hash_table_contains (self->pending->blocked_items, link->item_id)))
    return TRUE;
  if (!load_record (self, id, &record, &unreadable, error))
    return FALSE;
  if (unreadable)
    return bp_pending_record_is_parked (self->pending, id, change->seq) || add_unreadable (self, id, unreadable, error);
  if (link && is_on_its_way (self, link, record))
    return TRUE;
  /* Entered again while it is not known what became of the former record's item: first that, then this (SYNC 8, 10). */
  if (!link && record && bp_pending_is_being_created (self->pending, record->uid))
    return TRUE;
  leave_to_other_user (self, &record, change);
  if (bp_pending_record_is_parked (self->pending, id, change->seq))
    return TRUE;
  if (!link && record && self->may_fetch)
    fetch = match_record (self, record);
  if (fetch) {
    g_ptr_array_add (self->out->fetch, g_steal_pointer (&fetch));
    return TRUE;
  }
  if (link && link->item_id) {
    BpInboxRow *deletion = bp_pending_take (self->pending, link->item_id);
    return add_pair (self, id, g_steal_pointer (&link), g_steal_pointer (&record), deletion, FALSE, error);
  }
  return add_pair (self, id, g_steal_pointer (&link), g_steal_pointer (&record), NULL, FALSE, error);
}

static gboolean
collect_item (Collector *self, BpInboxRow *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = g_hash_table_contains (self->pending->unlinked, row->item_id)
                              ? NULL
                              : bp_store_link_by_item (self->reader, self->user, self->kind, row->item_id, &local);
  g_autoptr (BpRecord) record = NULL;
  g_autofree char *unreadable = NULL;
  g_autofree char *replaced_item = NULL;
  g_auto (BpOrigin) origin = { 0 };
  gint64 replaced_seq = 0, record_id = 0;
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (g_hash_table_contains (self->pending->blocked_items, row->item_id)
      || bp_pending_item_is_parked (self->pending, row)
      || (!row->deleted && bp_pending_is_being_created (self->pending, row->create_token)))
    return TRUE;
  /* With the import closed a row may wait for long: it is no reason to try again what was refused. */
  if (link && self->import_closed && bp_pending_waits_beside_parked (self->pending, row, link))
    return TRUE;
  if (!link && !row->deleted) {
    if (!bp_origins_find (self->origins, row, self->may_fetch, &origin, error))
      return FALSE;
    link = g_steal_pointer (&origin.link);
  }
  if (!link && origin.original) {
    /* It is read before anything is written: a write of this round would make that old. */
    g_hash_table_add (self->pending->blocked_items, g_strdup (origin.original));
    g_ptr_array_add (self->out->fetch, g_steal_pointer (&origin.original));
    return TRUE;
  }
  if (link && g_strcmp0 (link->item_id, row->item_id) != 0) {
    BpInboxRow *gone = bp_pending_take (self->pending, link->item_id);
    replaced_item = g_strdup (link->item_id);
    replaced_seq = gone ? gone->seq : 0;
    bp_inbox_row_free (gone);
  }
  if (link)
    record_id = link->record;
  else if (!row->deleted && !origin.is_copy && !row->unsupported)
    record_id = match_item (self, row);
  if (record_id && g_hash_table_contains (self->pending->blocked_records, &record_id))
    return TRUE;
  if (record_id && !load_record (self, record_id, &record, &unreadable, error))
    return FALSE;
  if (unreadable)
    return TRUE; /* the row waits until the record can be read */
  if (link && is_on_its_way (self, link, record))
    return TRUE;
  leave_to_other_user (self, &record, g_hash_table_lookup (self->pending->changes, &record_id));
  bp_pending_take (self->pending, row->item_id);
  if (!add_pair (self, record_id, g_steal_pointer (&link), g_steal_pointer (&record), row, origin.is_copy, error))
    return FALSE;
  if (replaced_item) {
    BpPair *pair = self->out->pairs->pdata[self->out->pairs->len - 1];
    pair->replaced_item = g_steal_pointer (&replaced_item);
    pair->replaced_seq = replaced_seq;
  }
  return TRUE;
}

/* Deletions are looked at last, so that an item created anew under the same UID finds the deletion it replaces. */
static gboolean
collect_items (Collector *self, gboolean deleted, GError **error)
{
  for (guint i = 0; i < self->pending->inbox->len; i++) {
    BpInboxRow *row = self->pending->inbox->pdata[i];
    if (row && row->deleted == deleted && !collect_item (self, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
collect_all (Collector *self, GError **error)
{
  g_autoptr (GList) ids = NULL;
  /* Replacements first: a record that was also edited must not be taken for one whose item is simply gone. */
  if (!collect_items (self, FALSE, error))
    return FALSE;
  for (guint i = 0; i < self->out->pairs->len; i++) {
    const BpPair *pair = self->out->pairs->pdata[i];
    bp_pending_block_record (self->pending, pair->record ? pair->record->id : pair->link ? pair->link->record : 0);
  }
  ids = g_hash_table_get_keys (self->pending->changes);
  for (GList *at = ids; at; at = at->next) {
    const gint64 *id = at->data;
    if (!collect_record (self, *id, g_hash_table_lookup (self->pending->changes, id), error))
      return FALSE;
  }
  return collect_items (self, TRUE, error);
}

BpCollected *
bp_collect (const BpLaneTools *tools, gint64 user, BpKind kind, const GArray *taking_part, gboolean may_fetch,
            GError **error)
{
  g_autoptr (BpCollected) out = g_new0 (BpCollected, 1);
  g_autoptr (BpPending) pending = NULL;
  g_autoptr (BpOrigins) origins = NULL;
  Collector self = { .reader = tools->reader,
                     .user = user,
                     .kind = kind,
                     .taking_part = taking_part,
                     .may_fetch = may_fetch,
                     .import_closed = !bp_settings_get_bool (tools->settings, BP_SETTING_IMPORT),
                     .out = out };
  gboolean done = FALSE;
  out->pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_pair_free);
  out->fetch = g_ptr_array_new_with_free_func (g_free);
  if (!bp_store_begin (self.reader, error))
    return NULL;
  pending = bp_pending_new (tools->reader, tools->arrived, user, kind, error);
  if (pending) {
    self.pending = pending;
    origins = bp_origins_new (pending);
    self.origins = origins;
    out->waiting = pending->intents;
    done = collect_all (&self, error);
  }
  bp_store_rollback (self.reader);
  return done ? g_steal_pointer (&out) : NULL;
}
