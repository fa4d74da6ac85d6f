/* SPDX-License-Identifier: MIT */
#pragma once

/* Persons in messages and meetings: lists of t:Mailbox or t:Attendee, stored as inner XML. */

#include "mailbox.h"
#include "xmlin.h"

/* <t:Mailbox> of a mailbox's owner. */
void people_write_owner (GString *out, Mailbox *mailbox);
/* The list as the server keeps it, from what a client sent: every mailbox with name and routing type, every attendee with an answer.
 * Caller frees. */
char *people_normalise (const xmlNode *list);
/* "Anna; Bert" of a list (inner XML of t:ToRecipients, t:RequiredAttendees, …; NULL: nobody). Caller frees. */
char *people_names (const char *fragment);
/* The addresses in a list, in small letters, separated by blanks. Caller frees. */
char *people_addresses (const char *fragment);
