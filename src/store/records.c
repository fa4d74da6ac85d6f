/* SPDX-License-Identifier: MIT */
#include "store/records.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "store/deleted.h"
#include "store/exceptions.h"
#include "store/journal.h"
#include "store/sql.h"

void
bp_record_free (BpRecord *self)
{
  if (!self)
    return;
  g_free (self->uid);
  g_clear_pointer (&self->item, bp_item_unref);
  g_free (self);
}

/* --- SQL from the field table ------------------------------------------------------------------------------------------------ */

/* ", NAME SUFFIX" for the columns of a kind's fields in those units, in the table's order. */
static void
append_columns (GString *sql, BpKind kind, BpUnitSet units, const char *suffix, gboolean with_name)
{
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, kind) && (units & BP_UNIT_BIT (bp_field_unit (field, kind))))
      g_string_append_printf (sql, ", %s%s", with_name ? bp_field_info (field)->name : "", suffix);
}

/* Statements are known by the kind's name, which is that of its table. */
static BpKind
kind_of (gconstpointer table)
{
  BpKind kind = BP_KIND_APPOINTMENT;
  bp_kind_parse (table, &kind);
  return kind;
}

/* What stands in the column of a field that has no value. */
static const char *
value_to_store (const BpItem *item, BpField field)
{
  const BpFieldInfo *info = bp_field_info (field);
  const char *value = bp_item_get_or_default (item, field);
  if (value)
    return value;
  if (info->type == BP_TYPE_LIST)
    return "[]";
  return info->type == BP_TYPE_TEXT && field != BP_FIELD_ORGANIZER ? "" : NULL;
}

static int
bind_fields (BpQuery *query, int index, const BpItem *item, BpUnitSet units)
{
  BpKind kind = bp_item_kind (item);
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, kind) && (units & BP_UNIT_BIT (bp_field_unit (field, kind))))
      bp_query_bind_text (query, index++, value_to_store (item, field));
  return index;
}

/* --- reading -------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_fields (BpQuery *query, int column, BpItem *item, GError **error)
{
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, bp_item_kind (item))) {
      g_autofree char *normal = NULL;
      if (!bp_field_normalise (field, bp_query_peek_text (query, column++), &normal, error))
        return FALSE;
      bp_item_set (item, field, normal);
    }
  return TRUE;
}

static gboolean
set_not_found (BpKind kind, gint64 id, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%c%" G_GINT64_FORMAT, bp_kind_letter (kind), id);
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no record %s."), name);
  return FALSE;
}

static char *
compose_record (gconstpointer table, const char *what)
{
  GString *sql = g_string_new ("SELECT user, company, uid");
  append_columns (sql, kind_of (table), BP_UNITS_ALL, "", TRUE);
  g_string_append_printf (sql, " FROM %s WHERE id = ?", (const char *) table);
  return g_string_free (sql, FALSE);
}

BpRecord *
bp_store_record (BpStore *self, BpKind kind, gint64 id, GError **error)
{
  g_autoptr (BpRecord) record = NULL;
  g_autoptr (BpQuery) query =
    bp_sql_query_composed (self, error, bp_kind_name (kind), "record", compose_record, "i", id);
  if (!query)
    return NULL;
  if (!bp_query_next (query, error)) {
    if (!bp_query_failed (query))
      set_not_found (kind, id, error);
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
  if (!read_fields (query, 3, record->item, error))
    return NULL;
  if (kind == BP_KIND_APPOINTMENT && !bp_exceptions_read (self, id, record->item, error))
    return NULL;
  return g_steal_pointer (&record);
}

GArray *
bp_store_records_of (BpStore *self, BpKind kind, gint64 user, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE user = ? ORDER BY id", bp_kind_name (kind));
  return bp_sql_ints (self, error, sql, "i", user);
}

gboolean
bp_store_record_by_uid (BpStore *self, BpKind kind, gint64 user, const char *uid, gint64 *ret_id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE user = ? AND uid = ?", bp_kind_name (kind));
  g_autoptr (GArray) ids = bp_sql_ints (self, error, sql, "is", user, uid);
  if (ids)
    *ret_id = ids->len > 0 ? g_array_index (ids, gint64, 0) : 0;
  return ids != NULL;
}

gboolean
bp_store_record_get_stamps (BpStore *self, BpKind kind, gint64 id, char **ret_created, char **ret_modified,
                            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT created_at, modified_at FROM %s WHERE id = ?", bp_kind_name (kind));
  g_autoptr (BpQuery) query = bp_sql_query (self, error, sql, "i", id);
  if (!query || !bp_query_next (query, error))
    return query && !bp_query_failed (query) && set_not_found (kind, id, error);
  *ret_created = bp_query_text (query, 0);
  *ret_modified = bp_query_text (query, 1);
  return TRUE;
}

gboolean
bp_store_record_set_stamps (BpStore *self, BpKind kind, gint64 id, const char *created, const char *modified,
                            GError **error)
{
  g_autofree char *sql = g_strdup_printf (
    "UPDATE %s SET created_at = coalesce (?, created_at), modified_at = coalesce (?, modified_at) WHERE id = ?",
    bp_kind_name (kind));
  return (!created && !modified) || bp_sql_run (self, error, sql, "ssi", created, modified, id);
}

/* --- matching (SYNC 10) ------------------------------------------------------------------------------------------------------------ */

