/* SPDX-License-Identifier: MIT */
/* Time zones: names both ways for every Windows zone, both changes of the clocks, hours that are missing or doubled. */
#include "core/zone.h"

#include <string.h>

#include "base/clock.h"

static void
test_every_windows_zone (void)
{
  const char *windows;
  guint count = 0;
  for (; (windows = bp_zone_nth_windows (count)); count++) {
    const char *iana = bp_zone_from_windows (windows);
    g_autofree char *wall = NULL;
    gint64 instant;
    g_assert_nonnull (iana);
    g_assert_cmpstr (bp_zone_to_windows (iana), ==, windows);
    g_assert_true (bp_zone_is_known (iana));
    /* Noon exists once everywhere. */
    g_assert_true (bp_zone_to_instant ("2026-11-23T12:00:00", iana, &instant));
    wall = bp_zone_to_wall (instant, iana);
    g_assert_cmpstr (wall, ==, "2026-11-23T12:00:00");
  }
  g_assert_cmpuint (count, >, 130);
}

static void
test_names (void)
{
  g_assert_cmpstr (bp_zone_to_windows ("Europe/Berlin"), ==, "W. Europe Standard Time");
  g_assert_cmpstr (bp_zone_to_windows ("Europe/Vienna"), ==, "W. Europe Standard Time");
  g_assert_cmpstr (bp_zone_to_windows ("Asia/Calcutta"), ==, "India Standard Time");
  g_assert_cmpstr (bp_zone_to_windows ("Asia/Kolkata"), ==, "India Standard Time");
  g_assert_cmpstr (bp_zone_to_windows ("US/Pacific"), ==, "Pacific Standard Time");
  g_assert_cmpstr (bp_zone_to_windows ("UTC"), ==, "UTC");
  g_assert_cmpstr (bp_zone_to_windows ("Mars/Olympus"), ==, NULL);
  g_assert_cmpstr (bp_zone_to_windows (NULL), ==, NULL);
  g_assert_cmpstr (bp_zone_from_windows ("W. Europe Standard Time"), ==, "Europe/Berlin");
  g_assert_cmpstr (bp_zone_from_windows ("Customized Time Zone"), ==, NULL);
  g_assert_cmpstr (bp_zone_from_windows (NULL), ==, NULL);
  g_assert_null (bp_zone_nth_windows (10000));
}

static void
test_known (void)
{
  static const char *const unknown[] = {
    "",       "Mars/Olympus", "../../../etc/passwd", "/usr/share/zoneinfo/Europe/Berlin",
    "Europe", "zone.tab",     "Europe/Berlin ",      "Europe/Berlin\n"
  };
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (bp_zone_is_known (unknown[i]));
  g_assert_false (bp_zone_is_known (NULL));
  g_assert_true (bp_zone_is_known ("Europe/Berlin"));
  g_assert_true (bp_zone_is_known ("UTC"));
  g_assert_true (bp_zone_is_known ("Etc/GMT+12"));
}

static void
test_equal (void)
{
  g_assert_true (bp_zone_equal ("Europe/Berlin", "Europe/Vienna", "UTC"));
  g_assert_true (bp_zone_equal (NULL, "Europe/Vienna", "Europe/Berlin"));
  g_assert_true (bp_zone_equal (NULL, NULL, "Europe/Berlin"));
  g_assert_true (bp_zone_equal ("Mars/Olympus", "Mars/Olympus", "UTC"));
  g_assert_false (bp_zone_equal ("Europe/Berlin", "Europe/London", "Europe/Berlin"));
  g_assert_false (bp_zone_equal (NULL, "Europe/London", "Europe/Berlin"));
  g_assert_false (bp_zone_equal ("Mars/Olympus", "Mars/Utopia", "UTC"));
}

