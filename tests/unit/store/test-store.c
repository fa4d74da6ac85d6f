/* SPDX-License-Identifier: MIT */
#include "support.h"

/* The file: created, opened, refused and then left to the byte as it was; backup, whose it is, changes of others noticed. */

#include <sys/stat.h>
#include <unistd.h>

#include "store/setting.h"

/* --- helpers ------------------------------------------------------------------------------------------------------------------ */

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *content;
  gsize length;
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  return g_bytes_new_take (content, length);
}

static void
write_file (const char *path, const char *content, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, content, (gssize) length, &error));
}

/* The connections go, so that the file is complete and nobody holds it. */
static void
let_go (Fixture *fixture)
{
  g_clear_pointer (&fixture->store, bp_store_close);
  sqlite3_close (fixture->foreign);
  fixture->foreign = NULL;
}

/* Neither opening nor creating is possible, and neither touches the file. */
static void
assert_refused (const char *path, const char *server_code)
{
  g_autoptr (GBytes) before = read_file (path);
  g_autoptr (GBytes) after = NULL;
  for (int mode = BP_STORE_READ; mode <= BP_STORE_WRITE; mode++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (bp_store_open (path, (BpStoreMode) mode, &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
    g_assert_cmpstr (bp_error_get_server_code (error), ==, server_code);
  }
  {
    g_autoptr (GError) error = NULL;
    g_assert_false (bp_store_init (path, NULL, &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  }
  after = read_file (path);
  g_assert_true (g_bytes_equal (before, after));
}

/* What is written through a connection whose file is gone would be lost without a word. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpStore) writer = bp_store_open (fixture->path, BP_STORE_WRITE, NULL);
  g_autofree char *elsewhere = g_strconcat (fixture->path, ".moved", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (bp_store_begin (writer, NULL));
  bp_store_rollback (writer);
  g_assert_cmpint (g_rename (fixture->path, elsewhere), ==, 0);
  g_assert_false (bp_store_begin (writer, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "moved");
  g_assert_false (bp_store_check_place (writer, NULL));
  g_assert_cmpint (g_rename (elsewhere, fixture->path), ==, 0);
  g_assert_true (bp_store_begin (writer, NULL));
  bp_store_rollback (writer);
}

/* --- creating and opening ------------------------------------------------------------------------------------------------------- */

static void
test_init (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *missing = g_build_filename (fixture->folder, "none.db", NULL);
  gboolean created = TRUE;
  struct stat info;
  g_assert_true (bp_store_init (fixture->path, &created, &error));
  g_assert_no_error (error);
  g_assert_false (created);
  ASSERT_ROWS (fixture->foreign, "PRAGMA user_version", G_STRINGIFY (BP_STORE_SCHEMA_VERSION));
  ASSERT_ROWS (fixture->foreign, "PRAGMA journal_mode", "wal");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM user", "2");
  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_null (bp_store_open (missing, BP_STORE_READ, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
}

/* A creation that was interrupted leaves an empty file: it is completed. */
static void
test_empty_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "empty.db", NULL);
  gboolean created = FALSE;
  write_file (path, "", 0);
  g_assert_null (bp_store_open (path, BP_STORE_READ, &error));
  g_clear_error (&error);
  g_assert_true (bp_store_init (path, &created, &error));
  g_assert_no_error (error);
  g_assert_true (created);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *broken = NULL;
  gsize size;
  let_go (fixture);
  whole = read_file (fixture->path);
  broken = g_memdup2 (g_bytes_get_data (whole, &size), g_bytes_get_size (whole));
  write_file (fixture->path, "this is no database, but long enough to be looked at", 52);
  assert_refused (fixture->path, "damaged");
  write_file (fixture->path, broken, size / 2); /* cut off */
  assert_refused (fixture->path, "damaged");
  memset (broken + 100, 0xa5, 3000); /* the schema's page */
  write_file (fixture->path, broken, size);
  assert_refused (fixture->path, "damaged");
}

/* Damage deep inside is found before an engine starts. */
static void
test_damaged_inside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *broken = NULL;
  gsize size;
  for (int i = 0; i < 200; i++)
    foreign_run (fixture->foreign,
                 APPOINTMENT "(1, 1, hex (randomblob (100)), '2026-11-23T10:00:00', '2026-11-23T11:00:00')");
  let_go (fixture);
  whole = read_file (fixture->path);
  broken = g_memdup2 (g_bytes_get_data (whole, &size), g_bytes_get_size (whole));
  memset (broken + size - 6 * 4096, 0xa5, 5 * 4096);
  write_file (fixture->path, broken, size);
  fixture->store = bp_store_open (fixture->path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_false (bp_store_claim (fixture->store, FALSE, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "damaged");
}

static void
test_newer_and_foreign (Fixture *fixture, gconstpointer data)
{
  foreign_run (fixture->foreign, "PRAGMA user_version = 9999");
  let_go (fixture);
  assert_refused (fixture->path, "newer");
  foreign_open (fixture->path, &fixture->foreign);
  foreign_run (fixture->foreign, "PRAGMA user_version = 1; PRAGMA application_id = 7;");
  let_go (fixture);
  assert_refused (fixture->path, "foreign");
  foreign_open (fixture->path, &fixture->foreign);
  foreign_run (fixture->foreign, "PRAGMA user_version = 0; PRAGMA application_id = 0x62706578;");
  let_go (fixture);
  assert_refused (fixture->path, "foreign");
}

static const char schema_sql[] =
  "SELECT group_concat (sql, ';') FROM (SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name)";

/* A database that version 1 wrote opens with all it holds, and is then like a new one. */
static void
test_version_1 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "v1.db", NULL);
  g_autoptr (BpStore) store = NULL;
  g_autoptr (BpRecord) record = NULL;
  g_autofree char *ours = foreign_rows (fixture->foreign, schema_sql);
  g_autofree char *theirs = NULL;
  sqlite3 *db;
  g_assert_true (g_file_get_contents (BP_TEST_DIR "/version-1.sql", &dump, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  foreign_run (db, dump);
  sqlite3_close (db);
  g_assert_true (bp_store_init (path, NULL, &error));
  g_assert_no_error (error);
  store = bp_store_open (path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
  record = bp_store_record (store, BP_KIND_APPOINTMENT, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bp_item_get (record->item, BP_FIELD_SUBJECT), ==, "Jour fixe");
  g_assert_cmpint (bp_item_n_exceptions (record->item), ==, 1);
  g_assert_cmpint (bp_store_journal_last (store), ==, 4);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  theirs = foreign_rows (db, schema_sql);
  sqlite3_close (db);
  g_assert_cmpstr (ours, ==, theirs);
}

static void
run_fixture (sqlite3 *db, int version)
{
  g_autofree char *file = g_strdup_printf (BP_TEST_DIR "/version-%d.sql", version);
  g_autofree char *script = NULL;
  g_assert_true (g_file_get_contents (file, &script, NULL, NULL));
  foreign_run (db, script);
}

/* What the server had not listed stood among the baseline's rows until version 5. */
static void
test_unlisted_before_5 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "v4.db", NULL);
  g_autoptr (BpStore) store = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (int version = 1; version <= 4; version++)
    run_fixture (db, version);
  foreign_run (
    db, "PRAGMA user_version = 4;"
        "DELETE FROM sync_link; DELETE FROM sync_baseline;"
        "INSERT INTO sync_link (kind, user, record, item_id) VALUES ('appointment', 1, 7, 'new'),"
        " ('appointment', 1, 8, 'listed');"
        "INSERT INTO sync_baseline (user, kind, item_id, match_key) VALUES (1, 'appointment', 'new', 'unlisted'),"
        " (1, 'appointment', 'other', 'key');");
  sqlite3_close (db);
  g_assert_true (bp_store_init (path, NULL, &error));
  g_assert_no_error (error);
  store = bp_store_open (path, BP_STORE_READ, &error);
  g_assert_no_error (error);
  ids = bp_store_unlisted_ids (store, 1, BP_KIND_APPOINTMENT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (ids->pdata[0], ==, "new");
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  ASSERT_ROWS (db, "SELECT item_id FROM sync_baseline", "other");
  sqlite3_close (db);
}

/* The schema of today is that of the fixtures, version-1.sql and what each later one changes in it: a change needs a new version. */
static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "v1.db", NULL);
  g_autofree char *theirs = NULL;
  g_autofree char *ours = foreign_rows (fixture->foreign, schema_sql);
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (int version = 1; version <= BP_STORE_SCHEMA_VERSION; version++)
    run_fixture (db, version);
  theirs = foreign_rows (db, schema_sql);
  sqlite3_close (db);
  g_assert_cmpstr (ours, ==, theirs);
}

/* --- connections ---------------------------------------------------------------------------------------------------------------- */

static void
test_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpStore) reader = bp_store_open (fixture->path, BP_STORE_READ, &error);
  gint64 before, after;
  g_assert_no_error (error);
  g_assert_false (bp_store_setting_set (reader, BP_SETTING_LANES, "4", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_clear_error (&error);
  g_assert_true (bp_store_data_version (reader, &before, &error));
  g_assert_true (bp_store_data_version (reader, &after, &error));
  g_assert_cmpint (before, ==, after);
  foreign_run (fixture->foreign, "UPDATE user SET name = 'x'");
  g_assert_true (bp_store_data_version (reader, &after, &error));
  g_assert_cmpint (before, !=, after);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpStore) reader = bp_store_open (fixture->path, BP_STORE_READ, &error);
  gint64 revision;
  g_assert_true (bp_store_begin (reader, &error));
  revision = bp_store_config_revision (reader);
  foreign_run (fixture->foreign, "UPDATE user SET name = 'x'");
  g_assert_cmpint (bp_store_config_revision (reader), ==, revision);
  bp_store_rollback (reader);
  g_assert_cmpint (bp_store_config_revision (reader), >, revision);
  g_assert_true (bp_store_begin (fixture->store, &error));
  g_assert_true (bp_store_setting_set (fixture->store, BP_SETTING_LANES, "4", &error));
  bp_store_rollback (fixture->store);
  bp_store_rollback (fixture->store);
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM setting", "0");
}

/* --- backup, and whose database it is ---------------------------------------------------------------------------------------------- */

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autoptr (BpStore) copy = NULL;
  g_autoptr (BpUser) user = NULL;
  foreign_run (fixture->foreign, "BEGIN; UPDATE user SET name = 'not committed'");
  g_assert_true (bp_store_backup (fixture->store, target, &error));
  g_assert_no_error (error);
  foreign_run (fixture->foreign, "COMMIT");
  copy = bp_store_open (target, BP_STORE_READ, &error);
  g_assert_no_error (error);
  user = bp_store_user_by_login (copy, "anna", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (user->name, ==, NULL);
  g_assert_false (bp_store_backup (fixture->store, target, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_clear_error (&error);
  g_assert_false (bp_store_backup (fixture->store, "/nowhere/at/all.db", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
}

static void
test_claim (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autoptr (BpStore) copy = NULL;
  g_assert_true (bp_store_claim (fixture->store, FALSE, &error));
  g_assert_true (bp_store_claim (fixture->store, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (bp_store_backup (fixture->store, target, &error));
  copy = bp_store_open (target, BP_STORE_WRITE, &error);
  g_assert_false (bp_store_claim (copy, FALSE, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_clear_error (&error);
  g_assert_true (bp_store_claim (copy, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (bp_store_claim (copy, FALSE, &error));
  g_assert_true (bp_store_claim (fixture->store, FALSE, &error));
  foreign_run (fixture->foreign, "UPDATE meta SET value = 'another machine' WHERE key = 'machine'");
  g_assert_false (bp_store_claim (fixture->store, FALSE, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_DENIED);
}

/* Another way to the same file is no other place. */
static void
test_claim_by_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *path = g_build_filename (link, BP_STORE_FILE, NULL);
  g_autoptr (BpStore) other = NULL;
  g_assert_true (bp_store_claim (fixture->store, FALSE, &error));
  g_assert_cmpint (symlink (folder, link), ==, 0);
  other = bp_store_open (path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (bp_store_claim (other, FALSE, &error));
  g_assert_no_error (error);
  g_unlink (link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/store/" name, Fixture, NULL, fixture_open, func, fixture_close)
  ADD ("init", test_init);
  ADD ("empty-file", test_empty_file);
  ADD ("damaged", test_damaged);
  ADD ("damaged-inside", test_damaged_inside);
  ADD ("newer-and-foreign", test_newer_and_foreign);
  ADD ("version-1", test_version_1);
  ADD ("unlisted-before-5", test_unlisted_before_5);
  ADD ("frozen", test_frozen);
  ADD ("reader", test_reader);
  ADD ("snapshot", test_snapshot);
  ADD ("backup", test_backup);
  ADD ("gone", test_gone);
  ADD ("claim", test_claim);
  ADD ("claim-by-link", test_claim_by_link);
  return g_test_run ();
}
