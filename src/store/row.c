/* SPDX-License-Identifier: MIT */
#include "store/sql.h"

#include <stdarg.h>
#include <string.h>

#include "store/sync.h"

#define MEMBER(type, row, column) G_STRUCT_MEMBER (type, row, (column)->offset)

/* --- reading ------------------------------------------------------------------------------------------------------------ */

static char *
compose_select (gconstpointer table, const char *tail)
{
  const BpRowType *type = table;
  GString *sql = g_string_new ("SELECT ");
  for (const BpColumn *column = type->columns; column->name; column++)
    g_string_append_printf (sql, "%s%s", column == type->columns ? "" : ", ", column->name);
  g_string_append_printf (sql, " FROM %s %s", type->table, tail);
  return g_string_free (sql, FALSE);
}

static void
read_column (BpQuery *query, int index, const BpColumn *column, gpointer row)
{
  const char *text;
  BpKind kind;
  switch (column->type) {
  case BP_COLUMN_INT64:
  case BP_COLUMN_NUMBER:
    MEMBER (gint64, row, column) = bp_query_int (query, index);
    break;
  case BP_COLUMN_INT:
    MEMBER (int, row, column) = (int) bp_query_int (query, index);
    break;
  case BP_COLUMN_UINT:
    MEMBER (guint32, row, column) = (guint32) bp_query_int (query, index);
    break;
  case BP_COLUMN_TEXT:
    MEMBER (char *, row, column) = bp_query_text (query, index);
    break;
  case BP_COLUMN_KIND:
    text = (const char *) sqlite3_column_text (query->statement, index);
    MEMBER (int, row, column) = bp_kind_parse (text, &kind) ? (int) kind : BP_KIND_COUNT;
    break;
  case BP_COLUMN_DIRECTION:
    text = (const char *) sqlite3_column_text (query->statement, index);
    MEMBER (int, row, column) = !text ? -1 : g_str_equal (text, bp_direction_name (BP_IN)) ? BP_IN : BP_OUT;
    break;
  }
}

static GPtrArray *
list_valist (BpStore *self, const BpRowType *type, GDestroyNotify free_row, gboolean only_first, GError **error,
             const char *tail, const char *types, va_list args)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (BpQuery) query = bp_sql_query_valist (self, error, type, tail, compose_select, FALSE, types, args);
  while (query && bp_query_next (query, error)) {
    gpointer row = g_malloc0 (type->size);
    int index = 0;
    for (const BpColumn *column = type->columns; column->name; column++)
      read_column (query, index++, column, row);
    g_ptr_array_add (rows, row);
    if (only_first)
      break;
  }
  return query && !bp_query_failed (query) ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
bp_row_list (BpStore *self, const BpRowType *type, GDestroyNotify free_row, GError **error, const char *tail,
             const char *types, ...)
{
  GPtrArray *rows;
  va_list args;
  va_start (args, types);
  rows = list_valist (self, type, free_row, FALSE, error, tail, types, args);
  va_end (args);
  return rows;
}

