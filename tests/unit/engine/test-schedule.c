/* SPDX-License-Identifier: MIT */
#include "engine/guard.h"
#include "engine/off.h"
#include "engine/schedule.h"

#define SECOND G_USEC_PER_SEC

static void
test_turn_order (void)
{
  BpTurn turn = { 0 };
  g_assert_true (bp_turn_is_due (&turn, 1));
  bp_turn_begin (&turn);
  g_assert_false (bp_turn_is_due (&turn, 100 * SECOND));
  bp_turn_end (&turn, BP_TURN_DONE, 10 * SECOND, 5 * SECOND, 0, 0);
  g_assert_false (bp_turn_is_due (&turn, 14 * SECOND));
  g_assert_true (bp_turn_is_due (&turn, 15 * SECOND));
}

static void
test_turn_marked_while_running (void)
{
  BpTurn turn = { 0 };
  bp_turn_begin (&turn);
  bp_turn_mark (&turn, 1);
  bp_turn_end (&turn, BP_TURN_DONE, 2 * SECOND, 300 * SECOND, 0, 0);
  g_assert_true (bp_turn_is_due (&turn, 2 * SECOND));
  bp_turn_begin (&turn);
  bp_turn_end (&turn, BP_TURN_DONE, 3 * SECOND, 300 * SECOND, 0, 0);
  g_assert_false (bp_turn_is_due (&turn, 4 * SECOND));
}

static void
test_turn_backs_off (void)
{
  BpTurn turn = { 0 };
  gint64 last = 0;
  for (int i = 0; i < 12; i++) {
    gint64 wait;
    bp_turn_begin (&turn);
    bp_turn_end (&turn, BP_TURN_RETRY, 0, 5 * SECOND, 0, 0);
    wait = turn.due_at;
    g_assert_cmpint (wait, >=, last);
    g_assert_cmpint (wait, <=, 300 * SECOND);
    last = wait;
  }
  g_assert_cmpint (last, ==, 300 * SECOND);
  /* A change does not shorten the wait; the administrator's word does. */
  bp_turn_mark (&turn, 1 * SECOND);
  g_assert_false (bp_turn_is_due (&turn, 1 * SECOND));
  bp_turn_reset (&turn, 1 * SECOND);
  g_assert_true (bp_turn_is_due (&turn, 1 * SECOND));
}

static void
test_turn_honours_the_server (void)
{
  BpTurn turn = { 0 };
  bp_turn_begin (&turn);
  bp_turn_end (&turn, BP_TURN_RETRY, 0, 5 * SECOND, 90000, 1.0);
  g_assert_cmpint (turn.due_at, ==, 90 * SECOND);
}

static void
test_turn_does_not_spin (void)
{
  BpTurn turn = { 0 };
  guint at_once = 0;
  for (guint i = 0; i < 20; i++) {
    bp_turn_begin (&turn);
    bp_turn_end (&turn, BP_TURN_AGAIN, i * SECOND, 300 * SECOND, 0, 0);
    at_once += bp_turn_is_due (&turn, i * SECOND);
    g_assert_true (bp_turn_is_due (&turn, (i + 1) * SECOND));
  }
  g_assert_cmpuint (at_once, ==, 3);
  bp_turn_begin (&turn);
  bp_turn_end (&turn, BP_TURN_DONE, 30 * SECOND, 0, 0, 0);
  bp_turn_begin (&turn);
  bp_turn_end (&turn, BP_TURN_AGAIN, 31 * SECOND, 0, 0, 0);
  g_assert_true (bp_turn_is_due (&turn, 31 * SECOND));
}

static void
test_guard (void)
{
  static const struct {
    guint percent;
    gint64 links, deleted, batch;
    gboolean held, expected;
  } rows[] = {
    { 20, 100, 0, 0, FALSE, FALSE },    { 20, 100, 0, 0, TRUE, FALSE },   { 20, 100, 0, 20, FALSE, FALSE },
    { 20, 100, 0, 21, FALSE, TRUE },    { 20, 10, 0, 10, FALSE, FALSE },  { 20, 10, 0, 11, FALSE, TRUE },
    { 20, 90, 10, 10, FALSE, FALSE },   { 20, 90, 10, 11, FALSE, TRUE },  { 0, 100, 0, 100, FALSE, FALSE },
    { 0, 100, 0, 1, TRUE, TRUE },       { 100, 50, 0, 50, FALSE, FALSE }, { 20, 1000, 199, 40, FALSE, FALSE },
    { 20, 1000, 199, 41, FALSE, TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpGuardInput input = { rows[i].percent, rows[i].links, rows[i].deleted, rows[i].batch, rows[i].held };
    g_test_message ("row %u", i);
    g_assert_cmpint (bp_guard_holds (&input), ==, rows[i].expected);
  }
}

static void
test_off (void)
{
  g_autoptr (GArray) periods = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod before = { BP_KIND_COUNT, -1, 0, 5 };
  BpOffPeriod all = { BP_KIND_COUNT, -1, 10, 20 }, tasks = { BP_KIND_TASK, -1, 30, 0 },
              out = { BP_KIND_COUNT, BP_OUT, 40, 50 };
  g_array_append_val (periods, before);
  g_array_append_val (periods, all);
  g_array_append_val (periods, tasks);
  g_array_append_val (periods, out);
  g_assert_false (bp_off_contains (NULL, BP_KIND_APPOINTMENT, BP_OUT, 15));
  g_assert_false (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 0));
  g_assert_true (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 4));
  g_assert_false (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 9));
  g_assert_true (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 10));
  g_assert_true (bp_off_contains (periods, BP_KIND_TASK, BP_IN, 19));
  g_assert_false (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 20));
  g_assert_false (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 35));
  g_assert_true (bp_off_contains (periods, BP_KIND_TASK, BP_OUT, 1000));
  g_assert_true (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_OUT, 45));
  g_assert_false (bp_off_contains (periods, BP_KIND_APPOINTMENT, BP_IN, 45));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/order", test_turn_order);
  g_test_add_func ("/schedule/marked-while-running", test_turn_marked_while_running);
  g_test_add_func ("/schedule/back-off", test_turn_backs_off);
  g_test_add_func ("/schedule/server", test_turn_honours_the_server);
  g_test_add_func ("/schedule/does-not-spin", test_turn_does_not_spin);
  g_test_add_func ("/guard/table", test_guard);
  g_test_add_func ("/off/table", test_off);
  return g_test_run ();
}
