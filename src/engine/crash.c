/* SPDX-License-Identifier: MIT */
#include "engine/crash.h"

#include <pthread.h>
#include <stdio.h>

#include "base/channel.h"
#include "base/error.h"
#include "base/platform.h"

#define NAMES_ONLY 0
#define NEVER (-1)

static gint steps;

static gint crash_at;

static void
read_environment (void)
{
  const char *text = g_getenv ("BPEXCHANGE_TEST_CRASH");
  crash_at = text ? (gint) g_ascii_strtoll (text, NULL, 10) : NEVER;
}

void
bp_crash_step (const char *name)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once (&once, read_environment);
  if (crash_at == NEVER)
    return;
  if (crash_at == NAMES_ONLY) {
    g_autofree char *line = g_strdup_printf ("step %s\n", name);
    fputs (line, stderr);
  } else if (g_atomic_int_add (&steps, 1) + 1 == crash_at) {
    bp_platform_kill_self ();
  }
}

/* --- the engine's thread ------------------------------------------------------------------------------------------------ */

static struct {
  gboolean die, stall;
  gint64 after_us;
  gint runs; /* left; atomic */
  gint64 stall_us;
} trouble;

static void
read_trouble (void)
{
  g_auto (GStrv) words =
    g_strsplit (g_getenv ("BPEXCHANGE_TEST_ENGINE") ? g_getenv ("BPEXCHANGE_TEST_ENGINE") : "", ":", 3);
  if (g_strv_length (words) != 3)
    return;
  trouble.die = g_str_equal (words[0], "die");
  trouble.stall = g_str_equal (words[0], "stall");
  trouble.after_us = g_ascii_strtoll (words[1], NULL, 10) * 1000;
  trouble.runs = trouble.die ? (gint) g_ascii_strtoll (words[2], NULL, 10) : 1;
  trouble.stall_us = g_ascii_strtoll (words[2], NULL, 10) * 1000;
}

gboolean
bp_crash_turn (gint64 running_us, GError **error)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once (&once, read_trouble);
  if ((!trouble.die && !trouble.stall) || running_us < trouble.after_us || g_atomic_int_add (&trouble.runs, -1) <= 0)
    return TRUE;
  if (trouble.stall) {
    g_autoptr (BpChannel) silent = bp_channel_new (NULL, 0);
    bp_channel_receive (silent, trouble.stall_us);
    return TRUE;
  }
  bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", "A test wanted it to fail.");
  return FALSE;
}
