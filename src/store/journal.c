/* SPDX-License-Identifier: MIT */
#include "store/journal.h"

#include "store/sql.h"

void
bp_journal_entry_free (BpJournalEntry *self)
{
  if (!self)
    return;
  g_free (self->column);
  g_free (self->original_start);
  g_free (self->old_value);
  g_free (self);
}

gint64
bp_store_journal_last (BpStore *self)
{
  return bp_sql_int (self, "SELECT max(seq) FROM sync_journal", "");
}

/* Few entries are newer than what was looked at last: by number, not by the index over all that is pending. */
GArray *
bp_store_journal_users (BpStore *self, gint64 after_seq, GError **error)
{
  return bp_sql_ints (self, error, "SELECT DISTINCT user FROM sync_journal NOT INDEXED WHERE seq > ? AND done = 0", "i",
                      after_seq);
}

static void
free_entry (gpointer entry)
{
  bp_journal_entry_free (entry);
}

static BpUnit
unit_of (BpKind kind, const BpJournalEntry *entry)
{
  BpField field;
  if (entry->original_start)
    return BP_UNIT_EXCEPTIONS;
  return entry->column && bp_field_by_name (entry->column, &field) ? bp_field_unit (field, kind) : BP_UNIT_COUNT;
}

static BpJournalEntry *
read_entry (BpQuery *query, BpKind kind)
{
  BpJournalEntry *entry = g_new0 (BpJournalEntry, 1);
  g_autofree char *op = bp_query_text (query, 5);
  entry->seq = bp_query_int (query, 0);
  entry->at = bp_query_int (query, 1);
  entry->record = bp_query_int (query, 2);
  entry->user = bp_query_int (query, 3);
  entry->company = bp_query_int (query, 4);
  entry->op = g_str_equal (op, "insert")   ? BP_JOURNAL_INSERT
              : g_str_equal (op, "delete") ? BP_JOURNAL_DELETE
                                           : BP_JOURNAL_UPDATE;
  entry->column = bp_query_text (query, 6);
  entry->original_start = bp_query_text (query, 7);
  entry->old_value = bp_query_text (query, 8);
  entry->unit = unit_of (kind, entry);
  return entry;
}

GPtrArray *
bp_store_journal_pending (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);
  g_autoptr (BpQuery) query =
    bp_sql_query (self, error,
                  "SELECT seq, at, record, user, company, op, column_name, original_start, old_value"
                  " FROM sync_journal WHERE user = ? AND kind = ? AND done = 0 ORDER BY record, seq",
                  "is", user, bp_kind_name (kind));
  while (query && bp_query_next (query, error))
    g_ptr_array_add (entries, read_entry (query, kind));
  return query && !bp_query_failed (query) ? g_steal_pointer (&entries) : NULL;
}

gboolean
bp_store_journal_is_pending (BpStore *self, BpKind kind, gint64 user, gint64 record)
{
  return bp_sql_int (
           self, "SELECT EXISTS (SELECT 1 FROM sync_journal WHERE user = ? AND kind = ? AND record = ? AND done = 0)",
           "isi", user, bp_kind_name (kind), record)
         != 0;
}

gint64
bp_store_journal_count_pending (BpStore *self, gint64 user, gint64 upto_seq)
{
  return bp_sql_int (self, "SELECT count(*) FROM sync_journal WHERE user = ? AND done = 0 AND seq <= ?", "ii", user,
                     upto_seq);
}

/* One by one: an update found by the index that it changes makes SQLite build a table of what it finds, for this one entry or two. */
static gboolean
record_done (BpStore *self, BpKind kind, gint64 user, gint64 record, gint64 upto_seq, GError **error)
{
  g_autoptr (GArray) entries = bp_sql_ints (
    self, error, "SELECT seq FROM sync_journal WHERE user = ? AND kind = ? AND record = ? AND seq <= ? AND done = 0",
    "isii", user, bp_kind_name (kind), record, upto_seq);
  for (guint i = 0; entries && i < entries->len; i++)
    if (!bp_sql_run (self, error, "UPDATE sync_journal SET done = 1 WHERE seq = ?", "i",
                     g_array_index (entries, gint64, i)))
      return FALSE;
  return entries != NULL;
}

gboolean
bp_store_journal_done (BpStore *self, BpKind kind, gint64 user, gint64 record, gint64 upto_seq, GError **error)
{
  if (record)
    return record_done (self, kind, user, record, upto_seq, error);
  return bp_sql_run (self, error,
                     "UPDATE sync_journal SET done = 1 WHERE user = ? AND kind = ? AND seq <= ? AND done = 0", "isi",
                     user, bp_kind_name (kind), upto_seq);
}

/* The last column of the unit: none that matching by old values looks at. */
static const char *
column_of_unit (BpKind kind, BpUnit unit)
{
  for (int field = BP_FIELD_COUNT; field-- > 0;)
    if (bp_field_applies (field, kind) && bp_field_unit (field, kind) == unit)
      return bp_field_info (field)->name;
  return NULL;
}

gboolean
bp_store_journal_note (BpStore *self, BpKind kind, gint64 user, gint64 company, gint64 record, BpUnitSet units,
                       gint64 *ret_seq, GError **error)
{
  for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
    if ((units & BP_UNIT_BIT (unit))
        && !bp_sql_run (self, error,
                        "INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start)"
                        " VALUES (?, ?, ?, ?, 'update', ?, ?)",
                        "siiiss", bp_kind_name (kind), record, user, company, column_of_unit (kind, unit),
                        unit == BP_UNIT_EXCEPTIONS ? "" : NULL))
      return FALSE;
  *ret_seq = bp_store_journal_last_of (self, kind, record);
  return TRUE;
}

gint64
bp_store_journal_last_of (BpStore *self, BpKind kind, gint64 record)
{
  return bp_sql_int (self, "SELECT max(seq) FROM sync_journal WHERE kind = ? AND record = ?", "si", bp_kind_name (kind),
                     record);
}
