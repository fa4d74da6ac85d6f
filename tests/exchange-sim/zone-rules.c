/* SPDX-License-Identifier: MIT */
#include "zone-rules.h"

#include "zones.h"

#define HOUR 3600
#define FIRST_YEAR 2026
#define YEARS 6

static GDateTime *
date_of (gint64 wall)
{
  return g_date_time_new_from_unix_utc (wall);
}

static gint64
year_begin (int year)
{
  g_autoptr (GDateTime) begin = g_date_time_new_utc (year, 1, 1, 0, 0, 0);

  return g_date_time_to_unix (begin);
}

static ZoneChange
describe (gint64 instant, int before, int after)
{
  g_autoptr (GDateTime) date = date_of (instant + before);
  int day = g_date_time_get_day_of_month (date), month = g_date_time_get_month (date);
  ZoneChange change = { .month = month,
                        .weekday = g_date_time_get_day_of_week (date) % 7,
                        .occurrence = (day - 1) / 7 + 1,
                        .before = before,
                        .after = after };

  change.last = day + 7 > g_date_get_days_in_month (month, g_date_time_get_year (date));
  change.time = (instant + before) - (instant + before) / 86400 * 86400;
  return change;
}

/* The hour within the day at which the offset becomes another one. */
static gint64
find_hour (const char *iana, gint64 day, int before)
{
  gint64 hour = day;

  while (hour < day + 86400 && zone_offset (iana, hour) == before)
    hour += HOUR;
  return hour;
}

static GArray *
changes_in (const char *iana, int year)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (ZoneChange));
  gint64 end = year_begin (year + 1);
  int before = zone_offset (iana, year_begin (year));

  for (gint64 day = year_begin (year); day < end; day += 86400) {
    int after = zone_offset (iana, day + 86400);

    if (after != before) {
      ZoneChange change = describe (find_hour (iana, day, before), before, after);

      g_array_append_val (changes, change);
    }
    before = after;
  }
  return changes;
}

/* What looks like the fourth Sunday in one year may be the last one in all: a rule is what holds in several years. */
static void
generalise (const char *iana, GArray *changes)
{
  for (int year = FIRST_YEAR + 1; changes->len && year < FIRST_YEAR + YEARS; year++) {
    g_autoptr (GArray) others = changes_in (iana, year);

    for (guint i = 0; i < changes->len && i < others->len; i++) {
      ZoneChange *change = &g_array_index (changes, ZoneChange, i);

      change->last = change->last && g_array_index (others, ZoneChange, i).last;
    }
  }
}

GArray *
zone_changes (const char *iana, int *ret_standard, int *ret_daylight)
{
  GArray *changes = changes_in (iana, FIRST_YEAR);

  generalise (iana, changes);
  *ret_standard = *ret_daylight = zone_offset (iana, year_begin (FIRST_YEAR));
  if (changes->len) {
    const ZoneChange *first = &g_array_index (changes, ZoneChange, 0);

    *ret_standard = MIN (first->before, first->after);
    *ret_daylight = MAX (first->before, first->after);
  }
  return changes;
}