/* The records that take part in the user's sync and have no link. The plus keeps SQLite, which has no statistics, from an index that
 * begins with the user: that walks over all his links. */
#define UNLINKED                                                                                                       \
  " AND r.company = (SELECT start_company FROM user WHERE id = r.user)"                                                \
  " AND NOT EXISTS (SELECT 1 FROM sync_link l WHERE l.kind = ?1 AND l.record = r.id AND +l.user = r.user AND "         \
  "l.set_aside = 0)"

GArray *
bp_store_records_unlinked_by_uid (BpStore *self, BpKind kind, gint64 user, const char *uid, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT r.id FROM %s r WHERE r.user = ?2 AND r.uid = ?3" UNLINKED " ORDER BY r.id", bp_kind_name (kind));
  return bp_sql_ints (self, error, sql, "sis", bp_kind_name (kind), user, uid);
}

/* A column that has no NULL says so only in an entry of the engine's own, which nobody edited (bp_store_journal_note ()). */
static gboolean
is_edit (BpField field, const char *old_value)
{
  return old_value || !bp_field_info (field)->default_value;
}

BpItem *
bp_store_record_before (BpStore *self, const BpRecord *record)
{
  g_autoptr (BpItem) before = bp_item_copy (record->item);
  g_autoptr (BpQuery) query =
    bp_sql_query (self, NULL,
                  "SELECT op, column_name, old_value FROM sync_journal WHERE kind = ? AND record = ? AND done = 0"
                  " AND original_start IS NULL ORDER BY seq DESC",
                  "si", bp_kind_name (record->kind), record->id);
  while (query && bp_query_next (query, NULL)) {
    const char *op = bp_query_peek_text (query, 0);
    const char *old_value = bp_query_peek_text (query, 2);
    g_autofree char *normal = NULL;
    BpField field;
    if (g_strcmp0 (op, "insert") == 0)
      return NULL;
    if (bp_field_by_name (bp_query_peek_text (query, 1), &field) && bp_field_applies (field, record->kind)
        && is_edit (field, old_value) && bp_field_normalise (field, old_value, &normal, NULL))
      bp_item_set (before, field, normal);
  }
  return g_steal_pointer (&before);
}

char *
bp_store_record_key (BpStore *self, const BpRecord *record)
{
  g_autoptr (BpItem) before = bp_store_record_before (self, record);
  return bp_item_match_key (before ? before : record->item);
}

/* Appointments that begin then, or did before the changes that are pending. Two queries, because one for both needs a table of its
 * own each time, for which SQLite fetches and returns a hundred kilobytes. */
