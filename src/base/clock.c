/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

gint64
bp_clock_now (void)
{
  return g_get_real_time ();
}

gint64
bp_clock_monotonic (void)
{
  return g_get_monotonic_time ();
}

char *
bp_clock_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  return g_date_time_format (now, "%Y-%m-%d");
}

char *
bp_clock_format (gint64 instant)
{
  gint64 seconds = instant / G_USEC_PER_SEC;
  gint64 rest = instant % G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;
  if (rest < 0) {
    rest += G_USEC_PER_SEC;
    seconds--;
  }
  time = g_date_time_new_from_unix_utc (seconds);
  if (!time)
    return g_strdup ("0001-01-01T00:00:00.000Z");
  text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", text, (int) (rest / 1000));
}

gboolean
bp_clock_parse (const char *text, gint64 *ret_instant)
{
  g_autoptr (GDateTime) time = NULL;
  if (!text || !strchr (text, 'T'))
    return FALSE;
  time = g_date_time_new_from_iso8601 (text, NULL);
  if (!time)
    return FALSE;
  *ret_instant = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