gpointer
bp_row_first (BpStore *self, const BpRowType *type, GDestroyNotify free_row, GError **error, const char *tail,
              const char *types, ...)
{
  g_autoptr (GPtrArray) rows = NULL;
  va_list args;
  va_start (args, types);
  rows = list_valist (self, type, free_row, TRUE, error, tail, types, args);
  va_end (args);
  return rows && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

static void
bind_column (sqlite3_stmt *statement, int index, const BpColumn *column, gconstpointer row)
{
  const char *text;
  gint64 number;
  int value;
  switch (column->type) {
  case BP_COLUMN_INT64:
  case BP_COLUMN_NUMBER:
    number = MEMBER (const gint64, row, column);
    if (number || column->type == BP_COLUMN_INT64)
      sqlite3_bind_int64 (statement, index, number);
    return;
  case BP_COLUMN_INT:
    sqlite3_bind_int (statement, index, MEMBER (const int, row, column));
    return;
  case BP_COLUMN_UINT:
    sqlite3_bind_int64 (statement, index, MEMBER (const guint32, row, column));
    return;
  case BP_COLUMN_TEXT:
    text = MEMBER (const char *const, row, column);
    break;
  case BP_COLUMN_KIND:
    value = MEMBER (const int, row, column);
    text = value < BP_KIND_COUNT ? bp_kind_name ((BpKind) value) : NULL;
    break;
  case BP_COLUMN_DIRECTION:
  default:
    value = MEMBER (const int, row, column);
    text = value >= 0 ? bp_direction_name ((BpDirection) value) : NULL;
  }
  if (text)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
finish (BpQuery *query, GError **error)
{
  bp_query_next (query, error);
  return !bp_query_failed (query);
}

/* How a row gets in: "put" may replace one, "owned" has user and kind besides, of a "new" one the id is left to AUTOINCREMENT. */
static const char *const ways[2][2][2] = { { { "insert", "insert new" }, { "insert owned", "insert owned new" } },
                                           { { "put", "put new" }, { "put owned", "put owned new" } } };

/* verb INTO table (columns) VALUES (?, …) */
static char *
compose_insert (gconstpointer table, const char *what)
{
  const BpRowType *type = table;
  GString *sql = g_string_new (NULL);
  gboolean owned = strstr (what, "owned") != NULL, is_new = strstr (what, "new") != NULL;
  guint count = owned ? 2 : 0;
  g_string_printf (sql, "%s INTO %s (%s", g_str_has_prefix (what, "put") ? "INSERT OR REPLACE" : "INSERT", type->table,
                   owned ? "user, kind" : "");
  for (const BpColumn *column = type->columns + is_new; column->name; column++)
    g_string_append_printf (sql, "%s%s", count++ ? ", " : "", column->name);
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < count; i++)
    g_string_append (sql, i ? ", ?" : "?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static gboolean
insert (BpStore *self, gboolean replace, const BpRowType *type, gpointer row, gint64 owner, BpKind kind, GError **error)
{
  gint64 *id = type->has_id ? &MEMBER (gint64, row, type->columns) : NULL;
  gboolean is_new = id && *id == 0;
  g_autoptr (BpQuery) query =
    bp_sql_query_composed (self, error, type, ways[replace][owner != 0][is_new], compose_insert, "");
  int index = 1;
  if (!query)
    return FALSE;
  if (owner) {
    sqlite3_bind_int64 (query->statement, index++, owner);
    sqlite3_bind_text (query->statement, index++, bp_kind_name (kind), -1, SQLITE_STATIC);
  }
  for (const BpColumn *column = type->columns + is_new; column->name; column++)
    bind_column (query->statement, index++, column, row);
  if (!finish (query, error))
    return FALSE;
  if (is_new)
    *id = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

gboolean
bp_row_put (BpStore *self, const BpRowType *type, gpointer row, gint64 owner, BpKind kind, GError **error)
{
  return insert (self, TRUE, type, row, owner, kind, error);
}

gboolean
bp_row_insert (BpStore *self, const BpRowType *type, gpointer row, GError **error)
{
  return insert (self, FALSE, type, row, 0, BP_KIND_COUNT, error);
}

static char *
compose_update (gconstpointer table, const char *what)
{
  const BpRowType *type = table;
  GString *sql = g_string_new (NULL);
  g_string_printf (sql, "UPDATE %s SET ", type->table);
  for (const BpColumn *column = type->columns + 1; column->name; column++)
    g_string_append_printf (sql, "%s%s = ?", column == type->columns + 1 ? "" : ", ", column->name);
  g_string_append_printf (sql, " WHERE %s = ?", type->columns->name);
  return g_string_free (sql, FALSE);
}

gboolean
bp_row_update (BpStore *self, const BpRowType *type, gconstpointer row, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query_composed (self, error, type, "update", compose_update, "");
  int index = 1;
  if (!query)
    return FALSE;
  for (const BpColumn *column = type->columns + 1; column->name; column++)
    bind_column (query->statement, index++, column, row);
  bind_column (query->statement, index, type->columns, row);
  return finish (query, error);
}

void
bp_row_clear (const BpRowType *type, gpointer row)
{
  for (const BpColumn *column = type->columns; column->name; column++)
    if (column->type == BP_COLUMN_TEXT)
      g_clear_pointer (&MEMBER (char *, row, column), g_free);
}

void
bp_row_copy (const BpRowType *type, gconstpointer from, gpointer to)
{
  memcpy (to, from, type->size);
  for (const BpColumn *column = type->columns; column->name; column++)
    if (column->type == BP_COLUMN_TEXT)
      MEMBER (char *, to, column) = g_strdup (MEMBER (char *const, from, column));
}
