/* SPDX-License-Identifier: MIT */
#include "app/comparison.h"

#include "app/value-text.h"

static BpItem *
item_new (const char *subject, const char *location, const char *starts_at)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, subject);
  bp_item_set (item, BP_FIELD_LOCATION, location);
  bp_item_set (item, BP_FIELD_STARTS_AT, starts_at);
  bp_item_set (item, BP_FIELD_ENDS_AT, "2027-03-01T10:00:00");
  return item;
}

static BpItem *
remote_new (const char *subject, const char *location, const char *starts_at)
{
  BpItem *item = item_new (subject, location, starts_at);
  bp_item_set (item, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  return item;
}

static BpRecordDetail *
detail_new (BpItem *local, BpItem *remote, BpItem *agreed_local, BpItem *agreed_remote)
{
  BpRecordDetail *detail = g_new0 (BpRecordDetail, 1);
  detail->local = local;
  detail->remote = remote;
  detail->agreed_local = agreed_local;
  detail->agreed_remote = agreed_remote;
  detail->time_zone = g_strdup ("Europe/Berlin");
  return detail;
}

static const BpComparisonRow *
find_row (GPtrArray *rows, const char *label)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((BpComparisonRow *) rows->pdata[i])->label, label))
      return rows->pdata[i];
  return NULL;
}

static void
assert_row (GPtrArray *rows, const char *label, const char *local, const char *remote, const char *agreed,
            const char *flags)
{
  const BpComparisonRow *row = find_row (rows, label);
  g_autofree char *found = NULL;
  g_assert_nonnull (row);
  found = g_strconcat (row->local_changed ? "L" : "", row->remote_changed ? "R" : "", row->differs ? "D" : "", NULL);
  g_assert_cmpstr (row->local, ==, local);
  g_assert_cmpstr (row->remote, ==, remote);
  g_assert_cmpstr (row->agreed, ==, agreed);
  g_assert_cmpstr (found, ==, flags);
}

/* Each side's own change, and what was never the same. */
static void
test_sides (void)
{
  g_autoptr (BpRecordDetail) detail = detail_new (
    item_new ("Jour fixe", "Raum 2", "2027-03-01T09:00:00"), remote_new ("Jour fixe", "Raum 1", "2027-03-01T09:30:00"),
    item_new ("Jour fixe", "Raum 1", "2027-03-01T09:00:00"), remote_new ("Jour fixe", "Raum 1", "2027-03-01T09:00:00"));
  bp_item_set (detail->agreed_remote, BP_FIELD_IMPORTANCE, "high");
  bp_item_set (detail->remote, BP_FIELD_IMPORTANCE, "high");
  g_autoptr (GPtrArray) rows = bp_comparison_new (BP_KIND_APPOINTMENT, detail);
  assert_row (rows, "Subject", "Jour fixe", "Jour fixe", "Jour fixe", "");
  assert_row (rows, "Location", "Raum 2", "Raum 1", "Raum 1", "LD");
  assert_row (rows, "Start", "2027-03-01 09:00", "2027-03-01 09:30", "2027-03-01 09:00", "RD");
  assert_row (rows, "Importance", "normal", "high", "büro+: normal / Exchange: high", "D");
  /* The record names no zone and its item has the site's: that is no difference. */
  g_assert_null (find_row (rows, "Time zone"));
  /* What says nothing on any side is not told. */
  g_assert_null (find_row (rows, "Categories"));
}

static void
test_missing_sides (void)
{
  g_autoptr (BpRecordDetail) alone = detail_new (item_new ("Neu", NULL, "2027-03-01T09:00:00"), NULL, NULL, NULL);
  g_autoptr (BpRecordDetail) nothing = detail_new (NULL, NULL, NULL, NULL);
  bp_item_set (alone->local, BP_FIELD_INFO_TEXT, "Bitte pünktlich");
  g_autoptr (GPtrArray) rows = bp_comparison_new (BP_KIND_APPOINTMENT, alone);
  g_autoptr (GPtrArray) none = bp_comparison_new (BP_KIND_APPOINTMENT, nothing);
  assert_row (rows, "Subject", "Neu", "–", "–", "");
  assert_row (rows, "Info text", "Bitte pünktlich", "–", "–", "");
  g_assert_cmpuint (none->len, ==, 0);
}

/* Exchange's text is never read (S7), which is not the same as none. */
static void
test_info_text (void)
{
  g_autoptr (BpRecordDetail) detail =
    detail_new (item_new ("A", NULL, "2027-03-01T09:00:00"), remote_new ("A", NULL, "2027-03-01T09:00:00"),
                item_new ("A", NULL, "2027-03-01T09:00:00"), remote_new ("A", NULL, "2027-03-01T09:00:00"));
  bp_item_set (detail->local, BP_FIELD_INFO_TEXT, "neu");
  bp_item_set (detail->agreed_local, BP_FIELD_INFO_TEXT, "alt");
  g_autoptr (GPtrArray) rows = bp_comparison_new (BP_KIND_APPOINTMENT, detail);
  assert_row (rows, "Info text", "neu", "is not read", "alt", "L");
}

