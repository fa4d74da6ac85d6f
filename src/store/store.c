/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "store/schema.h"
#include "store/sql.h"

#define BUSY_TIMEOUT_MS 10000

/* --- opening ------------------------------------------------------------------------------------------------------------ */

/* Only asks the file system: whoever opens and closes the file itself takes away the locks of every connection that this
 * process has to it (POSIX), and the next program to close the database would delete the WAL under them. */
static gboolean
check_exists (const char *path, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("%s: %s"), path, g_strerror (ENOENT));
  return FALSE;
}

static gboolean
check_place (const char *path, GError **error)
{
  if (!bp_platform_is_network_path (path))
    return TRUE;
  bp_set_error (error, BP_ERROR_LOCAL, "network-drive",
                N_ ("%s lies on a network drive, where the database would not be safe."), path);
  return FALSE;
}

/* Nobody asks SQLite how much memory it uses, and counting takes a lock at each allocation. Too late if something in the process
 * has used SQLite already: then it goes on counting. */
static gpointer
configure_library (gpointer unused)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

/* Closing a connection that was only looked through leaves the file to the byte as it was. */
static sqlite3 *
open_file (const char *path, int flags, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  sqlite3 *db = NULL;
  int code;
  g_once (&once, configure_library, NULL);
  code = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
    sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return db;
  }
  bp_sql_set_error (db, code, error);
  sqlite3_close (db);
  return NULL;
}

static gboolean
configure (sqlite3 *db, BpStoreMode mode, GError **error)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return bp_sql_script (db, "PRAGMA synchronous = FULL; PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF;",
                        error)
         && (mode == BP_STORE_WRITE || bp_sql_script (db, "PRAGMA query_only = ON", error));
}

BpStore *
bp_store_open (const char *path, BpStoreMode mode, GError **error)
{
  BpSchemaState state;
  BpStore *self;
  int version;
  sqlite3 *db =
    check_exists (path, error) && check_place (path, error) ? open_file (path, SQLITE_OPEN_READWRITE, error) : NULL;
  if (!db)
    return NULL;
  if (!bp_schema_examine (db, &state, &version, error)
      || (state == BP_SCHEMA_CURRENT && !configure (db, mode, error))) {
    sqlite3_close (db);
    return NULL;
  }
  if (state != BP_SCHEMA_CURRENT) {
    bp_set_error (error, BP_ERROR_LOCAL, "older",
                  N_ ("The database is of an older version and must be migrated first."));
    sqlite3_close (db);
    return NULL;
  }
  self = g_new0 (BpStore, 1);
  self->db = db;
  self->mode = mode;
  self->statements = bp_sql_statements_new ();
  return self;
}

void
bp_store_close (BpStore *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self);
}

/* --- creating ------------------------------------------------------------------------------------------------------------ */

static gboolean
create_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The folder %s cannot be created: %s"), folder, g_strerror (errno));
  return FALSE;
}

/* A full copy to a file that must not exist yet. */
static gboolean
copy_database (sqlite3 *db, const char *target, GError **error)
{
  sqlite3_backup *backup = NULL;
  sqlite3 *copy;
  int code = SQLITE_OK;
  int file = g_open (target, O_CREAT | O_EXCL | O_WRONLY, 0600);
  if (file < 0) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("%s cannot be created: %s"), target, g_strerror (errno));
    return FALSE;
  }
  g_close (file, NULL);
  copy = open_file (target, SQLITE_OPEN_READWRITE, error);
  if (copy && (backup = sqlite3_backup_init (copy, "main", db, "main"))) {
    code = sqlite3_backup_step (backup, -1);
    sqlite3_backup_finish (backup);
  }
  if (copy && (!backup || code != SQLITE_DONE))
    bp_sql_set_error (backup ? NULL : copy, backup ? code : sqlite3_errcode (copy), error);
  sqlite3_close (copy);
  if (copy && backup && code == SQLITE_DONE)
    return TRUE;
  g_unlink (target);
  return FALSE;
}

static gboolean
backup_before_migration (sqlite3 *db, const char *path, int version, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *target = g_strdup_printf ("%s.schema-%d.%s", path, version, stamp);
  return copy_database (db, target, error);
}

