/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

static const BpColumn columns[] = {
  BP_COLUMN (INT64, BpLink, id),
  BP_COLUMN (KIND, BpLink, kind),
  BP_COLUMN (INT64, BpLink, user),
  BP_COLUMN (INT64, BpLink, record),
  BP_COLUMN (INT, BpLink, record_gone),
  BP_COLUMN (TEXT, BpLink, item_id),
  BP_COLUMN (INT, BpLink, item_gone),
  BP_COLUMN (INT, BpLink, set_aside),
  BP_COLUMN (INT, BpLink, is_meeting),
  BP_COLUMN (TEXT, BpLink, change_key),
  BP_COLUMN (TEXT, BpLink, uid),
  BP_COLUMN (TEXT, BpLink, create_token),
  BP_COLUMN (TEXT, BpLink, seen_local),
  BP_COLUMN (TEXT, BpLink, seen_remote),
  BP_COLUMN (INT, BpLink, field_version),
  BP_COLUMN (TEXT, BpLink, reason_out),
  BP_COLUMN (TEXT, BpLink, reason_in),
  BP_COLUMN (INT64, BpLink, changed_at),
  BP_COLUMN (INT64, BpLink, last_transfer_at),
  BP_COLUMN_END,
};
static const BpRowType type = { "sync_link", columns, sizeof (BpLink), TRUE };

BpLink *
bp_link_new (void)
{
  return g_new0 (BpLink, 1);
}

BpLink *
bp_link_copy (const BpLink *self)
{
  BpLink *copy = bp_link_new ();
  bp_row_copy (&type, self, copy);
  return copy;
}

void
bp_link_free (BpLink *self)
{
  if (!self)
    return;
  bp_row_clear (&type, self);
  g_free (self);
}

static void
free_link (gpointer link)
{
  bp_link_free (link);
}

/* Of a record that moved to another user both links may live for a while: the newer is the record's. */
BpLink *
bp_store_link_by_record (BpStore *self, BpKind kind, gint64 record, GError **error)
{
  return bp_row_first (self, &type, free_link, error,
                       "WHERE kind = ? AND record = ? AND set_aside = 0 ORDER BY id DESC", "si", bp_kind_name (kind),
                       record);
}

BpLink *
bp_store_link_of_user (BpStore *self, gint64 user, BpKind kind, gint64 record, GError **error)
{
  return bp_row_first (self, &type, free_link, error,
                       "WHERE kind = ? AND record = ? AND user = ? AND set_aside = 0 ORDER BY id DESC", "sii",
                       bp_kind_name (kind), record, user);
}

BpLink *
bp_store_link_by_item (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error)
{
  return bp_row_first (self, &type, free_link, error, "WHERE user = ? AND kind = ? AND item_id = ? AND set_aside = 0",
                       "iss", user, bp_kind_name (kind), item_id);
}

/* What must hold of a link and its item so that nothing needs to be decided about the item if it is as it was. */
#define QUIET(record)                                                                                                  \
  "WHERE user = ? AND kind = ? AND item_id = ? AND set_aside = 0 AND record_gone = 0 AND item_gone = 0"                \
  " AND reason_in IS NULL AND field_version = ?"                                                                       \
  " AND EXISTS (SELECT 1 FROM " record " r WHERE r.id = sync_link.record AND r.user = sync_link.user)"                 \
  " AND NOT EXISTS (SELECT 1 FROM sync_inbox i WHERE i.user = sync_link.user AND i.kind = sync_link.kind"              \
  " AND i.item_id = sync_link.item_id)"

BpLink *
bp_store_link_quiet (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error)
{
  return bp_row_first (self, &type, free_link, error,
                       kind == BP_KIND_APPOINTMENT ? QUIET ("appointment") : QUIET ("task"), "issi", user,
                       bp_kind_name (kind), item_id, (gint64) BP_FIELD_TABLE_VERSION);
}

