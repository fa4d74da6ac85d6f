/* SPDX-License-Identifier: MIT */
#pragma once

/* Steps at which the process may be killed by a test (tests/README.md): with BPEXCHANGE_TEST_CRASH=N in the environment
 * the N-th step kills the process (SIGKILL), as a power cut would; N = 0 names every step on standard error instead.
 * Without it, nothing. Any thread. */

#include <glib.h>

void bp_crash_step (const char *name);

/* The engine's own thread, once a turn: FALSE when a test wants it to fail now. BPEXCHANGE_TEST_ENGINE=die:MS:N lets each of the first N runs
 * end MS milliseconds after it began, =stall:MS:FOR lets the first run do nothing for so long. running_us: since the run began. */
gboolean bp_crash_turn (gint64 running_us, GError **error);
