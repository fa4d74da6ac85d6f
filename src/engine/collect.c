/* SPDX-License-Identifier: MIT */
#include "engine/collect.h"

#include "base/error.h"
#include "store/journal.h"

/* One collection in the making. Hash tables borrow their keys from the rows they index. */
typedef struct {
  BpStore *reader;
  GHashTable *arrived;
  gint64 user;
  BpKind kind;
  const GArray *taking_part;
  gboolean may_fetch, import_closed;
  BpCollected *out;
  GHashTable *changes;     /* record id -> BpLocalChange */
  GPtrArray *inbox;        /* BpInboxRow; entries are stolen (set NULL) by the pair that takes them */
  GHashTable *inbox_by_id; /* item id -> index + 1 */
  GHashTable *unlinked;    /* item id -> Unlinked: what is in the inbox and has no link */
  GHashTable *key_count;   /* match key -> number of unlinked items in the inbox with it */
  GHashTable *blocked_records, *blocked_items;
  GHashTable *open_creations; /* UIDs and tokens of items that may be created at this moment */
  GHashTable *parked_records; /* record id -> journal seq at parking */
  GHashTable *parked_keys;    /* record id -> its item's change key at parking */
  GHashTable *parked_items;   /* item id -> change key at parking */
  GHashTable *discarded;      /* records whose deletion was held and is not wanted */
} Collector;

/* What is known of an item in the inbox that has no link. */
typedef struct {
  BpBaseline *baseline; /* NULL: nothing */
  char *key;            /* the match key that it had before the change at hand; only appointments have one */
} Unlinked;

static void
unlinked_free (gpointer data)
{
  Unlinked *self = data;
  bp_baseline_free (self->baseline);
  g_free (self->key);
  g_free (self);
}

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

static gint64 *
int64_key (gint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

/* --- what is pending ------------------------------------------------------------------------------------------------- */

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
load_changes (Collector *self, GError **error)
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
count_key (Collector *self, const char *key)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->key_count, key));
  g_hash_table_replace (self->key_count, (char *) key, GUINT_TO_POINTER (count + 1));
}

static gboolean
look_at (Collector *self, const BpInboxRow *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = NULL;
  Unlinked *found;
  if (row->deleted || !row->item)
    return TRUE;
  link = bp_store_link_by_item (self->reader, self->user, self->kind, row->item_id, &local);
  if (!link && !local) {
    found = g_new0 (Unlinked, 1);
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
load_inbox (Collector *self, GError **error)
{
  self->inbox = bp_store_inbox (self->reader, self->user, self->kind, self->arrived, error);
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
load_blocked (Collector *self, GError **error)
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
    self->out->waiting++;
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
load_discarded (Collector *self, GError **error)
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

/* Parked and untouched since (SYNC 15). */
static gboolean
record_is_parked (Collector *self, gint64 record, gint64 seq)
{
  const gint64 *at = g_hash_table_lookup (self->parked_records, &record);
  return at && *at >= seq;
}

static gboolean
item_is_parked (Collector *self, const BpInboxRow *row)
{
  const char *change_key;
  if (!g_hash_table_lookup_extended (self->parked_items, row->item_id, NULL, (gpointer *) &change_key))
    return FALSE;
  return !row->deleted && g_strcmp0 (change_key, row->change_key) == 0;
}

/* With the import closed a row may wait for long: it is no reason to try again what was refused. */
static gboolean
waits_beside_parked (Collector *self, const BpInboxRow *row, const BpLink *link)
{
  const BpLocalChange *change = g_hash_table_lookup (self->changes, &link->record);
  return self->import_closed && !row->deleted && record_is_parked (self, link->record, change ? change->seq : 0)
         && g_strcmp0 (g_hash_table_lookup (self->parked_keys, &link->record), row->change_key) == 0;
}

static gboolean
is_being_created (const Collector *self, const char *uid_or_token)
{
  return uid_or_token && g_hash_table_contains (self->open_creations, uid_or_token);
}

/* --- pairs ------------------------------------------------------------------------------------------------------------- */

static BpInboxRow *
peek_inbox (Collector *self, const char *item_id)
{
  guint index = item_id ? GPOINTER_TO_UINT (g_hash_table_lookup (self->inbox_by_id, item_id)) : 0;
  return index ? self->inbox->pdata[index - 1] : NULL;
}

static BpInboxRow *
take_inbox (Collector *self, const char *item_id)
{
  BpInboxRow *row = peek_inbox (self, item_id);
  if (row) {
    guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->inbox_by_id, item_id));
    g_hash_table_remove (self->inbox_by_id, item_id);
    self->inbox->pdata[index - 1] = NULL;
  }
  return row;
}

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
  const BpLocalChange *change = g_hash_table_lookup (self->changes, &record_id);
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
    Unlinked *known = g_hash_table_lookup (self->unlinked, inbox->item_id);
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
  pair->input.discarded = g_hash_table_contains (self->discarded, &record_id);
  if (record)
    pair->input.local.deleted = FALSE; /* it was restored, and its entries are not all done yet */
  if (!record && (pair->input.discarded || (link && inbox && !inbox->deleted)))
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
  return g_hash_table_size (self->changes) > 0;
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
  const Unlinked *known = g_hash_table_lookup (self->unlinked, row->item_id);
  g_autoptr (GArray) ids = NULL;
  if (row->uid)
    ids = bp_store_records_unlinked_by_uid (self->reader, self->kind, self->user, row->uid, NULL);
  if (ids && ids->len > 0)
    return g_array_index (ids, gint64, 0);
  if (!known || !known->key || GPOINTER_TO_UINT (g_hash_table_lookup (self->key_count, known->key)) != 1)
    return 0;
  g_clear_pointer (&ids, g_array_unref);
  ids = bp_store_records_unlinked_by_key (self->reader, self->kind, self->user, known->key, has_changes (self), NULL);
  if (!ids || ids->len != 1)
    return 0;
  return g_array_index (ids, gint64, 0);
}

