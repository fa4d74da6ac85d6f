/* SPDX-License-Identifier: MIT */
/* Recurring tasks: the one form of their rules, what is left of a count, and whether one has moved on. */
#include "core/task-series.h"

#include "base/error.h"

static const char zone[] = "Europe/Berlin";

static BpItem *
task (const char *start, const char *due, const char *rule, const char *regenerate)
{
  BpItem *item = bp_item_new (BP_KIND_TASK);
  bp_item_set (item, BP_FIELD_START_DATE, start);
  bp_item_set (item, BP_FIELD_DUE_DATE, due);
  bp_item_set (item, BP_FIELD_RECURRENCE, rule);
  bp_item_set (item, BP_FIELD_REGENERATE, regenerate);
  return item;
}

static void
test_normal_form (void)
{
  static const struct {
    const char *start, *due, *rule, *regenerate, *completed, *expected;
  } rows[] = {
    { "2027-03-01", NULL, "FREQ=WEEKLY", "0", NULL, "FREQ=WEEKLY;BYDAY=MO" },
    { NULL, "2027-03-02", "FREQ=WEEKLY", NULL, NULL, "FREQ=WEEKLY;BYDAY=TU" },
    { "2027-03-01", "2027-03-02", "FREQ=WEEKLY", NULL, NULL, "FREQ=WEEKLY;BYDAY=MO" },
    { "2027-03-01", NULL, "FREQ=DAILY;UNTIL=20270401T215959Z", NULL, NULL, "FREQ=DAILY;UNTIL=20270401" },
    { "2027-03-01", NULL, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "1", NULL, "FREQ=WEEKLY;INTERVAL=2" },
    { "2027-03-01", NULL, "FREQ=YEARLY;INTERVAL=3;COUNT=2", "1", NULL, "FREQ=YEARLY;COUNT=2;INTERVAL=3" },
    { "2027-03-01", NULL, "FREQ=MONTHLY", "1", NULL, "FREQ=MONTHLY" },
    { "2027-03-31", NULL, "FREQ=MONTHLY", "1", NULL, "FREQ=MONTHLY" },
    /* completed: a rule only as long as anything follows */
    { "2027-03-01", NULL, "FREQ=DAILY;COUNT=2", NULL, "2027-03-01", "FREQ=DAILY;COUNT=2" },
    { "2027-03-01", NULL, "FREQ=DAILY;COUNT=1", NULL, "2027-03-01", NULL },
    { "2027-03-01", NULL, "FREQ=DAILY;UNTIL=20270301", NULL, "2027-03-01", NULL },
    { "2027-03-01", NULL, "FREQ=DAILY;COUNT=1", "1", "2027-03-01", NULL },
    { "2027-03-01", NULL, "FREQ=DAILY;UNTIL=20270310;INTERVAL=5", "1", "2027-03-05",
      "FREQ=DAILY;UNTIL=20270310;INTERVAL=5" },
    { "2027-03-01", NULL, "FREQ=DAILY;UNTIL=20270310;INTERVAL=5", "1", "2027-03-06", NULL },
    { "2027-01-31", NULL, "FREQ=MONTHLY;UNTIL=20270228", "1", "2027-01-31", "FREQ=MONTHLY;UNTIL=20270228" },
    /* what cannot be expressed stays, and so does what has no date to count from */
    { "2027-03-01", NULL, "FREQ=DAILY;BYHOUR=9", NULL, NULL, "FREQ=DAILY;BYHOUR=9" },
    { NULL, NULL, "FREQ=DAILY", NULL, NULL, "FREQ=DAILY" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) item = task (rows[i].start, rows[i].due, rows[i].rule, rows[i].regenerate);
    if (rows[i].completed) {
      bp_item_set (item, BP_FIELD_STATUS, "completed");
      bp_item_set (item, BP_FIELD_COMPLETED_DATE, rows[i].completed);
    }
    bp_task_normalise (item, zone);
    g_test_message ("%s", rows[i].rule);
    g_assert_cmpstr (bp_item_get (item, BP_FIELD_RECURRENCE), ==, rows[i].expected);
    g_assert_true (bp_item_is_series (item) || !bp_item_get (item, BP_FIELD_REGENERATE));
    g_assert_cmpint (bp_task_is_to_move_on (item), ==, rows[i].completed && rows[i].expected);
  }
}

