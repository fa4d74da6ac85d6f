/* SPDX-License-Identifier: MIT */
#include "store/status.h"

#include "base/clock.h"
#include "store/sql.h"

/* --- users --------------------------------------------------------------------------------------------------------------- */

static const BpColumn user_status_columns[] = {
  BP_COLUMN (INT64, BpUserStatus, user),
  BP_COLUMN (TEXT, BpUserStatus, state),
  BP_COLUMN (TEXT, BpUserStatus, reason),
  BP_COLUMN (INT64, BpUserStatus, last_success),
  BP_COLUMN (INT64, BpUserStatus, last_error_at),
  BP_COLUMN (TEXT, BpUserStatus, last_error),
  BP_COLUMN (INT64, BpUserStatus, count_out),
  BP_COLUMN (INT64, BpUserStatus, count_in),
  BP_COLUMN (INT64, BpUserStatus, parked),
  BP_COLUMN (INT64, BpUserStatus, held),
  BP_COLUMN_END,
};
static const BpRowType user_status_type = { "sync_status", user_status_columns, sizeof (BpUserStatus), FALSE };

BpUserStatus *
bp_user_status_new (void)
{
  return g_new0 (BpUserStatus, 1);
}

BpUserStatus *
bp_user_status_copy (const BpUserStatus *self)
{
  BpUserStatus *copy = bp_user_status_new ();
  bp_row_copy (&user_status_type, self, copy);
  return copy;
}

void
bp_user_status_free (BpUserStatus *self)
{
  if (!self)
    return;
  bp_row_clear (&user_status_type, self);
  g_free (self);
}

static void
free_user_status (gpointer status)
{
  bp_user_status_free (status);
}

GPtrArray *
bp_store_user_statuses (BpStore *self, GError **error)
{
  return bp_row_list (self, &user_status_type, free_user_status, error, "ORDER BY user", "");
}

gboolean
bp_store_user_status_put (BpStore *self, const BpUserStatus *status, GError **error)
{
  BpUserStatus row = *status;
  return bp_row_put (self, &user_status_type, &row, 0, BP_KIND_COUNT, error);
}

/* --- the engine ------------------------------------------------------------------------------------------------------------ */

static const BpColumn engine_columns[] = {
  BP_COLUMN (TEXT, BpEngineStatus, state),         BP_COLUMN (INT64, BpEngineStatus, started_at),
  BP_COLUMN (INT64, BpEngineStatus, heartbeat_at), BP_COLUMN (TEXT, BpEngineStatus, endpoint),
  BP_COLUMN (TEXT, BpEngineStatus, connection),    BP_COLUMN (INT, BpEngineStatus, connected),
  BP_COLUMN (INT, BpEngineStatus, restart_needed), BP_COLUMN_END,
};
static const BpRowType engine_type = { "sync_engine", engine_columns, sizeof (BpEngineStatus), FALSE };

BpEngineStatus *
bp_engine_status_new (void)
{
  return g_new0 (BpEngineStatus, 1);
}

void
bp_engine_status_free (BpEngineStatus *self)
{
  if (!self)
    return;
  bp_row_clear (&engine_type, self);
  g_free (self);
}

static void
free_engine_status (gpointer status)
{
  bp_engine_status_free (status);
}

BpEngineStatus *
bp_store_engine_status (BpStore *self, GError **error)
{
  GError *failure = NULL;
  BpEngineStatus *status = bp_row_first (self, &engine_type, free_engine_status, &failure, "", "");
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (!status) {
    status = bp_engine_status_new ();
    status->state = g_strdup ("stopped");
  }
  return status;
}

/* There is one row: it goes and comes anew, inside the writer's job. */
gboolean
bp_store_engine_status_put (BpStore *self, const BpEngineStatus *status, GError **error)
{
  BpEngineStatus row = *status;
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (
    self, own,
    bp_sql_run (self, error, "DELETE FROM sync_engine", "") && bp_row_insert (self, &engine_type, &row, error), error);
}

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

static const BpColumn command_columns[] = {
  BP_COLUMN (INT64, BpCommandRow, id),
  BP_COLUMN (TEXT, BpCommandRow, command),
  BP_COLUMN (TEXT, BpCommandRow, argument),
  BP_COLUMN_END,
};
static const BpRowType command_type = { "sync_command", command_columns, sizeof (BpCommandRow), TRUE };

void
bp_command_row_free (BpCommandRow *self)
{
  if (!self)
    return;
  bp_row_clear (&command_type, self);
  g_free (self);
}

static void
free_command (gpointer command)
{
  bp_command_row_free (command);
}

gboolean
bp_store_command_add (BpStore *self, const char *command, const char *argument, gint64 *ret_id, GError **error)
{
  BpCommandRow row = { 0, (char *) command, (char *) argument };
  if (!bp_row_insert (self, &command_type, &row, error))
    return FALSE;
  if (ret_id)
    *ret_id = row.id;
  return TRUE;
}

GPtrArray *
bp_store_commands (BpStore *self, GError **error)
{
  return bp_row_list (self, &command_type, free_command, error, "WHERE done_at = 0 ORDER BY id", "");
}

gboolean
bp_store_command_done (BpStore *self, gint64 id, const char *result, GError **error)
{
  return bp_sql_run (self, error, "UPDATE sync_command SET done_at = ?, result = ? WHERE id = ?", "isi",
                     bp_clock_now (), result, id);
}

gboolean
bp_store_command_is_done (BpStore *self, gint64 id, char **ret_result)
{
  g_autoptr (BpQuery) query =
    bp_sql_query (self, NULL, "SELECT result FROM sync_command WHERE id = ? AND done_at <> 0", "i", id);
  if (!query || !bp_query_next (query, NULL))
    return FALSE;
  if (ret_result)
    *ret_result = bp_query_text (query, 0);
  return TRUE;
}

gboolean
bp_store_commands_clear (BpStore *self, GError **error)
{
  /* A start is a restart, and begins with a pass for everybody: who asked for that has got it. */
  return bp_sql_run (self, error,
                     "UPDATE sync_command SET done_at = ? WHERE done_at = 0 AND command IN ('sync-now', 'restart')",
                     "i", bp_clock_now ())
         && bp_sql_run (self, error, "DELETE FROM sync_command WHERE done_at = 0", "");
}
