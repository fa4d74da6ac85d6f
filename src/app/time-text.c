/* SPDX-License-Identifier: MIT */
#include "app/time-text.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

static GDateTime *
local_time (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);
  g_autoptr (GDateTime) whole = utc ? g_date_time_to_local (utc) : NULL;
  return whole ? g_date_time_add (whole, instant % G_USEC_PER_SEC) : NULL;
}

static const char *
date_pattern (void)
{
  /* TRANSLATORS: how a date is written, as in g_date_time_format (); German: %d.%m.%Y */
  return C_ ("date pattern", "%Y-%m-%d");
}

static gboolean
same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

char *
bp_time_text (gint64 at, gint64 now)
{
  if (at <= 0)
    return g_strdup ("–");
  gint64 seconds = (now - at) / G_USEC_PER_SEC;
  /* A clock that was set back a little must not show a time of the future. */
  if (seconds > -60 && seconds < 1)
    return g_strdup (_ ("just now"));
  if (seconds >= 1 && seconds < 60)
    return g_strdup_printf (_ ("%d s ago"), (int) seconds);
  if (seconds >= 60 && seconds < 3600)
    return g_strdup_printf (_ ("%d min ago"), (int) (seconds / 60));
  g_autoptr (GDateTime) then = local_time (at);
  g_autoptr (GDateTime) today = local_time (now);
  if (!then || !today)
    return g_strdup ("–");
  return g_date_time_format (then, same_day (then, today) ? "%H:%M" : date_pattern ());
}

char *
bp_time_text_full (gint64 at)
{
  g_autoptr (GDateTime) then = at > 0 ? local_time (at) : NULL;
  if (!then)
    return NULL;
  g_autofree char *format = g_strconcat (date_pattern (), " %H:%M:%S", NULL);
  return g_date_time_format (then, format);
}

char *
bp_time_text_log (gint64 at, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (at);
  g_autoptr (GDateTime) today = local_time (now);
  if (!then || !today)
    return g_strdup ("–");
  g_autofree char *date = same_day (then, today) ? NULL : g_date_time_format (then, date_pattern ());
  g_autofree char *time = g_date_time_format (then, "%H:%M:%S");
  return g_strdup_printf ("%s%s%s.%03d", date ? date : "", date ? " " : "", time,
                          g_date_time_get_microsecond (then) / 1000);
}

char *
bp_date_text (const char *iso)
{
  int year, month, day, length = 0;
  if (!iso)
    return g_strdup ("");
  if (sscanf (iso, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || iso[length])
    return g_strdup (iso);
  g_autoptr (GDateTime) date = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return date ? g_date_time_format (date, date_pattern ()) : g_strdup (iso);
}

char *
bp_wall_text (const char *iso)
{
  g_autofree char *day = iso && strlen (iso) == 19 ? g_strndup (iso, 10) : NULL;
  g_autofree char *date = bp_date_text (day ? day : iso);
  if (!iso || !*iso)
    return g_strdup ("–");
  if (!day)
    return g_steal_pointer (&date);
  return g_strdup_printf ("%s %.*s", date, g_str_has_suffix (iso, ":00") ? 5 : 8, iso + 11);
}

char *
bp_date_parse (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed ? typed : ""));
  int year, month, day, length = 0;
  /* The German form is unambiguous, so it is taken in every language. */
  if (sscanf (text, "%2d.%2d.%4d%n", &day, &month, &year, &length) == 3 && !text[length] && year >= 1000)
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return g_steal_pointer (&text);
}
