/* SPDX-License-Identifier: MIT */
/* The two forms: an echo of what was written is equal to what was expected, and coming back changes nothing here. */
#include "core/form.h"

static const BpSite site = { "Europe/Vienna" };

static BpItem *
appointment (const char *zone)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, "Inventur");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-11-23T08:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-11-23T09:00:00");
  bp_item_set (item, BP_FIELD_INFO_TEXT, "nur hier");
  bp_item_set (item, BP_FIELD_INFO_FORMAT, "html");
  bp_item_set (item, BP_FIELD_TIME_ZONE, zone);
  return item;
}

static void
test_to_remote (void)
{
  static const struct {
    const char *local, *remote;
  } zones[] = { { NULL, "Europe/Berlin" },
                { "Europe/Berlin", "Europe/Berlin" },
                { "Europe/Rome", "Europe/Berlin" },
                { "Asia/Calcutta", "Asia/Kolkata" },
                { "UTC", "Etc/UTC" },
                { "Antarctica/Troll", "Antarctica/Troll" } };
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++) {
    g_autoptr (BpItem) local = appointment (zones[i].local);
    g_autoptr (BpItem) remote = bp_form_to_remote (local, &site);
    g_autoptr (BpItem) again = bp_form_to_remote (remote, &site);
    g_assert_cmpstr (bp_item_get (remote, BP_FIELD_TIME_ZONE), ==, zones[i].remote);
    g_assert_cmpstr (bp_item_get (remote, BP_FIELD_INFO_TEXT), ==, NULL);
    g_assert_cmpstr (bp_item_get (remote, BP_FIELD_INFO_FORMAT), ==, NULL);
    g_assert_cmpstr (bp_item_get (remote, BP_FIELD_SUBJECT), ==, "Inventur");
    g_assert_cmphex (bp_item_diff (remote, again), ==, 0);
    g_assert_cmpstr (bp_item_get (local, BP_FIELD_INFO_TEXT), ==, "nur hier");
  }
}

/* Out and back: the record is what it was, its own name of the zone and its info text included. */
static void
test_back (void)
{
  static const char *const zones[] = { NULL, "Europe/Berlin", "Europe/Rome", "Asia/Calcutta", "Asia/Tokyo" };
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++) {
    g_autoptr (BpItem) local = appointment (zones[i]);
    g_autoptr (BpItem) remote = bp_form_to_remote (local, &site);
    g_autoptr (BpItem) back = bp_form_to_local (remote, local, BP_UNITS_ALL, &site);
    g_assert_cmphex (bp_item_diff (local, back), ==, 0);
    g_assert_cmpstr (bp_item_get (back, BP_FIELD_TIME_ZONE), ==, zones[i]);
  }
}

/* 02:30 does not exist on this day: Exchange gives back 03:30, which is no change of anybody's. */
static void
test_missing_hour (void)
{
  g_autoptr (BpItem) local = appointment (NULL);
  g_autoptr (BpItem) remote = NULL;
  bp_item_set (local, BP_FIELD_STARTS_AT, "2026-03-29T02:30:00");
  bp_item_set (local, BP_FIELD_ENDS_AT, "2026-03-29T03:30:00");
  remote = bp_form_to_remote (local, &site);
  g_assert_cmpstr (bp_item_get (remote, BP_FIELD_STARTS_AT), ==, "2026-03-29T03:30:00");
  g_assert_cmpstr (bp_item_get (remote, BP_FIELD_ENDS_AT), ==, "2026-03-29T03:30:00");
  g_assert_cmpstr (bp_item_get (local, BP_FIELD_STARTS_AT), ==, "2026-03-29T02:30:00");
}

