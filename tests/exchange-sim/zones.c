/* SPDX-License-Identifier: MIT */
#include "zones.h"

#include "zone-custom.h"

#include <libical/ical.h>
#include <string.h>

static const struct {
  const char *windows;
  const char *iana; /* separated by spaces */
} table[] = {
#include "zones-table.inc"
};

/* IANA -> index into the table, Windows -> the same; filled at first use. */
static GHashTable *iana_names;
static GHashTable *windows_names;
static GHashTable *canonical; /* Windows -> first IANA name */

static void
load (void)
{
  if (iana_names)
    return;
  iana_names = g_hash_table_new (g_str_hash, g_str_equal);
  windows_names = g_hash_table_new (g_str_hash, g_str_equal);
  canonical = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_auto (GStrv) names = g_strsplit (table[i].iana, " ", -1);

    g_hash_table_insert (windows_names, (char *) table[i].windows, GUINT_TO_POINTER (i));
    g_hash_table_insert (canonical, (char *) table[i].windows, (char *) g_intern_string (names[0]));
    for (char **name = names; *name; name++)
      if (!g_hash_table_contains (iana_names, *name))
        g_hash_table_insert (iana_names, (char *) g_intern_string (*name), (char *) table[i].windows);
  }
}

static icaltimezone *
lookup (const char *iana)
{
  if (strcmp (iana, "UTC") == 0 || strcmp (iana, "Etc/UTC") == 0)
    return icaltimezone_get_utc_timezone ();
  if (zone_custom_is (iana))
    return zone_custom_find (iana);
  return icaltimezone_get_builtin_timezone (iana);
}

const char *
zone_to_iana (const char *name)
{
  const char *found;

  load ();
  if (!name)
    return NULL;
  if (strcmp (name, "tzone://Microsoft/Utc") == 0 || strcmp (name, "UTC") == 0 || strcmp (name, "Etc/UTC") == 0)
    return "UTC";
  found = g_hash_table_lookup (canonical, name);
  if (found)
    return found;
  return lookup (name) ? g_intern_string (name) : NULL;
}

const char *
zone_to_windows (const char *name)
{
  load ();
  if (strcmp (name, "UTC") == 0 || strcmp (name, "Etc/UTC") == 0)
    return "UTC";
  if (zone_custom_is (name))
    return "tzone://Microsoft/Custom";
  if (g_hash_table_contains (windows_names, name))
    return g_intern_string (name);
  return g_hash_table_lookup (iana_names, name);
}

static struct icaltimetype
to_ical (gint64 seconds)
{
  struct icaltimetype time = icaltime_from_timet_with_zone ((time_t) seconds, 0, NULL);

  time.zone = NULL;
  return time;
}

int
zone_offset (const char *iana, gint64 instant)
{
  icaltimezone *zone = lookup (iana);
  struct icaltimetype time = to_ical (instant);
  int daylight;

  return zone ? icaltimezone_get_utc_offset_of_utc_time (zone, &time, &daylight) : 0;
}

gint64
zone_to_wall (const char *iana, gint64 instant)
{
  return instant + zone_offset (iana, instant);
}

gint64
zone_to_instant (const char *iana, gint64 wall)
{
  /* The offset of the day before holds inside a gap and for the first of two equal wall clocks. */
  int before = zone_offset (iana, wall - 86400);
  int after = zone_offset (iana, wall + 86400);

  if (zone_offset (iana, wall - before) == before)
    return wall - before;
  if (zone_offset (iana, wall - after) == after)
    return wall - after;
  return wall - before;
}

static char *
make_display_name (const char *iana)
{
  int offset = zone_offset (iana, 1704067200); /* 2024-01-01: the northern winter */
  int minutes = ABS (offset) / 60;

  if (zone_custom_is (iana))
    return g_strdup (zone_custom_title (iana));
  if (offset == 0 && strcmp (iana, "UTC") == 0)
    return g_strdup ("(UTC) Coordinated Universal Time");
  return g_strdup_printf ("(UTC%c%02d:%02d) %s", offset < 0 ? '-' : '+', minutes / 60, minutes % 60, iana);
}

char *
zone_display_name (const char *iana)
{
  static GHashTable *known;
  char *name;

  if (!known)
    known = g_hash_table_new (g_str_hash, g_str_equal);
  name = g_hash_table_lookup (known, iana);
  if (!name) {
    name = make_display_name (iana);
    g_hash_table_insert (known, (char *) g_intern_string (iana), name);
  }
  return g_strdup (name);
}

const char *
zone_windows_name (guint index)
{
  return index < G_N_ELEMENTS (table) ? table[index].windows : NULL;
}
