/* SPDX-License-Identifier: MIT */
#pragma once

/* Steps at which the process may be killed by a test (tests/README.md): with BPEXCHANGE_TEST_CRASH=N in the environment
 * the N-th step ends the process on the spot, as a power cut would; N = 0 names every step on standard error instead.
 * Without it, nothing. Any thread. */

void bp_crash_step (const char *name);
