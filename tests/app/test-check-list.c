/* SPDX-License-Identifier: MIT */
/* Two hundred users whose steps all pass are one line; what failed stays in sight. */
#include "app/check-list.h"

#include "app/application.h"

static BpCheckList *
list_new (void)
{
  return g_object_ref_sink (g_object_new (BP_TYPE_CHECK_LIST, "orientation", GTK_ORIENTATION_VERTICAL, NULL));
}

static void
take (BpCheckList *list, const char *user, BpCheckStep step, BpCheckResult result)
{
  BpCheckEvent *event = g_new0 (BpCheckEvent, 1);
  event->step = step;
  event->user = g_strdup (user);
  event->result = result;
  event->text = result == BP_CHECK_RUNNING ? NULL : g_strdup ("-");
  bp_check_list_take (list, event);
}

/* All steps of one user; `failed` (BP_CHECK_STEP_COUNT: none) fails. */
static void
take_user (BpCheckList *list, const char *user, BpCheckStep failed)
{
  for (BpCheckStep step = BP_CHECK_IMPERSONATION; step < BP_CHECK_WRITE; step++) {
    take (list, user, step, BP_CHECK_RUNNING);
    take (list, user, step, step == failed ? BP_CHECK_FAILED : BP_CHECK_PASSED);
  }
}

static void
take_server (BpCheckList *list)
{
  for (BpCheckStep step = BP_CHECK_ADDRESS; step < BP_CHECK_IMPERSONATION; step++)
    take (list, NULL, step, BP_CHECK_PASSED);
}

/* Rows in sight, the folding line not counted. */
static guint
count_rows (BpCheckList *list)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (list));
  guint n = 0;
  for (; child && !GTK_IS_EXPANDER (child); child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static GtkExpander *
get_fold (BpCheckList *list)
{
  return GTK_EXPANDER (gtk_widget_get_last_child (GTK_WIDGET (list)));
}

static void
test_many (void)
{
  BpCheckList *list = list_new ();
  guint counts[4] = { 0 };
  take_server (list);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *user = g_strdup_printf ("user%u", i);
    take_user (list, user, i == 77 ? BP_CHECK_CALENDAR : BP_CHECK_STEP_COUNT);
    g_assert_cmpuint (count_rows (list), <=, 5 + 4 + 4 * 4);
  }
  bp_check_list_end (list, counts);
  g_assert_cmpuint (bp_check_list_get_folded (list), ==, 199);
  g_assert_cmpuint (count_rows (list), ==, 5 + 4);
  g_assert_cmpuint (counts[BP_CHECK_PASSED], ==, 5 + 800 - 1);
  g_assert_cmpuint (counts[BP_CHECK_FAILED], ==, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (get_fold (list))));
  g_assert_false (gtk_expander_get_expanded (get_fold (list)));
  g_assert_nonnull (strstr (gtk_expander_get_label (get_fold (list)), "199"));
  bp_check_list_clear (list);
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_assert_cmpuint (bp_check_list_get_folded (list), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_fold (list))));
  g_object_unref (list);
}

/* Three are looked over as they are. */
static void
test_few (void)
{
  BpCheckList *list = list_new ();
  guint counts[4] = { 0 };
  take_server (list);
  take_user (list, "anna", BP_CHECK_STEP_COUNT);
  take_user (list, "bert", BP_CHECK_STEP_COUNT);
  take_user (list, "clara", BP_CHECK_STEP_COUNT);
  bp_check_list_end (list, counts);
  g_assert_cmpuint (bp_check_list_get_folded (list), ==, 0);
  g_assert_cmpuint (count_rows (list), ==, 5 + 12);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_fold (list))));
  g_object_unref (list);
}

/* Cancelled in the middle: the step under way goes, and he who was at it has not passed. */
static void
test_cancelled (void)
{
  BpCheckList *list = list_new ();
  guint counts[4] = { 0 };
  for (guint i = 0; i < 4; i++) {
    g_autofree char *user = g_strdup_printf ("user%u", i);
    take_user (list, user, BP_CHECK_STEP_COUNT);
  }
  take (list, "user4", BP_CHECK_IMPERSONATION, BP_CHECK_PASSED);
  take (list, "user4", BP_CHECK_CALENDAR, BP_CHECK_RUNNING);
  bp_check_list_end (list, counts);
  g_assert_cmpuint (bp_check_list_get_folded (list), ==, 4);
  g_assert_cmpuint (count_rows (list), ==, 1);
  g_assert_cmpuint (counts[BP_CHECK_RUNNING], ==, 0);
  g_object_unref (list);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  bp_application_load_resources ();
  g_test_add_func ("/check-list/many", test_many);
  g_test_add_func ("/check-list/few", test_few);
  g_test_add_func ("/check-list/cancelled", test_cancelled);
  return g_test_run ();
}
