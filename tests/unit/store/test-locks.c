/* SPDX-License-Identifier: MIT */
#include <glib/gstdio.h>

#include "store/setting.h"
#include "store/store.h"

/* A program that looks into the database with a process of its own, and ends. */
static char *
foreign_query (const char *path, const char *sql)
{
  const char *argv[] = { "sqlite3", path, sql, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return g_strdup (g_strstrip (output));
}

/* POSIX locks belong to the process, and closing any handle of a file drops all of them: a second look at the file by our
 * own process must not make another program believe that nobody has it open. It would remove the log we still write to. */
static void
test_locks_survive_a_second_opening (void)
{
  g_autofree char *dir = g_dir_make_tmp ("bp-locks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, BP_STORE_FILE, NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *before = NULL, *after = NULL, *value = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpStore) first = NULL;
  g_autoptr (BpStore) second = NULL;
  g_assert_true (bp_store_init (path, NULL, &error));
  first = bp_store_open (path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
  second = bp_store_open (path, BP_STORE_READ, &error);
  g_assert_no_error (error);
  g_assert_true (bp_store_init (path, NULL, &error));

  before = foreign_query (path, "SELECT count(*) FROM setting");
  g_assert_cmpstr (before, ==, "0");
  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_true (bp_store_setting_set (first, BP_SETTING_LANES, "3", &error));
  g_assert_no_error (error);
  value = foreign_query (path, "SELECT value FROM setting WHERE key = 'lanes'");
  g_assert_cmpstr (value, ==, "3");

  g_clear_pointer (&second, bp_store_close);
  g_clear_pointer (&first, bp_store_close);
  g_remove (path);
  g_remove (wal);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_autofree char *sqlite = g_find_program_in_path ("sqlite3");
  g_test_init (&argc, &argv, NULL);
  if (!sqlite) {
    g_print ("1..0 # SKIP the sqlite3 command is not installed\n");
    return 77;
  }
  g_test_add_func ("/store/locks/second-opening", test_locks_survive_a_second_opening);
  return g_test_run ();
}