/* A link whose item this one replaces: deleted before, or in this very inbox (an accepted invitation, an undo, a move and
 * back). Else, if a living item has this UID or token, the item is a copy. *ret_original: to be asked for first, for the server does not
 * report the deletion of what it never listed. */
static BpLink *
find_replaced (Collector *self, const BpInboxRow *row, gboolean *ret_is_copy, char **ret_original)
{
  g_autoptr (GPtrArray) links = NULL;
  BpLink *by_token;
  *ret_is_copy = FALSE;
  if (row->uid)
    links = bp_store_links_by_uid (self->reader, self->user, self->kind, row->uid, NULL);
  if (!links)
    links = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_link_free);
  by_token =
    row->create_token ? bp_store_link_by_token (self->reader, self->user, self->kind, row->create_token, NULL) : NULL;
  if (by_token)
    g_ptr_array_add (links, by_token);
  for (guint i = 0; i < links->len; i++) {
    const BpLink *link = links->pdata[i];
    const BpInboxRow *gone = peek_inbox (self, link->item_id);
    if (link->item_gone || (gone && gone->deleted))
      return bp_link_copy (link);
    *ret_is_copy = TRUE;
    if (self->may_fetch && !gone && !*ret_original)
      *ret_original = g_strdup (link->item_id);
  }
  return NULL;
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
  if (g_hash_table_contains (self->blocked_records, &id)
      || (link && link->item_id && g_hash_table_contains (self->blocked_items, link->item_id)))
    return TRUE;
  if (!load_record (self, id, &record, &unreadable, error))
    return FALSE;
  if (unreadable)
    return record_is_parked (self, id, change->seq) || add_unreadable (self, id, unreadable, error);
  if (link && is_on_its_way (self, link, record))
    return TRUE;
  /* Entered again while it is not known what became of the former record's item: first that, then this (SYNC 8, 10). */
  if (!link && record && is_being_created (self, record->uid))
    return TRUE;
  leave_to_other_user (self, &record, change);
  if (record_is_parked (self, id, change->seq))
    return TRUE;
  if (!link && record && self->may_fetch)
    fetch = match_record (self, record);
  if (fetch) {
    g_ptr_array_add (self->out->fetch, g_steal_pointer (&fetch));
    return TRUE;
  }
  if (link && link->item_id) {
    BpInboxRow *deletion = take_inbox (self, link->item_id);
    return add_pair (self, id, g_steal_pointer (&link), g_steal_pointer (&record), deletion, FALSE, error);
  }
  return add_pair (self, id, g_steal_pointer (&link), g_steal_pointer (&record), NULL, FALSE, error);
}

