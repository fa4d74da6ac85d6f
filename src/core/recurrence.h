/* SPDX-License-Identifier: MIT */
#pragma once

/* What a recurrence rule says, as a plain value: the patterns and ranges that Exchange has too, and what a rule leaves to
 * the start taken from it. Rules are parsed by libical; days are expanded by it, except where it errs (SYNC, last line).
 * Everything is wall clock in the series' zone. Pure; any thread. */

#include <glib.h>

typedef enum {
  BP_PATTERN_DAILY,
  BP_PATTERN_WEEKLY,           /* interval, days, first_day */
  BP_PATTERN_MONTHLY_DAY,      /* interval, day_of_month */
  BP_PATTERN_MONTHLY_POSITION, /* interval, days, position */
  BP_PATTERN_YEARLY_DAY,       /* day_of_month, month */
  BP_PATTERN_YEARLY_POSITION   /* days (one), position, month */
} BpPattern;

#define BP_DAY_BIT(weekday) (1u << (weekday)) /* 0 = Sunday */
#define BP_DAYS_WORKING 0x3eu
#define BP_DAYS_WEEKEND 0x41u
#define BP_DAYS_ALL 0x7fu
#define BP_POSITION_LAST 5

typedef struct {
  BpPattern pattern;
  int interval;
  guint days;       /* bit mask; by position: one day, or the working days, the weekend or all */
  int first_day;    /* of the week, 0 = Sunday; Monday where it does not matter */
  int day_of_month; /* 1..31; where a month has fewer days: its last one */
  int position;     /* 1..4, BP_POSITION_LAST */
  int month;        /* 1..12 */
  int count;        /* 0: not counted */
  char until[11];   /* last day of the range, "YYYY-MM-DD"; "": none */
} BpRecurrence;

/* Reads a rule. start: wall clock of the first occurrence (a date will do); zone: IANA, for an UNTIL in UTC. BP_ERROR_INVALID says in
 * words what Exchange cannot express (SYNC 15). */
gboolean bp_recurrence_parse (const char *rrule, const char *start, const char *zone, BpRecurrence *ret,
                              GError **error);
/* The one rule that means it, an UNTIL as a date; bp_recurrence_parse () of it gives the same value. Caller frees. */
char *bp_recurrence_to_rrule (const BpRecurrence *self);
/* The wall clocks at which occurrences begin, in order, none after the day `last` (NULL: no limit), at most `most`; the range
 * is observed. start: as above, its time of day is that of every occurrence. GPtrArray of char*, caller unrefs. */
GPtrArray *bp_recurrence_expand (const BpRecurrence *self, const char *start, const char *last, guint most);
/* The place of an occurrence among all of the series, from 1, cancelled ones counted; 0 if none begins on that day. */
guint bp_recurrence_index (const BpRecurrence *self, const char *start, const char *original_start);
/* More occurrences than this are not looked at. */
#define BP_RECURRENCE_MOST 20000
/* Exchange counts no further. */
#define BP_RECURRENCE_MAX_COUNT 999
