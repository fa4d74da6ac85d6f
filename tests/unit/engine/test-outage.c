/* SPDX-License-Identifier: MIT */
/* What counts as an outage of the server, when it begins and ends, and how the server is asked meanwhile. */
#include "engine/outage.h"

#include "base/error.h"
#include "engine/schedule.h"

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
    { BP_ERROR_LOCAL, "no-exchange", TRUE },
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
  g_autoptr (GError) weather = make (BP_ERROR_TEMPORARY, NULL);
  BpOutage outage = { 0 };
  g_assert_cmpint (bp_outage_take_contact (&outage, 1), ==, BP_OUTAGE_ENDED);
  g_assert_cmpint (bp_outage_take_contact (&outage, 2), ==, BP_OUTAGE_SAME);
  /* a hiccup */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 3, 10, 0), ==, BP_OUTAGE_SAME);
  g_assert_true (bp_outage_may_try (&outage, 10, 5));
  g_assert_cmpint (bp_outage_take_contact (&outage, 11), ==, BP_OUTAGE_SAME);
  /* an outage */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 3, 20, 0), ==, BP_OUTAGE_SAME);
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 3, 30, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (outage.since, ==, 20);
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 2, 3, 40, 0), ==, BP_OUTAGE_SAME);
  g_assert_false (bp_outage_may_try (&outage, 40, 0));
  g_assert_true (bp_outage_may_try (&outage, 40 + 4 * G_USEC_PER_SEC, 0));
  g_assert_false (bp_outage_may_try (&outage, 40 + 4 * G_USEC_PER_SEC, 1));
  /* a pass that was let in before it began says nothing */
  g_assert_cmpint (bp_outage_take_contact (&outage, 19), ==, BP_OUTAGE_SAME);
  g_assert_false (bp_outage_may_try (&outage, 40, 0));
  g_assert_cmpint (bp_outage_take_contact (&outage, 41), ==, BP_OUTAGE_ENDED);
  g_assert_true (bp_outage_may_try (&outage, 41, 7));
  /* the only mailbox there is */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 1, 60, 0), ==, BP_OUTAGE_BEGAN);
}

/* The lanes meet the same outage at the same moment: that is one attempt, and a short outage costs a short pause. */
static void
test_together (void)
{
  g_autoptr (GError) weather = g_error_new_literal (BP_ERROR, BP_ERROR_TEMPORARY, "away");
  BpOutage outage = { 0 };
  gint64 now = 1000, second = G_USEC_PER_SEC;
  bp_outage_take_contact (&outage, 0);
  for (int lane = 0; lane < 8; lane++)
    bp_outage_take_failure (&outage, weather, lane, 60, now + lane, 0);
  g_assert_false (bp_outage_may_try (&outage, now + second / 2, 0));
  now += second + 8;
  g_assert_true (bp_outage_may_try (&outage, now, 0));
  /* It goes on, and the pauses grow. */
  bp_outage_take_failure (&outage, weather, 1, 60, now, 0);
  g_assert_false (bp_outage_may_try (&outage, now + second, 0));
  g_assert_true (bp_outage_may_try (&outage, now + 2 * second, 0));
}

