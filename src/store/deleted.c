/* SPDX-License-Identifier: MIT */
#include "store/deleted.h"

#include <jansson.h>

#include "base/error.h"
#include "base/i18n.h"
#include "store/journal.h"
#include "store/sql.h"

/* A column's value in the trigger's JSON as text; NULL for none. Caller frees. */
static char *
column_text (json_t *row, const char *name)
{
  json_t *value = json_object_get (row, name);
  if (json_is_string (value))
    return g_strdup (json_string_value (value));
  return json_is_integer (value) ? g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value)) : NULL;
}

static gboolean
read_fields (json_t *row, BpItem *item, GError **error)
{
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, bp_item_kind (item))) {
      g_autofree char *text = column_text (row, bp_field_info (field)->name);
      g_autofree char *normal = NULL;
      if (!bp_field_normalise (field, text, &normal, error))
        return FALSE;
      bp_item_set (item, field, normal);
    }
  return TRUE;
}

static gboolean
read_exceptions (json_t *rows, BpItem *item, GError **error)
{
  json_t *row;
  size_t i;
  json_array_foreach (rows, i, row)
  {
    g_autofree char *original_start = column_text (row, "original_start");
    g_autofree char *cancelled = column_text (row, "cancelled");
    g_autoptr (BpException) exception = bp_exception_new (original_start);
    exception->cancelled = g_strcmp0 (cancelled, "1") == 0;
    for (int field = 0; field < BP_FIELD_COUNT; field++) {
      g_autofree char *text =
        bp_field_info (field)->in_exception ? column_text (row, bp_field_info (field)->name) : NULL;
      if (text && !bp_field_normalise_in_exception (field, text, &exception->values[field], error))
        return FALSE;
    }
    bp_item_take_exception (item, g_steal_pointer (&exception));
  }
  return TRUE;
}

static gboolean
unpack (const char *content, const char *exceptions, BpItem *item, char **ret_created_at, GError **error)
{
  json_t *row = json_loads (content, 0, NULL);
  json_t *rows = json_loads (exceptions, 0, NULL);
  gboolean done = json_is_object (row) && json_is_array (rows);
  if (!done)
    bp_set_error (error, BP_ERROR_LOCAL, "damaged", N_ ("The deleted record cannot be read."));
  done = done && read_fields (row, item, error) && read_exceptions (rows, item, error);
  if (done && ret_created_at)
    *ret_created_at = column_text (row, "created_at");
  json_decref (row);
  json_decref (rows);
  return done;
}

BpRecord *
bp_deleted_read (BpStore *self, BpKind kind, gint64 id, char **ret_created_at, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query (
    self, error, "SELECT user, company, uid, content, exceptions FROM sync_deleted WHERE kind = ? AND id = ?", "si",
    bp_kind_name (kind), id);
  g_autoptr (BpRecord) record = NULL;
  if (!query)
    return NULL;
  if (!bp_query_next (query, error)) {
    if (!bp_query_failed (query))
      bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no deleted record %c%d."), bp_kind_letter (kind),
                    (int) id);
    return NULL;
  }
  record = g_new0 (BpRecord, 1);
  record->kind = kind;
  record->id = id;
  record->user = bp_query_int (query, 0);
  record->company = bp_query_int (query, 1);
  record->uid = bp_query_text (query, 2);
  record->last_seq = bp_store_journal_last_of (self, kind, id);
  record->item = bp_item_new (kind);
  if (!unpack (bp_query_peek_text (query, 3), bp_query_peek_text (query, 4), record->item, ret_created_at, error))
    return NULL;
  return g_steal_pointer (&record);
}