static void
test_count (void)
{
  static const struct {
    const char *rule, *start, *date;
    int left;
  } rows[] = {
    { "FREQ=WEEKLY;COUNT=5;BYDAY=MO", "2027-03-01", "2027-03-01", 5 }, /* the server counts down itself */
    { "FREQ=WEEKLY;COUNT=5;BYDAY=MO", "2027-03-01", "2027-03-15", 3 }, /* it leaves the range as it was */
    { "FREQ=WEEKLY;COUNT=5;BYDAY=MO", "2027-03-01", "2027-03-16", 2 }, /* the current one was moved by hand */
    { "FREQ=WEEKLY;COUNT=5;BYDAY=MO", "2027-03-01", "2028-01-01", 1 },
    { "FREQ=WEEKLY;COUNT=5;BYDAY=MO", "2027-03-08", "2027-03-01", 5 },
    { "FREQ=DAILY;UNTIL=20270401", "2027-03-01", "2027-03-15", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpRecurrence rule;
    g_assert_true (bp_recurrence_parse (rows[i].rule, rows[i].start, zone, &rule, NULL));
    bp_task_count_from (&rule, FALSE, rows[i].start, rows[i].date);
    g_assert_cmpint (rule.count, ==, rows[i].left);
  }
}

/* The record's words stay, only its count goes down. */
static void
test_own_rule (void)
{
  static const struct {
    const char *remote, *own, *expected;
  } rows[] = {
    { "FREQ=WEEKLY;COUNT=4;BYDAY=MO", "FREQ=WEEKLY;COUNT=5", "FREQ=WEEKLY;COUNT=4" },
    { "FREQ=WEEKLY;COUNT=4;BYDAY=MO", "FREQ=WEEKLY;COUNT=4;BYDAY=MO;WKST=SU", "FREQ=WEEKLY;COUNT=4;BYDAY=MO;WKST=SU" },
    { "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY", "FREQ=WEEKLY" },
    { "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;COUNT=5", NULL },
    { "FREQ=WEEKLY;COUNT=4;BYDAY=TU", "FREQ=WEEKLY;COUNT=5", NULL },
    { NULL, "FREQ=WEEKLY;COUNT=5", NULL },
    { "FREQ=WEEKLY;BYDAY=MO", NULL, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) remote = task ("2027-03-08", NULL, rows[i].remote, NULL);
    g_autoptr (BpItem) record = task ("2027-03-01", NULL, rows[i].own, NULL);
    g_autofree char *rule = bp_task_own_rule (remote, record, zone);
    g_assert_cmpstr (rule, ==, rows[i].expected);
  }
}

static void
test_moved_on (void)
{
  static const struct {
    const char *then, *rule, *regenerate, *now, *rule_now;
    gboolean past, strictly;
  } rows[] = {
    { "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", NULL, "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", FALSE, FALSE },
    { "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", NULL, "2027-03-08", "FREQ=WEEKLY;BYDAY=MO", TRUE, TRUE },
    { "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", NULL, "2027-04-05", "FREQ=WEEKLY;BYDAY=MO", TRUE, TRUE },
    { "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", NULL, "2027-03-03", "FREQ=WEEKLY;BYDAY=MO", TRUE, FALSE }, /* by hand */
    { "2027-03-08", "FREQ=WEEKLY;BYDAY=MO", NULL, "2027-03-01", "FREQ=WEEKLY;BYDAY=MO", FALSE, FALSE },
    { "2027-03-01", NULL, NULL, "2027-03-08", NULL, FALSE, FALSE },
    { "2027-03-10", "FREQ=DAILY;INTERVAL=3", "1", "2027-03-05", "FREQ=DAILY;INTERVAL=3", TRUE, TRUE }, /* done early */
    { "2027-03-01", "FREQ=DAILY;COUNT=4", "1", "2027-03-05", "FREQ=DAILY;COUNT=3", TRUE, TRUE },
    { "2027-03-01", "FREQ=DAILY;COUNT=4", "1", "2027-03-05", "FREQ=DAILY;COUNT=4", TRUE, FALSE },
    { "2027-03-01", "FREQ=DAILY;COUNT=4", "1", "2027-03-05", NULL, FALSE, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) then = task (rows[i].then, NULL, rows[i].rule, rows[i].regenerate);
    g_autoptr (BpItem) now = task (rows[i].now, NULL, rows[i].rule_now, rows[i].regenerate);
    g_test_message ("row %u", i);
    g_assert_cmpint (bp_task_has_moved_on (then, now, FALSE, zone), ==, rows[i].past);
    g_assert_cmpint (bp_task_has_moved_on (then, now, TRUE, zone), ==, rows[i].strictly);
  }
}

static void
test_refused (void)
{
  g_autoptr (BpItem) dateless = task (NULL, NULL, "FREQ=DAILY", NULL);
  g_autoptr (BpItem) hourly = task ("2027-03-01", NULL, "FREQ=HOURLY", "1");
  BpRecurrence rule;
  GError *error = NULL;
  g_assert_false (bp_task_parse_rule (dateless, zone, &rule, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (bp_task_parse_rule (hourly, zone, &rule, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task-series/normal-form", test_normal_form);
  g_test_add_func ("/task-series/count", test_count);
  g_test_add_func ("/task-series/own-rule", test_own_rule);
  g_test_add_func ("/task-series/moved-on", test_moved_on);
  g_test_add_func ("/task-series/refused", test_refused);
  return g_test_run ();
}
