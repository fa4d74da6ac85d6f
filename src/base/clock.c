/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdio.h>

#include "base/i18n.h"

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

gboolean
bp_clock_day_end (const char *day, gint64 *ret_instant)
{
  int year = 0, month = 0, number = 0;
  g_autoptr (GDateTime) begin = NULL, end = NULL;
  if (sscanf (day, "%4d-%2d-%2d", &year, &month, &number) == 3)
    begin = g_date_time_new_local (year, month, number, 0, 0, 0);
  end = begin ? g_date_time_add_days (begin, 1) : NULL; /* by the calendar: not every day has 24 hours */
  if (!end)
    return FALSE;
  *ret_instant = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return TRUE;
}

char *
bp_clock_describe_date (const char *text)
{
  int year = 0, month = 0, day = 0;
  g_autoptr (GDateTime) date = NULL;
  if (sscanf (text, "%4d-%2d-%2d", &year, &month, &day) == 3)
    date = g_date_time_new_utc (year, month, day, 0, 0, 0);
  /* TRANSLATORS: how a date is written, as in g_date_time_format (); German: %d.%m.%Y */
  return date ? g_date_time_format (date, C_ ("date pattern", "%Y-%m-%d")) : g_strdup (text);
}

gint64
bp_clock_jump (BpClockJump *self, gint64 wall, gint64 monotonic)
{
  gint64 passed = monotonic - self->monotonic, jump = wall - self->wall - passed;
  gboolean first = self->wall == 0;
  *self = (BpClockJump){ wall, monotonic };
  if (first)
    return 0;
  if (ABS (jump) >= BP_CLOCK_JUMP_US)
    return jump;
  return passed >= BP_CLOCK_JUMP_US ? passed : 0;
}

char *
bp_clock_describe_duration (gint64 microseconds)
{
  gint64 seconds = MAX (microseconds, 0) / G_USEC_PER_SEC;
  int minutes = (int) (seconds / 60 % 60), hours = (int) (seconds / 3600);
  if (hours)
    return g_strdup_printf (_ ("%d h %d min"), hours, minutes);
  if (minutes)
    return g_strdup_printf (_ ("%d min %d s"), minutes, (int) (seconds % 60));
  return g_strdup_printf (_ ("%d s"), (int) seconds);
}

/* Everything that is logged, sent or read has an instant in it: printf () takes longer than all else of it. */
static char *
put_digits (char *to, int number, int digits, char then)
{
  for (int at = digits; at-- > 0; number /= 10)
    to[at] = (char) ('0' + number % 10);
  to[digits] = then;
  return to + digits + 1;
}

char *
bp_clock_format (gint64 instant)
{
  gint64 seconds = instant / G_USEC_PER_SEC;
  gint64 rest = instant % G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = NULL;
  char text[sizeof "9999-12-31T23:59:59.999Z"];
  char *at;
  int year, month, day;
  if (rest < 0) {
    rest += G_USEC_PER_SEC;
    seconds--;
  }
  time = g_date_time_new_from_unix_utc (seconds);
  if (!time)
    return g_strdup ("0001-01-01T00:00:00.000Z");
  g_date_time_get_ymd (time, &year, &month, &day);
  at = put_digits (text, year, 4, '-');
  at = put_digits (at, month, 2, '-');
  at = put_digits (at, day, 2, 'T');
  at = put_digits (at, g_date_time_get_hour (time), 2, ':');
  at = put_digits (at, g_date_time_get_minute (time), 2, ':');
  at = put_digits (at, g_date_time_get_second (time), 2, '.');
  at = put_digits (at, (int) (rest / 1000), 3, 'Z');
  return g_strndup (text, (gsize) (at - text));
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
