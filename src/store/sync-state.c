/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

/* --- state ------------------------------------------------------------------------------------------------------------- */

static const BpColumn state_columns[] = {
  BP_COLUMN (TEXT, BpSyncState, folder_id),     BP_COLUMN (TEXT, BpSyncState, token),
  BP_COLUMN (INT64, BpSyncState, t0),           BP_COLUMN (INT, BpSyncState, listed),
  BP_COLUMN (TEXT, BpSyncState, private_items), BP_COLUMN_END,
};
static const BpRowType state_type = { "sync_state", state_columns, sizeof (BpSyncState), FALSE };

void
bp_sync_state_free (BpSyncState *self)
{
  if (!self)
    return;
  bp_row_clear (&state_type, self);
  g_free (self);
}

static void
free_state (gpointer state)
{
  bp_sync_state_free (state);
}

BpSyncState *
bp_store_sync_state (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  GError *failure = NULL;
  BpSyncState *state = bp_row_first (self, &state_type, free_state, &failure, "WHERE user = ? AND kind = ?", "is", user,
                                     bp_kind_name (kind));
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return state ? state : g_new0 (BpSyncState, 1);
}

gboolean
bp_store_set_sync_state (BpStore *self, gint64 user, BpKind kind, const BpSyncState *state, GError **error)
{
  BpSyncState row = *state;
  return bp_row_put (self, &state_type, &row, user, kind, error);
}

/* Who holds links there comes first, then the lower id; only a claim better than the asking user's counts. */
gint64
bp_store_folder_holder (BpStore *self, BpKind kind, const char *folder_id, gint64 except_user)
{
  static const char sql[] =
    "WITH claim (user, links) AS ("
    " SELECT s.user, EXISTS (SELECT 1 FROM sync_link l WHERE l.user = s.user AND l.kind = s.kind AND l.set_aside = 0)"
    " FROM sync_state s JOIN user u ON u.id = s.user WHERE s.kind = ?1 AND s.folder_id = ?2"
    " UNION SELECT ?3, 0 WHERE NOT EXISTS (SELECT 1 FROM sync_state WHERE user = ?3 AND kind = ?1 AND folder_id = ?2))"
    " SELECT nullif (user, ?3) FROM claim ORDER BY links DESC, user LIMIT 1";
  return bp_sql_int (self, sql, "ssi", bp_kind_name (kind), folder_id, except_user);
}

/* --- baseline ------------------------------------------------------------------------------------------------------------ */

static const BpColumn baseline_columns[] = {
  BP_COLUMN (TEXT, BpBaseline, item_id),
  BP_COLUMN (TEXT, BpBaseline, uid),
  BP_COLUMN (TEXT, BpBaseline, match_key),
  BP_COLUMN (TEXT, BpBaseline, hashes),
  BP_COLUMN (INT, BpBaseline, field_version),
  BP_COLUMN (INT, BpBaseline, withheld),
  BP_COLUMN_END,
};
static const BpRowType baseline_type = { "sync_baseline", baseline_columns, sizeof (BpBaseline), FALSE };

void
bp_baseline_free (BpBaseline *self)
{
  if (!self)
    return;
  bp_row_clear (&baseline_type, self);
  g_free (self);
}

static void
free_baseline (gpointer baseline)
{
  bp_baseline_free (baseline);
}

BpBaseline *
bp_store_baseline (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error)
{
  return bp_row_first (self, &baseline_type, free_baseline, error, "WHERE user = ? AND kind = ? AND item_id = ?", "iss",
                       user, bp_kind_name (kind), item_id);
}

/* The indexes are named because SQLite, without statistics, thinks the primary key as good: that walks over the whole baseline. */
#define UNLINKED                                                                                                       \
  " AND NOT EXISTS (SELECT 1 FROM sync_link l WHERE l.user = sync_baseline.user AND l.kind = sync_baseline.kind"       \
  " AND l.item_id = sync_baseline.item_id AND l.set_aside = 0)"

GPtrArray *
bp_store_baseline_by_uid (BpStore *self, gint64 user, BpKind kind, const char *uid, GError **error)
{
  return bp_row_list (self, &baseline_type, free_baseline, error,
                      "INDEXED BY sync_baseline_uid WHERE user = ? AND kind = ? AND uid = ?" UNLINKED, "iss", user,
                      bp_kind_name (kind), uid);
}

GPtrArray *
bp_store_baseline_by_key (BpStore *self, gint64 user, BpKind kind, const char *match_key, GError **error)
{
  return bp_row_list (self, &baseline_type, free_baseline, error,
                      "INDEXED BY sync_baseline_key WHERE user = ? AND kind = ? AND match_key = ?" UNLINKED, "iss",
                      user, bp_kind_name (kind), match_key);
}

gboolean
bp_store_baseline_put (BpStore *self, gint64 user, BpKind kind, const BpBaseline *row, GError **error)
{
  BpBaseline copy = *row;
  return bp_row_put (self, &baseline_type, &copy, user, kind, error);
}

GPtrArray *
bp_store_private_item_ids (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  static const char sql[] =
    "SELECT item_id FROM sync_link WHERE user = ?1 AND kind = ?2 AND set_aside = 0 AND item_gone = 0 AND item_id IS "
    "NOT NULL"
    " AND (reason_in = 'private-skipped' OR instr (seen_remote, '\"sensitivity\":\"private\"') > 0"
    " OR instr (seen_remote, '\"sensitivity\":\"confidential\"') > 0)"
    " UNION SELECT item_id FROM sync_baseline WHERE user = ?1 AND kind = ?2 AND withheld";
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BpQuery) query = bp_sql_query (self, error, sql, "is", user, bp_kind_name (kind));
  while (query && bp_query_next (query, error))
    g_ptr_array_add (ids, bp_query_text (query, 0));
  return query && !bp_query_failed (query) ? g_steal_pointer (&ids) : NULL;
}

gboolean
bp_store_baseline_remove (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error)
{
  return bp_sql_run (self, error, "DELETE FROM sync_baseline WHERE user = ? AND kind = ? AND item_id = ?", "iss", user,
                     bp_kind_name (kind), item_id);
}

gboolean
bp_store_unlisted_put (BpStore *self, const BpLink *link, GError **error)
{
  return bp_sql_run (self, error, "INSERT OR IGNORE INTO sync_unlisted (user, kind, link) VALUES (?, ?, ?)", "isi",
                     link->user, bp_kind_name (link->kind), link->id);
}

gboolean
bp_store_unlisted_remove (BpStore *self, const BpLink *link, GError **error)
{
  return bp_sql_run (self, error, "DELETE FROM sync_unlisted WHERE user = ? AND kind = ? AND link = ?", "isi",
                     link->user, bp_kind_name (link->kind), link->id);
}

GPtrArray *
bp_store_unlisted_ids (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BpQuery) query =
    bp_sql_query (self, error,
                  "SELECT l.item_id FROM sync_unlisted u JOIN sync_link l ON l.id = u.link"
                  " WHERE u.user = ? AND u.kind = ? AND l.item_id IS NOT NULL AND l.set_aside = 0",
                  "is", user, bp_kind_name (kind));
  while (query && bp_query_next (query, error))
    g_ptr_array_add (ids, bp_query_text (query, 0));
  return query && !bp_query_failed (query) ? g_steal_pointer (&ids) : NULL;
}

gboolean
bp_store_was_ever_set_up (BpStore *self)
{
  return bp_sql_int (self, "SELECT EXISTS (SELECT 1 FROM sync_state WHERE t0 > 0)", "") != 0;
}
