/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

/* A row as the table has it: the item as JSON. */
typedef struct {
  BpInboxRow row;
  char *item;
} StoredRow;

#define ROW_COLUMN(type, member)                                                                                       \
  {                                                                                                                    \
#member, BP_COLUMN_##type, G_STRUCT_OFFSET(StoredRow, row.member)                                                  \
  }
static const BpColumn columns[] = {
  ROW_COLUMN (INT64, seq),
  ROW_COLUMN (TEXT, item_id),
  ROW_COLUMN (INT, deleted),
  ROW_COLUMN (TEXT, change_key),
  ROW_COLUMN (TEXT, folder_id),
  ROW_COLUMN (TEXT, uid),
  ROW_COLUMN (TEXT, create_token),
  ROW_COLUMN (INT64, created_at),
  ROW_COLUMN (INT64, modified_at),
  ROW_COLUMN (INT, is_meeting),
  ROW_COLUMN (TEXT, unsupported),
  { "item", BP_COLUMN_TEXT, G_STRUCT_OFFSET (StoredRow, item) },
  BP_COLUMN_END,
};
static const BpRowType type = { "sync_inbox", columns, sizeof (StoredRow), TRUE };

BpInboxRow *
bp_inbox_row_new (void)
{
  return g_new0 (BpInboxRow, 1);
}

void
bp_inbox_row_free (BpInboxRow *self)
{
  if (!self)
    return;
  g_free (self->item_id);
  g_free (self->change_key);
  g_free (self->folder_id);
  g_free (self->uid);
  g_free (self->create_token);
  g_free (self->unsupported);
  g_clear_pointer (&self->item, bp_item_unref);
  g_free (self);
}

static void
free_row (gpointer row)
{
  bp_inbox_row_free (row);
}

static void
free_stored (gpointer stored)
{
  bp_row_clear (&type, stored);
  g_free (stored);
}

/* Takes the texts out of the stored row. put: the row that was stored, NULL if it is not at hand. */
static BpInboxRow *
unpack (StoredRow *stored, BpKind kind, const BpInboxRow *put, GError **error)
{
  BpItem *item = NULL;
  BpInboxRow *row;
  if (put && put->seq == stored->row.seq)
    item = bp_item_ref (put->item);
  else if (stored->item && !(item = bp_item_from_json (kind, stored->item, error)))
    return NULL;
  row = bp_inbox_row_new ();
  *row = stored->row;
  stored->row = (BpInboxRow){ 0 };
  row->item = item;
  return row;
}

GPtrArray *
bp_store_inbox (BpStore *self, gint64 user, BpKind kind, GHashTable *read, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GPtrArray) stored = bp_row_list (
    self, &type, free_stored, error, "WHERE user = ? AND kind = ? ORDER BY seq", "is", user, bp_kind_name (kind));
  if (!stored)
    return NULL;
  for (guint i = 0; i < stored->len; i++) {
    const StoredRow *one = stored->pdata[i];
    const BpInboxRow *put = read ? g_hash_table_lookup (read, one->row.item_id) : NULL;
    BpInboxRow *row = unpack (stored->pdata[i], kind, put, error);
    if (!row)
      return NULL;
    g_ptr_array_add (rows, row);
  }
  return g_steal_pointer (&rows);
}

BpInboxRow *
bp_store_inbox_row (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error)
{
  StoredRow *stored = bp_row_first (self, &type, free_stored, error, "WHERE user = ? AND kind = ? AND item_id = ?",
                                    "iss", user, bp_kind_name (kind), item_id);
  BpInboxRow *row = stored ? unpack (stored, kind, NULL, error) : NULL;
  if (stored)
    free_stored (stored);
  return row;
}

gboolean
bp_store_inbox_put (BpStore *self, gint64 user, BpKind kind, BpInboxRow *row, GError **error)
{
  g_autofree char *item = row->item ? bp_item_to_json (row->item) : NULL;
  StoredRow stored = { *row, item };
  stored.row.seq = 0; /* a new one, higher than all before */
  if (!bp_row_put (self, &type, &stored, user, kind, error))
    return FALSE;
  row->seq = stored.row.seq;
  return TRUE;
}

gboolean
bp_store_inbox_remove (BpStore *self, gint64 user, BpKind kind, const char *item_id, gint64 seq, GError **error)
{
  return bp_sql_run (self, error, "DELETE FROM sync_inbox WHERE user = ? AND kind = ? AND item_id = ? AND seq = ?",
                     "issi", user, bp_kind_name (kind), item_id, seq);
}
