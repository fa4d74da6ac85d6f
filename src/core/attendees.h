/* SPDX-License-Identifier: MIT */
#pragma once

/* The attendees of a meeting as the record keeps them (docs/DATABASE.md). Pure; any thread. */

#include <glib.h>

typedef struct {
  char *name, *email;   /* NULL: unknown */
  const char *role;     /* "required", "optional", "resource"; static */
  const char *response; /* "accepted", "tentative", "declined", "organizer", "none"; static */
} BpAttendee;
void bp_attendee_free (BpAttendee *self);

/* The list (of BpAttendee) as JSON, in an order that does not depend on theirs; NULL for an empty one. Caller frees. */
char *bp_attendees_to_json (const GPtrArray *attendees);
