/* SPDX-License-Identifier: MIT */
#include "engine/crash.h"

#include <glib.h>
#include <unistd.h>

#define CRASH_EXIT_CODE 99

static gint steps;

void
bp_crash_step (const char *name)
{
  static gsize once;
  static gint crash_at;
  if (g_once_init_enter (&once)) {
    const char *text = g_getenv ("BPEXCHANGE_TEST_CRASH");
    crash_at = text ? (gint) g_ascii_strtoll (text, NULL, 10) : 0;
    g_once_init_leave (&once, 1);
  }
  if (crash_at > 0 && g_atomic_int_add (&steps, 1) + 1 == crash_at)
    _exit (CRASH_EXIT_CODE); /* lint: allowed, this is the crash that a test asks for */
}
