/* SPDX-License-Identifier: MIT */
#include "zone-read.h"

#include "values.h"
#include "zone-custom.h"
#include "zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const days[] = {
  "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", NULL
};
static const char *const weeks[] = { "First", "Second", "Third", "Fourth", "Last", NULL };
static const char *const months[] = { "January", "February",  "March",   "April",    "May",      "June", "July",
                                      "August",  "September", "October", "November", "December", NULL };

static int
index_of (const char *const *names, const char *text)
{
  for (int i = 0; text && names[i]; i++)
    if (strcmp (names[i], text) == 0)
      return i;
  return -1;
}

/* "-PT1H30M", in seconds; FALSE if it is no duration of days, hours, minutes and seconds. */
static gboolean
read_duration (const char *text, int *ret_seconds)
{
  gboolean negative = text && *text == '-';
  const char *p = text ? text + negative : "";
  int total = 0;

  if (*p++ != 'P')
    return FALSE;
  while (*p) {
    char *end;
    long number;

    if (*p == 'T') {
      p++;
      continue;
    }
    number = strtol (p, &end, 10);
    if (end == p || number < 0 || number > 100000 || !strchr ("DHMS", *end) || !*end)
      return FALSE;
    total += number * (*end == 'D' ? 86400 : *end == 'H' ? 3600 : *end == 'M' ? 60 : 1);
    p = end + 1;
  }
  *ret_seconds = negative ? -total : total;
  return ABS (total) <= 86400;
}

static gboolean
child_duration (const xmlNode *node, const char *name, int *ret_seconds)
{
  g_autofree char *text = node_child_text (node, name);

  return read_duration (text, ret_seconds);
}

static gboolean
child_number (const xmlNode *node, const char *name, int *ret_number)
{
  g_autofree char *text = node_child_text (node, name);
  gint64 number;

  if (!text || !value_to_int (text, &number) || ABS (number) > 1000)
    return FALSE;
  *ret_number = number;
  return TRUE;
}

/* --- MeetingTimeZone: an offset and two changes --- */

static gboolean
read_change (const xmlNode *node, ZoneRule *rule)
{
  xmlNode *pattern = node_child (node, "RelativeYearlyRecurrence");
  g_autofree char *day = node_child_text (pattern, "DaysOfWeek");
  g_autofree char *week = node_child_text (pattern, "DayOfWeekIndex");
  g_autofree char *month = node_child_text (pattern, "Month");
  g_autofree char *time = node_child_text (node, "Time");
  int hours, minutes, seconds = 0;

  if (!time || sscanf (time, "%d:%d:%d", &hours, &minutes, &seconds) < 2)
    return FALSE;
  rule->time = hours * 3600 + minutes * 60 + seconds;
  rule->weekday = index_of (days, day);
  rule->week = index_of (weeks, week) + 1;
  rule->month = index_of (months, month) + 1;
  return rule->weekday >= 0 && rule->week > 0 && rule->month > 0;
}

static gboolean
read_meeting_zone (const xmlNode *node, ZoneCustom *zone)
{
  xmlNode *standard = node_child (node, "Standard"), *daylight = node_child (node, "Daylight");
  int base, winter = 0, summer = 0;

  if (!child_duration (node, "BaseOffset", &base))
    return FALSE;
  zone->standard = -base;
  zone->changes = standard && daylight && child_duration (standard, "Offset", &winter)
                  && child_duration (daylight, "Offset", &summer) && read_change (standard, &zone->to_standard)
                  && read_change (daylight, &zone->to_daylight);
  zone->standard = -base - winter;
  zone->daylight = -base - summer;
  return TRUE;
}

/* --- TimeZoneDefinition: periods, and the transitions between them --- */

static gboolean
period_offset (const xmlNode *periods, const char *id, int *ret_offset)
{
  for (xmlNode *period = node_first (periods); period; period = node_next (period)) {
    g_autofree char *bias = node_attribute (period, "Bias");
    int seconds;

    if (!node_attribute_is (period, "Id", id) || !read_duration (bias, &seconds))
      continue;
    *ret_offset = -seconds;
    return TRUE;
  }
  return FALSE;
}

static gboolean
read_transition (const xmlNode *node, const xmlNode *periods, ZoneRule *rule, int *ret_offset)
{
  g_autofree char *to = node_child_text (node, "To");
  g_autofree char *day = node_child_text (node, "DayOfWeek");
  int occurrence;

  if (!to || !period_offset (periods, to, ret_offset))
    return FALSE;
  if (!node_is (node, "RecurringDayTransition"))
    return TRUE;
  rule->weekday = index_of (days, day);
  if (!child_duration (node, "TimeOffset", &rule->time) || !child_number (node, "Month", &rule->month)
      || !child_number (node, "Occurrence", &occurrence))
    return FALSE;
  rule->week = occurrence < 0 ? 5 : occurrence;
  return rule->weekday >= 0;
}

/* Of several groups of transitions the last one holds from now on. */
static gboolean
read_definition (const xmlNode *node, ZoneCustom *zone)
{
  xmlNode *periods = node_child (node, "Periods"), *group = node_first (node_child (node, "TransitionsGroups"));
  ZoneRule rules[2] = { { 0 } };
  int offsets[2], count = 0, summer;

  while (node_next (group))
    group = node_next (group);
  for (xmlNode *one = node_first (group); one && count < 2; one = node_next (one))
    if (read_transition (one, periods, &rules[count], &offsets[count]))
      count++;
  if (count == 0 && periods) {
    g_autofree char *bias = node_attribute (node_first (periods), "Bias");

    count = read_duration (bias, &offsets[0]);
    offsets[0] = -offsets[0];
  }
  if (count == 0)
    return FALSE;
  zone->changes = count == 2 && offsets[0] != offsets[1];
  summer = zone->changes && offsets[1] > offsets[0];
  zone->daylight = offsets[zone->changes ? summer : 0];
  zone->standard = offsets[zone->changes ? !summer : 0];
  zone->to_daylight = rules[summer];
  zone->to_standard = rules[!summer];
  return TRUE;
}

const char *
zone_read (const xmlNode *node)
{
  static const char *const attributes[] = { "Id", "TimeZoneName", "Name" };
  g_autofree char *title = NULL;
  ZoneCustom zone = { 0 };
  const char *name;

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++) {
    g_autofree char *text = node_attribute (node, attributes[i]);

    if (text && !zone_custom_is (text) && zone_to_iana (text))
      return zone_to_iana (text);
    if (text && *text && strcmp (attributes[i], "Id") != 0 && !title)
      title = g_steal_pointer (&text);
  }
  zone.name = title ? title : "";
  if (!read_meeting_zone (node, &zone) && !read_definition (node, &zone))
    return NULL;
  name = zone_custom_name (&zone);
  return zone_custom_find (name) ? name : NULL;
}