static GArray *
appointments_by_start (BpStore *self, gint64 user, const char *start, gboolean pending, GError **error)
{
  const char *kind = bp_kind_name (BP_KIND_APPOINTMENT);
  g_autoptr (GArray) now = bp_sql_ints (
    self, error, "SELECT r.id FROM appointment r WHERE r.user = ?2 AND r.starts_at = ?3" UNLINKED " ORDER BY r.id",
    "sis", kind, user, start);
  g_autoptr (GArray) before =
    now && pending
      ? bp_sql_ints (self, error,
                     "SELECT r.id FROM sync_journal j JOIN appointment r ON r.id = j.record WHERE j.user = ?2"
                     " AND j.old_value = ?3 AND j.done = 0 AND j.column_name = 'starts_at' AND r.user = ?2"
                     " AND r.starts_at <> ?3" UNLINKED " ORDER BY r.id",
                     "sis", kind, user, start)
      : NULL;
  if (!now || (pending && !before))
    return NULL;
  for (guint i = 0; before && i < before->len; i++) /* it may have been moved away and back more than once */
    if (i == 0 || g_array_index (before, gint64, i) != g_array_index (before, gint64, i - 1))
      g_array_append_val (now, g_array_index (before, gint64, i));
  return g_steal_pointer (&now);
}

/* A key begins with the start: that is found by index, the rest is compared. */
static GArray *
candidates_by_start (BpStore *self, BpKind kind, gint64 user, const char *start, gboolean pending, GError **error)
{
  if (kind == BP_KIND_TASK)
    return bp_sql_ints (self, error,
                        "SELECT r.id FROM task r WHERE r.user = ?2 AND coalesce (r.start_date, '') = ?3" UNLINKED
                        " ORDER BY r.id",
                        "sis", bp_kind_name (kind), user, start);
  return appointments_by_start (self, user, start, pending, error);
}

GArray *
bp_store_records_unlinked_by_key (BpStore *self, BpKind kind, gint64 user, const char *match_key, gboolean pending,
                                  GError **error)
{
  g_autofree char *start = g_strndup (match_key, strcspn (match_key, "|"));
  g_autoptr (GArray) candidates = candidates_by_start (self, kind, user, start, pending, error);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!candidates)
    return NULL;
  for (guint i = 0; i < candidates->len; i++) {
    gint64 id = g_array_index (candidates, gint64, i);
    g_autoptr (BpRecord) record = bp_store_record (self, kind, id, NULL);
    g_autofree char *key = record ? bp_store_record_key (self, record) : NULL;
    if (g_strcmp0 (key, match_key) == 0)
      g_array_append_val (found, id);
  }
  return g_steal_pointer (&found);
}

/* --- writing ------------------------------------------------------------------------------------------------------------------------- */

#define INSERT_WITH_UID "insert with uid"

