/* SPDX-License-Identifier: MIT */
#include "store/schema.h"

#include "base/error.h"
#include "base/i18n.h"
#include "store/sql.h"

/* One line per version:
 *   1  the contract of docs/DATABASE.md, journal, links, settings, status
 *   2  held deletions one by one
 *   3  private items: under which setting they were dealt with, and which are held back
 *   4  an index for who has a folder
 *   5  what the server has not listed yet, in a table of its own */
extern const char bp_embedded_schema_1_sql[];
extern const char bp_embedded_triggers_1_sql[];
extern const char bp_embedded_schema_2_sql[];
extern const char bp_embedded_schema_3_sql[];
extern const char bp_embedded_schema_4_sql[];
extern const char bp_embedded_schema_5_sql[];

typedef struct {
  const char *scripts[3]; /* run one after the other, NULL-terminated */
} Migration;
static const Migration migrations[BP_STORE_SCHEMA_VERSION] = {
  { { bp_embedded_schema_1_sql, bp_embedded_triggers_1_sql, NULL } },
  { { bp_embedded_schema_2_sql, NULL } },
  { { bp_embedded_schema_3_sql, NULL } },
  { { bp_embedded_schema_4_sql, NULL } },
  { { bp_embedded_schema_5_sql, NULL } },
};

/* The single number that a statement gives. */
static gboolean
read_number (sqlite3 *db, const char *sql, int *ret_number, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *ret_number = sqlite3_column_int (statement, 0);
  else
    bp_sql_set_error (db, code, error);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW;
}

gboolean
bp_schema_examine (sqlite3 *db, BpSchemaState *ret_state, int *ret_version, GError **error)
{
  int application, version, objects;
  if (!read_number (db, "SELECT count(*) FROM sqlite_master", &objects, error)
      || !read_number (db, "PRAGMA application_id", &application, error)
      || !read_number (db, "PRAGMA user_version", &version, error))
    return FALSE;
  *ret_version = version;
  if (objects == 0 && version == 0 && application == 0) {
    *ret_state = BP_SCHEMA_EMPTY;
    return TRUE;
  }
  if (application != BP_SCHEMA_APPLICATION_ID || version < 1) {
    bp_set_error (error, BP_ERROR_LOCAL, "foreign", N_ ("The file is a database of another program."));
    return FALSE;
  }
  if (version > BP_STORE_SCHEMA_VERSION) {
    bp_set_error (error, BP_ERROR_LOCAL, "newer",
                  N_ ("The database was written by a newer version (schema %d, this program knows %d)."), version,
                  BP_STORE_SCHEMA_VERSION);
    return FALSE;
  }
  *ret_state = version == BP_STORE_SCHEMA_VERSION ? BP_SCHEMA_CURRENT : BP_SCHEMA_OLDER;
  return TRUE;
}

static gboolean
run_migrations (sqlite3 *db, int version, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                            BP_SCHEMA_APPLICATION_ID, BP_STORE_SCHEMA_VERSION);
  for (; version < BP_STORE_SCHEMA_VERSION; version++)
    for (const char *const *script = migrations[version].scripts; *script; script++)
      if (!bp_sql_script (db, *script, error))
        return FALSE;
  return bp_sql_script (db, stamp, error);
}

gboolean
bp_schema_upgrade (sqlite3 *db, gboolean *ret_created, GError **error)
{
  BpSchemaState state;
  int version = 0;
  if (!bp_sql_script (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (bp_schema_examine (db, &state, &version, error)
      && (state == BP_SCHEMA_CURRENT || run_migrations (db, version, error)) && bp_sql_script (db, "COMMIT", error)) {
    *ret_created = state == BP_SCHEMA_EMPTY;
    return TRUE;
  }
  if (!sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}