BpLink *
bp_store_link_by_token (BpStore *self, gint64 user, BpKind kind, const char *create_token, GError **error)
{
  return bp_row_first (self, &type, free_link, error,
                       "WHERE user = ? AND kind = ? AND create_token = ? AND create_token IS NOT NULL AND set_aside = 0"
                       " ORDER BY record_gone OR item_gone, id",
                       "iss", user, bp_kind_name (kind), create_token);
}

GPtrArray *
bp_store_links_by_uid (BpStore *self, gint64 user, BpKind kind, const char *uid, GError **error)
{
  return bp_row_list (self, &type, free_link, error,
                      "WHERE user = ? AND kind = ? AND uid = ? AND set_aside = 0 ORDER BY record_gone OR item_gone, id",
                      "iss", user, bp_kind_name (kind), uid);
}

GPtrArray *
bp_store_links_set_aside (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  return bp_row_list (self, &type, free_link, error, "WHERE user = ? AND kind = ? AND set_aside = 1 ORDER BY id", "is",
                      user, bp_kind_name (kind));
}

GPtrArray *
bp_store_links_item_ids (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BpQuery) query =
    bp_sql_query (self, error,
                  "SELECT item_id FROM sync_link WHERE user = ? AND kind = ? AND set_aside = 0"
                  " AND item_gone = 0 AND item_id IS NOT NULL",
                  "is", user, bp_kind_name (kind));
  while (query && bp_query_next (query, error))
    g_ptr_array_add (ids, bp_query_text (query, 0));
  return query && !bp_query_failed (query) ? g_steal_pointer (&ids) : NULL;
}

/* Live: both sides are there. */
#define LIVE_LINKS "FROM sync_link WHERE user = ? AND kind = ? AND set_aside = 0 AND record_gone = 0 AND item_gone = 0"

gint64
bp_store_links_count (BpStore *self, gint64 user, BpKind kind)
{
  return bp_sql_int (self, "SELECT count(*) " LIVE_LINKS, "is", user, bp_kind_name (kind));
}

gboolean
bp_store_has_links (BpStore *self, gint64 user, BpKind kind)
{
  return bp_sql_int (self, "SELECT EXISTS (SELECT 1 " LIVE_LINKS ")", "is", user, bp_kind_name (kind)) != 0;
}

gboolean
bp_store_link_put (BpStore *self, BpLink *link, GError **error)
{
  if (link->item_id && !link->set_aside
      && !bp_store_baseline_remove (self, link->user, link->kind, link->item_id, error))
    return FALSE;
  /* Replacing a row writes each of its index entries anew; most of what changes is in none of them. */
  if (link->id && !bp_row_update (self, &type, link, error))
    return FALSE;
  return (link->id && sqlite3_changes (self->db) > 0) || bp_row_put (self, &type, link, 0, BP_KIND_COUNT, error);
}

gboolean
bp_store_link_set_change_key (BpStore *self, gint64 id, const char *change_key, GError **error)
{
  return bp_sql_run (self, error, "UPDATE sync_link SET change_key = ? WHERE id = ?", "si", change_key, id);
}

gboolean
bp_store_link_set_reasons (BpStore *self, const BpLink *link, GError **error)
{
  return bp_sql_run (self, error, "UPDATE sync_link SET reason_out = ?, reason_in = ? WHERE id = ?", "ssi",
                     link->reason_out, link->reason_in, link->id);
}

