/* SPDX-License-Identifier: MIT */
#include "app/user-item.h"

#include "base/clock.h"

static BpUserView *
new_view (const char *login, const char *state, BpEligibilityCode code)
{
  BpUserView *view = g_new0 (BpUserView, 1);
  view->user = bp_user_new ();
  view->user->id = 7;
  g_assert_true (bp_user_set (view->user, "login", login, NULL));
  g_assert_true (bp_user_set (view->user, "name", "Anna Müller", NULL));
  view->user->start_company = 1;
  view->company_name = g_strdup ("Muster GmbH");
  view->eligibility = g_new0 (BpEligibility, 1);
  view->eligibility->code = code;
  view->state = g_strdup (state);
  view->state_label = g_strdup (state);
  view->reason = g_strdup ("Because.");
  return view;
}

static void
assert_property (BpUserItem *item, const char *name, const char *expected)
{
  g_autofree char *value = NULL;
  g_object_get (item, name, &value, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static void
assert_class (BpUserItem *item, const char *expected)
{
  g_auto (GStrv) classes = NULL;
  g_object_get (item, "state-class", &classes, NULL);
  g_assert_true (g_strv_contains ((const char *const *) classes, expected));
}

static void
test_texts (void)
{
  g_autoptr (BpUserItem) item = bp_user_item_new (new_view ("anna", "waiting", BP_ELIGIBLE));
  assert_property (item, "login", "anna");
  assert_property (item, "company", "1 Muster GmbH");
  assert_property (item, "mailbox", "–");
  assert_property (item, "sync", "off");
  assert_property (item, "status", "waiting: Because.");
  assert_property (item, "last", "–");
  assert_property (item, "out", "–");
  assert_property (item, "last-error", "–");
  assert_property (item, "help", "");
  assert_class (item, "state-busy");
}

static void
test_in_step (void)
{
  BpUserView *view = new_view ("anna", "in-step", BP_ELIGIBLE);
  view->last_success = bp_clock_now () - 12 * G_USEC_PER_SEC;
  view->count_out = 41;
  g_autoptr (BpUserItem) item = bp_user_item_new (view);
  assert_property (item, "status", "in-step");
  assert_property (item, "last", "12 s ago");
  assert_property (item, "out", "41");
  assert_property (item, "in", "0");
  assert_class (item, "state-ok");
}

static void
test_help (void)
{
  g_autoptr (BpUserItem) item = bp_user_item_new (new_view ("dirk", "off", BP_NOT_COMPANY));
  assert_property (item, "help", "Edit…");
  g_assert_cmpstr (bp_user_item_get_help_action (item), ==, "win.edit-user");
  assert_class (item, "state-warning");
  bp_user_item_set_view (item, new_view ("dirk", "off", BP_NOT_MAINTENANCE));
  g_assert_cmpstr (bp_user_item_get_help_action (item), ==, "win.companies");
  bp_user_item_set_view (item, new_view ("dirk", "off", BP_NOT_ALLOWED));
  g_assert_null (bp_user_item_get_help_action (item));
  assert_class (item, "state-off");
  bp_user_item_set_view (item, new_view ("gerda", "error", BP_ELIGIBLE));
  assert_property (item, "help", "Verify…");
  g_assert_cmpstr (bp_user_item_get_help_action (item), ==, "win.check-user");
  g_assert_true (bp_user_help_takes_login ("win.check-user"));
  BpUserView *held = new_view ("bernd", "error", BP_ELIGIBLE);
  held->held = 3;
  bp_user_item_set_view (item, held);
  g_assert_cmpstr (bp_user_item_get_help_action (item), ==, "win.review-deletions");
  g_assert_false (bp_user_help_takes_login ("win.review-deletions"));
}

static void
notified_cb (GObject *object, GParamSpec *pspec, GString *names)
{
  g_string_append_printf (names, "%s ", pspec->name);
}

static void
test_notifies_what_changed (void)
{
  g_autoptr (BpUserItem) item = bp_user_item_new (new_view ("anna", "off", BP_NOT_ALLOWED));
  g_autoptr (GString) names = g_string_new (NULL);
  g_signal_connect (item, "notify", G_CALLBACK (notified_cb), names);
  bp_user_item_set_view (item, new_view ("anna", "off", BP_NOT_ALLOWED));
  g_assert_cmpstr (names->str, ==, "");
  BpUserView *view = new_view ("anna", "off", BP_NOT_ALLOWED);
  view->user->exchange_sync = TRUE;
  bp_user_item_set_view (item, view);
  g_assert_cmpstr (names->str, ==, "sync ");
}

static void
test_matches (void)
{
  g_autoptr (BpUserItem) item = bp_user_item_new (new_view ("anna", "error", BP_ELIGIBLE));
  g_assert_true (bp_user_item_matches (item, BP_USER_FILTER_ALL, NULL));
  g_assert_true (bp_user_item_matches (item, BP_USER_FILTER_ERROR, ""));
  g_assert_false (bp_user_item_matches (item, BP_USER_FILTER_IN_STEP, ""));
  g_assert_false (bp_user_item_matches (item, BP_USER_FILTER_OFF, ""));
  g_assert_true (bp_user_item_matches (item, BP_USER_FILTER_ALL, "MÜLLER"));
  g_assert_true (bp_user_item_matches (item, BP_USER_FILTER_ALL, "muster"));
  g_assert_false (bp_user_item_matches (item, BP_USER_FILTER_ALL, "bernd"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user-item/texts", test_texts);
  g_test_add_func ("/user-item/in-step", test_in_step);
  g_test_add_func ("/user-item/help", test_help);
  g_test_add_func ("/user-item/notifies-what-changed", test_notifies_what_changed);
  g_test_add_func ("/user-item/matches", test_matches);
  return g_test_run ();
}
