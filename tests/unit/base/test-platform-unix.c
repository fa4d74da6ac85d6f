/* SPDX-License-Identifier: MIT */
/* What the system does for us: the lock that outlives nothing, files, random bytes, the machine's id, signals. */
#include "base/platform.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("bp-platform-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "engine.lock", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_held (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_platform_lock_file (path, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_true (bp_platform_is_locked (path));
}

static void
test_lock (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  BpFileLock *lock;
  g_assert_false (bp_platform_is_locked (fixture->path));
  lock = bp_platform_lock_file (fixture->path, &error);
  g_assert_no_error (error);
  /* A second handle of the same process is refused as well, and asking twice does not release it. */
  assert_held (fixture->path);
  assert_held (fixture->path);
  bp_platform_unlock_file (lock);
  g_assert_false (bp_platform_is_locked (fixture->path));
  /* Asking takes nothing: the lock is free right afterwards. */
  lock = bp_platform_lock_file (fixture->path, &error);
  g_assert_no_error (error);
  bp_platform_unlock_file (lock);
  bp_platform_unlock_file (NULL);
}

static void
test_lock_nowhere (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "not", "there", NULL);
  g_assert_null (bp_platform_lock_file (path, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_false (bp_platform_is_locked (path));
}

/* In a child: takes the lock, says so by one byte, and waits to be killed. */
static void
hold_lock (const char *path, int told)
{
  BpFileLock *lock = bp_platform_lock_file (path, NULL);
  if (write (told, lock ? "y" : "n", 1) != 1)
    _exit (1);
  for (;;)
    pause ();
}

/* Another process holds it, and loses it by being killed. */
static void
test_lock_of_child (Fixture *fixture, gconstpointer unused)
{
  int told[2];
  char answer = 0;
  pid_t child;
  BpFileLock *lock;
  g_assert_cmpint (pipe (told), ==, 0);
  child = fork ();
  if (child == 0)
    hold_lock (fixture->path, told[1]);
  g_assert_cmpint (read (told[0], &answer, 1), ==, 1);
  g_assert_cmpint (answer, ==, 'y');
  assert_held (fixture->path);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  lock = bp_platform_lock_file (fixture->path, NULL);
  g_assert_nonnull (lock);
  bp_platform_unlock_file (lock);
  close (told[0]);
  close (told[1]);
}

/* A child that lives on neither takes our lock nor keeps it after we gave it up. */
static void
test_lock_across_fork (Fixture *fixture, gconstpointer unused)
{
  BpFileLock *lock = bp_platform_lock_file (fixture->path, NULL);
  BpFileLock *again;
  pid_t child = fork ();
  if (child == 0)
    for (;;)
      pause ();
  assert_held (fixture->path);
  bp_platform_unlock_file (lock);
  again = bp_platform_lock_file (fixture->path, NULL);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_assert_nonnull (again);
  bp_platform_unlock_file (again);
}

static void
test_files (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  int fd = bp_platform_open_append (fixture->path);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "a", 1), ==, 1);
  close (fd);
  g_assert_true (bp_platform_make_private (fixture->path, &error));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_unlink (fixture->path);
  g_assert_false (bp_platform_make_private (fixture->path, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
}

static void
test_network_path (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *deep = g_build_filename (fixture->folder, "not", "made", "yet", NULL);
  g_assert_false (bp_platform_is_network_path (fixture->folder));
  g_assert_false (bp_platform_is_network_path (deep));
  g_assert_false (bp_platform_is_network_path ("/proc/self"));
}

static void
test_names (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *id = bp_platform_machine_id ();
  g_autofree char *again = bp_platform_machine_id ();
  g_autofree char *program = bp_platform_program_dir ();
  g_autofree char *data = bp_platform_data_dir ();
  g_autofree char *raw = NULL;
  g_assert_cmpuint (strlen (id), ==, 32);
  g_assert_cmpstr (id, ==, again);
  if (g_file_get_contents ("/etc/machine-id", &raw, NULL, NULL))
    g_assert_cmpstr (id, !=, g_strstrip (raw));
  g_assert_true (g_file_test (program, G_FILE_TEST_IS_DIR));
  g_assert_false (g_str_has_suffix (program, "/"));
  g_assert_true (g_str_has_suffix (data, "bpexchange"));
}

static void
test_memory (Fixture *fixture, gconstpointer unused)
{
  guint8 first[64] = { 0 }, second[64] = { 0 }, nothing[64] = { 0 };
  bp_platform_random (first, sizeof first);
  bp_platform_random (second, sizeof second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
  bp_platform_wipe (first, sizeof first);
  g_assert_cmpmem (first, sizeof first, nothing, sizeof nothing);
  bp_platform_wipe (NULL, 0);
}

static void
test_time_zone (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *variable, *expected;
  } cases[] = { { "Europe/Berlin", "Europe/Berlin" },
                { ":Europe/Berlin", "Europe/Berlin" },
                { "/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo" },
                { "", "UTC" } };
  g_autofree char *system = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *zone = NULL;
    g_setenv ("TZ", cases[i].variable, TRUE);
    zone = bp_platform_time_zone ();
    g_assert_cmpstr (zone, ==, cases[i].expected);
  }
  g_setenv ("TZ", "../../../etc/passwd", TRUE);
  system = bp_platform_time_zone ();
  g_assert_false (g_str_has_prefix (system, "."));
  g_unsetenv ("TZ");
}

static void
stop_loop (gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
test_signals (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  bp_platform_on_stop_signal (stop_loop, loop);
  for (guint i = 0; i < 3; i++) {
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action;
    sigaction (signals[i], NULL, &action);
    if (action.sa_handler == SIG_IGN)
      continue;
    kill (getpid (), signals[i]);
    g_main_loop_run (loop);
  }
  /* The sources stay with the default context, as in a program; nothing may reach the freed loop. */
  for (guint i = 0; i < 3; i++)
    signal ((int[]){ SIGINT, SIGTERM, SIGHUP }[i], SIG_DFL);
}

#define ADD(name, test) g_test_add ("/platform/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("time-zone", test_time_zone);
  ADD ("lock", test_lock);
  ADD ("lock-nowhere", test_lock_nowhere);
  ADD ("lock-of-child", test_lock_of_child);
  ADD ("lock-across-fork", test_lock_across_fork);
  ADD ("files", test_files);
  ADD ("network-path", test_network_path);
  ADD ("names", test_names);
  ADD ("memory", test_memory);
  ADD ("signals", test_signals);
  return g_test_run ();
}
