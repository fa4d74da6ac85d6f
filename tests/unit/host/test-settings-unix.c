/* SPDX-License-Identifier: MIT */
/* Saving the settings as a window does: what somebody else changed meanwhile stays, and all is saved or nothing. */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "host/data.h"

#define NOBODY 65534

typedef struct {
  char *folder;
  BpData *window, *other; /* two who have read the same settings */
  BpSettings *base;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("bp-settings-XXXXXX", NULL);
  g_assert_true (bp_data_init (f->folder, NULL, NULL));
  f->window = bp_data_open (f->folder, NULL);
  f->other = bp_data_open (f->folder, NULL);
  g_assert_true (bp_data_set_setting (f->other, BP_SETTING_EWS_HOST, "alt.firma.de", NULL));
  f->base = bp_data_settings (f->window, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", f->folder);
  g_clear_pointer (&f->window, bp_data_close);
  g_clear_pointer (&f->other, bp_data_close);
  bp_settings_free (f->base);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
}

static void
assert_stored (Fixture *f, BpSetting setting, const char *value)
{
  g_autoptr (BpSettings) stored = bp_data_settings (f->other, NULL);
  g_assert_cmpstr (bp_settings_get (stored, setting), ==, value);
}

/* Neither takes back what the other has changed. */
static void
test_side_by_side (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) mine = bp_settings_copy (f->base);
  g_autoptr (GError) error = NULL;
  bp_settings_set (mine, BP_SETTING_EWS_HOST, "neu.firma.de");
  bp_settings_set (mine, BP_SETTING_EXPORT, "0");
  g_assert_true (bp_data_set_setting (f->other, BP_SETTING_LANES, "3", NULL));
  g_assert_true (bp_data_set_setting (f->other, BP_SETTING_EXPORT, "0", NULL));
  g_assert_true (bp_data_save_settings (f->window, f->base, mine, "geheim", &error));
  g_assert_no_error (error);
  assert_stored (f, BP_SETTING_EWS_HOST, "neu.firma.de");
  assert_stored (f, BP_SETTING_LANES, "3");
  assert_stored (f, BP_SETTING_EXPORT, "0");
  assert_stored (f, BP_SETTING_ADMIN_SECRET, "set");
}

/* The same setting in two ways: nothing is saved, neither the rest nor the secret. */
static void
test_clash (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) mine = bp_settings_copy (f->base);
  g_autoptr (GError) error = NULL;
  bp_settings_set (mine, BP_SETTING_EWS_HOST, "neu.firma.de");
  bp_settings_set (mine, BP_SETTING_ADMIN_NAME, "sync");
  g_assert_true (bp_data_set_setting (f->other, BP_SETTING_EWS_HOST, "dritter.firma.de", NULL));
  g_assert_false (bp_data_save_settings (f->window, f->base, mine, "geheim", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE);
  g_assert_nonnull (strstr (error->message, "ews-host"));
  assert_stored (f, BP_SETTING_EWS_HOST, "dritter.firma.de");
  assert_stored (f, BP_SETTING_ADMIN_NAME, "");
  assert_stored (f, BP_SETTING_ADMIN_SECRET, "");
}

/* One bad value, and nothing is saved. */
static void
test_all_or_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) mine = bp_settings_copy (f->base);
  g_autoptr (GError) error = NULL;
  bp_settings_set (mine, BP_SETTING_EXPORT, "0");
  bp_settings_set (mine, BP_SETTING_LANES, "999");
  g_assert_false (bp_data_save_settings (f->window, f->base, mine, "geheim", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  assert_stored (f, BP_SETTING_EXPORT, "1");
  assert_stored (f, BP_SETTING_ADMIN_SECRET, "");
}

/* The folder went away while the window was open. */
static void
test_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (f->folder, ".moved", NULL);
  g_autoptr (BpSettings) mine = bp_settings_copy (f->base);
  g_autoptr (GError) error = NULL;
  bp_settings_set (mine, BP_SETTING_EXPORT, "0");
  g_assert_cmpint (g_rename (f->folder, elsewhere), ==, 0);
  g_assert_false (bp_data_save_settings (f->window, f->base, mine, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_nonnull (strstr (error->message, f->folder));
  g_clear_error (&error);
  g_assert_null (bp_data_overview (f->window, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpint (g_rename (elsewhere, f->folder), ==, 0);
  assert_stored (f, BP_SETTING_EXPORT, "1");
}

static void
make_read_only (Fixture *f)
{
  static const char *const names[] = { "bpexchange.db", "bpexchange.db-wal", "bpexchange.db-shm" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
    g_chmod (path, 0444);
  }
  g_assert_cmpint (g_chmod (f->folder, 0555), ==, 0);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) mine = bp_settings_copy (f->base);
  g_autoptr (GError) error = NULL;
  gboolean root = geteuid () == 0;
  bp_settings_set (mine, BP_SETTING_EXPORT, "0");
  make_read_only (f);
  g_clear_pointer (&f->window, bp_data_close);
  if (root)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  f->window = bp_data_open (f->folder, NULL);
  g_assert_nonnull (f->window);
  g_assert_false (bp_data_save_settings (f->window, f->base, mine, "geheim", &error));
  g_clear_pointer (&f->window, bp_data_close);
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  prctl (PR_SET_DUMPABLE, 1); /* lost with the other user; the leak checker needs it */
  g_chmod (f->folder, 0755);
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  assert_stored (f, BP_SETTING_EXPORT, "1");
}

#define ADD(name, func) g_test_add ("/host/settings/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("side-by-side", test_side_by_side);
  ADD ("clash", test_clash);
  ADD ("all-or-nothing", test_all_or_nothing);
  ADD ("gone", test_gone);
  ADD ("read-only", test_read_only);
  return g_test_run ();
}
