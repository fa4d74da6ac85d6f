/* SPDX-License-Identifier: MIT */
#pragma once

/* Organizer and attendees of an appointment in iCalendar. Pure; any thread. */

#include "core/icalendar-lines.h"
#include "core/item.h"

gboolean bp_calendar_read_people (const BpCalendarNode *node, BpItem *item, GError **error);
void bp_calendar_write_people (icalcomponent *component, const BpItem *item);
