/* SPDX-License-Identifier: MIT */
#pragma once

/* Times on the wire (SYNC 18): sent as instants with Z beside the zone's Windows name, read back as the wall clock in
 * that zone. A zone stands for its Windows zone, so arithmetic is done in the one canonical IANA zone of that name:
 * what is read equals what was written, whichever of its local names the record uses. Pure; any thread. */

#include <glib.h>

/* The Windows name of a record's zone (NULL: the site's); NULL if Exchange has none for it. Static. */
const char *bp_ews_time_windows_zone (const char *zone, const char *site_zone);
/* The canonical IANA zone of what Exchange names: a Windows zone, an IANA name, tzone://Microsoft/Utc; anything else,
 * and NULL, is the site's. Borrowed from either, or static. */
const char *bp_ews_time_zone (const char *exchange_zone, const char *site_zone);
/* FALSE: only the site's is left to take. */
gboolean bp_ews_time_is_known_zone (const char *exchange_zone);
/* A wall clock in a record's zone as "YYYY-MM-DDTHH:MM:SSZ"; NULL if either is not valid. New. */
char *bp_ews_time_to_utc (const char *wall, const char *zone, const char *site_zone);
/* Start and end as wall clocks in the zone. Where the clocks are put back in between, so that the end would read earlier than the
 * start, it is as long after it as it is. All-day ones are dates, to the nearest midnight: items made in another zone
 * have other hours. FALSE if either is no time. New. */
gboolean bp_ews_time_to_wall (const char *start, const char *end, gboolean all_day, const char *zone, char **ret_start,
                              char **ret_end);
/* The date that a task's instant means: midnight in the site's zone is that date, else midnight UTC, else the nearest
 * midnight of the site; NULL if it is no time. New. */
char *bp_ews_time_to_date (const char *instant, const char *site_zone);
