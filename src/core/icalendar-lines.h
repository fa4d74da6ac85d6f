/* SPDX-License-Identifier: MIT */
#pragma once

/* The outer form of an iCalendar text: content lines, unfolded and numbered, in nested components; their values are libical's.
 * Used by core/icalendar-read.c. Pure; any thread. */

#include <glib.h>
#include <libical/ical.h>

typedef struct {
  char *name;   /* upper case: "DTSTART" */
  char *text;   /* the whole line, unfolded */
  char *blanks; /* those at its end, which are part of a text only */
  int line;
  icalcomponent *holder; /* owns the properties */
  GPtrArray *properties; /* icalproperty: one, or one per value of EXDATE, CATEGORIES, … */
} BpCalendarLine;

typedef struct {
  char *name; /* upper case: "VEVENT" */
  int line;
  GPtrArray *lines;      /* BpCalendarLine */
  GPtrArray *components; /* BpCalendarNode */
  GString *text;         /* of a VTIMEZONE: the whole component */
} BpCalendarNode;
void bp_calendar_node_free (BpCalendarNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCalendarNode, bp_calendar_node_free)

/* A nameless node whose components are those of the text. INVALID names line and reason. */
BpCalendarNode *bp_calendar_parse (const char *text, gsize length, GError **error);
/* The first line of that name, NULL. */
const BpCalendarLine *bp_calendar_line (const BpCalendarNode *self, const char *name);
/* Its libical properties, read on first use; NULL with INVALID if libical does not understand the value. Borrowed. */
GPtrArray *bp_calendar_line_properties (BpCalendarLine *self, GError **error);
/* The one property of a line; as above. */
icalproperty *bp_calendar_line_property (const BpCalendarLine *self, GError **error);
/* The value as it is written. Borrowed. */
const char *bp_calendar_line_value (const BpCalendarLine *self);
/* "line N: …" */
void bp_calendar_refuse (GError **error, int line, const char *format, ...) G_GNUC_PRINTF (3, 4);
