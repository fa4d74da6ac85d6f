/* SPDX-License-Identifier: MIT */
#include <glib/gstdio.h>

#include "base/logfile.h"
#include "host/filelog.h"

typedef struct {
  char *dir, *path;
  BpLog *log;
  BpFilelog *filelog;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("bp-filelog-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, BP_LOGFILE_NAME, NULL);
  f->log = bp_log_new (BP_LOG_INFO);
  f->filelog = bp_filelog_new (f->log, f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  bp_filelog_free (f->filelog);
  bp_log_unref (f->log);
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static void
say (Fixture *f, const char *text)
{
  bp_log (f->log, BP_LOG_INFO, "test.line", NULL, "%s", text);
}

static guint
count_lines (Fixture *f)
{
  g_autoptr (GPtrArray) lines = bp_logfile_tail (f->path, 1000);
  return lines->len;
}

static void
test_not_before_switched_on (Fixture *f, gconstpointer data)
{
  bp_filelog_set_active (f->filelog, TRUE);
  say (f, "kept back");
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  bp_filelog_switch_on (f->filelog);
  say (f, "now");
  g_assert_cmpuint (count_lines (f), ==, 2);
}

static void
test_only_while_active (Fixture *f, gconstpointer data)
{
  bp_filelog_switch_on (f->filelog);
  say (f, "another process has the engine");
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  bp_filelog_set_active (f->filelog, TRUE);
  say (f, "here");
  bp_filelog_set_active (f->filelog, FALSE);
  say (f, "ended");
  g_assert_cmpuint (count_lines (f), ==, 1);
}

/* Once the sync was on, the log goes on when it is switched off. */
static void
test_existing_file_goes_on (Fixture *f, gconstpointer data)
{
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  bp_filelog_set_active (f->filelog, TRUE);
  say (f, "switched off");
  g_assert_cmpuint (count_lines (f), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/host/filelog/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("not-before-switched-on", test_not_before_switched_on);
  ADD ("only-while-active", test_only_while_active);
  ADD ("existing-file-goes-on", test_existing_file_goes_on);
  return g_test_run ();
}
