/* SPDX-License-Identifier: MIT */
#include "core/zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "base/clock.h"
#include "base/platform.h"

typedef struct {
  const char *windows;
  const char *iana;
} BpWindowsZone;

typedef struct {
  const char *iana;
  guint windows; /* index of windows_zones */
} BpIanaZone;

/* Both sorted by name. */
#include "windows-zones.inc"

#define HOUR_US ((gint64) 60 * 60 * G_USEC_PER_SEC)
#define DAY_US (24 * HOUR_US)

/* libical loads zones and expands their changes lazily, in place: one thread at a time. */
static pthread_mutex_t ical_lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *loaded_zones; /* name -> icaltimezone, or NULL if there is none; lives as long as the process */

/* --- names -------------------------------------------------------------------------------------------------------- */

static int
compare_iana (const void *name, const void *row)
{
  return strcmp (name, ((const BpIanaZone *) row)->iana);
}

static int
compare_windows (const void *name, const void *row)
{
  return strcmp (name, ((const BpWindowsZone *) row)->windows);
}

const char *
bp_zone_to_windows (const char *iana)
{
  const BpIanaZone *row =
    iana ? bsearch (iana, iana_zones, G_N_ELEMENTS (iana_zones), sizeof *iana_zones, compare_iana) : NULL;
  return row ? windows_zones[row->windows].windows : NULL;
}

const char *
bp_zone_from_windows (const char *windows)
{
  const BpWindowsZone *row =
    windows ? bsearch (windows, windows_zones, G_N_ELEMENTS (windows_zones), sizeof *windows_zones, compare_windows)
            : NULL;
  return row ? row->iana : NULL;
}

const char *
bp_zone_nth_windows (guint index)
{
  return index < G_N_ELEMENTS (windows_zones) ? windows_zones[index].windows : NULL;
}

gboolean
bp_zone_equal (const char *a, const char *b, const char *site)
{
  const char *windows_a, *windows_b;
  a = a ? a : site;
  b = b ? b : site;
  if (g_strcmp0 (a, b) == 0)
    return TRUE;
  windows_a = bp_zone_to_windows (a);
  windows_b = bp_zone_to_windows (b);
  return windows_a && windows_a == windows_b;
}

char *
bp_zone_system (void)
{
  g_autofree char *name = bp_platform_time_zone ();
  const char *iana = bp_zone_from_windows (name);
  /* "UTC" is a name in both worlds. */
  if (bp_zone_is_known (name))
    return g_steal_pointer (&name);
  return g_strdup (iana ? iana : "UTC");
}

/* --- arithmetic --------------------------------------------------------------------------------------------------- */

/* A name may become a path inside libical: nothing that leaves the folder of zones. */
static gboolean
is_plausible (const char *name)
{
  return name && g_ascii_isalpha (*name) && strlen (name) < 100 && !strstr (name, "..")
         && strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == strlen (name);
}

/* With the lock held. */
static icaltimezone *
find_zone (const char *name)
{
  gpointer zone;
  if (!is_plausible (name))
    return NULL;
  if (!loaded_zones)
    loaded_zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_lookup_extended (loaded_zones, name, NULL, &zone))
    return zone;
  zone = strcmp (name, "UTC") == 0 ? icaltimezone_get_utc_timezone () : icaltimezone_get_builtin_timezone (name);
  g_hash_table_insert (loaded_zones, g_strdup (name), zone);
  return zone;
}

gboolean
bp_zone_is_known (const char *iana)
{
  gboolean known;
  pthread_mutex_lock (&ical_lock);
  known = find_zone (iana) != NULL;
  pthread_mutex_unlock (&ical_lock);
  return known;
}

