/* SPDX-License-Identifier: MIT */
#pragma once

/* How long to wait before trying again: pure. Exponential from 1 s, doubled per failure, at most 5 minutes, with up to
 * 25 % jitter below, never less than the server asked for (SYNC 19). */

#include <glib.h>

/* failures: consecutive ones, from 1. server_ms: what the server asked for, 0 if nothing. jitter: 0..1. Milliseconds. */
guint bp_backoff_delay_ms (guint failures, guint server_ms, double jitter);
