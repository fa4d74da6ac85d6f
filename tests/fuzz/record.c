/* SPDX-License-Identifier: MIT */
/* Rows that other programs wrote, checks or no checks. A line is "COLUMN VALUE" of an appointment, "-COLUMN VALUE" of an exception,
 * "+COLUMN VALUE" of a task; a value that begins with ' is text, else it is as SQLite takes it. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "core/form.h"
#include "fuzz.h"
#include "store/records.h"
#include "store/store.h"

static sqlite3 *office;
static BpStore *store;

static void
run (const char *sql)
{
  sqlite3_exec (office, sql, NULL, NULL, NULL);
}

/* The column's name goes into the statement, so it is one of the table's. */
static gboolean
is_column (const char *table, const char *name)
{
  const char *type;
  return sqlite3_table_column_metadata (office, NULL, table, name, &type, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

static void
set (const char *table, const char *column, const char *value)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *sql = NULL;
  if (!is_column (table, column) || g_str_equal (column, "id") || g_str_equal (column, "appointment"))
    return;
  sql = g_strdup_printf ("UPDATE %s SET %s = CAST (? AS %s)", table, column, *value == '\'' ? "TEXT" : "NUMERIC");
  if (sqlite3_prepare_v2 (office, sql, -1, &statement, NULL) == SQLITE_OK) {
    sqlite3_bind_text (statement, 1, *value == '\'' ? value + 1 : value, -1, SQLITE_TRANSIENT);
    sqlite3_step (statement);
  }
  sqlite3_finalize (statement);
}

static void
look (BpKind kind)
{
  const BpSite site = { "Europe/Berlin" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpRecord) record = bp_store_record (store, kind, 1, &error);
  g_autoptr (BpItem) remote = NULL, again = NULL;
  g_autofree char *json = NULL, *key = NULL;
  g_assert_true (!record == (error != NULL));
  if (!record)
    return;
  json = bp_item_to_json (record->item);
  again = bp_item_from_json (kind, json, NULL);
  g_assert_nonnull (again);
  g_assert_cmphex (bp_item_diff (record->item, again), ==, 0);
  remote = bp_form_to_remote (record->item, &site);
  key = bp_store_record_key (store, record);
}

static char *folder, *path;

static void
clean_up (void)
{
  bp_store_close (store);
  sqlite3_close (office);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  folder = g_dir_make_tmp ("bp-fuzz-XXXXXX", NULL);
  path = g_build_filename (folder, BP_STORE_FILE, NULL);
  g_assert_true (bp_store_init (path, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &office), ==, SQLITE_OK);
  run ("PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON;"
       "INSERT INTO company (number) VALUES (1); INSERT INTO user (id, login) VALUES (1, 'anna');");
  store = bp_store_open (path, BP_STORE_READ, NULL);
  g_assert_nonnull (store);
  atexit (clean_up);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *line;
  run ("BEGIN IMMEDIATE; DELETE FROM appointment; DELETE FROM task; DELETE FROM sync_journal;"
       "INSERT INTO appointment (id, company, user, subject, starts_at, ends_at) VALUES"
       " (1, 1, 1, 'x', '2027-03-01T09:00:00', '2027-03-01T10:00:00');"
       "INSERT INTO appointment_exception (appointment, original_start) VALUES (1, '2027-03-08T09:00:00');"
       "INSERT INTO task (id, company, user, subject) VALUES (1, 1, 1, 'x');");
  while ((line = fuzz_take_line (&data, &size))) {
    const char *table = *line == '-' ? "appointment_exception" : *line == '+' ? "task" : "appointment";
    char *column = line + (*line == '-' || *line == '+'), *value = strchr (column, ' ');
    if (value) {
      *value++ = '\0';
      set (table, column, value);
    }
    g_free (line);
  }
  run ("COMMIT");
  look (BP_KIND_APPOINTMENT);
  look (BP_KIND_TASK);
  return 0;
}