static gint64
floor_seconds (gint64 instant)
{
  return (instant - ((instant % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC) / G_USEC_PER_SEC;
}

/* Microseconds that the zone is ahead of UTC at the instant. With the lock held. */
static gint64
offset_at (icaltimezone *zone, gint64 instant)
{
  struct icaltimetype time =
    icaltime_from_timet_with_zone ((time_t) floor_seconds (instant), 0, icaltimezone_get_utc_timezone ());
  int is_daylight;
  return icaltimezone_get_utc_offset_of_utc_time (zone, &time, &is_daylight) * (gint64) G_USEC_PER_SEC;
}

/* The wall clock as if it were UTC. */
static gboolean
parse_wall (const char *wall, gint64 *ret_instant)
{
  g_autofree char *utc = NULL;
  if (!wall || strlen (wall) != 19)
    return FALSE;
  utc = g_strconcat (wall, "Z", NULL);
  return bp_clock_parse (utc, ret_instant);
}

/* The offsets a day before and after embrace any change of the clocks. Where both fit, the hour exists twice and the
 * earlier instant is its first; where neither fits it does not exist, and the offset before leads past the gap. */
static gint64
resolve (icaltimezone *zone, gint64 wall)
{
  gint64 before = offset_at (zone, wall - DAY_US), after = offset_at (zone, wall + DAY_US);
  gboolean before_fits = offset_at (zone, wall - before) == before;
  gboolean after_fits = offset_at (zone, wall - after) == after;
  if (before_fits && after_fits)
    return wall - MAX (before, after);
  return after_fits ? wall - after : wall - before;
}

gboolean
bp_zone_to_instant (const char *wall, const char *iana, gint64 *ret_instant)
{
  gint64 as_utc;
  icaltimezone *zone;
  if (!parse_wall (wall, &as_utc))
    return FALSE;
  pthread_mutex_lock (&ical_lock);
  zone = find_zone (iana);
  if (zone)
    *ret_instant = resolve (zone, as_utc);
  pthread_mutex_unlock (&ical_lock);
  return zone != NULL;
}

char *
bp_zone_to_wall (gint64 instant, const char *iana)
{
  icaltimezone *zone;
  gint64 as_utc = 0;
  char *text;
  pthread_mutex_lock (&ical_lock);
  zone = find_zone (iana);
  if (zone)
    as_utc = instant + offset_at (zone, instant);
  pthread_mutex_unlock (&ical_lock);
  if (!zone)
    return NULL;
  text = bp_clock_format (as_utc);
  text[19] = '\0'; /* without ".000Z" */
  return text;
}

/* --- definitions ---------------------------------------------------------------------------------------------------- */

/* Rules of the year and single changes only: others would be expanded without end. */
static gboolean
is_harmless (icalcomponent *definition)
{
  for (icalcomponent *part = icalcomponent_get_first_component (definition, ICAL_ANY_COMPONENT); part;
       part = icalcomponent_get_next_component (definition, ICAL_ANY_COMPONENT)) {
    icalproperty *start = icalcomponent_get_first_property (part, ICAL_DTSTART_PROPERTY);
    if (!start || !icaltime_is_valid_time (icalproperty_get_dtstart (start))
        || !icalcomponent_get_first_property (part, ICAL_TZOFFSETTO_PROPERTY)
        || !icalcomponent_get_first_property (part, ICAL_TZOFFSETFROM_PROPERTY))
      return FALSE;
    for (icalproperty *rule = icalcomponent_get_first_property (part, ICAL_RRULE_PROPERTY); rule;
         rule = icalcomponent_get_next_property (part, ICAL_RRULE_PROPERTY))
      if (icalproperty_get_rrule (rule).freq != ICAL_YEARLY_RECURRENCE)
        return FALSE;
  }
  return icalcomponent_get_first_component (definition, ICAL_ANY_COMPONENT) != NULL;
}

/* NULL if the text is none that can be used. With the lock held; the caller frees with icaltimezone_free (). */
static icaltimezone *
read_definition (const char *text)
{
  icalcomponent *component = icalparser_parse_string (text);
  icaltimezone *zone;
  if (!component)
    return NULL;
  zone = icaltimezone_new ();
  if (icalcomponent_isa (component) == ICAL_VTIMEZONE_COMPONENT && is_harmless (component)
      && icaltimezone_set_component (zone, component))
    return zone;
  icaltimezone_free (zone, 1);
  icalcomponent_free (component);
  return NULL;
}

#define STEPS 12 /* hours */

/* Three years from now on, by half days, and by hours where clocks change. With the lock held. */
static gboolean
have_equal_rules (icaltimezone *a, icaltimezone *b, gint64 now)
{
  gint64 before = offset_at (a, now);
  for (gint64 instant = now; instant < now + 3 * 365 * DAY_US; instant += STEPS * HOUR_US) {
    gint64 offset = offset_at (a, instant);
    if (offset != offset_at (b, instant))
      return FALSE;
    for (int hour = 1; offset != before && hour < STEPS; hour++)
      if (offset_at (a, instant - hour * HOUR_US) != offset_at (b, instant - hour * HOUR_US))
        return FALSE;
    before = offset;
  }
  return TRUE;
}

const char *
bp_zone_find_equal (const char *definition, const char *site)
{
  const char *found = NULL;
  gint64 now = bp_clock_now () / HOUR_US * HOUR_US;
  icaltimezone *zone;
  pthread_mutex_lock (&ical_lock);
  zone = read_definition (definition);
  for (int i = -1; zone && !found && i < (int) G_N_ELEMENTS (windows_zones); i++) {
    const char *name = i < 0 ? site : windows_zones[i].iana;
    icaltimezone *other = find_zone (name);
    if (other && have_equal_rules (zone, other, now))
      found = name;
  }
  if (zone)
    icaltimezone_free (zone, 1);
  pthread_mutex_unlock (&ical_lock);
  return found;
}

gboolean
bp_zone_definition_to_instant (const char *definition, const char *wall, gint64 *ret_instant)
{
  gint64 as_utc;
  icaltimezone *zone;
  if (!parse_wall (wall, &as_utc))
    return FALSE;
  pthread_mutex_lock (&ical_lock);
  zone = read_definition (definition);
  if (zone) {
    *ret_instant = resolve (zone, as_utc);
    icaltimezone_free (zone, 1);
  }
  pthread_mutex_unlock (&ical_lock);
  return zone != NULL;
}

char *
bp_zone_to_definition (const char *iana)
{
  icaltimezone *zone;
  icalcomponent *component;
  char *text = NULL, *copy;
  pthread_mutex_lock (&ical_lock);
  zone = find_zone (iana);
  component =
    zone && icaltimezone_get_component (zone) ? icalcomponent_new_clone (icaltimezone_get_component (zone)) : NULL;
  if (component) {
    icalproperty *id = icalcomponent_get_first_property (component, ICAL_TZID_PROPERTY);
    if (id)
      icalproperty_set_tzid (id, iana);
    text = icalcomponent_as_ical_string_r (component);
    icalcomponent_free (component);
  }
  pthread_mutex_unlock (&ical_lock);
  copy = g_strdup (text);
  free (text);
  return copy;
}
