/* SPDX-License-Identifier: MIT */
#include "store/sql.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

/* --- errors --------------------------------------------------------------------------------------------------------- */

/* "CHECK constraint failed: starts_at", "UNIQUE constraint failed: user.login", "company: does not exist": the column. */
static char *
refused_column (const char *message)
{
  const char *failed = strstr (message, " constraint failed: ");
  const char *name = failed ? failed + strlen (" constraint failed: ") : message;
  const char *end = failed ? strrchr (name, ',') : strchr (name, ':');
  g_autofree char *text = NULL;
  const char *dot;
  if (!failed)
    return end ? g_strndup (name, (gsize) (end - name)) : NULL;
  text = g_strstrip (g_strdup (end ? end + 1 : name));
  dot = strrchr (text, '.');
  return g_strdup (dot ? dot + 1 : text);
}

static void
set_refused (const char *message, GError **error)
{
  g_autofree char *column = refused_column (message);
  const char *english = N_ ("The value of %s is not valid.");
  if (strstr (message, "UNIQUE constraint failed"))
    english = N_ ("The value of %s is already in use.");
  else if (strstr (message, "NOT NULL constraint failed"))
    english = N_ ("A value for %s is missing.");
  else if (g_str_has_suffix (message, ": does not exist"))
    english = N_ ("What %s names does not exist.");
  else if (g_str_has_suffix (message, ": has records"))
    english = N_ ("There are still records of this %s.");
  bp_set_said_error (error, BP_ERROR_INVALID, column, bp_saying_new (english, column ? column : message, NULL));
}

void
bp_sql_set_error (sqlite3 *db, int code, GError **error)
{
  const char *message = db ? sqlite3_errmsg (db) : sqlite3_errstr (code);
  /* There was no room for the index that SQLite keeps beside the write-ahead log. */
  if ((db ? sqlite3_extended_errcode (db) : code) == SQLITE_IOERR_SHMSIZE)
    code = SQLITE_FULL;
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL: /* of the write-ahead log: somebody held it for longer than SQLite itself waits */
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The database is locked by another program."));
    break;
  case SQLITE_CONSTRAINT:
    set_refused (message, error);
    break;
  case SQLITE_FULL:
    bp_set_error (error, BP_ERROR_LOCAL, "disk-full", N_ ("The disk is full: the database cannot be written."));
    break;
  case SQLITE_IOERR:
    bp_set_error (error, BP_ERROR_LOCAL, "disk-error", N_ ("The database cannot be read or written: %s."), message);
    break;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    bp_set_error (error, BP_ERROR_LOCAL, "read-only",
                  N_ ("The database is write-protected. The program must be allowed to write in the data folder."));
    break;
  case SQLITE_CANTOPEN:
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The database cannot be opened."));
    break;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    bp_set_error (error, BP_ERROR_LOCAL, "damaged", N_ ("The database is damaged. Restore it from a backup."));
    break;
  default:
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The database reports: %s."), message);
  }
}

/* --- statements ------------------------------------------------------------------------------------------------------- */

struct _BpStatement {
  gconstpointer table; /* NULL: `what` is the SQL */
  char *what;
  sqlite3_stmt *statement;
  gboolean in_use;
};

/* Looked up at each use; how they end tells them apart. */
static guint
statement_hash (gconstpointer data)
{
  const BpStatement *self = data;
  gsize length = strlen (self->what);
  return g_str_hash (self->what + (length > 32 ? length - 32 : 0)) ^ (guint) length ^ g_direct_hash (self->table);
}

static gboolean
statement_equal (gconstpointer a, gconstpointer b)
{
  const BpStatement *one = a, *other = b;
  return one->table == other->table && g_str_equal (one->what, other->what);
}

static void
free_statement (gpointer data)
{
  BpStatement *self = data;
  sqlite3_finalize (self->statement);
  g_free (self->what);
  g_free (self);
}

GHashTable *
bp_sql_statements_new (void)
{
  return g_hash_table_new_full (statement_hash, statement_equal, free_statement, NULL);
}

static sqlite3_stmt *
prepare (BpStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *made = NULL;
  int code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
  if (code != SQLITE_OK)
    bp_sql_set_error (self->db, code, error);
  return made;
}

/* A statement that is in use already is prepared once more, for this one use. */
static gboolean
take_statement (BpStore *self, BpQuery *query, gconstpointer table, const char *what, BpCompose compose, GError **error)
{
  BpStatement wanted = { .table = table, .what = (char *) what };
  BpStatement *known = g_hash_table_lookup (self->statements, &wanted);
  if (!known || known->in_use) {
    g_autofree char *composed = compose ? compose (table, what) : NULL;
    query->statement = prepare (self, composed ? composed : what, error);
    if (!query->statement || known)
      return query->statement != NULL;
    known = g_new0 (BpStatement, 1);
    known->table = table;
    known->what = g_strdup (what);
    known->statement = query->statement;
    g_hash_table_add (self->statements, known);
  }
  known->in_use = TRUE;
  query->kept = known;
  query->statement = known->statement;
  return TRUE;
}

