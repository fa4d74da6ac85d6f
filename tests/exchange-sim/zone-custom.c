/* SPDX-License-Identifier: MIT */
#include "zone-custom.h"

#include <stdio.h>
#include <string.h>

static GHashTable *cache; /* name -> icaltimezone */

gboolean
zone_custom_is (const char *name)
{
  return name && name[0] == '*';
}

const char *
zone_custom_name (const ZoneCustom *zone)
{
  g_autoptr (GString) text = g_string_new ("*");
  const ZoneRule *rules[] = { &zone->to_standard, &zone->to_daylight };

  for (const char *p = zone->name; *p; p++)
    g_string_append_c (text, *p == '|' ? ' ' : *p);
  g_string_append_printf (text, "|%d", zone->standard);
  if (zone->changes)
    g_string_append_printf (text, "|%d", zone->daylight);
  for (guint i = 0; zone->changes && i < G_N_ELEMENTS (rules); i++)
    g_string_append_printf (text, "|%d,%d,%d,%d", rules[i]->month, rules[i]->week, rules[i]->weekday, rules[i]->time);
  return g_intern_string (text->str);
}

const char *
zone_custom_title (const char *name)
{
  g_autofree char *title = g_strndup (name + 1, strcspn (name + 1, "|"));

  return g_intern_string (*title ? title : "Customized Time Zone");
}

static gboolean
is_rule (const ZoneRule *rule)
{
  return rule->month >= 1 && rule->month <= 12 && rule->week >= 1 && rule->week <= 5 && rule->weekday >= 0
         && rule->weekday <= 6 && rule->time >= 0 && rule->time < 86400;
}

static void
append_change (GString *text, const char *kind, const ZoneRule *rule, int from, int to)
{
  static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

  g_string_append_printf (text, "BEGIN:%s\r\nDTSTART:16010101T%02d%02d%02d\r\n", kind, rule->time / 3600,
                          rule->time / 60 % 60, rule->time % 60);
  g_string_append_printf (text, "TZOFFSETFROM:%c%02d%02d\r\nTZOFFSETTO:%c%02d%02d\r\n", from < 0 ? '-' : '+',
                          ABS (from) / 3600, ABS (from) / 60 % 60, to < 0 ? '-' : '+', ABS (to) / 3600,
                          ABS (to) / 60 % 60);
  if (rule->month)
    g_string_append_printf (text, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s\r\n", rule->month,
                            rule->week == 5 ? -1 : rule->week, days[rule->weekday]);
  g_string_append_printf (text, "END:%s\r\n", kind);
}

static icaltimezone *
make (const char *name)
{
  const char *numbers = name + strcspn (name, "|");
  ZoneRule to_standard = { 0 }, to_daylight = { 0 };
  int standard, daylight;
  int count = sscanf (numbers, "|%d|%d|%d,%d,%d,%d|%d,%d,%d,%d", &standard, &daylight, &to_standard.month,
                      &to_standard.week, &to_standard.weekday, &to_standard.time, &to_daylight.month, &to_daylight.week,
                      &to_daylight.weekday, &to_daylight.time);
  g_autoptr (GString) text = g_string_new ("BEGIN:VTIMEZONE\r\nTZID:custom\r\n");
  icaltimezone *zone;
  icalcomponent *component;

  if (count != 1 && (count != 10 || !is_rule (&to_standard) || !is_rule (&to_daylight)))
    return NULL;
  append_change (text, "STANDARD", &to_standard, count == 10 ? daylight : standard, standard);
  if (count == 10)
    append_change (text, "DAYLIGHT", &to_daylight, standard, daylight);
  g_string_append (text, "END:VTIMEZONE\r\n");
  component = icalcomponent_new_from_string (text->str);
  zone = icaltimezone_new ();
  if (component && icaltimezone_set_component (zone, component))
    return zone;
  if (component)
    icalcomponent_free (component);
  icaltimezone_free (zone, 1);
  return NULL;
}

icaltimezone *
zone_custom_find (const char *name)
{
  icaltimezone *zone;

  if (!cache)
    cache = g_hash_table_new (g_str_hash, g_str_equal);
  zone = g_hash_table_lookup (cache, name);
  if (!zone && (zone = make (name)))
    g_hash_table_insert (cache, (char *) g_intern_string (name), zone);
  return zone;
}
