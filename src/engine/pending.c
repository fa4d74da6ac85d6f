/* SPDX-License-Identifier: MIT */
#include "engine/pending.h"

#include "store/journal.h"

static void
unlinked_free (gpointer data)
{
  BpUnlinked *self = data;
  bp_baseline_free (self->baseline);
  g_free (self->key);
  g_free (self);
}

static gint64 *
int64_key (gint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

static void
note_entry (BpLocalChange *change, const BpJournalEntry *entry)
{
  change->seq = MAX (change->seq, entry->seq);
  change->last_at = MAX (change->last_at, entry->at);
  switch (entry->op) {
  case BP_JOURNAL_INSERT:
    change->inserted = TRUE;
    change->deleted = FALSE;
    for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
      change->changed_at[unit] = entry->at;
    break;
  case BP_JOURNAL_DELETE:
    change->deleted = TRUE;
    change->deleted_at = entry->at;
    change->company = entry->company;
    break;
  case BP_JOURNAL_UPDATE:
    if (entry->original_start)
      change->changed_at[BP_UNIT_EXCEPTIONS] = entry->at;
    else if (entry->unit < BP_UNIT_COUNT)
      change->changed_at[entry->unit] = entry->at;
    break;
  }
}

static gboolean
load_changes (BpPending *self, GError **error)
{
  g_autoptr (GPtrArray) entries = bp_store_journal_pending (self->reader, self->user, self->kind, error);
  if (!entries)
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const BpJournalEntry *entry = entries->pdata[i];
    BpLocalChange *change = g_hash_table_lookup (self->changes, &entry->record);
    if (!change) {
      change = g_new0 (BpLocalChange, 1);
      g_hash_table_insert (self->changes, int64_key (entry->record), change);
    }
    note_entry (change, entry);
  }
  return TRUE;
}

/* Candidates for matching by content: an item is one only if no other has the same key. */
static void
count_key (BpPending *self, const char *key)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->key_count, key));
  g_hash_table_replace (self->key_count, (char *) key, GUINT_TO_POINTER (count + 1));
}

