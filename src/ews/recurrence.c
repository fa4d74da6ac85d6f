/* SPDX-License-Identifier: MIT */
#include "ews/recurrence.h"

#include <string.h>

#include "base/i18n.h"
#include "core/recurrence.h"

#define DATE_LENGTH 10

static const char *const day_names[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",  "Thursday", "Friday",
                                         "Saturday", "Day",    "Weekday", "WeekendDay", NULL };
static const guint day_masks[] = { 1, 2, 4, 8, 16, 32, 64, BP_DAYS_ALL, BP_DAYS_WORKING, BP_DAYS_WEEKEND };
static const char *const week_names[] = { "First", "Second", "Third", "Fourth", "Last", NULL };
static const char *const month_names[] = { "January", "February",  "March",   "April",    "May",      "June", "July",
                                           "August",  "September", "October", "November", "December", NULL };
static const char *const pattern_names[] = { "DailyRecurrence",
                                             "WeeklyRecurrence",
                                             "AbsoluteMonthlyRecurrence",
                                             "RelativeMonthlyRecurrence",
                                             "AbsoluteYearlyRecurrence",
                                             "RelativeYearlyRecurrence",
                                             NULL };
/* Of tasks only: they say no more than an interval. */
static const char *const regeneration_names[] = { "DailyRegeneration", "WeeklyRegeneration", "MonthlyRegeneration",
                                                  "YearlyRegeneration", NULL };
static const BpPattern regeneration_patterns[] = { BP_PATTERN_DAILY, BP_PATTERN_WEEKLY, BP_PATTERN_MONTHLY_DAY,
                                                   BP_PATTERN_YEARLY_DAY };

/* -1: not among them. */
static int
index_of (const char *const *names, const char *name)
{
  for (int i = 0; name && names[i]; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void
put_number (BpEwsEnvelope *out, const char *name, int number)
{
  char text[16];
  g_snprintf (text, sizeof text, "%d", number);
  bp_ews_envelope_element (out, name, text);
}

/* One day or a group by name; several days, of a week, one after the other. */
static void
put_days (BpEwsEnvelope *out, guint days, gboolean groups)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 7; groups && i < G_N_ELEMENTS (day_masks); i++)
    if (day_masks[i] == days)
      g_string_assign (text, day_names[i]);
  for (guint i = 0; text->len == 0 && i < 7; i++)
    if (days == day_masks[i])
      g_string_assign (text, day_names[i]);
  for (guint i = 0, several = text->len == 0; several && i < 7; i++)
    if (days & day_masks[i])
      g_string_append_printf (text, "%s%s", text->len ? " " : "", day_names[i]);
  bp_ews_envelope_element (out, "t:DaysOfWeek", text->str);
}

static void
put_pattern (BpEwsEnvelope *out, const BpRecurrence *rule)
{
  gboolean by_position = rule->pattern == BP_PATTERN_MONTHLY_POSITION || rule->pattern == BP_PATTERN_YEARLY_POSITION;
  g_autofree char *name = g_strconcat ("t:", pattern_names[rule->pattern], NULL);
  bp_ews_envelope_open (out, name);
  if (!rule->month)
    put_number (out, "t:Interval", rule->interval);
  if (rule->pattern == BP_PATTERN_WEEKLY) {
    put_days (out, rule->days, FALSE);
    bp_ews_envelope_element (out, "t:FirstDayOfWeek", day_names[rule->first_day]);
  }
  if (by_position) {
    put_days (out, rule->days, TRUE);
    bp_ews_envelope_element (out, "t:DayOfWeekIndex", week_names[rule->position - 1]);
  }
  if (rule->day_of_month)
    put_number (out, "t:DayOfMonth", rule->day_of_month);
  if (rule->month)
    bp_ews_envelope_element (out, "t:Month", month_names[rule->month - 1]);
  bp_ews_envelope_close (out);
}

static void
put_regeneration (BpEwsEnvelope *out, const BpRecurrence *rule)
{
  for (guint i = 0; regeneration_names[i]; i++) {
    g_autofree char *name = g_strconcat ("t:", regeneration_names[i], NULL);
    if (regeneration_patterns[i] != rule->pattern)
      continue;
    bp_ews_envelope_open (out, name);
    put_number (out, "t:Interval", rule->interval);
    bp_ews_envelope_close (out);
  }
}

static void
put_range (BpEwsEnvelope *out, const BpRecurrence *rule, const char *first_day)
{
  bp_ews_envelope_open (out, rule->count    ? "t:NumberedRecurrence"
                             : *rule->until ? "t:EndDateRecurrence"
                                            : "t:NoEndRecurrence");
  bp_ews_envelope_element (out, "t:StartDate", first_day);
  if (rule->count)
    put_number (out, "t:NumberOfOccurrences", rule->count);
  else if (*rule->until)
    bp_ews_envelope_element (out, "t:EndDate", rule->until);
  bp_ews_envelope_close (out);
}

void
bp_ews_recurrence_put_rule (const BpRecurrence *rule, gboolean regenerates, const char *first_day, BpEwsEnvelope *out)
{
  bp_ews_envelope_open (out, "t:Recurrence");
  if (regenerates)
    put_regeneration (out, rule);
  else
    put_pattern (out, rule);
  put_range (out, rule, first_day);
  bp_ews_envelope_close (out);
}