/* What is bound by a kept statement's user was cleared by the one before. */
static void
bind_text (sqlite3_stmt *statement, int index, const char *text, gboolean copied)
{
  if (text)
    sqlite3_bind_text (statement, index, text, -1, copied ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

static void
bind_list (sqlite3_stmt *statement, const char *types, va_list args, gboolean copied)
{
  for (int i = 0; types[i]; i++)
    switch (types[i]) {
    case 'i':
      sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
      break;
    case 'b':
      sqlite3_bind_int (statement, i + 1, va_arg (args, gboolean) ? 1 : 0);
      break;
    case 's':
      bind_text (statement, i + 1, va_arg (args, const char *), copied);
      break;
    default:
      g_assert_not_reached ();
    }
}

BpQuery *
bp_sql_query_valist (BpStore *self, GError **error, gconstpointer table, const char *what, BpCompose compose,
                     gboolean copied, const char *types, va_list args)
{
  g_autofree BpQuery *query = g_new0 (BpQuery, 1);
  query->store = self;
  if (!take_statement (self, query, table, what, compose, error))
    return NULL;
  bind_list (query->statement, types, args, copied);
  return g_steal_pointer (&query);
}

BpQuery *
bp_sql_query_composed (BpStore *self, GError **error, gconstpointer table, const char *what, BpCompose compose,
                       const char *types, ...)
{
  BpQuery *query;
  va_list args;
  va_start (args, types);
  query = bp_sql_query_valist (self, error, table, what, compose, TRUE, types, args);
  va_end (args);
  return query;
}

BpQuery *
bp_sql_query (BpStore *self, GError **error, const char *sql, const char *types, ...)
{
  BpQuery *query;
  va_list args;
  va_start (args, types);
  query = bp_sql_query_valist (self, error, NULL, sql, NULL, TRUE, types, args);
  va_end (args);
  return query;
}

gboolean
bp_query_next (BpQuery *self, GError **error)
{
  self->result = sqlite3_step (self->statement);
  if (bp_query_failed (self))
    bp_sql_set_error (self->store->db, self->result, error);
  return self->result == SQLITE_ROW;
}

gboolean
bp_query_failed (const BpQuery *self)
{
  return self->result != SQLITE_OK && self->result != SQLITE_ROW && self->result != SQLITE_DONE;
}

gint64
bp_query_int (BpQuery *self, int column)
{
  return sqlite3_column_int64 (self->statement, column);
}

char *
bp_query_text (BpQuery *self, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (self->statement, column));
}

const char *
bp_query_peek_text (BpQuery *self, int column)
{
  return (const char *) sqlite3_column_text (self->statement, column);
}

void
bp_query_bind_text (BpQuery *self, int index, const char *text)
{
  bind_text (self->statement, index, text, FALSE);
}

void
bp_query_free (BpQuery *self)
{
  if (!self)
    return;
  if (self->kept) {
    sqlite3_reset (self->statement);
    sqlite3_clear_bindings (self->statement);
    self->kept->in_use = FALSE;
  } else {
    sqlite3_finalize (self->statement);
  }
  g_free (self);
}

gboolean
bp_sql_run (BpStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (BpQuery) query = NULL;
  va_list args;
  va_start (args, types);
  query = bp_sql_query_valist (self, error, NULL, sql, NULL, FALSE, types, args);
  va_end (args);
  if (!query)
    return FALSE;
  while (bp_query_next (query, error))
    ;
  return !bp_query_failed (query);
}

gint64
bp_sql_int (BpStore *self, const char *sql, const char *types, ...)
{
  g_autoptr (BpQuery) query = NULL;
  va_list args;
  va_start (args, types);
  query = bp_sql_query_valist (self, NULL, NULL, sql, NULL, FALSE, types, args);
  va_end (args);
  return query && bp_query_next (query, NULL) ? bp_query_int (query, 0) : 0;
}

GArray *
bp_sql_ints (BpStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (BpQuery) query = NULL;
  va_list args;
  va_start (args, types);
  query = bp_sql_query_valist (self, error, NULL, sql, NULL, FALSE, types, args);
  va_end (args);
  while (query && bp_query_next (query, error)) {
    gint64 value = bp_query_int (query, 0);
    g_array_append_val (all, value);
  }
  return query && !bp_query_failed (query) ? g_steal_pointer (&all) : NULL;
}

gboolean
bp_sql_script (sqlite3 *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    bp_sql_set_error (db, code, error);
  return code == SQLITE_OK;
}

/* --- transactions ----------------------------------------------------------------------------------------------------- */

gboolean
bp_sql_enter (BpStore *self, gboolean *ret_own, GError **error)
{
  *ret_own = sqlite3_get_autocommit (self->db) != 0;
  return *ret_own ? bp_store_begin (self, error) : bp_sql_run (self, error, "SAVEPOINT step", "");
}

gboolean
bp_sql_leave (BpStore *self, gboolean own, gboolean done, GError **error)
{
  if (own && done)
    return bp_store_commit (self, error);
  if (own) {
    bp_store_rollback (self);
    return FALSE;
  }
  /* A full disk may have ended the whole transaction already. */
  if (!done && !sqlite3_get_autocommit (self->db))
    bp_sql_run (self, NULL, "ROLLBACK TO step", "");
  if (sqlite3_get_autocommit (self->db))
    return FALSE;
  return bp_sql_run (self, done ? error : NULL, "RELEASE step", "") && done;
}

gboolean
bp_sql_set_applying (BpStore *self, gboolean applying, GError **error)
{
  return bp_sql_run (self, error, "UPDATE sync_guard SET applying = ?", "b", applying);
}
