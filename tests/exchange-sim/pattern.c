/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include "values.h"
#include "xmlin.h"
#include "xmlout.h"
#include "zones.h"

#include <stdio.h>
#include <string.h>

#define DAY 86400
/* 4500-09-01, the last day Exchange knows. */
#define LAST_DAY 924307
#define WEEKDAYS 0x3e
#define WEEKEND 0x41

static const char *const kind_names[] = {
  "DailyRecurrence",          "WeeklyRecurrence",         "AbsoluteMonthlyRecurrence", "RelativeMonthlyRecurrence",
  "AbsoluteYearlyRecurrence", "RelativeYearlyRecurrence", "DailyRegeneration",         "WeeklyRegeneration",
  "MonthlyRegeneration",      "YearlyRegeneration",
};
static const char *const day_names[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
static const char *const week_names[] = { "First", "Second", "Third", "Fourth", "Last" };
static const char *const month_names[] = { "January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December" };

static int
index_of (const char *const *names, guint count, const char *text)
{
  for (guint i = 0; text && i < count; i++)
    if (strcmp (names[i], text) == 0)
      return i;
  return -1;
}

/* --- days and months --- */

char *
day_to_text (gint64 day)
{
  char *text = value_from_wall (day * DAY);

  text[10] = '\0';
  return text;
}

/* Months since year 0, and the day in it. */
static void
split (gint64 day, int *ret_month, int *ret_day)
{
  g_autofree char *text = day_to_text (day);
  int year, month;

  sscanf (text, "%d-%d-%d", &year, &month, ret_day);
  *ret_month = year * 12 + month - 1;
}

static gint64
first_of_month (int month)
{
  g_autofree char *text = g_strdup_printf ("%04d-%02d-01", month / 12, month % 12 + 1);
  gint64 wall = 0;

  value_to_wall (text, &wall);
  return wall / DAY;
}

static int
month_length (int month)
{
  return first_of_month (month + 1) - first_of_month (month);
}

static int
weekday (gint64 day)
{
  return ((day + 4) % 7 + 7) % 7;
}

static gint64
absolute_day (int month, int day_of_month)
{
  return first_of_month (month) + MIN (day_of_month, month_length (month)) - 1;
}

static gint64
relative_day (const Pattern *pattern, int month)
{
  guint mask = pattern->group == 'D'   ? 0x7f
               : pattern->group == 'W' ? WEEKDAYS
               : pattern->group == 'E' ? WEEKEND
                                       : pattern->days;
  gint64 first = first_of_month (month), found = first;
  int matches = 0;

  for (int i = 0; i < month_length (month); i++)
    if (mask & (1u << weekday (first + i))) {
      found = first + i;
      if (++matches == pattern->week && pattern->week != PATTERN_LAST_WEEK)
        break;
    }
  return found;
}

/* --- reading --- */

static void
read_days (const xmlNode *node, Pattern *pattern)
{
  g_autofree char *text = node_child_text (node, "DaysOfWeek");
  g_auto (GStrv) words = g_strsplit (text ? text : "", " ", -1);

  for (char **word = words; *word; word++) {
    int day = index_of (day_names, 7, *word);

    if (day >= 0)
      pattern->days |= 1u << day;
    else if (strcmp (*word, "Day") == 0)
      pattern->group = 'D';
    else if (strcmp (*word, "Weekday") == 0)
      pattern->group = 'W';
    else if (strcmp (*word, "WeekendDay") == 0)
      pattern->group = 'E';
  }
}

static int
read_number (const xmlNode *node, const char *name, int fallback)
{
  g_autofree char *text = node_child_text (node, name);
  gint64 value;

  return text && value_to_int (g_strstrip (text), &value) ? (int) CLAMP (value, -1, G_MAXINT) : fallback;
}

static gboolean
read_date (const xmlNode *node, const char *name, gint64 *ret_day)
{
  g_autofree char *text = node_child_text (node, name);
  gint64 wall;

  if (!text || strlen (g_strstrip (text)) < 10)
    return FALSE;
  /* The offset a date may carry says nothing. */
  text[10] = '\0';
  if (!value_to_wall (text, &wall))
    return FALSE;
  *ret_day = wall / DAY;
  return TRUE;
}

static const char *
read_range (const xmlNode *node, Pattern *pattern)
{
  pattern->end = PATTERN_NO_END;
  if (!node || !read_date (node, "StartDate", &pattern->start))
    return "ErrorCalendarInvalidRecurrence";
  if (node_is (node, "NumberedRecurrence")) {
    pattern->count = read_number (node, "NumberOfOccurrences", 0);
    if (pattern->count < 1 || pattern->count > 999)
      return "ErrorCalendarOutOfRange";
  }
  if (node_is (node, "EndDateRecurrence")) {
    if (!read_date (node, "EndDate", &pattern->end))
      return "ErrorCalendarInvalidRecurrence";
    if (pattern->end > LAST_DAY)
      return "ErrorRecurrenceEndDateTooBig";
  }
  return NULL;
}

static const char *
check (const Pattern *pattern)
{
  static const int longest[] = { 999, 99, 99, 99, 1, 1, 999, 99, 99, 99 };
  gboolean relative = pattern->kind == PATTERN_RELATIVE_MONTHLY || pattern->kind == PATTERN_RELATIVE_YEARLY;

  if (pattern->interval < 1 || pattern->interval > longest[pattern->kind])
    return "ErrorCalendarOutOfRange";
  if (pattern->kind == PATTERN_WEEKLY && (pattern->group || !pattern->days))
    return "ErrorCalendarInvalidDayForWeeklyRecurrence";
  if (relative && (pattern->week < 1 || (!pattern->days && !pattern->group)))
    return "ErrorCalendarOutOfRange";
  if ((pattern->kind == PATTERN_ABSOLUTE_MONTHLY || pattern->kind == PATTERN_ABSOLUTE_YEARLY)
      && (pattern->day_of_month < 1 || pattern->day_of_month > 31))
    return "ErrorCalendarOutOfRange";
  return NULL;
}

const char *
pattern_read (const char *fragment, Pattern *ret_pattern)
{
  xmlNode *root = node_from_fragment (fragment);
  xmlNode *node = node_first (root);
  int kind = node ? index_of (kind_names, G_N_ELEMENTS (kind_names), node_name (node)) : -1;
  const char *code;

  memset (ret_pattern, 0, sizeof *ret_pattern);
  if (kind < 0) {
    if (root)
      xmlFreeDoc (root->doc);
    return "ErrorCalendarInvalidRecurrence";
  }
  ret_pattern->kind = kind;
  ret_pattern->interval = read_number (node, "Interval", 1);
  ret_pattern->day_of_month = read_number (node, "DayOfMonth", 0);
  read_days (node, ret_pattern);
  {
    g_autofree char *week = node_child_text (node, "DayOfWeekIndex");
    g_autofree char *month = node_child_text (node, "Month");
    g_autofree char *first = node_child_text (node, "FirstDayOfWeek");

    ret_pattern->week = index_of (week_names, G_N_ELEMENTS (week_names), week) + 1;
    ret_pattern->month = index_of (month_names, G_N_ELEMENTS (month_names), month) + 1;
    ret_pattern->first_day = MAX (index_of (day_names, 7, first), 0);
  }
  code = read_range (node_next (node), ret_pattern);
  xmlFreeDoc (root->doc);
  return code ? code : check (ret_pattern);
}

/* --- writing --- */

static void
write_date (GString *out, const char *tag, gint64 day, const char *iana)
{
  g_autofree char *date = day_to_text (day);
  g_autofree char *whole = NULL;

  if (iana) {
    g_autofree char *midnight = value_in_zone (zone_to_instant (iana, day * DAY), iana);

    whole = g_strconcat (date, midnight + strlen ("2026-03-01T00:00:00"), NULL);
  }
  xml_element (out, tag, whole ? whole : date);
}

static void
write_days (GString *out, const Pattern *pattern)
{
  g_autoptr (GString) days = g_string_new (pattern->group == 'D'   ? "Day"
                                           : pattern->group == 'W' ? "Weekday"
                                           : pattern->group == 'E' ? "WeekendDay"
                                                                   : NULL);

  for (int i = 0; i < 7; i++)
    if (pattern->days & (1u << i))
      g_string_append_printf (days, "%s%s", days->len ? " " : "", day_names[i]);
  xml_element (out, "t:DaysOfWeek", days->str);
}

static void
write_pattern (GString *out, const Pattern *pattern)
{
  gboolean yearly = pattern->kind == PATTERN_ABSOLUTE_YEARLY || pattern->kind == PATTERN_RELATIVE_YEARLY;
  gboolean relative = pattern->kind == PATTERN_RELATIVE_MONTHLY || pattern->kind == PATTERN_RELATIVE_YEARLY;

  if (!yearly)
    xml_int (out, "t:Interval", pattern->interval);
  if (relative || pattern->kind == PATTERN_WEEKLY)
    write_days (out, pattern);
  if (relative)
    xml_element (out, "t:DayOfWeekIndex", week_names[pattern->week - 1]);
  if (pattern->kind == PATTERN_ABSOLUTE_MONTHLY || pattern->kind == PATTERN_ABSOLUTE_YEARLY)
    xml_int (out, "t:DayOfMonth", pattern->day_of_month);
  if (yearly)
    xml_element (out, "t:Month", month_names[MAX (pattern->month, 1) - 1]);
  if (pattern->kind == PATTERN_WEEKLY)
    xml_element (out, "t:FirstDayOfWeek", day_names[pattern->first_day]);
}

void
pattern_write (GString *out, const Pattern *pattern, const char *iana)
{
  const char *range = pattern->count                   ? "t:NumberedRecurrence"
                      : pattern->end != PATTERN_NO_END ? "t:EndDateRecurrence"
                                                       : "t:NoEndRecurrence";
  g_autofree char *tag = g_strconcat ("t:", kind_names[pattern->kind], NULL);

  xml_open (out, tag);
  write_pattern (out, pattern);
  xml_close (out, tag);
  xml_open (out, range);
  write_date (out, "t:StartDate", pattern->start, iana);
  if (pattern->count)
    xml_int (out, "t:NumberOfOccurrences", pattern->count);
  else if (pattern->end != PATTERN_NO_END)
    write_date (out, "t:EndDate", pattern->end, iana);
  xml_close (out, range);
}

/* --- expanding --- */

/* The days of the nth period (day, week, month, year) since the start, into `days`. Returns its first day, for the limit. */
static gint64
period (const Pattern *pattern, int n, GArray *days)
{
  int month = 0, day = 0;
  gint64 found, week;

  if (pattern->kind > PATTERN_WEEKLY)
    split (pattern->start, &month, &day);
  switch (pattern->kind) {
  case PATTERN_DAILY:
    found = pattern->start + (gint64) n * pattern->interval;
    g_array_append_val (days, found);
    return found;
  case PATTERN_WEEKLY:
    week =
      pattern->start - (weekday (pattern->start) - pattern->first_day + 7) % 7 + (gint64) n * pattern->interval * 7;
    for (found = week; found < week + 7; found++)
      if (pattern->days & (1u << weekday (found)))
        g_array_append_val (days, found);
    return week;
  case PATTERN_ABSOLUTE_MONTHLY:
    found = absolute_day (month + n * pattern->interval, pattern->day_of_month);
    break;
  case PATTERN_RELATIVE_MONTHLY:
    found = relative_day (pattern, month + n * pattern->interval);
    break;
  case PATTERN_ABSOLUTE_YEARLY:
    found = absolute_day ((month / 12 + n) * 12 + pattern->month - 1, pattern->day_of_month);
    break;
  case PATTERN_RELATIVE_YEARLY:
    found = relative_day (pattern, (month / 12 + n) * 12 + pattern->month - 1);
    break;
  default:
    /* A regenerating task has no days in advance but the current one. */
    found = pattern->start;
    if (n > 0)
      return G_MAXINT64;
    break;
  }
  g_array_append_val (days, found);
  return found;
}

GArray *
pattern_days (const Pattern *pattern, gint64 limit, guint most)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last = MIN (MIN (limit, pattern->end), LAST_DAY);

  if (pattern->count)
    most = MIN (most, (guint) pattern->count);
  for (int n = 0; all->len < most; n++) {
    g_array_set_size (some, 0);
    if (period (pattern, n, some) > last)
      break;
    for (guint i = 0; i < some->len && all->len < most; i++) {
      gint64 day = g_array_index (some, gint64, i);

      if (day >= pattern->start && day <= last)
        g_array_append_val (all, day);
    }
  }
  return all;
}

gboolean
pattern_regenerates (const Pattern *pattern)
{
  return pattern->kind >= PATTERN_DAILY_REGENERATION;
}

gint64
pattern_regenerate (const Pattern *pattern, gint64 finished)
{
  int month, day;

  if (pattern->kind == PATTERN_DAILY_REGENERATION)
    return finished + pattern->interval;
  if (pattern->kind == PATTERN_WEEKLY_REGENERATION)
    return finished + 7 * pattern->interval;
  split (finished, &month, &day);
  return absolute_day (month + (pattern->kind == PATTERN_MONTHLY_REGENERATION ? 1 : 12) * pattern->interval, day);
}
