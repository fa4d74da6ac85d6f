/* SPDX-License-Identifier: MIT */
#include "rrule.h"

#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const frequencies[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

typedef struct {
  int frequency;
  gboolean regenerates;
  int position; /* BYSETPOS, or the number before BYDAY */
  int month_day;
} Rule;

static int
index_of (const char *const *names, guint count, const char *text)
{
  for (guint i = 0; i < count; i++)
    if (strcmp (names[i], text) == 0)
      return i;
  return -1;
}

static gboolean
read_day (const char *text, Rule *rule, Pattern *pattern)
{
  char *name;
  long position = strtol (text, &name, 10);
  int day = index_of (days, 7, name);

  if (position)
    rule->position = position;
  if (day >= 0)
    pattern->days |= 1u << day;
  return day >= 0;
}

static gboolean
read_until (const char *text, Pattern *pattern)
{
  g_autofree char *date = strlen (text) >= 8 ? g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6) : NULL;
  gint64 wall;

  if (!date || !value_to_wall (date, &wall))
    return FALSE;
  pattern->end = wall / 86400;
  return TRUE;
}

static gboolean
read_part (const char *name, const char *value, Rule *rule, Pattern *pattern)
{
  gint64 number = 0;

  value_to_int (value, &number);
  if (strcmp (name, "FREQ") == 0 || strcmp (name, "REGENERATE") == 0) {
    rule->frequency = index_of (frequencies, G_N_ELEMENTS (frequencies), value);
    rule->regenerates = name[0] == 'R';
    return rule->frequency >= 0;
  }
  if (strcmp (name, "BYDAY") == 0) {
    g_auto (GStrv) parts = g_strsplit (value, ",", -1);

    for (char **part = parts; *part; part++)
      if (!read_day (*part, rule, pattern))
        return FALSE;
    return TRUE;
  }
  if (strcmp (name, "UNTIL") == 0)
    return read_until (value, pattern);
  if (strcmp (name, "WKST") == 0) {
    pattern->first_day = index_of (days, 7, value);
    return pattern->first_day >= 0;
  }
  if (strcmp (name, "INTERVAL") == 0)
    pattern->interval = number;
  else if (strcmp (name, "COUNT") == 0)
    pattern->count = number;
  else if (strcmp (name, "BYSETPOS") == 0)
    rule->position = number;
  else if (strcmp (name, "BYMONTHDAY") == 0)
    rule->month_day = number;
  else if (strcmp (name, "BYMONTH") == 0)
    pattern->month = number;
  else
    return FALSE;
  return TRUE;
}

/* What the rule leaves open comes from the first day. */
static void
complete (const Rule *rule, Pattern *pattern)
{
  g_autofree char *text = day_to_text (pattern->start);
  int year, month, day;

  sscanf (text, "%d-%d-%d", &year, &month, &day);
  pattern->week = rule->position < 0 ? PATTERN_LAST_WEEK : rule->position;
  pattern->day_of_month = rule->month_day < 0 ? 31 : rule->month_day ? rule->month_day : day;
  if (!pattern->month)
    pattern->month = month;
  if (rule->frequency == 1 && !pattern->days)
    pattern->days = 1u << ((pattern->start + 4) % 7);
  if (rule->frequency >= 2 && __builtin_popcount (pattern->days) > 1) {
    pattern->group = pattern->days == 0x7f ? 'D' : pattern->days == 0x3e ? 'W' : 'E';
    pattern->days = 0;
  }
}

gboolean
rrule_read (const char *text, gint64 start, Pattern *ret_pattern)
{
  g_auto (GStrv) parts = g_strsplit (g_str_has_prefix (text, "RRULE:") ? text + 6 : text, ";", -1);
  Rule rule = { -1, FALSE, 0, 0 };
  gboolean relative;

  memset (ret_pattern, 0, sizeof *ret_pattern);
  ret_pattern->interval = 1;
  ret_pattern->first_day = 1;
  ret_pattern->start = start;
  ret_pattern->end = PATTERN_NO_END;
  for (char **part = parts; *part; part++) {
    g_auto (GStrv) pair = g_strsplit (*part, "=", 2);

    if (!pair[0] || !pair[1] || !read_part (pair[0], pair[1], &rule, ret_pattern))
      return FALSE;
  }
  if (rule.frequency < 0)
    return FALSE;
  relative = ret_pattern->days != 0;
  complete (&rule, ret_pattern);
  if (rule.regenerates)
    ret_pattern->kind = PATTERN_DAILY_REGENERATION + rule.frequency;
  else if (rule.frequency < 2)
    ret_pattern->kind = rule.frequency == 0 ? PATTERN_DAILY : PATTERN_WEEKLY;
  else
    ret_pattern->kind = (rule.frequency == 2 ? PATTERN_ABSOLUTE_MONTHLY : PATTERN_ABSOLUTE_YEARLY) + (relative ? 1 : 0);
  return rule.frequency != 3 || ret_pattern->interval == 1 || rule.regenerates;
}

static void
write_days (GString *out, const Pattern *pattern)
{
  guint mask = pattern->group == 'D'   ? 0x7f
               : pattern->group == 'W' ? 0x3e
               : pattern->group == 'E' ? 0x41
                                       : pattern->days;
  const char *separator = ";BYDAY=";

  for (int i = 0; i < 7; i++)
    if (mask & (1u << i)) {
      g_string_append_printf (out, "%s%s", separator, days[i]);
      separator = ",";
    }
}

char *
rrule_write (const Pattern *pattern)
{
  static const int frequency[] = { 0, 1, 2, 2, 3, 3, 0, 1, 2, 3 };
  GString *out = g_string_new (pattern_regenerates (pattern) ? "REGENERATE=" : "FREQ=");
  gboolean relative = pattern->kind == PATTERN_RELATIVE_MONTHLY || pattern->kind == PATTERN_RELATIVE_YEARLY;

  g_string_append (out, frequencies[frequency[pattern->kind]]);
  if (pattern->interval > 1)
    g_string_append_printf (out, ";INTERVAL=%d", pattern->interval);
  if (pattern->kind == PATTERN_ABSOLUTE_YEARLY || pattern->kind == PATTERN_RELATIVE_YEARLY)
    g_string_append_printf (out, ";BYMONTH=%d", pattern->month);
  if (pattern->kind == PATTERN_ABSOLUTE_MONTHLY || pattern->kind == PATTERN_ABSOLUTE_YEARLY)
    g_string_append_printf (out, ";BYMONTHDAY=%d", pattern->day_of_month);
  if (relative || pattern->kind == PATTERN_WEEKLY)
    write_days (out, pattern);
  if (relative)
    g_string_append_printf (out, ";BYSETPOS=%d", pattern->week == PATTERN_LAST_WEEK ? -1 : pattern->week);
  if (pattern->kind == PATTERN_WEEKLY)
    g_string_append_printf (out, ";WKST=%s", days[pattern->first_day]);
  if (pattern->count)
    g_string_append_printf (out, ";COUNT=%d", pattern->count);
  if (pattern->end != PATTERN_NO_END) {
    g_autofree char *date = day_to_text (pattern->end);

    g_string_append_printf (out, ";UNTIL=%.4s%.2s%.2s", date, date + 5, date + 8);
  }
  return g_string_free (out, FALSE);
}