static gboolean
collect_item (Collector *self, BpInboxRow *row, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = g_hash_table_contains (self->unlinked, row->item_id)
                              ? NULL
                              : bp_store_link_by_item (self->reader, self->user, self->kind, row->item_id, &local);
  g_autoptr (BpRecord) record = NULL;
  g_autofree char *unreadable = NULL;
  g_autofree char *replaced_item = NULL, *original = NULL;
  gint64 replaced_seq = 0, record_id = 0;
  gboolean is_copy = FALSE;
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (g_hash_table_contains (self->blocked_items, row->item_id) || item_is_parked (self, row)
      || (!row->deleted && is_being_created (self, row->create_token)))
    return TRUE;
  if (link && waits_beside_parked (self, row, link))
    return TRUE;
  if (!link && !row->deleted)
    link = find_replaced (self, row, &is_copy, &original);
  if (!link && original) {
    /* It is read before anything is written: a write of this round would make that old. */
    g_hash_table_add (self->blocked_items, g_strdup (original));
    g_ptr_array_add (self->out->fetch, g_steal_pointer (&original));
    return TRUE;
  }
  if (link && g_strcmp0 (link->item_id, row->item_id) != 0) {
    BpInboxRow *gone = take_inbox (self, link->item_id);
    replaced_item = g_strdup (link->item_id);
    replaced_seq = gone ? gone->seq : 0;
    bp_inbox_row_free (gone);
  }
  if (link)
    record_id = link->record;
  else if (!row->deleted && !is_copy && !row->unsupported)
    record_id = match_item (self, row);
  if (record_id && g_hash_table_contains (self->blocked_records, &record_id))
    return TRUE;
  if (record_id && !load_record (self, record_id, &record, &unreadable, error))
    return FALSE;
  if (unreadable)
    return TRUE; /* the row waits until the record can be read */
  if (link && is_on_its_way (self, link, record))
    return TRUE;
  leave_to_other_user (self, &record, g_hash_table_lookup (self->changes, &record_id));
  take_inbox (self, row->item_id);
  if (!add_pair (self, record_id, g_steal_pointer (&link), g_steal_pointer (&record), row, is_copy, error))
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
  for (guint i = 0; i < self->inbox->len; i++) {
    BpInboxRow *row = self->inbox->pdata[i];
    if (row && row->deleted == deleted && !collect_item (self, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
collect_all (Collector *self, GError **error)
{
  g_autoptr (GList) ids = NULL;
  if (!load_changes (self, error) || !load_discarded (self, error) || !load_inbox (self, error)
      || !load_blocked (self, error))
    return FALSE;
  /* Replacements first: a record that was also edited must not be taken for one whose item is simply gone. */
  if (!collect_items (self, FALSE, error))
    return FALSE;
  for (guint i = 0; i < self->out->pairs->len; i++) {
    const BpPair *pair = self->out->pairs->pdata[i];
    gint64 id = pair->record ? pair->record->id : pair->link ? pair->link->record : 0;
    g_hash_table_add (self->blocked_records, int64_key (id));
  }
  ids = g_hash_table_get_keys (self->changes);
  for (GList *at = ids; at; at = at->next) {
    const gint64 *id = at->data;
    if (!collect_record (self, *id, g_hash_table_lookup (self->changes, id), error))
      return FALSE;
  }
  return collect_items (self, TRUE, error);
}

BpCollected *
bp_collect (const BpLaneTools *tools, gint64 user, BpKind kind, const GArray *taking_part, gboolean may_fetch,
            GError **error)
{
  g_autoptr (BpCollected) out = g_new0 (BpCollected, 1);
  Collector self = { .reader = tools->reader,
                     .arrived = tools->arrived,
                     .user = user,
                     .kind = kind,
                     .taking_part = taking_part,
                     .may_fetch = may_fetch,
                     .import_closed = !bp_settings_get_bool (tools->settings, BP_SETTING_IMPORT),
                     .out = out };
  gboolean done = FALSE;
  out->pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_pair_free);
  out->fetch = g_ptr_array_new_with_free_func (g_free);
  self.changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.inbox_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self.unlinked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, unlinked_free);
  self.key_count = g_hash_table_new (g_str_hash, g_str_equal);
  self.blocked_records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.blocked_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.open_creations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.discarded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.parked_records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.parked_keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.parked_items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (bp_store_begin (self.reader, error)) {
    done = collect_all (&self, error);
    bp_store_rollback (self.reader);
  }
  g_clear_pointer (&self.inbox, g_ptr_array_unref);
  g_hash_table_unref (self.changes);
  g_hash_table_unref (self.inbox_by_id);
  g_hash_table_unref (self.key_count);
  g_hash_table_unref (self.unlinked);
  g_hash_table_unref (self.blocked_records);
  g_hash_table_unref (self.blocked_items);
  g_hash_table_unref (self.open_creations);
  g_hash_table_unref (self.discarded);
  g_hash_table_unref (self.parked_records);
  g_hash_table_unref (self.parked_keys);
  g_hash_table_unref (self.parked_items);
  return done ? g_steal_pointer (&out) : NULL;
}