static char *
compose_insert (gconstpointer table, const char *what)
{
  GString *sql = g_string_new (NULL);
  gboolean with_uid = g_str_equal (what, INSERT_WITH_UID);
  g_string_printf (sql, "INSERT INTO %s (id, user, company%s", (const char *) table, with_uid ? ", uid" : "");
  append_columns (sql, kind_of (table), BP_UNITS_ALL, "", TRUE);
  g_string_append_printf (sql, ") VALUES (nullif (?, 0), ?, ?%s", with_uid ? ", ?" : "");
  append_columns (sql, kind_of (table), BP_UNITS_ALL, "?", FALSE);
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

/* id 0 and uid NULL: the database gives them. */
static gboolean
insert_row (BpStore *self, const BpRecord *record, gint64 *ret_id, GError **error)
{
  g_autoptr (BpQuery) query =
    bp_sql_query_composed (self, error, bp_kind_name (record->kind), record->uid ? INSERT_WITH_UID : "insert",
                           compose_insert, "iii", record->id, record->user, record->company);
  int index = 4;
  if (!query)
    return FALSE;
  if (record->uid)
    bp_query_bind_text (query, index++, record->uid);
  bind_fields (query, index, record->item, BP_UNITS_ALL);
  bp_query_next (query, error);
  if (bp_query_failed (query))
    return FALSE;
  *ret_id = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

static gboolean
insert_record (BpStore *self, const BpRecord *record, gint64 *ret_id, GError **error)
{
  gint64 id = 0;
  gboolean own, done;
  if (bp_item_n_exceptions (record->item) == 0)
    return insert_row (self, record, ret_id, error);
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  done = insert_row (self, record, &id, error) && bp_exceptions_write (self, id, record->item, error);
  if (!bp_sql_leave (self, own, done, error))
    return FALSE;
  *ret_id = id;
  return TRUE;
}

gboolean
bp_store_record_insert (BpStore *self, BpKind kind, gint64 user, gint64 company, const char *uid, const BpItem *item,
                        gint64 *ret_id, GError **error)
{
  BpRecord record = { kind, 0, user, company, (char *) uid, 0, (BpItem *) item };
  return insert_record (self, &record, ret_id, error);
}

/* what: "update " and the units as a number. */
static char *
compose_update (gconstpointer table, const char *what)
{
  GString *sql = g_string_new (NULL);
  BpUnitSet units = (BpUnitSet) g_ascii_strtoull (strchr (what, ' '), NULL, 10);
  g_string_printf (sql, "UPDATE %s SET id = id", (const char *) table);
  append_columns (sql, kind_of (table), units, " = ?", TRUE);
  g_string_append (sql, " WHERE id = ?");
  return g_string_free (sql, FALSE);
}

static gboolean
update_row (BpStore *self, BpKind kind, gint64 id, const BpItem *item, BpUnitSet units, GError **error)
{
  g_autofree char *what = g_strdup_printf ("update %u", (guint) units);
  g_autoptr (BpQuery) query = bp_sql_query_composed (self, error, bp_kind_name (kind), what, compose_update, "");
  int index;
  if (!query)
    return FALSE;
  index = bind_fields (query, 1, item, units);
  sqlite3_bind_int64 (query->statement, index, id);
  bp_query_next (query, error);
  if (bp_query_failed (query))
    return FALSE;
  return sqlite3_changes (self->db) > 0 || set_not_found (kind, id, error);
}

gboolean
bp_store_record_update (BpStore *self, BpKind kind, gint64 id, const BpItem *item, BpUnitSet units, GError **error)
{
  gboolean own, done;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  done = update_row (self, kind, id, item, units, error);
  if (done && kind == BP_KIND_APPOINTMENT && (units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)))
    done = bp_exceptions_write (self, id, item, error);
  return bp_sql_leave (self, own, done, error);
}

static gboolean
delete_row (BpStore *self, BpKind kind, gint64 id, const char *cause, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id = ?", bp_kind_name (kind));
  if (!bp_sql_run (self, error, sql, "i", id))
    return FALSE;
  if (sqlite3_changes (self->db) == 0)
    return set_not_found (kind, id, error);
  return bp_sql_run (self, error, "UPDATE sync_deleted SET cause = ? WHERE kind = ? AND id = ?", "ssi", cause,
                     bp_kind_name (kind), id);
}

gboolean
bp_store_record_delete (BpStore *self, BpKind kind, gint64 id, const char *cause, GError **error)
{
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (self, own, delete_row (self, kind, id, cause, error), error);
}

/* A trigger takes it from the deleted records. */
static gboolean
restore_row (BpStore *self, BpKind kind, gint64 id, GError **error)
{
  g_autofree char *created_at = NULL;
  g_autofree char *sql =
    g_strdup_printf ("UPDATE %s SET created_at = coalesce (?, created_at) WHERE id = ?", bp_kind_name (kind));
  g_autoptr (BpRecord) record = bp_deleted_read (self, kind, id, &created_at, error);
  return record && insert_record (self, record, &id, error) && bp_sql_run (self, error, sql, "si", created_at, id);
}

gboolean
bp_store_record_restore (BpStore *self, BpKind kind, gint64 id, GError **error)
{
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (self, own, restore_row (self, kind, id, error), error);
}

BpRecord *
bp_store_deleted_record (BpStore *self, BpKind kind, gint64 id, GError **error)
{
  return bp_deleted_read (self, kind, id, NULL, error);
}