/* One question for all, every five minutes: each of them could lock the account. */
static void
test_sign_in (void)
{
  g_autoptr (GError) refused = make (BP_ERROR_AUTH, "HTTP 401");
  BpOutage outage = { .known = TRUE };
  g_assert_cmpint (bp_outage_take_failure (&outage, refused, 1, 200, 50, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (bp_outage_take_failure (&outage, refused, 2, 200, 51, 0), ==, BP_OUTAGE_SAME);
  g_assert_true (outage.refused);
  g_assert_false (bp_outage_may_try (&outage, 51 + BP_SCHEDULE_REFUSED_US - 1, 0));
  g_assert_true (bp_outage_may_try (&outage, 51 + BP_SCHEDULE_REFUSED_US, 0));
  g_assert_false (bp_outage_may_try (&outage, 51 + BP_SCHEDULE_REFUSED_US, 1));
  bp_outage_hurry (&outage);
  g_assert_true (bp_outage_may_try (&outage, 52, 0));
  g_assert_cmpint (bp_outage_take_contact (&outage, 60), ==, BP_OUTAGE_ENDED);
  g_assert_false (outage.refused);
}

/* A policy can be a mailbox's own: that takes a second word, and only then it is everybody's. */
static void
test_policy (void)
{
  g_autoptr (GError) policy = make (BP_ERROR_DENIED, "EWS policy"), weather = make (BP_ERROR_TEMPORARY, NULL);
  BpOutage outage = { 0 };
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 1, 3, 10, 0), ==, BP_OUTAGE_SUSPECTED);
  /* one after the other, but for a moment only: who is slow holds up nobody */
  g_assert_true (bp_outage_may_try (&outage, 10, 0));
  g_assert_false (bp_outage_may_try (&outage, 10, 1));
  g_assert_true (bp_outage_may_try (&outage, 10 + 2 * G_USEC_PER_SEC, 7));
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 1, 3, 11, 0), ==, BP_OUTAGE_SUSPECTED);
  g_assert_cmpint (bp_outage_take_contact (&outage, 9), ==, BP_OUTAGE_SAME); /* from before */
  g_assert_cmpint (outage.suspect, ==, 1);
  g_assert_cmpint (bp_outage_take_contact (&outage, 12), ==, BP_OUTAGE_ENDED); /* the first of all */
  g_assert_cmpint (outage.suspect, ==, 0);
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 2, 3, 20, 0), ==, BP_OUTAGE_SUSPECTED);
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 3, 3, 21, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_false (bp_outage_may_try (&outage, 22, 0));
  g_assert_cmpint (bp_outage_take_contact (&outage, 30), ==, BP_OUTAGE_ENDED);
  /* of the only one whose word counts */
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 2, 1, 40, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (bp_outage_take_contact (&outage, 50), ==, BP_OUTAGE_ENDED);
  /* what begins as weather and becomes a refusal is said again */
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 2, 1, 60, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (bp_outage_take_failure (&outage, policy, 2, 1, 70, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_cmpint (outage.since, ==, 60);
}

/* A stream that is refused makes all of its mailboxes due at the same moment. */
static void
test_doubt (void)
{
  g_autoptr (GError) policy = make (BP_ERROR_DENIED, "EWS policy"), weather = make (BP_ERROR_TEMPORARY, NULL);
  g_autoptr (GError) lost = make (BP_ERROR_TOKEN_EXPIRED, "ErrorSubscriptionNotFound");
  BpOutage outage = { .known = TRUE };
  bp_outage_doubt (&outage, weather, 10);
  bp_outage_doubt (&outage, lost, 10);
  g_assert_true (bp_outage_may_try (&outage, 10, 1));
  bp_outage_doubt (&outage, policy, 10);
  g_assert_false (bp_outage_may_try (&outage, 10, 1));
  g_assert_true (bp_outage_may_try (&outage, 10, 0));
  bp_outage_take_contact (&outage, 11);
  g_assert_true (bp_outage_may_try (&outage, 11, 1));
}

/* What never left this machine is tried again soon: a certificate that is renewed is noticed. */
static void
test_certificate (void)
{
  g_autoptr (GError) error = make (BP_ERROR_LOCAL, BP_NOT_SENT);
  BpOutage outage = { .known = TRUE };
  g_assert_cmpint (bp_outage_take_failure (&outage, error, 1, 5, 10, 0), ==, BP_OUTAGE_BEGAN);
  g_assert_false (bp_outage_may_try (&outage, 10, 0));
  g_assert_true (bp_outage_may_try (&outage, 10 + G_USEC_PER_SEC, 0));
}

/* At the very first attempt there is nothing to wait for. */
static void
test_first (void)
{
  g_autoptr (GError) weather = make (BP_ERROR_TEMPORARY, NULL);
  BpOutage outage = { 0 };
  g_assert_cmpint (bp_outage_take_failure (&outage, weather, 1, 9, 10, 0), ==, BP_OUTAGE_BEGAN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outage/meaning", test_meaning);
  g_test_add_func ("/outage/course", test_course);
  g_test_add_func ("/outage/sign-in", test_sign_in);
  g_test_add_func ("/outage/together", test_together);
  g_test_add_func ("/outage/policy", test_policy);
  g_test_add_func ("/outage/doubt", test_doubt);
  g_test_add_func ("/outage/certificate", test_certificate);
  g_test_add_func ("/outage/first", test_first);
  return g_test_run ();
}
