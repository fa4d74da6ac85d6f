/* SPDX-License-Identifier: MIT */
#pragma once

/* Times and dates as a person reads them: pure. Instants are base/clock.h, dates "YYYY-MM-DD". Callers free. */

#include <glib.h>

/* "12 s ago", "3 min ago" up to an hour, then the time of day, then the date; "–" for 0 (never). */
char *bp_time_text (gint64 at, gint64 now);
/* Date and time to the second, for tooltips; NULL for 0. */
char *bp_time_text_full (gint64 at);
/* For a line of the log: the time of day to the millisecond, before it the date unless it is that of `now`. */
char *bp_time_text_log (gint64 at, gint64 now);

/* A date as the language writes it ("17.05.1980"); "" for NULL. What is no date comes back as it is. */
char *bp_date_text (const char *iso);
/* The same for a date with time ("17.05.1980 09:30", seconds only if there are any) or a date alone; "–" for NULL. */
char *bp_wall_text (const char *iso);
/* What was typed -> "YYYY-MM-DD": the language's form and the ISO form are understood. Anything else comes back trimmed, for a
 * check to refuse; nothing comes back as "". */
char *bp_date_parse (const char *typed);