static void
test_to_local (void)
{
  g_autoptr (BpItem) local = appointment ("Europe/Rome");
  g_autoptr (BpItem) remote = appointment ("Asia/Tokyo");
  g_autoptr (BpItem) moved = NULL;
  g_autoptr (BpItem) renamed = NULL;
  g_autoptr (BpItem) made = NULL;
  g_autoptr (BpItem) made_at_home = NULL;
  bp_item_set (remote, BP_FIELD_SUBJECT, "Inventory");
  bp_item_set (remote, BP_FIELD_INFO_TEXT, "a text of Outlook's");
  moved = bp_form_to_local (remote, local, BP_UNIT_BIT (BP_UNIT_WHEN), &site);
  g_assert_cmpstr (bp_item_get (moved, BP_FIELD_TIME_ZONE), ==, "Asia/Tokyo");
  g_assert_cmpstr (bp_item_get (moved, BP_FIELD_SUBJECT), ==, "Inventur");
  renamed = bp_form_to_local (remote, local, BP_UNIT_BIT (BP_UNIT_SUBJECT) | BP_UNIT_BIT (BP_UNIT_INFO), &site);
  g_assert_cmpstr (bp_item_get (renamed, BP_FIELD_TIME_ZONE), ==, "Europe/Rome");
  g_assert_cmpstr (bp_item_get (renamed, BP_FIELD_SUBJECT), ==, "Inventory");
  g_assert_cmpstr (bp_item_get (renamed, BP_FIELD_INFO_TEXT), ==, "nur hier");
  /* New records: a text of Outlook's never arrives (S7); the site's zone has the site's name. */
  made = bp_form_to_local (remote, NULL, BP_UNITS_ALL, &site);
  g_assert_cmpstr (bp_item_get (made, BP_FIELD_INFO_TEXT), ==, NULL);
  g_assert_cmpstr (bp_item_get (made, BP_FIELD_TIME_ZONE), ==, "Asia/Tokyo");
  bp_item_set (remote, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  made_at_home = bp_form_to_local (remote, NULL, BP_UNITS_ALL, &site);
  g_assert_cmpstr (bp_item_get (made_at_home, BP_FIELD_TIME_ZONE), ==, "Europe/Vienna");
}

static void
add_exception (BpItem *item, const char *original_start, const char *subject, const char *info)
{
  BpException *exception = bp_exception_new (original_start);
  exception->values[BP_FIELD_SUBJECT] = g_strdup (subject);
  exception->values[BP_FIELD_INFO_TEXT] = g_strdup (info);
  bp_item_take_exception (item, exception);
}

static void
test_exceptions (void)
{
  g_autoptr (BpItem) local = appointment (NULL);
  g_autoptr (BpItem) remote = NULL;
  g_autoptr (BpItem) back = NULL;
  add_exception (local, "2026-11-24T08:00:00", "a", "text a");
  add_exception (local, "2026-11-25T08:00:00", "b", NULL);
  remote = bp_form_to_remote (local, &site);
  g_assert_cmpuint (bp_item_n_exceptions (remote), ==, 2);
  g_assert_null (bp_item_nth_exception (remote, 0)->values[BP_FIELD_INFO_TEXT]);
  add_exception (remote, "2026-11-24T08:00:00", "a changed", NULL);
  back = bp_form_to_local (remote, local, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS), &site);
  g_assert_cmpstr (bp_item_nth_exception (back, 0)->values[BP_FIELD_SUBJECT], ==, "a changed");
  g_assert_cmpstr (bp_item_nth_exception (back, 0)->values[BP_FIELD_INFO_TEXT], ==, "text a");
  g_assert_cmpstr (bp_item_nth_exception (back, 1)->values[BP_FIELD_SUBJECT], ==, "b");
}

/* SYNC 18: a start without a due date goes out with due = start, and stays without here. */
static void
test_task_dates (void)
{
  g_autoptr (BpItem) local = bp_item_new (BP_KIND_TASK);
  g_autoptr (BpItem) remote = NULL;
  g_autoptr (BpItem) back = NULL;
  g_autoptr (BpItem) moved = NULL;
  bp_item_set (local, BP_FIELD_START_DATE, "2026-11-23");
  remote = bp_form_to_remote (local, &site);
  g_assert_cmpstr (bp_item_get (remote, BP_FIELD_DUE_DATE), ==, "2026-11-23");
  back = bp_form_to_local (remote, local, BP_UNITS_ALL, &site);
  g_assert_cmphex (bp_item_diff (local, back), ==, 0);
  bp_item_set (remote, BP_FIELD_DUE_DATE, "2026-11-30");
  moved = bp_form_to_local (remote, local, BP_UNITS_ALL, &site);
  g_assert_cmpstr (bp_item_get (moved, BP_FIELD_DUE_DATE), ==, "2026-11-30");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/to-remote", test_to_remote);
  g_test_add_func ("/form/back", test_back);
  g_test_add_func ("/form/missing-hour", test_missing_hour);
  g_test_add_func ("/form/to-local", test_to_local);
  g_test_add_func ("/form/exceptions", test_exceptions);
  g_test_add_func ("/form/task-dates", test_task_dates);
  return g_test_run ();
}
