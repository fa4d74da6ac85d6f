/* SPDX-License-Identifier: MIT */
#pragma once

/* Who takes part in a meeting: the conversions of their rows in the field table (ews/fields.h). They are only ever read (SYNC 17).
 * Pure; any thread. */

#include "ews/fields.h"

/* "Name <address>", or what there is of it. */
void bp_ews_people_read_organizer (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* Required and optional attendees and resources, in one list (docs/DATABASE.md); having any makes it a meeting. */
void bp_ews_people_read_attendees (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* Once the whole item is read: an appointment that is no meeting has no organizer worth naming. */
void bp_ews_people_finish (BpRemoteItem *out);
