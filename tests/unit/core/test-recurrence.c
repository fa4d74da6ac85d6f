/* SPDX-License-Identifier: MIT */
/* Rules of every kind as Exchange's patterns and back, and the days they mean, counted day by day. */
#include "core/recurrence.h"

#include <string.h>

#define ZONE "Europe/Berlin"
#define START "2026-01-15T09:00:00" /* a Thursday */

/* canonical NULL: refused. */
static const struct {
  const char *rrule, *start, *canonical;
} rows[] = {
  { "FREQ=DAILY", START, "FREQ=DAILY" },
  { "FREQ=DAILY;INTERVAL=3;COUNT=10", START, "FREQ=DAILY;COUNT=10;INTERVAL=3" },
  { "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", START, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
  { "FREQ=WEEKLY", START, "FREQ=WEEKLY;BYDAY=TH" },
  { "FREQ=WEEKLY;WKST=SU;BYDAY=TH", START, "FREQ=WEEKLY;BYDAY=TH" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH;WKST=SU", START, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH;WKST=SU" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH", START, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH" },
  /* The week that begins on Friday holds Wednesday the 21st, the one that begins on Thursday too, that of Monday does not. */
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=TH", START, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=TH" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SU", START, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH" },
  { "FREQ=MONTHLY", START, "FREQ=MONTHLY;BYMONTHDAY=15" },
  { "FREQ=MONTHLY;BYMONTHDAY=-1", START, "FREQ=MONTHLY;BYMONTHDAY=-1" },
  { "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", START, "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1" },
  { "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1", START, "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1" },
  { "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", START, "FREQ=MONTHLY;BYMONTHDAY=-1" },
  { "FREQ=MONTHLY;BYDAY=2TU", START, "FREQ=MONTHLY;BYDAY=2TU" },
  { "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", START, "FREQ=MONTHLY;BYDAY=2TU" },
  { "FREQ=MONTHLY;BYDAY=-1FR", START, "FREQ=MONTHLY;BYDAY=-1FR" },
  { "FREQ=MONTHLY;BYDAY=FR,MO,TU,WE,TH;BYSETPOS=-1", START, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
  { "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1", START, "FREQ=MONTHLY;BYDAY=SU,SA;BYSETPOS=1" },
  { "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=3", START, "FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=3" },
  { "FREQ=MONTHLY;INTERVAL=12", START, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15" },
  { "FREQ=YEARLY", START, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15" },
  { "FREQ=YEARLY;INTERVAL=2", START, "FREQ=MONTHLY;INTERVAL=24;BYMONTHDAY=15" },
  { "FREQ=MONTHLY;BYDAY=FR", START, "FREQ=WEEKLY;BYDAY=FR" },
  { "freq=daily;until=20260201t120000z", START, "FREQ=DAILY;UNTIL=20260201" },
  { "FREQ=YEARLY;BYDAY=FR,MO", START, "FREQ=WEEKLY;BYDAY=MO,FR" },
  { "FREQ=YEARLY;BYMONTHDAY=3", START, "FREQ=MONTHLY;BYMONTHDAY=3" },
  { "FREQ=YEARLY;BYDAY=1MO", START, "FREQ=YEARLY;BYMONTH=1;BYDAY=1MO" },
  { "FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1", START, "FREQ=YEARLY;BYMONTH=12;BYDAY=-1MO" },
  { "FREQ=MONTHLY;BYMONTH=7;BYMONTHDAY=3", START, "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=3" },
  { "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31", START, "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31" },
  { "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=-1", START, "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30" },
  { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", START, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" },
  { "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", START, "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH" },
  { "FREQ=YEARLY;BYMONTH=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", START,
    "FREQ=MONTHLY;INTERVAL=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1" },
  /* ranges */
  { "FREQ=DAILY;UNTIL=20260131", START, "FREQ=DAILY;UNTIL=20260131" },
  { "FREQ=DAILY;UNTIL=20260131T090000", START, "FREQ=DAILY;UNTIL=20260131" },
  { "FREQ=DAILY;UNTIL=20260131T085959", START, "FREQ=DAILY;UNTIL=20260130" },
  { "FREQ=DAILY;UNTIL=20260131T080000Z", START, "FREQ=DAILY;UNTIL=20260131" },
  { "FREQ=DAILY;UNTIL=20260131T075959Z", START, "FREQ=DAILY;UNTIL=20260130" },
  { "FREQ=DAILY;UNTIL=20260131T230000Z", START, "FREQ=DAILY;UNTIL=20260131" },
  { "FREQ=DAILY;COUNT=999", START, "FREQ=DAILY;COUNT=999" },
  /* what Exchange cannot express */
  { "FREQ=DAILY;COUNT=1000", START, NULL },
  { "FREQ=DAILY;INTERVAL=1000", START, NULL },
  { "FREQ=WEEKLY;INTERVAL=100", START, NULL },
  { "FREQ=DAILY;BYHOUR=9,15", START, NULL },
  { "FREQ=HOURLY", START, NULL },
  { "FREQ=DAILY;BYMONTH=1", START, NULL },
  { "FREQ=DAILY;INTERVAL=2;BYDAY=MO", START, NULL },
  { "FREQ=WEEKLY;BYMONTH=1", START, NULL },
  { "FREQ=MONTHLY;BYMONTHDAY=1,15", START, NULL },
  { "FREQ=MONTHLY;BYMONTHDAY=31", START, NULL },
  { "FREQ=MONTHLY;BYMONTHDAY=-2", START, NULL },
  { "FREQ=MONTHLY;BYDAY=5FR", START, NULL },
  { "FREQ=MONTHLY;BYDAY=-2FR", START, NULL },
  { "FREQ=MONTHLY;BYDAY=1MO,1TU", START, NULL },
  { "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", START, NULL },
  { "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", START, NULL },
  { "FREQ=MONTHLY;BYMONTH=1,7", START, NULL },
  { "FREQ=YEARLY;BYDAY=5MO", START, NULL },
  { "FREQ=YEARLY;INTERVAL=2;BYDAY=FR", START, NULL },
  { "FREQ=YEARLY;BYMONTHDAY=31", START, NULL },
  { "FREQ=YEARLY;BYWEEKNO=20", START, NULL },
  { "FREQ=YEARLY;BYYEARDAY=100", START, NULL },
  { "FREQ=YEARLY;BYMONTH=1,7", START, NULL },
  { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", START, NULL },
  { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", START, NULL },
  { "FREQ=YEARLY;INTERVAL=9", START, NULL },
  { "FREQ=YEARLY;INTERVAL=2;BYMONTH=7", START, NULL },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    BpRecurrence rule, again;
    gboolean read = bp_recurrence_parse (rows[i].rrule, rows[i].start, ZONE, &rule, &error);
    g_autofree char *text = read ? bp_recurrence_to_rrule (&rule) : NULL;
    g_autofree char *twice = NULL;
    g_test_message ("%s: %s", rows[i].rrule, read ? text : error->message);
    g_assert_cmpstr (text, ==, rows[i].canonical);
    if (!read)
      continue;
    g_assert_true (bp_recurrence_parse (text, rows[i].start, ZONE, &again, NULL));
    twice = bp_recurrence_to_rrule (&again);
    g_assert_cmpstr (twice, ==, text);
  }
}

/* -- counted day by day ----------------------------------------------------------------------------------------- */

static gboolean
is_in_group (const BpRecurrence *rule, const GDate *day)
{
  return (rule->days & BP_DAY_BIT ((guint) g_date_get_weekday (day) % 7)) != 0;
}

/* Which one of the group it is in its month, and whether it is the last. */
static gboolean
has_position (const BpRecurrence *rule, const GDate *day)
{
  guint days = g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));
  int before = 0, after = 0;
  for (guint d = 1; d <= days; d++) {
    GDate other;
    g_date_clear (&other, 1);
    g_date_set_dmy (&other, (GDateDay) d, g_date_get_month (day), g_date_get_year (day));
    before += d < g_date_get_day (day) && is_in_group (rule, &other);
    after += d > g_date_get_day (day) && is_in_group (rule, &other);
  }
  return is_in_group (rule, day) && (rule->position == BP_POSITION_LAST ? after == 0 : before == rule->position - 1);
}

static gboolean
has_day_of_month (const BpRecurrence *rule, const GDate *day)
{
  guint most = g_date_get_days_in_month (g_date_get_month (day), g_date_get_year (day));
  return g_date_get_day (day) == MIN ((guint) rule->day_of_month, most);
}

static gboolean
matches (const BpRecurrence *rule, const GDate *start, const GDate *day)
{
  int days = g_date_days_between (start, day);
  int months = ((int) g_date_get_year (day) - (int) g_date_get_year (start)) * 12 + (int) g_date_get_month (day)
               - (int) g_date_get_month (start);
  int in_week = ((int) g_date_get_weekday (start) % 7 - rule->first_day + 7) % 7;
  switch (rule->pattern) {
  case BP_PATTERN_DAILY:
    return days % rule->interval == 0;
  case BP_PATTERN_WEEKLY:
    return is_in_group (rule, day) && (days + in_week) / 7 % rule->interval == 0;
  case BP_PATTERN_MONTHLY_DAY:
    return months % rule->interval == 0 && has_day_of_month (rule, day);
  case BP_PATTERN_MONTHLY_POSITION:
    return months % rule->interval == 0 && has_position (rule, day);
  case BP_PATTERN_YEARLY_DAY:
    return (int) g_date_get_month (day) == rule->month && has_day_of_month (rule, day);
  case BP_PATTERN_YEARLY_POSITION:
    return (int) g_date_get_month (day) == rule->month && has_position (rule, day);
  }
  return FALSE;
}

static BpRecurrence
random_rule (void)
{
  static const guint groups[] = { BP_DAYS_WORKING, BP_DAYS_WEEKEND, BP_DAYS_ALL };
  BpRecurrence rule = { .pattern = (BpPattern) g_test_rand_int_range (0, 6), .interval = 1, .first_day = 1 };
  gboolean yearly = rule.pattern >= BP_PATTERN_YEARLY_DAY;
  if (!yearly)
    rule.interval = g_test_rand_int_range (1, 6);
  if (rule.pattern == BP_PATTERN_WEEKLY) {
    rule.days = (guint) g_test_rand_int_range (1, 128);
    rule.first_day = rule.interval > 1 && (rule.days & (rule.days - 1)) ? g_test_rand_int_range (0, 7) : 1;
  } else if (rule.pattern == BP_PATTERN_MONTHLY_DAY || rule.pattern == BP_PATTERN_YEARLY_DAY) {
    rule.day_of_month = g_test_rand_int_range (1, 32);
  } else if (rule.pattern != BP_PATTERN_DAILY) {
    rule.days =
      !yearly && g_test_rand_bit () ? groups[g_test_rand_int_range (0, 3)] : BP_DAY_BIT (g_test_rand_int_range (0, 7));
    rule.position = g_test_rand_int_range (1, 6);
  }
  if (yearly)
    rule.month = g_test_rand_int_range (1, 13);
  return rule;
}

static void
test_days (void)
{
  for (guint round = 0; round < 500; round++) {
    BpRecurrence rule = random_rule (), again;
    GDate start, day;
    g_autoptr (GPtrArray) found = NULL;
    g_autofree char *rrule = NULL;
    char text[32];
    guint at = 0;
    g_date_clear (&start, 1);
    g_date_set_dmy (&start, 1, (GDateMonth) g_test_rand_int_range (1, 13),
                    (GDateYear) g_test_rand_int_range (2020, 2030));
    g_date_add_days (&start, (guint) g_test_rand_int_range (0, 31));
    g_date_strftime (text, sizeof text, "%Y-%m-%dT10:30:00", &start);
    rrule = bp_recurrence_to_rrule (&rule);
    g_test_message ("%s %s", text, rrule);
    g_assert_true (bp_recurrence_parse (rrule, text, ZONE, &again, NULL));
    found = bp_recurrence_expand (&rule, text, NULL, 40);
    g_assert_cmpuint (found->len, ==, 40);
    for (day = start; at < found->len; g_date_add_days (&day, 1)) {
      char expected[32];
      if (!matches (&rule, &start, &day))
        continue;
      g_date_strftime (expected, sizeof expected, "%Y-%m-%dT10:30:00", &day);
      g_assert_cmpstr (found->pdata[at], ==, expected);
      g_assert_true (at % 7 || bp_recurrence_index (&rule, text, expected) == at + 1);
      at++;
    }
    /* and the one form means the same days */
    {
      g_autoptr (GPtrArray) same = bp_recurrence_expand (&again, text, NULL, 40);
      for (guint i = 0; i < found->len; i++)
        g_assert_cmpstr (same->pdata[i], ==, found->pdata[i]);
    }
  }
}

static void
test_range (void)
{
  BpRecurrence rule;
  g_autoptr (GPtrArray) counted = NULL, until = NULL, window = NULL, none = NULL;
  g_assert_true (bp_recurrence_parse ("FREQ=DAILY;COUNT=5", START, ZONE, &rule, NULL));
  counted = bp_recurrence_expand (&rule, START, NULL, 100);
  g_assert_cmpuint (counted->len, ==, 5);
  g_assert_cmpuint (bp_recurrence_index (&rule, START, "2026-01-19T09:00:00"), ==, 5);
  g_assert_cmpuint (bp_recurrence_index (&rule, START, "2026-01-20T09:00:00"), ==, 0);
  g_assert_true (bp_recurrence_parse ("FREQ=DAILY;UNTIL=20260120", START, ZONE, &rule, NULL));
  until = bp_recurrence_expand (&rule, START, NULL, 100);
  g_assert_cmpuint (until->len, ==, 6);
  window = bp_recurrence_expand (&rule, START, "2026-01-17T00:00:00", 100);
  g_assert_cmpuint (window->len, ==, 3);
  g_assert_true (bp_recurrence_parse ("FREQ=DAILY;UNTIL=20260101", START, ZONE, &rule, NULL));
  none = bp_recurrence_expand (&rule, START, NULL, 100);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrence/rows", test_rows);
  g_test_add_func ("/recurrence/days", test_days);
  g_test_add_func ("/recurrence/range", test_range);
  return g_test_run ();
}
