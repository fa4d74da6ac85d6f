/* SPDX-License-Identifier: MIT */
#pragma once

/* Recurrence patterns: the inner XML of t:Recurrence as a value, and the days it means. Days are counted from 1970-01-01 in the
 * series' own calendar; the expansion is the simulator's own, so that it checks libical's in the product. */

#include <glib.h>

typedef enum {
  PATTERN_DAILY,
  PATTERN_WEEKLY,
  PATTERN_ABSOLUTE_MONTHLY,
  PATTERN_RELATIVE_MONTHLY,
  PATTERN_ABSOLUTE_YEARLY,
  PATTERN_RELATIVE_YEARLY,
  PATTERN_DAILY_REGENERATION,
  PATTERN_WEEKLY_REGENERATION,
  PATTERN_MONTHLY_REGENERATION,
  PATTERN_YEARLY_REGENERATION,
} PatternKind;

#define PATTERN_LAST_WEEK 5
#define PATTERN_NO_END G_MAXINT64

typedef struct {
  PatternKind kind;
  int interval;
  guint days;    /* bit 0 is Sunday */
  int group;     /* for relative patterns: 'D'ay, 'W'eekday, 'E' weekend day, 0: the days */
  int first_day; /* of the week; 0 is Sunday */
  int day_of_month;
  int month;    /* 1..12 */
  int week;     /* 1..4, PATTERN_LAST_WEEK */
  gint64 start; /* day */
  gint64 end;   /* last possible day; PATTERN_NO_END */
  int count;    /* 0: not numbered */
} Pattern;

/* A response code, or NULL. */
const char *pattern_read (const char *fragment, Pattern *ret_pattern);
/* The inner XML again; `iana` gives the dates its offset, as answers have it, NULL leaves them bare, as requests have them. */
void pattern_write (GString *out, const Pattern *pattern, const char *iana);
/* Of gint64: all days of the pattern up to and including `limit`, the range observed; at most `most` of them. */
GArray *pattern_days (const Pattern *pattern, gint64 limit, guint most);
gboolean pattern_regenerates (const Pattern *pattern);
/* A regenerating pattern's next day after one that was finished. */
gint64 pattern_regenerate (const Pattern *pattern, gint64 finished);
/* "2026-03-01" */
char *day_to_text (gint64 day);
