/* SPDX-License-Identifier: MIT */
#pragma once

/* Time zones that a client describes itself. One is known by a name that says it all, so that it can be stored wherever a zone's name
 * is: "*NAME|STANDARD" or "*NAME|STANDARD|DAYLIGHT|RULE|RULE" with offsets in seconds and the rules of the change to standard and to
 * daylight time as MONTH,WEEK,WEEKDAY,SECONDS (week 5 is the last, weekday 0 is Sunday). */

#include <libical/ical.h>

#include <glib.h>

typedef struct {
  int month; /* 1..12 */
  int week;  /* 1..4, 5: the last */
  int weekday;
  int time; /* seconds, by the clock before the change */
} ZoneRule;

typedef struct {
  char *name;
  int standard, daylight; /* offsets */
  gboolean changes;
  ZoneRule to_standard, to_daylight;
} ZoneCustom;

gboolean zone_custom_is (const char *name);
/* The name; interned. */
const char *zone_custom_name (const ZoneCustom *zone);
/* What the client called it. Interned. */
const char *zone_custom_title (const char *name);
/* NULL if the name makes no sense. Owned by the cache. */
icaltimezone *zone_custom_find (const char *name);
