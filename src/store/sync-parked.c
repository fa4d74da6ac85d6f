/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

const char *
bp_direction_name (BpDirection direction)
{
  return direction == BP_OUT ? "out" : "in";
}

/* --- parked records (SYNC 15) --------------------------------------------------------------------------------------------- */

static const BpColumn parked_columns[] = {
  BP_COLUMN (KIND, BpParked, kind),
  BP_COLUMN (INT64, BpParked, user),
  BP_COLUMN (INT64, BpParked, record),
  BP_COLUMN (TEXT, BpParked, item_id),
  BP_COLUMN (DIRECTION, BpParked, direction),
  BP_COLUMN (INT64, BpParked, journal_seq),
  BP_COLUMN (TEXT, BpParked, change_key),
  BP_COLUMN (TEXT, BpParked, code),
  BP_COLUMN (TEXT, BpParked, reason),
  BP_COLUMN (INT64, BpParked, at),
  BP_COLUMN_END,
};
static const BpRowType parked_type = { "sync_parked", parked_columns, sizeof (BpParked), FALSE };

void
bp_parked_free (BpParked *self)
{
  if (!self)
    return;
  bp_row_clear (&parked_type, self);
  g_free (self);
}

static void
free_parked (gpointer parked)
{
  bp_parked_free (parked);
}

GPtrArray *
bp_store_parked (BpStore *self, gint64 user, GError **error)
{
  if (user)
    return bp_row_list (self, &parked_type, free_parked, error, "WHERE user = ? ORDER BY id", "i", user);
  return bp_row_list (self, &parked_type, free_parked, error, "ORDER BY user, id", "");
}

/* A record is known by its id, an item without record by its own. direction NULL: both. */
static gboolean
remove_parked (BpStore *self, BpKind kind, gint64 user, gint64 record, const char *item_id, const char *direction,
               GError **error)
{
  if (record
      && !bp_sql_run (
        self, error,
        "DELETE FROM sync_parked WHERE user = ?1 AND kind = ?2 AND record = ?3 AND (?4 IS NULL OR direction = ?4)",
        "isis", user, bp_kind_name (kind), record, direction))
    return FALSE;
  return !item_id
         || bp_sql_run (
           self, error,
           "DELETE FROM sync_parked WHERE user = ?1 AND kind = ?2 AND item_id = ?3 AND (?4 IS NULL OR direction = ?4)",
           "isss", user, bp_kind_name (kind), item_id, direction);
}

gboolean
bp_store_park (BpStore *self, const BpParked *parked, GError **error)
{
  BpParked row = *parked;
  return remove_parked (self, row.kind, row.user, row.record, row.item_id, bp_direction_name (row.direction), error)
         && bp_row_insert (self, &parked_type, &row, error);
}

gboolean
bp_store_unpark (BpStore *self, BpKind kind, gint64 user, gint64 record, const char *item_id, GError **error)
{
  return remove_parked (self, kind, user, record, item_id, NULL, error);
}

gboolean
bp_store_is_stuck (BpStore *self, BpKind kind, gint64 user, gint64 record, gint64 seq)
{
  return bp_sql_int (self,
                     "SELECT EXISTS (SELECT 1 FROM sync_parked WHERE user = ?1 AND kind = ?2 AND record = ?3"
                     " AND direction = 'out' AND journal_seq >= ?4)"
                     " OR EXISTS (SELECT 1 FROM sync_status WHERE user = ?1 AND state = 'error')",
                     "isii", user, bp_kind_name (kind), record, seq)
         != 0;
}

/* --- conflicts (SYNC 6) ------------------------------------------------------------------------------------------------------ */

gboolean
bp_store_conflict_add (BpStore *self, gint64 user, BpKind kind, gint64 record, BpUnit unit, const char *original_start,
                       const char *local_value, const char *remote_value, gboolean exchange_won, const char *rule,
                       GError **error)
{
  return bp_sql_run (
    self, error,
    "INSERT INTO sync_conflict (user, kind, record, unit, original_start, local_value, remote_value, winner, rule)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS (SELECT 1 FROM sync_conflict"
    " WHERE kind = ?2 AND record = ?3 AND user = ?1 AND unit = ?4 AND original_start IS ?5 AND local_value IS ?6"
    " AND remote_value IS ?7 AND winner = ?8 AND rule IS ?9 AND at > CAST(strftime('%s', 'now') AS INTEGER) * 1000000"
    " - 3600000000)",
    "isissssss", user, bp_kind_name (kind), record, bp_unit_name (unit), original_start, local_value, remote_value,
    exchange_won ? "exchange" : "local", rule);
}
