/* SPDX-License-Identifier: MIT */
#include "app/time-text.h"

#include "base/clock.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static gint64
at (const char *text)
{
  gint64 instant = 0;
  g_assert_true (bp_clock_parse (text, &instant));
  return instant;
}

static void
assert_text (gint64 then, gint64 now, const char *expected)
{
  g_autofree char *text = bp_time_text (then, now);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_relative (void)
{
  gint64 now = at ("2026-11-23T12:30:00Z");
  assert_text (0, now, "–");
  assert_text (now, now, "just now");
  assert_text (now - SECOND / 2, now, "just now");
  assert_text (now - SECOND, now, "1 s ago");
  assert_text (now - 59 * SECOND, now, "59 s ago");
  assert_text (now - 60 * SECOND, now, "1 min ago");
  assert_text (now - 3599 * SECOND, now, "59 min ago");
  assert_text (now - 3600 * SECOND, now, "11:30");
  assert_text (at ("2026-11-23T00:00:00Z"), now, "00:00");
  assert_text (at ("2026-11-22T23:59:59Z"), now, "2026-11-22");
  /* A clock set back a little; one that is far off shows what it says. */
  assert_text (now + 5 * SECOND, now, "just now");
  assert_text (now + 7200 * SECOND, now, "14:30");
}

static void
test_full (void)
{
  g_autofree char *full = bp_time_text_full (at ("2026-11-23T08:14:05.250Z"));
  g_assert_cmpstr (full, ==, "2026-11-23 08:14:05");
  g_assert_null (bp_time_text_full (0));
}

static void
test_log (void)
{
  gint64 now = at ("2026-11-23T12:30:00Z");
  g_autofree char *today = bp_time_text_log (at ("2026-11-23T08:14:05.250Z"), now);
  g_autofree char *before = bp_time_text_log (at ("2026-11-20T08:14:05.007Z"), now);
  g_assert_cmpstr (today, ==, "08:14:05.250");
  g_assert_cmpstr (before, ==, "2026-11-20 08:14:05.007");
}

static void
test_dates (void)
{
  static const struct {
    const char *typed, *iso;
  } rows[] = { { "17.05.1980", "1980-05-17" },
               { " 7.5.1980 ", "1980-05-07" },
               { "1980-05-17", "1980-05-17" },
               { "", "" },
               { "   ", "" },
               { "17.05.80", "17.05.80" },
               { "yesterday", "yesterday" },
               { "17.05.1980 x", "17.05.1980 x" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *iso = bp_date_parse (rows[i].typed);
    g_assert_cmpstr (iso, ==, rows[i].iso);
  }
  g_autofree char *shown = bp_date_text ("1980-05-17");
  g_autofree char *none = bp_date_text (NULL);
  g_autofree char *odd = bp_date_text ("soon");
  g_assert_cmpstr (shown, ==, "1980-05-17");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (odd, ==, "soon");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-text/relative", test_relative);
  g_test_add_func ("/time-text/full", test_full);
  g_test_add_func ("/time-text/log", test_log);
  g_test_add_func ("/time-text/dates", test_dates);
  return g_test_run ();
}
