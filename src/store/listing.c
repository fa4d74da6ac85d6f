/* SPDX-License-Identifier: MIT */
#include "store/listing.h"

#include "base/error.h"
#include "base/i18n.h"
#include "store/sql.h"

/* --- records -------------------------------------------------------------------------------------------------------- */

static const BpColumn record_columns[] = {
  BP_COLUMN (KIND, BpRecordRow, kind),        BP_COLUMN (INT64, BpRecordRow, record),
  BP_COLUMN (INT64, BpRecordRow, user),       BP_COLUMN (INT64, BpRecordRow, company),
  BP_COLUMN (TEXT, BpRecordRow, uid),         BP_COLUMN (TEXT, BpRecordRow, subject),
  BP_COLUMN (TEXT, BpRecordRow, item_id),     BP_COLUMN (INT64, BpRecordRow, last_transfer_at),
  BP_COLUMN (INT64, BpRecordRow, pending),    BP_COLUMN (TEXT, BpRecordRow, reason_out),
  BP_COLUMN (TEXT, BpRecordRow, reason_in),   BP_COLUMN (TEXT, BpRecordRow, parked_direction),
  BP_COLUMN (TEXT, BpRecordRow, parked_code), BP_COLUMN (TEXT, BpRecordRow, parked_reason),
  BP_COLUMN (INT, BpRecordRow, deleted),      BP_COLUMN (TEXT, BpRecordRow, cause),
  BP_COLUMN (INT, BpRecordRow, item_gone),    BP_COLUMN (INT, BpRecordRow, meeting),
  BP_COLUMN (TEXT, BpRecordRow, held),        BP_COLUMN (TEXT, BpRecordRow, starts_at),
  BP_COLUMN (INT64, BpRecordRow, conflicts),  BP_COLUMN_END,
};

/* Every record of both kinds with its newest link and, if it is parked, the first reason. */
#define RECORDS                                                                                                        \
  "(SELECT r.*, l.item_id, l.last_transfer_at, l.reason_out, l.reason_in, coalesce (l.item_gone, 0) AS item_gone,"     \
  " p.direction AS parked_direction, p.code AS parked_code, p.reason AS parked_reason,"                                \
  " (SELECT direction FROM sync_hold h WHERE h.user = r.user AND h.kind = r.kind AND h.record = r.record"              \
  " AND h.decision IS NULL) AS held,"                                                                                  \
  " (SELECT count(*) FROM sync_journal j WHERE j.user = r.user AND j.kind = r.kind AND j.record = r.record"            \
  " AND j.done = 0) AS pending,"                                                                                       \
  " (SELECT count(*) FROM sync_conflict c WHERE c.kind = r.kind AND c.record = r.record) AS conflicts FROM ("          \
  " SELECT 'appointment' AS kind, id AS record, user, company, uid, subject, starts_at, 0 AS deleted, NULL AS cause,"  \
  " attendees IS NOT NULL AS meeting FROM appointment"                                                                 \
  " UNION ALL SELECT 'task', id, user, company, uid, subject, coalesce (start_date, due_date), 0, NULL, 0 FROM task"   \
  " UNION ALL SELECT kind, id, user, company, uid, json_extract (content, '$.subject'),"                               \
  " coalesce (json_extract (content, '$.starts_at'), json_extract (content, '$.start_date'),"                          \
  " json_extract (content, '$.due_date')), 1, cause, 0 FROM sync_deleted) r"                                           \
  " LEFT JOIN sync_link l ON l.id = (SELECT max(id) FROM sync_link WHERE kind = r.kind AND record = r.record"          \
  " AND user = r.user AND set_aside = 0)"                                                                              \
  " LEFT JOIN sync_parked p ON p.id = (SELECT min(id) FROM sync_parked WHERE user = r.user AND kind = r.kind"          \
  " AND record = r.record))"
static const BpRowType record_type = { RECORDS, record_columns, sizeof (BpRecordRow), FALSE };

void
bp_record_row_free (BpRecordRow *self)
{
  if (!self)
    return;
  bp_row_clear (&record_type, self);
  g_free (self);
}

static void
free_record (gpointer row)
{
  bp_record_row_free (row);
}

GPtrArray *
bp_store_record_rows (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  return bp_row_list (self, &record_type, free_record, error,
                      "WHERE (?1 = 0 OR user = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY kind, record", "is", user,
                      kind < BP_KIND_COUNT ? bp_kind_name (kind) : NULL);
}

/* --- history -------------------------------------------------------------------------------------------------------- */

static const BpColumn history_columns[] = {
  BP_COLUMN (INT64, BpHistoryRow, seq),
  BP_COLUMN (INT64, BpHistoryRow, at),
  BP_COLUMN (TEXT, BpHistoryRow, op),
  BP_COLUMN (TEXT, BpHistoryRow, column_name),
  BP_COLUMN (TEXT, BpHistoryRow, original_start),
  BP_COLUMN (TEXT, BpHistoryRow, old_value),
  BP_COLUMN (INT, BpHistoryRow, done),
  BP_COLUMN_END,
};
static const BpRowType history_type = { "sync_journal", history_columns, sizeof (BpHistoryRow), TRUE };

void
bp_history_row_free (BpHistoryRow *self)
{
  if (!self)
    return;
  bp_row_clear (&history_type, self);
  g_free (self);
}

static void
free_history (gpointer row)
{
  bp_history_row_free (row);
}

GPtrArray *
bp_store_record_history (BpStore *self, BpKind kind, gint64 record, guint max, GError **error)
{
  return bp_row_list (self, &history_type, free_history, error,
                      "WHERE kind = ? AND record = ? ORDER BY seq DESC LIMIT ?", "sii", bp_kind_name (kind), record,
                      (gint64) max);
}

