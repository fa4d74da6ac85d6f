/* SPDX-License-Identifier: MIT */
#include "store/exceptions.h"

#include "store/sql.h"

static const char table_name[] = "appointment_exception";

/* ", NAME" for every column of the field table. */
static void
append_columns (GString *sql, const char *format_with_name)
{
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_info (field)->in_exception) {
      const char *name = bp_field_info (field)->name;
      g_auto (GStrv) parts = g_strsplit (format_with_name, "%", -1);
      g_autofree char *text = g_strjoinv (name, parts);
      g_string_append (sql, text);
    }
}

static char *
compose_select (gconstpointer table, const char *what)
{
  GString *sql = g_string_new ("SELECT original_start, cancelled");
  append_columns (sql, ", %");
  g_string_append_printf (sql, " FROM %s WHERE appointment = ? ORDER BY original_start", (const char *) table);
  return g_string_free (sql, FALSE);
}

gboolean
bp_exceptions_read (BpStore *self, gint64 appointment, BpItem *item, GError **error)
{
  g_autoptr (BpQuery) query =
    bp_sql_query_composed (self, error, table_name, "select", compose_select, "i", appointment);
  while (query && bp_query_next (query, error)) {
    g_autoptr (BpException) exception = bp_exception_new (bp_query_peek_text (query, 0));
    int column = 2;
    exception->cancelled = bp_query_int (query, 1) != 0;
    for (int field = 0; field < BP_FIELD_COUNT; field++)
      if (bp_field_info (field)->in_exception
          && !bp_field_normalise_in_exception (field, bp_query_peek_text (query, column++), &exception->values[field],
                                               error))
        return FALSE;
    bp_item_take_exception (item, g_steal_pointer (&exception));
  }
  return query && !bp_query_failed (query);
}

static char *
compose_write (gconstpointer table, const char *what)
{
  GString *sql = g_string_new (NULL);
  g_string_printf (sql, "INSERT INTO %s (appointment, original_start, cancelled", (const char *) table);
  append_columns (sql, ", %");
  g_string_append (sql, ") VALUES (?, ?, ?");
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_info (field)->in_exception)
      g_string_append (sql, ", ?");
  g_string_append (sql, ") ON CONFLICT (appointment, original_start) DO UPDATE SET cancelled = excluded.cancelled");
  append_columns (sql, ", % = excluded.%");
  return g_string_free (sql, FALSE);
}

static gboolean
write_one (BpStore *self, gint64 appointment, const BpException *exception, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query_composed (self, error, table_name, "write", compose_write, "isb",
                                                     appointment, exception->original_start, exception->cancelled);
  int index = 4;
  if (!query)
    return FALSE;
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_info (field)->in_exception)
      bp_query_bind_text (query, index++, exception->values[field]);
  bp_query_next (query, error);
  return !bp_query_failed (query);
}

static gboolean
remove_others (BpStore *self, gint64 appointment, const BpItem *item, GError **error)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BpQuery) query = bp_sql_query (
    self, error, "SELECT original_start FROM appointment_exception WHERE appointment = ?", "i", appointment);
  while (query && bp_query_next (query, error))
    if (!bp_item_find_exception (item, bp_query_peek_text (query, 0)))
      g_ptr_array_add (gone, bp_query_text (query, 0));
  if (!query || bp_query_failed (query))
    return FALSE;
  for (guint i = 0; i < gone->len; i++)
    if (!bp_sql_run (self, error, "DELETE FROM appointment_exception WHERE appointment = ? AND original_start = ?",
                     "is", appointment, (const char *) gone->pdata[i]))
      return FALSE;
  return TRUE;
}

gboolean
bp_exceptions_write (BpStore *self, gint64 appointment, const BpItem *item, GError **error)
{
  if (!remove_others (self, appointment, item, error))
    return FALSE;
  for (guint i = 0; i < bp_item_n_exceptions (item); i++)
    if (!write_one (self, appointment, bp_item_nth_exception (item, i), error))
      return FALSE;
  return TRUE;
}
