/* SPDX-License-Identifier: MIT */
#include "ews/time.h"

#include "base/clock.h"
#include "core/zone.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define DATE_LENGTH 10

const char *
bp_ews_time_windows_zone (const char *zone, const char *site_zone)
{
  return bp_zone_to_windows (zone ? zone : site_zone);
}

static const char *
canonical (const char *iana)
{
  const char *name = bp_zone_from_windows (bp_zone_to_windows (iana));
  return name ? name : iana;
}

static const char *
known_zone (const char *exchange_zone)
{
  const char *name = exchange_zone ? bp_zone_from_windows (exchange_zone) : NULL;
  if (name)
    return name;
  if (exchange_zone && g_ascii_strcasecmp (exchange_zone, "tzone://Microsoft/Utc") == 0)
    return canonical ("UTC");
  return exchange_zone && bp_zone_to_windows (exchange_zone) ? canonical (exchange_zone) : NULL;
}

gboolean
bp_ews_time_is_known_zone (const char *exchange_zone)
{
  return known_zone (exchange_zone) != NULL;
}

const char *
bp_ews_time_zone (const char *exchange_zone, const char *site_zone)
{
  const char *zone = known_zone (exchange_zone);
  return zone ? zone : canonical (site_zone);
}

char *
bp_ews_time_to_utc (const char *wall, const char *zone, const char *site_zone)
{
  gint64 instant;
  char *text;
  if (!wall || !bp_zone_to_instant (wall, canonical (zone ? zone : site_zone), &instant))
    return NULL;
  text = bp_zone_to_wall (instant, "UTC");
  if (text) {
    char *with_z = g_strconcat (text, "Z", NULL);
    g_free (text);
    text = with_z;
  }
  return text;
}

/* Midnight of the nearest date. */
static char *
nearest_date (gint64 instant, const char *zone)
{
  g_autofree char *wall = bp_zone_to_wall (instant + 12 * HOUR_US, zone);
  return wall ? g_strdup_printf ("%.*sT00:00:00", DATE_LENGTH, wall) : NULL;
}

gboolean
bp_ews_time_to_wall (const char *start, const char *end, gboolean all_day, const char *zone, char **ret_start,
                     char **ret_end)
{
  g_autofree char *start_wall = NULL, *end_wall = NULL;
  gint64 from, to;
  if (!start || !end || !bp_clock_parse (start, &from) || !bp_clock_parse (end, &to))
    return FALSE;
  start_wall = all_day ? nearest_date (from, zone) : bp_zone_to_wall (from, zone);
  end_wall = all_day ? nearest_date (to, zone) : bp_zone_to_wall (to, zone);
  if (all_day && start_wall && g_strcmp0 (start_wall, end_wall) >= 0) { /* at least that one day */
    g_free (end_wall);
    end_wall = nearest_date (from + 24 * HOUR_US, zone);
  }
  if (!all_day && from <= to && g_strcmp0 (end_wall, start_wall) < 0) {
    gint64 as_utc;
    g_free (end_wall);
    end_wall = bp_zone_to_instant (start_wall, "UTC", &as_utc) ? bp_zone_to_wall (as_utc + to - from, "UTC") : NULL;
  }
  if (!start_wall || !end_wall)
    return FALSE;
  *ret_start = g_steal_pointer (&start_wall);
  *ret_end = g_steal_pointer (&end_wall);
  return TRUE;
}

/* The date if the instant is midnight there. */
static char *
date_at_midnight (gint64 instant, const char *zone)
{
  g_autofree char *wall = bp_zone_to_wall (instant, zone);
  return wall && g_str_has_suffix (wall, "T00:00:00") ? g_strndup (wall, DATE_LENGTH) : NULL;
}

char *
bp_ews_time_to_date (const char *text, const char *site_zone)
{
  gint64 instant;
  char *date;
  if (!text || !bp_clock_parse (text, &instant))
    return NULL;
  date = date_at_midnight (instant, canonical (site_zone));
  if (!date)
    date = date_at_midnight (instant, "UTC");
  if (!date) {
    date = nearest_date (instant, canonical (site_zone));
    if (date)
      date[DATE_LENGTH] = '\0';
  }
  return date;
}
