/* SPDX-License-Identifier: MIT */
#include "core/icalendar-time.h"

#include <string.h>

#include "base/i18n.h"
#include "core/zone.h"

struct _BpCalendarZones {
  const BpCalendarNode *calendar;
  const char *site;
  GHashTable *known; /* name in the file -> IANA name; "" for one that is like none */
};

BpCalendarZones *
bp_calendar_zones_new (const BpCalendarNode *calendar, const BpSite *site)
{
  BpCalendarZones *self = g_new0 (BpCalendarZones, 1);
  self->calendar = calendar;
  self->site = site->time_zone;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
bp_calendar_zones_free (BpCalendarZones *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

const char *
bp_calendar_zones_site (const BpCalendarZones *self)
{
  return self->site;
}

/* The calendar's own definition of that name, NULL. */
static const BpCalendarNode *
definition_of (const BpCalendarZones *self, const char *name)
{
  for (guint i = 0; i < self->calendar->components->len; i++) {
    const BpCalendarNode *node = self->calendar->components->pdata[i];
    const BpCalendarLine *id = strcmp (node->name, "VTIMEZONE") == 0 ? bp_calendar_line (node, "TZID") : NULL;
    icalproperty *property = id ? bp_calendar_line_property (id, NULL) : NULL;
    if (property && g_strcmp0 (icalproperty_get_tzid (property), name) == 0)
      return node;
  }
  return NULL;
}

/* "/citadel.org/20210210_1/Europe/Berlin" ends in a name that is known. */
static const char *
known_end (const char *name)
{
  for (const char *end = strchr (name, '/'); end; end = strchr (end + 1, '/'))
    if (strchr (end + 1, '/') && bp_zone_is_known (end + 1))
      return end + 1;
  return NULL;
}

static const char *
known_by_name (const char *name)
{
  const char *zone = bp_zone_from_windows (name);
  if (bp_zone_to_windows (name))
    return name;
  if (zone)
    return zone;
  return bp_zone_is_known (name) ? name : known_end (name);
}

/* The IANA name, "" for a definition like none that is known; NULL: neither name nor definition. */
static const char *
find_zone (const BpCalendarZones *self, const char *name, const BpCalendarNode **ret_definition)
{
  const char *found = g_hash_table_lookup (self->known, name);
  const BpCalendarNode *definition = definition_of (self, name);
  const BpCalendarLine *location;
  icalproperty *property;
  *ret_definition = definition;
  if (found)
    return found;
  found = known_by_name (name);
  location = !found && definition ? bp_calendar_line (definition, "X-LIC-LOCATION") : NULL;
  property = location ? bp_calendar_line_property (location, NULL) : NULL;
  if (property)
    found = known_by_name (bp_calendar_line_value (location));
  if (!found && definition)
    found = bp_zone_find_equal (definition->text->str, self->site);
  if (!found && definition)
    found = "";
  if (!found)
    return NULL;
  g_hash_table_insert (self->known, g_strdup (name), g_strdup (found));
  return g_hash_table_lookup (self->known, name);
}

static gboolean
read_zone (const BpCalendarZones *self, const BpCalendarLine *line, icalproperty *property, BpCalendarTime *ret,
           GError **error)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER);
  const char *name = parameter ? icalparameter_get_tzid (parameter) : NULL;
  const BpCalendarNode *definition;
  if (!name || ret->is_date || ret->is_utc)
    return TRUE;
  ret->zone = find_zone (self, name, &definition);
  if (!ret->zone) {
    bp_calendar_refuse (error, line->line, _ ("the time zone “%s” is not known and not defined in the file."), name);
    return FALSE;
  }
  if (!*ret->zone) {
    ret->zone = NULL;
    ret->definition = definition->text->str;
  }
  return TRUE;
}

gboolean
bp_calendar_time_read (const BpCalendarZones *zones, const BpCalendarLine *line, icalproperty *property,
                       BpCalendarTime *ret, GError **error)
{
  icalvalue *value = icalproperty_get_value (property);
  icalvalue_kind kind = icalvalue_isa (value);
  struct icaltimetype time;
  memset (ret, 0, sizeof *ret);
  if (kind == ICAL_DATETIMEPERIOD_VALUE)
    time = icalvalue_get_datetimeperiod (value).time;
  else if (kind == ICAL_DATETIMEDATE_VALUE || kind == ICAL_DATETIME_VALUE)
    time = icalvalue_get_datetime (value);
  else
    time = kind == ICAL_DATE_VALUE ? icalvalue_get_date (value) : icaltime_null_time ();
  if (icaltime_is_null_time (time) || !icaltime_is_valid_time (time) || time.year < 1 || time.year > 9999
      || !g_date_valid_dmy ((GDateDay) time.day, (GDateMonth) time.month, (GDateYear) time.year)) {
    bp_calendar_refuse (error, line->line, _ ("%s is no valid time."), line->name);
    return FALSE;
  }
  ret->is_date = time.is_date;
  ret->is_utc = !time.is_date && icaltime_is_utc (time);
  /* A leap second is the last of its minute. */
  g_snprintf (ret->wall, sizeof ret->wall, "%04d-%02d-%02dT%02d:%02d:%02d", time.year % 10000, time.month % 100,
              time.day % 100, time.is_date ? 0 : time.hour % 24, time.is_date ? 0 : time.minute % 60,
              time.is_date ? 0 : MIN (time.second, 59) % 60);
  return read_zone (zones, line, property, ret, error);
}

gboolean
bp_calendar_time_to_instant (const BpCalendarZones *zones, const BpCalendarTime *self, gint64 *ret_instant)
{
  if (self->definition)
    return bp_zone_definition_to_instant (self->definition, self->wall, ret_instant);
  return bp_zone_to_instant (self->wall, self->is_utc ? "UTC" : self->zone ? self->zone : zones->site, ret_instant);
}

char *
bp_calendar_time_to_wall (const BpCalendarZones *zones, const BpCalendarTime *self, const char *zone)
{
  const char *to = zone ? zone : zones->site;
  const char *from = self->is_utc ? "UTC" : self->zone ? self->zone : zones->site;
  gint64 instant;
  if (self->is_date || (!self->definition && strcmp (from, to) == 0))
    return g_strdup (self->wall);
  return bp_calendar_time_to_instant (zones, self, &instant) ? bp_zone_to_wall (instant, to) : NULL;
}

char *
bp_calendar_time_add (const char *wall, const char *zone, struct icaldurationtype duration)
{
  const gint64 second = G_USEC_PER_SEC;
  gint64 sign = duration.is_neg ? -1 : 1, instant;
  gint64 days = sign * (gint64) (duration.weeks * 7 + duration.days) * 24 * 3600 * second;
  gint64 rest = sign * ((gint64) duration.hours * 3600 + (gint64) duration.minutes * 60 + duration.seconds) * second;
  g_autofree char *day = NULL;
  if (!bp_zone_to_instant (wall, "UTC", &instant))
    return NULL;
  day = bp_zone_to_wall (instant + days, "UTC");
  if (rest == 0 || !day || !bp_zone_to_instant (day, zone, &instant))
    return g_steal_pointer (&day);
  return bp_zone_to_wall (instant + rest, zone);
}
