/* SPDX-License-Identifier: MIT */
#include "engine/crash.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include <glib.h>

#define CRASH_EXIT_CODE 99
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
    _exit (CRASH_EXIT_CODE); /* lint: allowed, this is the crash that a test asks for */
  }
}