static const struct {
  const char *zone, *wall, *instant, *back; /* back: the wall clock of the instant, NULL: the same */
} cases[] = {
  { "Europe/Berlin", "2026-01-15T12:00:00", "2026-01-15T11:00:00.000Z", NULL },
  { "Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00.000Z", NULL },
  /* Spring: 02:00 becomes 03:00; what lies between moves forward by the gap. */
  { "Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z", NULL },
  { "Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00.000Z", "2026-03-29T03:00:00" },
  { "Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z", "2026-03-29T03:30:00" },
  { "Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z", NULL },
  /* Autumn: 03:00 becomes 02:00; what exists twice is the first. */
  { "Europe/Berlin", "2026-10-25T01:59:59", "2026-10-24T23:59:59.000Z", NULL },
  { "Europe/Berlin", "2026-10-25T02:00:00", "2026-10-25T00:00:00.000Z", NULL },
  { "Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z", NULL },
  { "Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00.000Z", NULL },
  { "America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00.000Z", "2026-03-08T03:30:00" },
  { "America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00.000Z", NULL },
  /* South of the equator, half an hour, negative daylight (Dublin), none at all. */
  { "Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00.000Z", "2026-10-04T02:45:00" },
  { "Australia/Sydney", "2026-01-15T12:00:00", "2026-01-15T01:00:00.000Z", NULL },
  { "Europe/Dublin", "2026-07-15T12:00:00", "2026-07-15T11:00:00.000Z", NULL },
  { "Asia/Kathmandu", "2026-07-15T12:00:00", "2026-07-15T06:15:00.000Z", NULL },
  { "UTC", "2026-07-15T12:00:00", "2026-07-15T12:00:00.000Z", NULL },
  { "Etc/GMT+12", "2026-07-15T12:00:00", "2026-07-16T00:00:00.000Z", NULL },
  /* Long ago and far ahead. */
  { "Europe/Berlin", "1975-07-15T12:00:00", "1975-07-15T11:00:00.000Z", NULL },
  { "Europe/Berlin", "2049-07-15T12:00:00", "2049-07-15T10:00:00.000Z", NULL },
  { "Europe/Berlin", "1969-12-31T23:59:59", "1969-12-31T22:59:59.000Z", NULL },
};

static void
test_arithmetic (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 instant;
    g_autofree char *text = NULL;
    g_autofree char *wall = NULL;
    g_assert_true (bp_zone_to_instant (cases[i].wall, cases[i].zone, &instant));
    text = bp_clock_format (instant);
    g_assert_cmpstr (text, ==, cases[i].instant);
    wall = bp_zone_to_wall (instant, cases[i].zone);
    g_assert_cmpstr (wall, ==, cases[i].back ? cases[i].back : cases[i].wall);
  }
}

/* The second of the doubled hours, and fractions of a second. */
static void
test_to_wall (void)
{
  gint64 instant;
  g_autofree char *second = NULL;
  g_autofree char *fraction = NULL;
  g_assert_true (bp_clock_parse ("2026-10-25T01:30:00Z", &instant));
  second = bp_zone_to_wall (instant, "Europe/Berlin");
  g_assert_cmpstr (second, ==, "2026-10-25T02:30:00");
  fraction = bp_zone_to_wall (-1, "UTC");
  g_assert_cmpstr (fraction, ==, "1969-12-31T23:59:59");
}

static void
test_refused (void)
{
  static const char *const walls[] = {
    "", "2026-11-23", "2026-11-23T25:00:00", "2026-11-23T12:00:00Z", "yesterday at noon..", "2026-02-30T12:00:00"
  };
  gint64 instant = 7;
  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    g_assert_false (bp_zone_to_instant (walls[i], "Europe/Berlin", &instant));
  g_assert_false (bp_zone_to_instant (NULL, "Europe/Berlin", &instant));
  g_assert_false (bp_zone_to_instant ("2026-11-23T12:00:00", "Mars/Olympus", &instant));
  g_assert_false (bp_zone_to_instant ("2026-11-23T12:00:00", NULL, &instant));
  g_assert_cmpint (instant, ==, 7);
  g_assert_null (bp_zone_to_wall (0, "Mars/Olympus"));
}

static void
test_system (void)
{
  g_autofree char *system = NULL;
  g_autofree char *fallback = NULL;
  g_setenv ("TZ", "Europe/Vienna", TRUE);
  system = bp_zone_system ();
  g_assert_cmpstr (system, ==, "Europe/Vienna");
  g_setenv ("TZ", "", TRUE);
  fallback = bp_zone_system ();
  g_assert_cmpstr (fallback, ==, "UTC");
  g_unsetenv ("TZ");
}

static gpointer
convert (gpointer zone)
{
  for (guint i = 0; i < 500; i++) {
    gint64 instant;
    g_autofree char *wall = g_strdup_printf ("20%02u-07-15T12:00:00", i % 50);
    g_autofree char *back = NULL;
    g_assert_true (bp_zone_to_instant (wall, zone, &instant));
    back = bp_zone_to_wall (instant, zone);
    g_assert_cmpstr (back, ==, wall);
  }
  return NULL;
}

static void
test_threads (void)
{
  static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/Berlin" };
  GThread *threads[G_N_ELEMENTS (zones)];
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    threads[i] = g_thread_new ("zone", convert, (gpointer) zones[i]);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Before any thread: it sets the environment. */
  g_test_add_func ("/zone/system", test_system);
  g_test_add_func ("/zone/threads", test_threads);
  g_test_add_func ("/zone/every-windows-zone", test_every_windows_zone);
  g_test_add_func ("/zone/names", test_names);
  g_test_add_func ("/zone/known", test_known);
  g_test_add_func ("/zone/equal", test_equal);
  g_test_add_func ("/zone/arithmetic", test_arithmetic);
  g_test_add_func ("/zone/to-wall", test_to_wall);
  g_test_add_func ("/zone/refused", test_refused);
  return g_test_run ();
}
