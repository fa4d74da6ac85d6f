/* SPDX-License-Identifier: MIT */
#include "zone-write.h"

#include "xmlout.h"
#include "zones.h"

#include <stdlib.h>

#define HOUR 3600
#define FIRST_YEAR 2026
#define YEARS 6

/* A change of the clocks in one year. */
typedef struct {
  int month, weekday, occurrence; /* 1..4 */
  gboolean last;                  /* of its month */
  int time;                       /* of the day, by the clock before */
  int before, after;              /* offsets */
} Change;

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

static Change
describe (gint64 instant, int before, int after)
{
  g_autoptr (GDateTime) date = date_of (instant + before);
  int day = g_date_time_get_day_of_month (date), month = g_date_time_get_month (date);
  Change change = { .month = month,
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
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  gint64 end = year_begin (year + 1);
  int before = zone_offset (iana, year_begin (year));

  for (gint64 day = year_begin (year); day < end; day += 86400) {
    int after = zone_offset (iana, day + 86400);

    if (after != before) {
      Change change = describe (find_hour (iana, day, before), before, after);

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
      Change *change = &g_array_index (changes, Change, i);

      change->last = change->last && g_array_index (others, Change, i).last;
    }
  }
}

static void
write_period (GString *out, const char *windows, int offset, gboolean daylight)
{
  g_autofree char *id =
    g_strdup_printf ("trule:Microsoft/Registry/%s/1-%s", windows, daylight ? "Daylight" : "Standard");
  int minutes = abs (offset) / 60;
  g_autoptr (GString) bias = g_string_new (offset > 0 ? "-PT" : "PT");

  if (minutes >= 60 || minutes == 0)
    g_string_append_printf (bias, "%dH", minutes / 60);
  if (minutes % 60)
    g_string_append_printf (bias, "%dM", minutes % 60);
  xml_start (out, "t:Period");
  xml_attribute (out, "Bias", bias->str);
  xml_attribute (out, "Name", daylight ? "Daylight" : "Standard");
  xml_attribute (out, "Id", id);
  xml_empty_end (out);
}

static void
write_target (GString *out, const char *windows, gboolean daylight)
{
  g_string_append (out, "<t:To Kind=\"Period\">");
  g_string_append_printf (out, "trule:Microsoft/Registry/%s/1-%s</t:To>", windows, daylight ? "Daylight" : "Standard");
}

static void
write_change (GString *out, const char *windows, const Change *change)
{
  static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
  g_autoptr (GString) time = g_string_new ("PT");

  g_string_append_printf (time, "%dH", change->time / HOUR);
  if (change->time % HOUR)
    g_string_append_printf (time, "%dM", change->time % HOUR / 60);
  xml_open (out, "t:RecurringDayTransition");
  write_target (out, windows, change->after > change->before);
  xml_element (out, "t:TimeOffset", time->str);
  xml_int (out, "t:Month", change->month);
  xml_element (out, "t:DayOfWeek", days[change->weekday]);
  xml_int (out, "t:Occurrence", change->last ? -1 : change->occurrence);
  xml_close (out, "t:RecurringDayTransition");
}

static void
write_rules (GString *out, const char *windows, const char *iana)
{
  g_autoptr (GArray) changes = changes_in (iana, FIRST_YEAR);
  int standard = zone_offset (iana, year_begin (FIRST_YEAR)), daylight = standard;

  generalise (iana, changes);
  if (changes->len) {
    const Change *first = &g_array_index (changes, Change, 0);

    standard = MIN (first->before, first->after);
    daylight = MAX (first->before, first->after);
  }
  xml_open (out, "t:Periods");
  write_period (out, windows, standard, FALSE);
  if (changes->len)
    write_period (out, windows, daylight, TRUE);
  xml_close (out, "t:Periods");
  g_string_append (out, "<t:TransitionsGroups><t:TransitionsGroup Id=\"0\">");
  for (guint i = 0; i < changes->len; i++)
    write_change (out, windows, &g_array_index (changes, Change, i));
  if (changes->len == 0) {
    xml_open (out, "t:Transition");
    write_target (out, windows, FALSE);
    xml_close (out, "t:Transition");
  }
  g_string_append (out, "</t:TransitionsGroup></t:TransitionsGroups>"
                        "<t:Transitions><t:Transition><t:To Kind=\"Group\">0</t:To></t:Transition></t:Transitions>");
}

void
zone_write (GString *out, const char *tag, const char *iana, gboolean full)
{
  g_autofree char *name = zone_display_name (iana);
  const char *windows = zone_to_windows (iana);

  xml_start (out, tag);
  xml_attribute (out, "Id", windows);
  xml_attribute (out, "Name", name);
  if (!full) {
    xml_empty_end (out);
    return;
  }
  xml_start_end (out);
  write_rules (out, windows, iana);
  xml_close (out, tag);
}
