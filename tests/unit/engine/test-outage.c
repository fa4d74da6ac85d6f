/* SPDX-License-Identifier: MIT */
/* What counts as an outage of the server, when it begins and ends, and how the server is asked meanwhile. */
#include "engine/outage.h"

#include "base/error.h"

static GError *
make (BpError code, const char *server_code)
{
  GError *error = NULL;
  bp_set_error (&error, code, server_code, "It failed.");
  return error;
}

static void
test_meaning (void)
{
  static const struct {
    BpError code;
    const char *server_code;
    gboolean meant;
  } rows[] = {
    { BP_ERROR_TEMPORARY, NULL, TRUE },
    { BP_ERROR_TEMPORARY, "Connection refused", TRUE },
    { BP_ERROR_BUSY_UNTIL, "HTTP 503", TRUE },
    { BP_ERROR_AUTH, "AADSTS7000222", TRUE },
    { BP_ERROR_LOCAL, BP_NOT_SENT, TRUE },
    { BP_ERROR_LOCAL, "HTTP 404", TRUE },
    { BP_ERROR_DENIED, "EWS policy", TRUE },
    { BP_ERROR_TEMPORARY, "ErrorMailboxMoveInProgress", FALSE },
    { BP_ERROR_BUSY_UNTIL, "ErrorServerBusy", FALSE },
    { BP_ERROR_DENIED, "ErrorImpersonateUserDenied", FALSE },
    { BP_ERROR_NOT_FOUND, "ErrorNonExistentMailbox", FALSE },
    { BP_ERROR_LOCAL, "disk-full", FALSE },
    { BP_ERROR_LOCAL, NULL, FALSE },
    { BP_ERROR_CANCELLED, NULL, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = make (rows[i].code, rows[i].server_code);
    g_assert_cmpint (bp_outage_is_meant (error), ==, rows[i].meant);
  }
}

static void
test_course (void)
{
  g_autoptr (GError) weather = make (BP_ERROR_TEMPORARY, NULL), refused = make (BP_ERROR_AUTH, "HTTP 401");
  BpOutage outage = { 0 };
  g_assert_cmpint (bp_outage_take_contact (&outage), ==, BP_OUTAGE_ENDED);
  g_assert_cmpint (bp_outage_take_contact (&outage), ==, BP_OUTAGE_SAME);
  /* a hiccup */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 3, 10, 0), ==, BP_OUTAGE_SAME);
  g_assert_true (bp_outage_may_try (&outage, 10, 5));
  g_assert_cmpint (bp_outage_take_contact (&outage), ==, BP_OUTAGE_SAME);
  /* an outage */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 3, 20, 0), ==, BP_OUTAGE_SAME);
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 3, 30, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (outage.since, ==, 20);
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 3, 40, 0), ==, BP_OUTAGE_SAME);
  g_assert_false (bp_outage_may_try (&outage, 40, 0));
  g_assert_true (bp_outage_may_try (&outage, 40 + 4 * G_USEC_PER_SEC, 0));
  g_assert_false (bp_outage_may_try (&outage, 40 + 4 * G_USEC_PER_SEC, 1));
  g_assert_cmpint (bp_outage_take_contact (&outage), ==, BP_OUTAGE_ENDED);
  g_assert_true (bp_outage_may_try (&outage, 41, 7));
  /* a refusal, and the only mailbox there is */
  g_assert_cmpint (bp_outage_take_failure (&outage, refused, 3, 50, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_true (bp_outage_may_try (&outage, 50, 0));
  bp_outage_take_contact (&outage);
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 60, 0), ==, BP_OUTAGE_BEGAN);
}

/* At the very first attempt there is nothing to wait for. */
static void
test_first (void)
{
  g_autoptr (GError) weather = make (BP_ERROR_TEMPORARY, NULL);
  BpOutage outage = { 0 };
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 9, 10, 0), ==, BP_OUTAGE_BEGAN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outage/meaning", test_meaning);
  g_test_add_func ("/outage/course", test_course);
  g_test_add_func ("/outage/first", test_first);
  return g_test_run ();
}
