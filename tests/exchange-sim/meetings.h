/* SPDX-License-Identifier: MIT */
#pragma once

/* Mail that meetings cause. Nothing leaves the simulator: what would be sent is recorded (records.h), and attendees and organizers
 * who have a mailbox here get what Exchange would deliver to them. */

#include "request.h"

typedef enum { MEETING_INVITATION, MEETING_CANCELLATION } MeetingMail;

gboolean meeting_has_attendees (const Bag *bag);
/* The organizer's item was created, changed or is about to go. `how` is the request's attribute; nothing happens for NULL, SendToNone, or
 * an item without attendees. */
void meeting_send (Request *request, const View *view, MeetingMail mail, const char *how);
/* An attendee answers: "Accept", "Tentative", "Decline". `how` is the MessageDisposition. */
void meeting_respond (Request *request, const View *view, const char *response, const char *how);
