/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

static const char *const decision_names[] = {
  [BP_HELD_UNDECIDED] = NULL, [BP_HELD_APPLY] = "apply", [BP_HELD_DISCARD] = "discard"
};

static BpHeldDecision
decision_from_name (const char *name)
{
  for (int decision = BP_HELD_APPLY; decision <= BP_HELD_DISCARD; decision++)
    if (g_strcmp0 (name, decision_names[decision]) == 0)
      return (BpHeldDecision) decision;
  return BP_HELD_UNDECIDED;
}

/* --- deletions that were carried out ------------------------------------------------------------------------------------- */

static gboolean
record_lives (BpStore *self, BpKind kind, gint64 record)
{
  g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE id = ?)", bp_kind_name (kind));
  return bp_sql_int (self, sql, "i", record) != 0;
}

gboolean
bp_store_deletion_done (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record, gint64 at,
                        GError **error)
{
  gboolean released =
    bp_sql_int (self,
                "SELECT EXISTS (SELECT 1 FROM sync_hold WHERE user = ? AND kind = ? AND direction = ? AND record = ?"
                " AND decision = 'apply')",
                "issi", user, bp_kind_name (kind), bp_direction_name (direction), record)
    != 0;
  if (released)
    return bp_store_hold_drop (self, user, kind, direction, record, error);
  return record_lives (self, kind, record)
         || bp_sql_run (self, error, "INSERT INTO sync_deletion (user, kind, direction, at) VALUES (?, ?, ?, ?)",
                        "issi", user, bp_kind_name (kind), bp_direction_name (direction), at);
}

gint64
bp_store_deletions_since (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 since)
{
  return bp_sql_int (self,
                     "SELECT count(*) FROM sync_deletion WHERE user = ? AND kind = ? AND direction = ? AND at >= ?",
                     "issi", user, bp_kind_name (kind), bp_direction_name (direction), since);
}

/* --- deletions that wait for the administrator's word ------------------------------------------------------------------ */

GArray *
bp_store_held (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  g_autoptr (BpQuery) query =
    bp_sql_query (self, error, "SELECT direction, record, decision FROM sync_hold WHERE user = ? AND kind = ?", "is",
                  user, bp_kind_name (kind));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (BpHeld));
  if (!query)
    return NULL;
  while (bp_query_next (query, error)) {
    gboolean out = g_strcmp0 (bp_query_peek_text (query, 0), bp_direction_name (BP_OUT)) == 0;
    BpHeld row = { out ? BP_OUT : BP_IN, bp_query_int (query, 1), decision_from_name (bp_query_peek_text (query, 2)) };
    g_array_append_val (rows, row);
  }
  return bp_query_failed (query) ? NULL : g_steal_pointer (&rows);
}

gint64
bp_store_held_count (BpStore *self, gint64 user)
{
  return bp_sql_int (self, "SELECT count(*) FROM sync_hold WHERE user = ? AND decision IS NULL", "i", user);
}

gboolean
bp_store_hold (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record, GError **error)
{
  return bp_sql_run (self, error, "INSERT OR IGNORE INTO sync_hold (user, kind, direction, record) VALUES (?, ?, ?, ?)",
                     "issi", user, bp_kind_name (kind), bp_direction_name (direction), record);
}

gboolean
bp_store_hold_drop (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record, GError **error)
{
  return bp_sql_run (self, error, "DELETE FROM sync_hold WHERE user = ? AND kind = ? AND direction = ? AND record = ?",
                     "issi", user, bp_kind_name (kind), bp_direction_name (direction), record);
}

gboolean
bp_store_release_group (BpStore *self, gint64 user, BpKind kind, int direction, BpHeldDecision decision,
                        gint64 *ret_count, GError **error)
{
  g_return_val_if_fail (decision != BP_HELD_UNDECIDED, FALSE);
  if (!bp_sql_run (self, error,
                   "UPDATE sync_hold SET decision = ?1 WHERE user = ?2 AND decision IS NULL"
                   " AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR direction = ?4)",
                   "siss", decision_names[decision], user, kind < BP_KIND_COUNT ? bp_kind_name (kind) : NULL,
                   direction >= 0 ? bp_direction_name ((BpDirection) direction) : NULL))
    return FALSE;
  *ret_count = sqlite3_changes64 (self->db);
  return TRUE;
}

gboolean
bp_store_release (BpStore *self, gint64 user, BpHeldDecision decision, gint64 *ret_count, GError **error)
{
  return bp_store_release_group (self, user, BP_KIND_COUNT, -1, decision, ret_count, error);
}
