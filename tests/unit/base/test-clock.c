/* SPDX-License-Identifier: MIT */
/* Instants as text, delays between attempts, and errors with what the server said. */
#include "base/clock.h"

#include <string.h>

#include <gio/gio.h>

#include "base/backoff.h"
#include "base/error.h"
#include "base/saying.h"

static void
test_format (void)
{
  static const struct {
    gint64 instant;
    const char *text;
  } cases[] = { { 0, "1970-01-01T00:00:00.000Z" },
                { G_GINT64_CONSTANT (1795421640250000), "2026-11-23T08:14:00.250Z" },
                { -1, "1969-12-31T23:59:59.999Z" },
                { -G_USEC_PER_SEC, "1969-12-31T23:59:59.000Z" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = bp_clock_format (cases[i].instant);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_parse (void)
{
  static const char *const refused[] = { "",    "2026-11-23",         "08:14:00", "2026-13-23T08:14:00Z",
                                         "now", "2026-11-23T08:14:00" };
  static const struct {
    const char *text;
    gint64 instant;
  } cases[] = { { "2026-11-23T08:14:00.250Z", G_GINT64_CONSTANT (1795421640250000) },
                { "2026-11-23T09:14:00.25+01:00", G_GINT64_CONSTANT (1795421640250000) },
                { "2026-11-23T08:14:00Z", G_GINT64_CONSTANT (1795421640000000) } };
  gint64 instant = 7;
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (bp_clock_parse (refused[i], &instant));
  g_assert_false (bp_clock_parse (NULL, &instant));
  g_assert_cmpint (instant, ==, 7);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_true (bp_clock_parse (cases[i].text, &instant));
    g_assert_cmpint (instant, ==, cases[i].instant);
  }
}

static void
test_backoff (void)
{
  static const guint expected[] = { 1000, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 300000, 300000 };
  for (guint failures = 0; failures < G_N_ELEMENTS (expected); failures++) {
    g_assert_cmpuint (bp_backoff_delay_ms (failures, 0, 0), ==, expected[failures]);
    g_assert_cmpuint (bp_backoff_delay_ms (failures, 0, 1), ==, expected[failures] * 3 / 4);
  }
  g_assert_cmpuint (bp_backoff_delay_ms (G_MAXUINT, 0, 0), ==, 300000);
  g_assert_cmpuint (bp_backoff_delay_ms (1, 600000, 1), ==, 600000);
  g_assert_cmpuint (bp_backoff_delay_ms (1, 0, 7), ==, 750);
}

static void
test_error (void)
{
  g_autoptr (GError) busy = NULL;
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  bp_set_busy_error (&busy, 1500, "ErrorServerBusy", bp_saying_new ("The server is busy (%d).", "7", NULL));
  copy = g_error_copy (busy);
  g_assert_error (copy, BP_ERROR, BP_ERROR_BUSY_UNTIL);
  g_assert_cmpstr (copy->message, ==, "The server is busy (7).");
  g_assert_cmpstr (bp_error_get_server_code (copy), ==, "ErrorServerBusy");
  g_assert_cmpuint (bp_error_get_retry_ms (copy), ==, 1500);
  g_assert_true (bp_error_is_temporary (copy));
  g_assert_null (bp_error_get_server_code (foreign));
  g_assert_cmpuint (bp_error_get_retry_ms (foreign), ==, 0);
  g_assert_false (bp_error_is_temporary (foreign));
  g_assert_false (bp_error_is_temporary (NULL));
  bp_set_error (NULL, BP_ERROR_LOCAL, NULL, "nobody asks");
}

static void
test_code_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint code = BP_ERROR_TEMPORARY; code <= BP_ERROR_LOCAL; code++)
    g_assert_true (g_hash_table_add (names, (gpointer) bp_error_code_name (code)));
  g_assert_cmpstr (bp_error_code_name (BP_ERROR_LOCAL), ==, "local");
  g_assert_cmpstr (bp_error_code_name (BP_ERROR_LOCAL + 1), ==, "unknown");
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_assert_false (bp_error_if_cancelled (cancellable, &error));
  g_assert_false (bp_error_if_cancelled (NULL, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_true (bp_error_if_cancelled (cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
}

static void
test_jump (void)
{
  static const struct {
    gint64 wall, monotonic; /* seconds since the call before */
    gint64 jump;
  } rows[] = { { 1, 1, 0 }, { 29, 1, 0 }, { 3600, 1, 3599 }, { -3600, 1, -3601 }, { 3600, 3600, 3600 }, { 0, 0, 0 } };
  gint64 second = G_USEC_PER_SEC, wall = 1000 * second, monotonic = 5 * second;
  BpClockJump clock = { 0 };
  g_assert_cmpint (bp_clock_jump (&clock, wall, monotonic), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    wall += rows[i].wall * second;
    monotonic += rows[i].monotonic * second;
    g_assert_cmpint (bp_clock_jump (&clock, wall, monotonic), ==, rows[i].jump * second);
  }
}

/* A day of 23 or 25 hours ends at midnight, too. */
static void
test_day_end (void)
{
  static const struct {
    const char *day, *end; /* NULL: no date */
  } rows[] = { { "2024-03-30", "2024-03-30T23:00:00.000Z" },
               { "2024-03-31", "2024-03-31T22:00:00.000Z" },
               { "2024-10-27", "2024-10-27T23:00:00.000Z" },
               { "2024-12-31", "2024-12-31T23:00:00.000Z" },
               { "2024-02-30", NULL },
               { "soon", NULL } };
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  g_setenv ("TZ", "Europe/Berlin", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 instant = 0;
    gboolean known = bp_clock_day_end (rows[i].day, &instant);
    g_autofree char *text = known ? bp_clock_format (instant) : NULL;
    g_assert_cmpstr (text, ==, rows[i].end);
  }
  if (before)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

static void
test_duration (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } rows[] = { { -5, "0 s" }, { 59, "59 s" }, { 200, "3 min 20 s" }, { 3600, "1 h 0 min" }, { 90061, "25 h 1 min" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = bp_clock_describe_duration (rows[i].seconds * G_USEC_PER_SEC);
    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/format", test_format);
  g_test_add_func ("/clock/parse", test_parse);
  g_test_add_func ("/clock/jump", test_jump);
  g_test_add_func ("/clock/day-end", test_day_end);
  g_test_add_func ("/clock/duration", test_duration);
  g_test_add_func ("/backoff/delays", test_backoff);
  g_test_add_func ("/error/carried", test_error);
  g_test_add_func ("/error/code-names", test_code_names);
  g_test_add_func ("/error/cancelled", test_cancelled);
  return g_test_run ();
}
