/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <glib/gstdio.h>

#include "base/log.h"
#include "host/follower.h"

typedef struct {
  char *dir, *path, *rotated;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("bp-follower-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "ExchangeSync.Log", NULL);
  f->rotated = g_strconcat (f->path, ".1", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_unlink (f->rotated);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->rotated);
}

static void
append (Fixture *f, const char *text)
{
  FILE *file = g_fopen (f->path, "ab");
  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
append_line (Fixture *f, const char *text)
{
  BpLogLine line = { .at = 1790000000 * G_GINT64_CONSTANT (1000000), .level = BP_LOG_INFO, .id = (char *) "test.line" };
  g_autofree char *formatted = NULL;
  g_autofree char *ended = NULL;
  line.text = (char *) text;
  formatted = bp_log_line_format (&line);
  ended = g_strconcat (formatted, "\n", NULL);
  append (f, ended);
}

/* The texts of the new lines, joined by commas. */
static char *
read_texts (BpFollower *follower)
{
  g_autoptr (GPtrArray) lines = bp_follower_read (follower);
  g_autoptr (GString) texts = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (texts, "%s%s", i ? "," : "", ((BpLogLine *) lines->pdata[i])->text);
  return g_string_free (g_steal_pointer (&texts), FALSE);
}

static void
assert_reads (BpFollower *follower, const char *expected)
{
  g_autofree char *texts = read_texts (follower);
  g_assert_cmpstr (texts, ==, expected);
}

static void
test_only_new (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = NULL;
  append_line (f, "old");
  follower = bp_follower_new (f->path);
  assert_reads (follower, "");
  append_line (f, "one");
  append_line (f, "two");
  assert_reads (follower, "one,two");
  assert_reads (follower, "");
}

static void
test_file_appears (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = bp_follower_new (f->path);
  assert_reads (follower, "");
  append_line (f, "first");
  assert_reads (follower, "first");
}

static void
test_half_line (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = bp_follower_new (f->path);
  append (f, "2026-11-23 08:14:00.250 info    anna  half of");
  assert_reads (follower, "");
  append (f, " it [test.line]\n");
  assert_reads (follower, "half of it");
}

static void
test_foreign_line (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = bp_follower_new (f->path);
  append (f, "not a line of ours \xff\n\n");
  append_line (f, "ours");
  assert_reads (follower, "ours");
}

static void
test_rotation (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = bp_follower_new (f->path);
  append_line (f, "one");
  assert_reads (follower, "one");
  append_line (f, "two");
  g_assert_cmpint (g_rename (f->path, f->rotated), ==, 0);
  append_line (f, "three");
  append_line (f, "four");
  append_line (f, "five");
  assert_reads (follower, "two,three,four,five");
}

static void
test_skip (Fixture *f, gconstpointer data)
{
  g_autoptr (BpFollower) follower = bp_follower_new (f->path);
  append_line (f, "mine");
  bp_follower_skip (follower);
  append_line (f, "yours");
  assert_reads (follower, "yours");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/host/follower/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("only-new", test_only_new);
  ADD ("file-appears", test_file_appears);
  ADD ("half-line", test_half_line);
  ADD ("foreign-line", test_foreign_line);
  ADD ("rotation", test_rotation);
  ADD ("skip", test_skip);
  return g_test_run ();
}
