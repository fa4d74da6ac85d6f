/* SPDX-License-Identifier: MIT */
#include "core/series.h"

/* Two rules of a series that begins on Monday, 1 March 2027, at nine: do both have it at the same times, and do only their ends differ? */
static const struct {
  const char *one, *other;
  gboolean same_times, only_end;
} rules[] = {
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;COUNT=5", TRUE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270329", TRUE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270330", TRUE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270328", FALSE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;COUNT=6", FALSE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;BYDAY=MO", FALSE, TRUE },
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=5", FALSE, FALSE },
  { "FREQ=DAILY;COUNT=14", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=14", TRUE, FALSE },
};

static BpItem *
series_new (const char *rule, const char *ends_at)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_STARTS_AT, "2027-03-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, ends_at);
  bp_item_set (item, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  bp_item_set (item, BP_FIELD_RECURRENCE, rule);
  return item;
}

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (BpItem) one = series_new (rules[i].one, "2027-03-01T10:00:00");
    g_autoptr (BpItem) other = series_new (rules[i].other, "2027-03-01T10:00:00");
    g_test_message ("%s, %s", rules[i].one, rules[i].other);
    g_assert_cmpint (bp_series_same_times (one, other, "Europe/Berlin"), ==, rules[i].same_times);
    g_assert_cmpint (bp_series_same_times (other, one, "Europe/Berlin"), ==, rules[i].same_times);
    g_assert_cmpint (bp_series_only_end_differs (one, other, "Europe/Berlin"), ==, rules[i].only_end);
  }
}

/* An hour more each time is another time. */
static void
test_length (void)
{
  g_autoptr (BpItem) one = series_new (rules[0].one, "2027-03-01T10:00:00");
  g_autoptr (BpItem) longer = series_new (rules[0].one, "2027-03-01T11:00:00");
  g_assert_false (bp_series_same_times (one, longer, "Europe/Berlin"));
  g_assert_false (bp_series_only_end_differs (one, longer, "Europe/Berlin"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/rules", test_rules);
  g_test_add_func ("/series/length", test_length);
  return g_test_run ();
}