static gboolean
init_database (sqlite3 *db, const char *path, gboolean *ret_created, GError **error)
{
  BpSchemaState state;
  int version;
  if (!bp_schema_examine (db, &state, &version, error))
    return FALSE;
  if (state == BP_SCHEMA_CURRENT)
    return TRUE;
  if (state == BP_SCHEMA_OLDER && !backup_before_migration (db, path, version, error))
    return FALSE;
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0,
                     NULL); /* version 5 rewrites checks; some builds of SQLite would not let it */
  return bp_sql_script (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error)
         && bp_schema_upgrade (db, ret_created, error) && bp_sql_script (db, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

gboolean
bp_store_init (const char *path, gboolean *ret_created, GError **error)
{
  gboolean created = FALSE, done;
  sqlite3 *db;
  if (!create_folder (path, error) || !check_place (path, error))
    return FALSE;
  db = open_file (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (!db)
    return FALSE;
  done = init_database (db, path, &created, error) && (!created || bp_platform_make_private (path, error));
  sqlite3_close (db);
  if (done && ret_created)
    *ret_created = created;
  return done;
}

/* --- transactions, version, backup -------------------------------------------------------------------------------------------- */

gboolean
bp_store_check_place (BpStore *self, GError **error)
{
  int moved = 0;
  sqlite3_file_control (self->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (!moved)
    return TRUE;
  bp_set_error (
    error, BP_ERROR_LOCAL, "moved",
    N_ ("The database %s was deleted, moved or replaced while it was in use. Put it back, and start bpexchange again."),
    sqlite3_db_filename (self->db, "main"));
  return FALSE;
}

gboolean
bp_store_begin (BpStore *self, GError **error)
{
  if (self->mode == BP_STORE_WRITE && !bp_store_check_place (self, error))
    return FALSE;
  return bp_sql_run (self, error, self->mode == BP_STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", "");
}

gboolean
bp_store_commit (BpStore *self, GError **error)
{
  if (bp_sql_run (self, error, "COMMIT", ""))
    return TRUE;
  bp_store_rollback (self);
  return FALSE;
}

void
bp_store_rollback (BpStore *self)
{
  if (!sqlite3_get_autocommit (self->db))
    bp_sql_run (self, NULL, "ROLLBACK", "");
}

gboolean
bp_store_data_version (BpStore *self, gint64 *ret_version, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query (self, error, "PRAGMA data_version", "");
  if (!query || !bp_query_next (query, error))
    return FALSE;
  *ret_version = bp_query_int (query, 0);
  return TRUE;
}

gboolean
bp_store_backup (BpStore *self, const char *target, GError **error)
{
  return copy_database (self->db, target, error);
}

/* --- whose database it is ----------------------------------------------------------------------------------------------------- */

char *
bp_store_note (BpStore *self, const char *key)
{
  g_autoptr (BpQuery) query = bp_sql_query (self, NULL, "SELECT value FROM meta WHERE key = ?", "s", key);
  return query && bp_query_next (query, NULL) ? bp_query_text (query, 0) : NULL;
}

gboolean
bp_store_set_note (BpStore *self, const char *key, const char *value, GError **error)
{
  return bp_sql_run (
    self, error, "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    "ss", key, value);
}

static gboolean
write_claim (BpStore *self, const char *machine, const char *path, GError **error)
{
  if (!bp_store_begin (self, error))
    return FALSE;
  if (bp_store_set_note (self, "machine", machine, error) && bp_store_set_note (self, "path", path, error))
    return bp_store_commit (self, error);
  bp_store_rollback (self);
  return FALSE;
}

static gboolean
check_file (BpStore *self, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query (self, error, "PRAGMA quick_check (1)", "");
  const char *found;
  if (!query || !bp_query_next (query, error))
    return FALSE;
  found = bp_query_peek_text (query, 0);
  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;
  bp_set_error (error, BP_ERROR_LOCAL, "damaged", N_ ("The database is damaged (%s). Restore it from a backup."),
                found);
  return FALSE;
}

gboolean
bp_store_claim (BpStore *self, gboolean adopt, GError **error)
{
  g_autofree char *machine = bp_platform_machine_id ();
  g_autofree char *owner = bp_store_note (self, "machine");
  g_autofree char *home = bp_store_note (self, "path");
  const char *path = sqlite3_db_filename (self->db, "main"); /* absolute, links resolved */
  if (!check_file (self, error))
    return FALSE;
  if (g_strcmp0 (owner, machine) == 0 && g_strcmp0 (home, path) == 0)
    return TRUE;
  if (!owner || adopt)
    return write_claim (self, machine, path, error);
  bp_set_error (
    error, BP_ERROR_DENIED, "copied",
    N_ ("This database belongs to %s on another computer or in another folder. If it is to be used here from now on, "
        "start once with --adopt."),
    home);
  return FALSE;
}
