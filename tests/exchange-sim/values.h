/* SPDX-License-Identifier: MIT */
#pragma once

/* XSD values as text: booleans, dateTimes; NULL is no value. Instants are seconds since 1970 in UTC. */

#include <glib.h>

/* true/false/1/0 */
gboolean value_to_bool (const char *text, gboolean *ret_value);
/* "2026-03-01T09:00:00[.fff][Z|+01:00]"; what has no zone is read in `iana` (NULL: UTC). */
gboolean value_to_instant (const char *text, const char *iana, gint64 *ret_instant);
gboolean value_to_int (const char *text, gint64 *ret_value);
/* "2026-03-01T09:00:00Z" */
char *value_from_instant (gint64 instant);
/* The same with the zone's offset, as answers to a request with a TimeZoneContext have it; NULL or UTC: with Z. */
char *value_in_zone (gint64 instant, const char *iana);
/* A wall clock without zone, "2026-03-01T09:00:00"; FALSE if it is not one. */
gboolean value_to_wall (const char *text, gint64 *ret_wall);
char *value_from_wall (gint64 wall);
/* "PT1H30M" */
char *value_duration (gint64 seconds);
/* The instants a bag stores are decimal numbers: short and fast to compare. */
char *value_stored (gint64 instant);
gint64 value_load (const char *stored);
