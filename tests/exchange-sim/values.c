/* SPDX-License-Identifier: MIT */
#include "values.h"

#include "zones.h"

#include <stdio.h>
#include <string.h>

/* 0001-01-01T00:00:00 and 9999-12-31T23:59:59: what XSD can write. */
#define FIRST_WALL G_GINT64_CONSTANT (-62135596800)
#define LAST_WALL G_GINT64_CONSTANT (253402300799)

gboolean
value_to_bool (const char *text, gboolean *ret_value)
{
  if (!text)
    return FALSE;
  if (strcmp (text, "true") == 0 || strcmp (text, "1") == 0)
    *ret_value = TRUE;
  else if (strcmp (text, "false") == 0 || strcmp (text, "0") == 0)
    *ret_value = FALSE;
  else
    return FALSE;
  return TRUE;
}

gboolean
value_to_int (const char *text, gint64 *ret_value)
{
  return text && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, ret_value, NULL);
}

/* Days since 1970 of a date of the proleptic Gregorian calendar. */
static gint64
days_of (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 of_era = y - era * 400;
  gint64 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Reads date and time, returns what follows, NULL if it is not a dateTime. A date alone counts as its midnight. */
static const char *
scan (const char *text, gint64 *ret_wall)
{
  int year, month, day, hour = 0, minute = 0, second = 0, length = 0;

  if (!text || sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10)
    return NULL;
  if (!g_date_valid_dmy (day, month, year))
    return NULL;
  text += length;
  if (*text == 'T') {
    length = 0;
    if (sscanf (text, "T%2d:%2d:%2d%n", &hour, &minute, &second, &length) != 3 || length != 9)
      return NULL;
    if (hour > 24 || minute > 59 || second > 59)
      return NULL;
    text += length;
    if (*text == '.')
      text += 1 + strspn (text + 1, "0123456789");
  }
  *ret_wall = days_of (year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return text;
}

gboolean
value_to_wall (const char *text, gint64 *ret_wall)
{
  const char *rest = scan (text, ret_wall);

  return rest && *rest == '\0';
}

gboolean
value_to_instant (const char *text, const char *iana, gint64 *ret_instant)
{
  gint64 wall;
  const char *rest = scan (text, &wall);
  int hours, minutes, length = 0;

  if (!rest)
    return FALSE;
  if (*rest == '\0')
    *ret_instant = iana ? zone_to_instant (iana, wall) : wall;
  else if (strcmp (rest, "Z") == 0)
    *ret_instant = wall;
  else if (sscanf (rest + 1, "%2d:%2d%n", &hours, &minutes, &length) == 2 && length == 5 && rest[6] == '\0'
           && (*rest == '+' || *rest == '-'))
    *ret_instant = wall - (*rest == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  else
    return FALSE;
  return TRUE;
}

/* The date of a day counted from 1970, proleptic Gregorian. */
static void
date_of (gint64 day, int *ret_year, int *ret_month, int *ret_day)
{
  gint64 z = day + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 of_era = z - era * 146097;
  gint64 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  gint64 of_year = of_era - (365 * year + year / 4 - year / 100);
  gint64 month = (5 * of_year + 2) / 153;

  *ret_day = of_year - (153 * month + 2) / 5 + 1;
  *ret_month = month < 10 ? month + 3 : month - 9;
  *ret_year = year + era * 400 + (*ret_month <= 2);
}

/* Two or four digits; written by hand because answers are full of dates. */
static char *
put (char *p, int number, int digits)
{
  for (int i = digits - 1; i >= 0; i--, number /= 10)
    p[i] = '0' + number % 10;
  return p + digits;
}

char *
value_from_wall (gint64 wall)
{
  gint64 time = (wall % 86400 + 86400) % 86400;
  int year, month, day;
  char text[] = "0001-01-01T00:00:00";

  if (wall < FIRST_WALL || wall > LAST_WALL)
    return g_strdup (text);
  date_of ((wall - time) / 86400, &year, &month, &day);
  put (put (put (text, year, 4) + 1, month, 2) + 1, day, 2);
  put (put (put (text + 11, time / 3600, 2) + 1, time / 60 % 60, 2) + 1, time % 60, 2);
  return g_strdup (text);
}

char *
value_from_instant (gint64 instant)
{
  g_autofree char *wall = value_from_wall (instant);

  return g_strconcat (wall, "Z", NULL);
}

char *
value_in_zone (gint64 instant, const char *iana)
{
  g_autofree char *wall = NULL;
  int offset, minutes;

  if (!iana || strcmp (iana, "UTC") == 0)
    return value_from_instant (instant);
  offset = zone_offset (iana, instant);
  minutes = ABS (offset) / 60;
  wall = value_from_wall (instant + offset);
  return g_strdup_printf ("%s%c%02d:%02d", wall, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

char *
value_duration (gint64 seconds)
{
  GString *text = g_string_new ("P");
  gint64 days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;

  if (days)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "D", days);
  if (seconds % 86400 || !days)
    g_string_append_c (text, 'T');
  if (hours)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "H", hours);
  if (minutes)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "M", minutes);
  if (seconds % 60 || !seconds)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "S", seconds % 60);
  return g_string_free (text, FALSE);
}

char *
value_stored (gint64 instant)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, instant);
}

gint64
value_load (const char *stored)
{
  return stored ? g_ascii_strtoll (stored, NULL, 10) : 0;
}
