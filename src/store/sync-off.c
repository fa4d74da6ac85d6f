/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

/* --- off periods (SYNC 13) ---------------------------------------------------------------------------------------------------- */

static const char *
name_of_kind (BpKind kind)
{
  return kind < BP_KIND_COUNT ? bp_kind_name (kind) : NULL;
}

static const char *
name_of_direction (int direction)
{
  return direction >= 0 ? bp_direction_name ((BpDirection) direction) : NULL;
}

static const BpColumn columns[] = {
  BP_COLUMN (KIND, BpOffPeriod, kind),
  BP_COLUMN (DIRECTION, BpOffPeriod, direction),
  BP_COLUMN (INT64, BpOffPeriod, begins),
  BP_COLUMN (INT64, BpOffPeriod, ends),
  BP_COLUMN_END,
};
static const BpRowType type = { "sync_off_period", columns, sizeof (BpOffPeriod), FALSE };

GArray *
bp_store_off_periods (BpStore *self, gint64 user, GError **error)
{
  g_autoptr (GPtrArray) rows =
    bp_row_list (self, &type, g_free, error, "WHERE user IN (0, ?) ORDER BY begins, id", "i", user);
  GArray *periods;
  if (!rows)
    return NULL;
  periods = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  for (guint i = 0; i < rows->len; i++)
    g_array_append_vals (periods, rows->pdata[i], 1);
  return periods;
}

gboolean
bp_store_off_set (BpStore *self, const char *source, gint64 user, BpKind kind, int direction, gboolean off, gint64 at,
                  GError **error)
{
  const char *kind_name = name_of_kind (kind), *direction_name = name_of_direction (direction);
  gint64 open = bp_sql_int (
    self, "SELECT id FROM sync_off_period WHERE source = ? AND user = ? AND kind IS ? AND direction IS ? AND ends = 0",
    "siss", source, user, kind_name, direction_name);
  if ((open != 0) == (off != FALSE))
    return TRUE;
  if (open)
    return bp_sql_run (self, error, "UPDATE sync_off_period SET ends = ? WHERE id = ?", "ii", at, open);
  return bp_sql_run (self, error,
                     "INSERT INTO sync_off_period (source, user, kind, direction, begins) VALUES (?, ?, ?, ?, ?)",
                     "sissi", source, user, kind_name, direction_name, at);
}

/* As the triggers of user and company do. */
gboolean
bp_store_off_refresh (BpStore *self, gint64 at, GError **error)
{
  return bp_sql_run (self, error,
                     "UPDATE sync_off_period SET ends = ? WHERE source = 'user' AND ends = 0"
                     " AND user IN (SELECT user FROM sync_user_off WHERE NOT off)",
                     "i", at)
         && bp_sql_run (self, error,
                        "INSERT INTO sync_off_period (source, user, begins)"
                        " SELECT 'user', o.user, ? FROM sync_user_off o WHERE o.off AND NOT EXISTS"
                        " (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0)",
                        "i", at);
}

/* --- what need not be kept for ever --------------------------------------------------------------------------------------------- */

gboolean
bp_store_prune (BpStore *self, gint64 now, GError **error)
{
  static const char *const by_age[] = {
    /* The last entry stays: its number is the journal's mark. */
    "DELETE FROM sync_journal WHERE at < ? AND done = 1 AND seq < (SELECT max(seq) FROM sync_journal)",
    ("DELETE FROM sync_deleted WHERE deleted_at < ? AND NOT EXISTS"
     " (SELECT 1 FROM sync_hold h WHERE h.kind = sync_deleted.kind AND h.record = sync_deleted.id)"),
    "DELETE FROM sync_deleted_exception WHERE deleted_at < ?",
    "DELETE FROM sync_link WHERE changed_at < ? AND (set_aside OR (record_gone AND item_gone))",
    "DELETE FROM sync_conflict WHERE at < ?",
    "DELETE FROM sync_deletion WHERE at < ?",
    "DELETE FROM sync_command WHERE added_at < ?",
  };
  gint64 before = now - BP_STORE_KEEP_DAYS * G_TIME_SPAN_DAY;
  for (guint i = 0; i < G_N_ELEMENTS (by_age); i++)
    if (!bp_sql_run (self, error, by_age[i], "i", before))
      return FALSE;
  return TRUE;
}