char *
bp_ews_recurrence_dup (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  const char *rule = bp_item_get (write->item, row->field), *start = bp_item_get (write->item, BP_FIELD_STARTS_AT);
  return rule && start ? g_strdup_printf ("%.*s %s", DATE_LENGTH, start, rule) : NULL;
}

void
bp_ews_recurrence_put (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  g_autofree char *first_day = g_strndup (value, DATE_LENGTH);
  BpRecurrence rule;
  /* Checked before anything is sent (ews/check.c), and in its one form: there is nothing left to refuse. */
  if (!bp_recurrence_parse (value + DATE_LENGTH + 1, first_day, site->time_zone, &rule, NULL))
    return;
  bp_ews_recurrence_put_rule (&rule, FALSE, first_day, out);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static int
read_number (xmlNode *node, const char *name, int otherwise)
{
  g_autofree char *text = bp_ews_dup_child_text (node, name);
  gint64 number;
  return text && g_ascii_string_to_signed (g_strstrip (text), 10, 0, G_MAXINT, &number, NULL) ? (int) number
                                                                                              : otherwise;
}

static guint
read_days (xmlNode *node)
{
  g_autofree char *text = bp_ews_dup_child_text (node, "DaysOfWeek");
  g_auto (GStrv) words = g_strsplit_set (text ? text : "", " \t\r\n", -1);
  guint days = 0;
  for (char **word = words; *word; word++) {
    int at = index_of (day_names, *word);
    days |= at >= 0 ? day_masks[at] : 0;
  }
  return days;
}

static int
read_name (xmlNode *node, const char *name, const char *const *names)
{
  g_autofree char *text = bp_ews_dup_child_text (node, name);
  return index_of (names, text);
}

static gboolean
read_pattern (xmlNode *node, BpRecurrence *rule)
{
  int pattern = node ? index_of (pattern_names, (const char *) node->name) : -1;
  int first_day;
  if (pattern < 0)
    return FALSE;
  rule->pattern = (BpPattern) pattern;
  rule->interval = read_number (node, "Interval", 1);
  rule->days = read_days (node);
  first_day = read_name (node, "FirstDayOfWeek", day_names);
  rule->first_day = first_day >= 0 && first_day < 7 ? first_day : 0;
  rule->position = read_name (node, "DayOfWeekIndex", week_names) + 1;
  rule->day_of_month = read_number (node, "DayOfMonth", 0);
  rule->month = read_name (node, "Month", month_names) + 1;
  return TRUE;
}

/* Dates come with an offset that means nothing: only the date counts. */
static void
read_range (xmlNode *node, BpRecurrence *rule)
{
  g_autofree char *until = bp_ews_dup_child_text (node, "EndDate");
  rule->count = read_number (node, "NumberOfOccurrences", 0);
  if (until && strlen (g_strstrip (until)) >= DATE_LENGTH)
    g_strlcpy (rule->until, until, sizeof rule->until);
}

gboolean
bp_ews_recurrence_read_rule (xmlNode *recurrence, BpRecurrence *ret, gboolean *ret_regenerates, char **ret_first_day)
{
  xmlNode *pattern = bp_ews_first (recurrence);
  xmlNode *range = pattern ? bp_ews_next (pattern) : NULL;
  int regeneration = pattern ? index_of (regeneration_names, (const char *) pattern->name) : -1;
  memset (ret, 0, sizeof *ret);
  *ret_regenerates = regeneration >= 0;
  *ret_first_day = bp_ews_dup_child_text (range, "StartDate");
  if (!*ret_first_day || strlen (g_strstrip (*ret_first_day)) < DATE_LENGTH)
    return FALSE;
  (*ret_first_day)[DATE_LENGTH] = '\0';
  if (regeneration >= 0) {
    ret->pattern = regeneration_patterns[regeneration];
    ret->interval = read_number (pattern, "Interval", 1);
  } else if (!read_pattern (pattern, ret)) {
    return FALSE;
  }
  read_range (range, ret);
  return TRUE;
}

void
bp_ews_recurrence_read (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  xmlNode *pattern = bp_ews_first (bp_ews_child (item, row->element));
  const char *start = bp_item_get (out->item, BP_FIELD_STARTS_AT);
  const char *zone = bp_item_get (out->item, BP_FIELD_TIME_ZONE);
  g_autofree char *type = bp_ews_dup_child_text (item, "CalendarItemType");
  BpRecurrence rule = { 0 };
  if (!start || (!pattern && g_strcmp0 (type, "RecurringMaster") != 0))
    return;
  if (read_pattern (pattern, &rule)) {
    g_autofree char *raw = NULL, *text = NULL;
    BpRecurrence settled;
    read_range (bp_ews_next (pattern), &rule);
    raw = bp_recurrence_to_rrule (&rule);
    if (bp_recurrence_parse (raw, start, zone, &settled, NULL)) {
      text = bp_recurrence_to_rrule (&settled);
      bp_item_set (out->item, row->field, text);
      return;
    }
  }
  g_free (out->unsupported);
  out->unsupported = g_strdup (N_ ("The series has a recurrence that is not understood"));
}