/* --- held deletions ------------------------------------------------------------------------------------------------- */

static const BpColumn held_columns[] = {
  BP_COLUMN (INT64, BpHeldRow, user),     BP_COLUMN (KIND, BpHeldRow, kind),
  BP_COLUMN (TEXT, BpHeldRow, direction), BP_COLUMN (INT64, BpHeldRow, record),
  BP_COLUMN (TEXT, BpHeldRow, decision),  BP_COLUMN (TEXT, BpHeldRow, subject),
  BP_COLUMN (TEXT, BpHeldRow, starts_at), BP_COLUMN_END,
};

/* What was deleted here lies among the deleted records, what was deleted in Exchange is still there. */
#define HELD                                                                                                           \
  "(SELECT h.*, coalesce (a.subject, t.subject, json_extract (d.content, '$.subject')) AS subject,"                    \
  " coalesce (a.starts_at, t.start_date, t.due_date, json_extract (d.content, '$.starts_at'),"                         \
  " json_extract (d.content, '$.start_date'), json_extract (d.content, '$.due_date')) AS starts_at FROM sync_hold h"   \
  " LEFT JOIN appointment a ON h.kind = 'appointment' AND a.id = h.record"                                             \
  " LEFT JOIN task t ON h.kind = 'task' AND t.id = h.record"                                                           \
  " LEFT JOIN sync_deleted d ON d.kind = h.kind AND d.id = h.record)"
static const BpRowType held_type = { HELD, held_columns, sizeof (BpHeldRow), FALSE };

void
bp_held_row_free (BpHeldRow *self)
{
  if (!self)
    return;
  bp_row_clear (&held_type, self);
  g_free (self);
}

static void
free_held (gpointer row)
{
  bp_held_row_free (row);
}

GPtrArray *
bp_store_held_rows (BpStore *self, GError **error)
{
  return bp_row_list (self, &held_type, free_held, error, "ORDER BY user, kind, direction, starts_at, record", "");
}

char *
bp_store_records_stamp (BpStore *self)
{
  g_autoptr (BpQuery) query = bp_sql_query (
    self, NULL,
    "SELECT (SELECT max(seq) FROM sync_journal) || '/' || (SELECT count(*) FROM sync_journal WHERE done = 0) || '/' ||"
    " (SELECT count(*) FROM sync_link) || '/' || (SELECT count(*) FROM sync_parked) || '/' ||"
    " (SELECT count(*) FROM sync_hold WHERE decision IS NULL) || '/' || (SELECT count(*) FROM sync_hold) || '/' ||"
    " (SELECT coalesce (max(id), 0) FROM sync_conflict) || '/' || (SELECT count(*) FROM sync_deleted) || '/' ||"
    " (SELECT count(*) FROM appointment) || '/' || (SELECT count(*) FROM task) || '/' ||"
    " (SELECT coalesce (sum(count_out + count_in), 0) FROM sync_status)",
    "");
  return query && bp_query_next (query, NULL) ? bp_query_text (query, 0) : NULL;
}

/* --- conflicts ------------------------------------------------------------------------------------------------------ */

static const BpColumn conflict_columns[] = {
  BP_COLUMN (INT64, BpConflict, id),
  BP_COLUMN (INT64, BpConflict, at),
  BP_COLUMN (INT64, BpConflict, user),
  BP_COLUMN (KIND, BpConflict, kind),
  BP_COLUMN (INT64, BpConflict, record),
  BP_COLUMN (TEXT, BpConflict, unit),
  BP_COLUMN (TEXT, BpConflict, original_start),
  BP_COLUMN (TEXT, BpConflict, local_value),
  BP_COLUMN (TEXT, BpConflict, remote_value),
  BP_COLUMN (TEXT, BpConflict, winner),
  BP_COLUMN (TEXT, BpConflict, rule),
  BP_COLUMN_END,
};
static const BpRowType conflict_type = { "sync_conflict", conflict_columns, sizeof (BpConflict), TRUE };

void
bp_conflict_free (BpConflict *self)
{
  if (!self)
    return;
  bp_row_clear (&conflict_type, self);
  g_free (self);
}

static void
free_conflict (gpointer conflict)
{
  bp_conflict_free (conflict);
}

GPtrArray *
bp_store_conflicts (BpStore *self, gint64 user, GError **error)
{
  return bp_row_list (self, &conflict_type, free_conflict, error, "WHERE ?1 = 0 OR user = ?1 ORDER BY id DESC", "i",
                      user);
}

GPtrArray *
bp_store_record_conflicts (BpStore *self, BpKind kind, gint64 record, GError **error)
{
  return bp_row_list (self, &conflict_type, free_conflict, error, "WHERE kind = ? AND record = ? ORDER BY id DESC",
                      "si", bp_kind_name (kind), record);
}

/* --- parked --------------------------------------------------------------------------------------------------------- */

gboolean
bp_store_retry (BpStore *self, BpKind kind, gint64 record, GError **error)
{
  if (!bp_sql_run (self, error, "DELETE FROM sync_parked WHERE kind = ? AND record = ?", "si", bp_kind_name (kind),
                   record))
    return FALSE;
  if (sqlite3_changes (self->db) > 0)
    return TRUE;
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("The record %c%d is not parked."), bp_kind_letter (kind),
                (int) record);
  return FALSE;
}

gboolean
bp_store_retry_item (BpStore *self, const char *item_id, GError **error)
{
  if (!bp_sql_run (self, error, "DELETE FROM sync_parked WHERE item_id = ? AND record = 0", "s", item_id))
    return FALSE;
  if (sqlite3_changes (self->db) > 0)
    return TRUE;
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("The item %s is not parked."), item_id);
  return FALSE;
}
