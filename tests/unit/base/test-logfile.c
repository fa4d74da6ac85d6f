/* SPDX-License-Identifier: MIT */
/* ExchangeSync.Log: appended, rotated, read back; a failing disk is counted and survived. */
#include "base/logfile.h"

#include <string.h>

#include <glib/gstdio.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("bp-logfile-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, BP_LOGFILE_NAME, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (folder));) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
write_lines (BpLogfile *file, guint from, guint count)
{
  for (guint i = from; i < from + count; i++) {
    g_autofree char *text = g_strdup_printf ("line %u", i);
    BpLogLine line = { G_GINT64_CONSTANT (1795421640250000) + i, BP_LOG_INFO, (char *) "test.line", NULL, text, NULL };
    bp_logfile_sink (&line, file);
  }
}

static void
assert_tail (Fixture *fixture, guint max, guint first, guint count)
{
  g_autoptr (GPtrArray) lines = bp_logfile_tail (fixture->path, max);
  g_assert_cmpuint (lines->len, ==, count);
  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *text = g_strdup_printf ("line %u", first + i);
    g_assert_cmpstr (((BpLogLine *) lines->pdata[i])->text, ==, text);
  }
}

static gboolean
exists (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_append (Fixture *fixture, gconstpointer unused)
{
  BpLogfile *file = bp_logfile_new (fixture->path, 1 << 20, 3);
  g_assert_false (exists (fixture, ""));
  assert_tail (fixture, 10, 0, 0);
  write_lines (file, 0, 5);
  assert_tail (fixture, 10, 0, 5);
  assert_tail (fixture, 2, 3, 2);
  bp_logfile_free (file);
  file = bp_logfile_new (fixture->path, 1 << 20, 3);
  write_lines (file, 5, 1);
  assert_tail (fixture, 10, 0, 6);
  g_assert_cmpuint (bp_logfile_get_lost (file), ==, 0);
  bp_logfile_free (file);
}

static void
test_rotate (Fixture *fixture, gconstpointer unused)
{
  /* A line has 52 bytes at least: about nine in a file. */
  g_autoptr (BpLogfile) file = bp_logfile_new (fixture->path, 500, 2);
  write_lines (file, 10, 50);
  g_assert_true (exists (fixture, ".1"));
  g_assert_true (exists (fixture, ".2"));
  g_assert_false (exists (fixture, ".3"));
  for (guint i = 0; i < 3; i++) {
    static const char *const suffixes[] = { "", ".1", ".2" };
    g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);
    GStatBuf info;
    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_size, <=, 500);
  }
  /* The tail reaches into the newest predecessor. */
  assert_tail (fixture, 10, 50, 10);
}

static void
test_moved_away (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BpLogfile) rotating = bp_logfile_new (fixture->path, 1 << 20, 1);
  g_autoptr (BpLogfile) appending = bp_logfile_new (fixture->path, 0, 1);
  g_autofree char *old = g_strconcat (fixture->path, ".1", NULL);
  write_lines (rotating, 0, 2);
  write_lines (appending, 2, 1);
  g_assert_cmpint (g_rename (fixture->path, old), ==, 0);
  write_lines (appending, 3, 1);
  write_lines (rotating, 4, 1);
  assert_tail (fixture, 10, 0, 5);
  g_unlink (old);
  assert_tail (fixture, 10, 3, 2);
}

static void
test_failing (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BpLogfile) file = bp_logfile_new (fixture->path, 1 << 20, 1);
  /* A folder in its place cannot be written, even by root. */
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  write_lines (file, 0, 2);
  g_assert_cmpuint (bp_logfile_get_lost (file), ==, 2);
  g_rmdir (fixture->path);
  write_lines (file, 2, 1);
  g_assert_cmpuint (bp_logfile_get_lost (file), ==, 2);
  assert_tail (fixture, 10, 2, 1);
}

static void
test_disk_full (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BpLogfile) file = NULL;
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("no /dev/full here");
    return;
  }
  file = bp_logfile_new ("/dev/full", 0, 0);
  write_lines (file, 0, 3);
  g_assert_cmpuint (bp_logfile_get_lost (file), ==, 3);
}

static void
test_damaged (Fixture *fixture, gconstpointer unused)
{
  static const char content[] = "garbage\n\xff\xfe\n2026-11-23 08:14:00.250 info    -  line 7 [test.line]\nhalf a li";
  g_assert_true (g_file_set_contents (fixture->path, content, -1, NULL));
  assert_tail (fixture, 10, 7, 1);
}

#define ADD(name, test) g_test_add ("/logfile/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("append", test_append);
  ADD ("rotate", test_rotate);
  ADD ("moved-away", test_moved_away);
  ADD ("failing", test_failing);
  ADD ("disk-full", test_disk_full);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
