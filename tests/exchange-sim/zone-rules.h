/* SPDX-License-Identifier: MIT */
#pragma once

/* The rules a zone changes its clocks by today, as Windows keeps them: a standard and a daylight offset and one change a year to each. */

#include <glib.h>

/* A change of the clocks in one year. Offsets are seconds east of UTC. */
typedef struct {
  int month, weekday, occurrence; /* 1..12, Sunday is 0, 1..5 */
  gboolean last;                  /* of its month */
  int time;                       /* of the day, by the clock before */
  int before, after;              /* offsets */
} ZoneChange;

/* Of ZoneChange, in the order of the year; empty where the clocks never change. Caller frees. */
GArray *zone_changes (const char *iana, int *ret_standard, int *ret_daylight);
