/* SPDX-License-Identifier: MIT */
#include "app/recurrence-text.h"

#include <string.h>

#include "app/time-text.h"
#include "base/i18n.h"
#include "core/recurrence.h"

/* The parser takes from the start what a rule leaves open; here only the rule is at hand, so what it leaves open is not told. */
#define ANY_START "2024-01-01"

static const char *
weekday (int day)
{
  static const char *const names[] = { NC_ ("weekday", "Sunday"),   NC_ ("weekday", "Monday"),
                                       NC_ ("weekday", "Tuesday"),  NC_ ("weekday", "Wednesday"),
                                       NC_ ("weekday", "Thursday"), NC_ ("weekday", "Friday"),
                                       NC_ ("weekday", "Saturday") };
  return g_dpgettext2 (GETTEXT_PACKAGE, "weekday", names[day]);
}

static const char *
month (int number)
{
  static const char *const names[] = { NC_ ("month", "January"), NC_ ("month", "February"), NC_ ("month", "March"),
                                       NC_ ("month", "April"),   NC_ ("month", "May"),      NC_ ("month", "June"),
                                       NC_ ("month", "July"),    NC_ ("month", "August"),   NC_ ("month", "September"),
                                       NC_ ("month", "October"), NC_ ("month", "November"), NC_ ("month", "December") };
  return g_dpgettext2 (GETTEXT_PACKAGE, "month", names[(number + 11) % 12]);
}

static const char *
position (int number)
{
  static const char *const names[] = { NC_ ("position", "first"), NC_ ("position", "second"), NC_ ("position", "third"),
                                       NC_ ("position", "fourth"), NC_ ("position", "last") };
  return g_dpgettext2 (GETTEXT_PACKAGE, "position", names[CLAMP (number, 1, BP_POSITION_LAST) - 1]);
}

/* From Monday on. */
static char *
days_text (guint days)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (days == BP_DAYS_ALL)
    return g_strdup (_ ("day"));
  if (days == BP_DAYS_WORKING)
    return g_strdup (_ ("working day"));
  if (days == BP_DAYS_WEEKEND)
    return g_strdup (_ ("weekend day"));
  for (int i = 1; i <= 7; i++)
    if (days & BP_DAY_BIT (i % 7))
      g_string_append_printf (text, "%s%s", text->len ? ", " : "", weekday (i % 7));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
weekly_text (const BpRecurrence *rule, gboolean names_days)
{
  g_autofree char *days = days_text (rule->days);
  g_autofree char *every =
    rule->interval == 1
      ? g_strdup (_ ("weekly"))
      : g_strdup_printf (ngettext ("every %d week", "every %d weeks", (gulong) rule->interval), rule->interval);
  if (!names_days)
    return g_steal_pointer (&every);
  if (rule->days == BP_DAYS_WORKING)
    return g_strdup_printf (_ ("%s on working days"), every);
  return g_strdup_printf (_ ("%s on %s"), every, days);
}

static char *
every_text (const BpRecurrence *rule, const char *rrule)
{
  g_autofree char *days = days_text (rule->days);
  int n = rule->interval;
  switch (rule->pattern) {
  case BP_PATTERN_DAILY:
    return n == 1 ? g_strdup (_ ("daily"))
                  : g_strdup_printf (ngettext ("every %d day", "every %d days", (gulong) n), n);
  case BP_PATTERN_WEEKLY:
    return weekly_text (rule, strstr (rrule, "BYDAY") != NULL);
  case BP_PATTERN_MONTHLY_DAY:
    if (!strstr (rrule, "BYMONTHDAY"))
      return n == 1 ? g_strdup (_ ("monthly"))
                    : g_strdup_printf (ngettext ("every %d month", "every %d months", (gulong) n), n);
    return n == 1 ? g_strdup_printf (_ ("monthly on day %d"), rule->day_of_month)
                  : g_strdup_printf (ngettext ("every %d month on day %d", "every %d months on day %d", (gulong) n), n,
                                     rule->day_of_month);
  case BP_PATTERN_MONTHLY_POSITION:
    return n == 1
             ? g_strdup_printf (_ ("monthly on the %s %s"), position (rule->position), days)
             : g_strdup_printf (ngettext ("every %d month on the %s %s", "every %d months on the %s %s", (gulong) n), n,
                                position (rule->position), days);
  case BP_PATTERN_YEARLY_DAY:
    return strstr (rrule, "BYMONTHDAY")
             ? g_strdup_printf (_ ("yearly on day %d of %s"), rule->day_of_month, month (rule->month))
             : g_strdup (_ ("yearly"));
  default:
    return g_strdup_printf (_ ("yearly on the %s %s of %s"), position (rule->position), days, month (rule->month));
  }
}

char *
bp_recurrence_text (const char *rrule)
{
  BpRecurrence rule = { 0 };
  if (!bp_recurrence_parse (rrule, ANY_START, "Etc/UTC", &rule, NULL))
    return g_strdup (rrule);
  g_autofree char *every = every_text (&rule, rrule);
  if (rule.count)
    return g_strdup_printf (ngettext ("%s, %d time", "%s, %d times", (gulong) rule.count), every, rule.count);
  if (!*rule.until)
    return g_steal_pointer (&every);
  g_autofree char *until = bp_date_text (rule.until);
  return g_strdup_printf (_ ("%s, until %s"), every, until);
}