static gboolean
look_at (BpPending *self, const BpInboxRow *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = NULL;
  BpUnlinked *found;
  if (row->deleted || !row->item)
    return TRUE;
  link = bp_store_link_by_item (self->reader, self->user, self->kind, row->item_id, &local);
  if (!link && !local) {
    found = g_new0 (BpUnlinked, 1);
    g_hash_table_insert (self->unlinked, row->item_id, found);
    found->baseline = bp_store_baseline (self->reader, self->user, self->kind, row->item_id, &local);
    if (self->kind == BP_KIND_APPOINTMENT) {
      found->key = found->baseline ? g_strdup (found->baseline->match_key) : bp_item_match_key (row->item);
      count_key (self, found->key);
    }
  }
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
load_inbox (BpPending *self, GHashTable *arrived, GError **error)
{
  self->inbox = bp_store_inbox (self->reader, self->user, self->kind, arrived, error);
  if (!self->inbox)
    return FALSE;
  for (guint i = 0; i < self->inbox->len; i++) {
    BpInboxRow *row = self->inbox->pdata[i];
    g_hash_table_insert (self->inbox_by_id, row->item_id, GUINT_TO_POINTER (i + 1));
    if (!look_at (self, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
load_blocked (BpPending *self, GError **error)
{
  g_autoptr (GPtrArray) intents = bp_store_intents (self->reader, self->user, self->kind, error);
  g_autoptr (GPtrArray) parked = NULL;
  if (!intents)
    return FALSE;
  for (guint i = 0; i < intents->len; i++) {
    const BpIntent *intent = intents->pdata[i];
    if (intent->record)
      g_hash_table_add (self->blocked_records, int64_key (intent->record));
    if (intent->item_id)
      g_hash_table_add (self->blocked_items, g_strdup (intent->item_id));
    if (intent->op == BP_INTENT_CREATE && intent->uid)
      g_hash_table_add (self->open_creations, g_strdup (intent->uid));
    if (intent->create_token)
      g_hash_table_add (self->open_creations, g_strdup (intent->create_token));
    self->intents++;
  }
  parked = bp_store_parked (self->reader, self->user, error);
  if (!parked)
    return FALSE;
  for (guint i = 0; i < parked->len; i++) {
    const BpParked *row = parked->pdata[i];
    if (row->kind != self->kind)
      continue;
    if (row->record && row->direction == BP_OUT) {
      g_hash_table_insert (self->parked_records, int64_key (row->record), int64_key (row->journal_seq));
      g_hash_table_insert (self->parked_keys, int64_key (row->record), g_strdup (row->change_key));
    }
    if (row->item_id && row->direction == BP_IN)
      g_hash_table_insert (self->parked_items, g_strdup (row->item_id), g_strdup (row->change_key));
  }
  return TRUE;
}

/* Those whose deletion here is to be undone are looked at even if nothing else is pending. */
static gboolean
load_discarded (BpPending *self, GError **error)
{
  g_autoptr (GArray) rows = bp_store_held (self->reader, self->user, self->kind, error);
  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const BpHeld *row = &g_array_index (rows, BpHeld, i);
    if (row->decision != BP_HELD_DISCARD)
      continue;
    g_hash_table_add (self->discarded, int64_key (row->record));
    if (row->direction == BP_OUT && !g_hash_table_contains (self->changes, &row->record))
      g_hash_table_insert (self->changes, int64_key (row->record), g_new0 (BpLocalChange, 1));
  }
  return TRUE;
}

gboolean
bp_pending_record_is_parked (const BpPending *self, gint64 record, gint64 seq)
{
  const gint64 *at = g_hash_table_lookup (self->parked_records, &record);
  return at && *at >= seq;
}

gboolean
bp_pending_item_is_parked (const BpPending *self, const BpInboxRow *row)
{
  const char *change_key;
  if (!g_hash_table_lookup_extended (self->parked_items, row->item_id, NULL, (gpointer *) &change_key))
    return FALSE;
  return !row->deleted && g_strcmp0 (change_key, row->change_key) == 0;
}

gboolean
bp_pending_waits_beside_parked (const BpPending *self, const BpInboxRow *row, const BpLink *link)
{
  const BpLocalChange *change = g_hash_table_lookup (self->changes, &link->record);
  return !row->deleted && bp_pending_record_is_parked (self, link->record, change ? change->seq : 0)
         && g_strcmp0 (g_hash_table_lookup (self->parked_keys, &link->record), row->change_key) == 0;
}

gboolean
bp_pending_is_being_created (const BpPending *self, const char *uid_or_token)
{
  return uid_or_token && g_hash_table_contains (self->open_creations, uid_or_token);
}

BpInboxRow *
bp_pending_peek (const BpPending *self, const char *item_id)
{
  guint index = item_id ? GPOINTER_TO_UINT (g_hash_table_lookup (self->inbox_by_id, item_id)) : 0;
  return index ? self->inbox->pdata[index - 1] : NULL;
}

BpInboxRow *
bp_pending_take (BpPending *self, const char *item_id)
{
  BpInboxRow *row = bp_pending_peek (self, item_id);
  if (row) {
    guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->inbox_by_id, item_id));
    g_hash_table_add (self->taken_items, g_strdup (item_id));
    g_hash_table_remove (self->inbox_by_id, item_id);
    self->inbox->pdata[index - 1] = NULL;
  }
  return row;
}

void
bp_pending_block_record (BpPending *self, gint64 record)
{
  g_hash_table_add (self->blocked_records, int64_key (record));
}

BpPending *
bp_pending_new (BpStore *reader, GHashTable *arrived, gint64 user, BpKind kind, GError **error)
{
  g_autoptr (BpPending) self = g_new0 (BpPending, 1);
  self->reader = reader;
  self->user = user;
  self->kind = kind;
  self->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->inbox_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->taken_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unlinked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, unlinked_free);
  self->key_count = g_hash_table_new (g_str_hash, g_str_equal);
  self->blocked_records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->blocked_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->open_creations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->discarded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->parked_records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->parked_keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->parked_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load_changes (self, error) || !load_discarded (self, error) || !load_inbox (self, arrived, error)
      || !load_blocked (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bp_pending_free (BpPending *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->inbox, g_ptr_array_unref);
  g_hash_table_unref (self->changes);
  g_hash_table_unref (self->inbox_by_id);
  g_hash_table_unref (self->taken_items);
  g_hash_table_unref (self->key_count);
  g_hash_table_unref (self->unlinked);
  g_hash_table_unref (self->blocked_records);
  g_hash_table_unref (self->blocked_items);
  g_hash_table_unref (self->open_creations);
  g_hash_table_unref (self->discarded);
  g_hash_table_unref (self->parked_records);
  g_hash_table_unref (self->parked_keys);
  g_hash_table_unref (self->parked_items);
  g_free (self);
}