static void
test_exceptions (void)
{
  g_autoptr (BpRecordDetail) detail =
    detail_new (item_new ("S", NULL, "2027-03-01T09:00:00"), remote_new ("S", NULL, "2027-03-01T09:00:00"),
                item_new ("S", NULL, "2027-03-01T09:00:00"), remote_new ("S", NULL, "2027-03-01T09:00:00"));
  BpItem *const items[] = { detail->local, detail->remote, detail->agreed_local, detail->agreed_remote };
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    bp_item_set (items[i], BP_FIELD_RECURRENCE, "FREQ=WEEKLY;BYDAY=MO;COUNT=10");
  BpException *cancelled = bp_exception_new ("2027-03-08T09:00:00");
  BpException *moved = bp_exception_new ("2027-03-15T09:00:00");
  cancelled->cancelled = TRUE;
  moved->values[BP_FIELD_LOCATION] = g_strdup ("Halle");
  bp_item_take_exception (detail->local, cancelled);
  bp_item_take_exception (detail->remote, moved);
  g_autoptr (GPtrArray) rows = bp_comparison_new (BP_KIND_APPOINTMENT, detail);
  assert_row (rows, "Occurrence 2027-03-08 09:00", "cancelled", "–", "–", "LD");
  assert_row (rows, "Occurrence 2027-03-15 09:00", "–", "Location: Halle", "–", "RD");
}

static void
test_conflict (void)
{
  BpConflictView conflict = { .unit_label = (char *) "location",
                              .local_value = (char *) "{\"location\":\"Raum 1\"}",
                              .remote_value = (char *) "{\"location\":\"Raum 2\"}",
                              .winner = (char *) "exchange",
                              .rule_label = (char *) "the later change counts" };
  g_autofree char *text = bp_comparison_conflict_text (&conflict, BP_KIND_APPOINTMENT);
  g_assert_cmpstr (text, ==,
                   "location: in büro+ “Raum 1”, in Exchange “Raum 2”. Exchange counts (the later change counts).");
  conflict.winner = (char *) "local";
  conflict.local_value = NULL;
  conflict.original_start = (char *) "2027-03-08T09:00:00";
  g_autofree char *other = bp_comparison_conflict_text (&conflict, BP_KIND_APPOINTMENT);
  g_assert_cmpstr (
    other, ==,
    "location (2027-03-08 09:00): in büro+ “–”, in Exchange “Raum 2”. büro+ counts (the later change counts).");
}

static void
test_values (void)
{
  static const struct {
    BpField field;
    const char *value, *text;
  } rows[] = {
    { BP_FIELD_SUBJECT, NULL, "–" },
    { BP_FIELD_SUBJECT, "Jour fixe", "Jour fixe" },
    { BP_FIELD_SHOW_AS, "out-of-office", "out of office" },
    { BP_FIELD_ALL_DAY, "1", "yes" },
    { BP_FIELD_REMINDER_MINUTES, "1", "1 minute before" },
    { BP_FIELD_REMINDER_MINUTES, "-1", "none" },
    { BP_FIELD_TOTAL_WORK_MINUTES, "90", "90 minutes" },
    { BP_FIELD_PERCENT_COMPLETE, "50", "50 %" },
    { BP_FIELD_DUE_DATE, "2027-03-01", "2027-03-01" },
    { BP_FIELD_STARTS_AT, "2027-03-01T09:30:00", "2027-03-01 09:30" },
    { BP_FIELD_STARTS_AT, "2027-03-01T09:30:15", "2027-03-01 09:30:15" },
    { BP_FIELD_CATEGORIES, "[\"Kunde\",\"Messe\"]", "Kunde, Messe" },
    { BP_FIELD_RECURRENCE, "FREQ=DAILY", "daily" },
    { BP_FIELD_RECURRENCE, "FREQ=DAILY;INTERVAL=3", "every 3 days" },
    { BP_FIELD_RECURRENCE, "FREQ=WEEKLY;BYDAY=FR,MO;COUNT=10", "weekly on Monday, Friday, 10 times" },
    { BP_FIELD_RECURRENCE, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekly on working days" },
    { BP_FIELD_RECURRENCE, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "every 2 weeks on Sunday" },
    { BP_FIELD_RECURRENCE, "FREQ=WEEKLY", "weekly" },
    { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20271231T000000Z", "monthly on day 15, until 2027-12-31" },
    { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYDAY=-1FR", "monthly on the last Friday" },
    { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "every 2 months on the first Monday" },
    { BP_FIELD_RECURRENCE, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "yearly on day 24 of December" },
    { BP_FIELD_RECURRENCE, "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "yearly on the second Sunday of May" },
    { BP_FIELD_RECURRENCE, "FREQ=SECONDLY", "FREQ=SECONDLY" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = bp_value_text (rows[i].field, rows[i].value);
    g_assert_cmpstr (text, ==, rows[i].text);
  }
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    g_assert_cmpstr (bp_value_label ((BpField) field), !=, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison/sides", test_sides);
  g_test_add_func ("/comparison/missing-sides", test_missing_sides);
  g_test_add_func ("/comparison/info-text", test_info_text);
  g_test_add_func ("/comparison/exceptions", test_exceptions);
  g_test_add_func ("/comparison/conflict", test_conflict);
  g_test_add_func ("/comparison/values", test_values);
  return g_test_run ();
}
