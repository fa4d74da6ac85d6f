/* SPDX-License-Identifier: MIT */
#pragma once

/* Time in one place. Instants are microseconds since 1970-01-01 UTC (gint64), as g_get_real_time () gives them; their
 * text form is RFC 3339 with milliseconds and Z ("2026-11-23T08:14:00.250Z"), which sorts as text. Any thread. */

#include <glib.h>

/* Now, as an instant. */
gint64 bp_clock_now (void);
/* Monotonic microseconds, for waiting and measuring. */
gint64 bp_clock_monotonic (void);
/* Today's date in the system's zone, "YYYY-MM-DD". Caller frees. */
char *bp_clock_today (void);
/* When a day ("YYYY-MM-DD") of the system's zone ends; FALSE if it is none. */
gboolean bp_clock_day_end (const char *day, gint64 *ret_instant);
/* A text that begins with a date "YYYY-MM-DD", as people here write dates; any other text as it is. Caller frees. */
char *bp_clock_describe_date (const char *text);
/* Finds out that the machine slept or its clock was set: zero before the first call. By how much the wall clock ran ahead of (or
 * behind) the time that passed for this process since the last call, if that is half a minute or more, else 0; where the
 * monotonic clock goes on while a machine sleeps, a call that comes so late counts, too. Calls are expected every second or
 * more often. Pure. */
typedef struct {
  gint64 wall, monotonic;
} BpClockJump;
#define BP_CLOCK_JUMP_US ((gint64) 30 * G_USEC_PER_SEC)
gint64 bp_clock_jump (BpClockJump *self, gint64 wall, gint64 monotonic);
/* A length of time in words: "3 min 20 s". Caller frees. */
char *bp_clock_describe_duration (gint64 microseconds);
/* Instant -> text and back. Parsing takes any RFC 3339 text with Z or an offset; returns FALSE for anything else. */
char *bp_clock_format (gint64 instant);
gboolean bp_clock_parse (const char *text, gint64 *ret_instant);
