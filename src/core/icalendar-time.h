/* SPDX-License-Identifier: MIT */
#pragma once

/* Times of iCalendar: a property's value with its zone as a wall clock that can be taken to any other zone. */

#include "core/form.h"
#include "core/icalendar-lines.h"

/* The zones of one calendar, by the names it gives them. */
typedef struct _BpCalendarZones BpCalendarZones;
BpCalendarZones *bp_calendar_zones_new (const BpCalendarNode *calendar, const BpSite *site);
void bp_calendar_zones_free (BpCalendarZones *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCalendarZones, bp_calendar_zones_free)

typedef struct {
  char wall[20]; /* "YYYY-MM-DDTHH:MM:SS"; of a date at midnight */
  gboolean is_date;
  gboolean is_utc;
  const char *zone;       /* IANA; NULL: none is named (the site's) */
  const char *definition; /* the VTIMEZONE of one that is like none that is known; then zone is NULL */
} BpCalendarTime;

/* The value of a property as a time. INVALID names line and reason. */
gboolean bp_calendar_time_read (const BpCalendarZones *zones, const BpCalendarLine *line, icalproperty *property,
                                BpCalendarTime *ret, GError **error);
/* The instant that it means; a date's is its midnight in the site's zone. FALSE if it is none. */
gboolean bp_calendar_time_to_instant (const BpCalendarZones *zones, const BpCalendarTime *self, gint64 *ret_instant);
/* The wall clock in a zone (NULL: the site's); dates stay as they are. New; NULL if it is no time. */
char *bp_calendar_time_to_wall (const BpCalendarZones *zones, const BpCalendarTime *self, const char *zone);
/* The wall clock that is a duration later: days by the calendar, the rest by the clock. New. */
char *bp_calendar_time_add (const char *wall, const char *zone, struct icaldurationtype duration);
const char *bp_calendar_zones_site (const BpCalendarZones *self);