GArray *
bp_store_link_heirs (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  const char *table = bp_kind_name (kind);
  /* The new one may have been deleted again before anybody saw it: then that is the deletion, with all that was edited before it. It begins
   * with what was entered, of which there is little: SQLite, which does not know, walks over all links, in every pass. */
  g_autofree char *sql = g_strdup_printf (
    "SELECT l.id, d.id, max(j.record) FROM sync_journal j INDEXED BY sync_journal_pending"
    " LEFT JOIN %s r ON r.id = j.record AND r.user = j.user"
    " LEFT JOIN sync_deleted g ON r.id IS NULL AND g.kind = j.kind AND g.id = j.record AND g.user = j.user"
    " CROSS JOIN sync_deleted d ON d.user = j.user AND d.kind = j.kind AND d.uid = coalesce (r.uid, g.uid)"
    " AND d.company = coalesce (r.company, g.company) AND d.id < j.record"
    " CROSS JOIN sync_link l INDEXED BY sync_link_record ON l.kind = j.kind AND l.record = d.id AND l.user = j.user"
    " AND (l.item_gone = 0 OR l.record_gone = 0) AND l.set_aside = 0"
    " WHERE j.user = ?1 AND j.kind = ?2 AND j.done = 0 AND j.op = 'insert'"
    " AND NOT EXISTS (SELECT 1 FROM %s WHERE id = d.id)"
    " AND NOT EXISTS (SELECT 1 FROM sync_link WHERE kind = ?2 AND record = j.record AND user = ?1 AND set_aside = 0)"
    " AND NOT EXISTS (SELECT 1 FROM sync_intent WHERE user = ?1 AND kind = ?2 AND record IN (d.id, j.record))"
    " GROUP BY l.id",
    table, table);
  g_autoptr (GArray) heirs = g_array_new (FALSE, FALSE, sizeof (BpHeir));
  g_autoptr (BpQuery) query = bp_sql_query (self, error, sql, "is", user, table);
  while (query && bp_query_next (query, error)) {
    BpHeir heir = { bp_query_int (query, 0), bp_query_int (query, 1), bp_query_int (query, 2) };
    g_array_append_val (heirs, heir);
  }
  return query && !bp_query_failed (query) ? g_steal_pointer (&heirs) : NULL;
}

gboolean
bp_store_link_inherit (BpStore *self, gint64 user, BpKind kind, const BpHeir *heir, GError **error)
{
  static const char *const forget[] = {
    "UPDATE sync_journal SET done = 1 WHERE user = ? AND kind = ? AND record = ? AND done = 0",
    "DELETE FROM sync_hold WHERE user = ? AND kind = ? AND record = ?",
    "DELETE FROM sync_parked WHERE user = ? AND kind = ? AND record = ?",
  };
  if (!bp_sql_run (self, error, "UPDATE sync_link SET record = ?, record_gone = 0 WHERE id = ?", "ii", heir->record,
                   heir->link)
      || !bp_sql_run (self, error, "UPDATE sync_conflict SET record = ? WHERE user = ? AND kind = ? AND record = ?",
                      "iisi", heir->record, user, bp_kind_name (kind), heir->former))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (forget); i++)
    if (!bp_sql_run (self, error, forget[i], "isi", user, bp_kind_name (kind), heir->former))
      return FALSE;
  return TRUE;
}

/* Deletions here that were held are not wanted in another mailbox: the records are gone and stay restorable, their entries are done. What
 * could not be taken over lies in the old mailbox. */
gboolean
bp_store_links_put_aside (BpStore *self, gint64 user, BpKind kind, GError **error)
{
#define HELD_HERE(statement)                                                                                           \
  (statement " AND record IN (SELECT record FROM sync_hold WHERE user = ?1 AND kind = ?2 AND direction = 'out')")
  static const char *const statements[] = {
    HELD_HERE ("UPDATE sync_link SET record_gone = 1 WHERE user = ?1 AND kind = ?2 AND set_aside = 0"),
    HELD_HERE ("UPDATE sync_journal SET done = 1 WHERE user = ?1 AND kind = ?2 AND done = 0"),
    "DELETE FROM sync_parked WHERE user = ? AND kind = ? AND direction = 'in'",
    "UPDATE sync_link SET set_aside = 1 WHERE user = ? AND kind = ? AND set_aside = 0",
    "UPDATE sync_state SET token = NULL, listed = 0 WHERE user = ? AND kind = ?",
    "DELETE FROM sync_baseline WHERE user = ? AND kind = ?",
    "DELETE FROM sync_unlisted WHERE user = ? AND kind = ?",
    "DELETE FROM sync_inbox WHERE user = ? AND kind = ?",
    "DELETE FROM sync_intent WHERE user = ? AND kind = ?",
    "DELETE FROM sync_hold WHERE user = ? AND kind = ?",
  };
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!bp_sql_run (self, error, statements[i], "is", user, bp_kind_name (kind)))
      return FALSE;
  return TRUE;
}
