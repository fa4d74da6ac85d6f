/* SPDX-License-Identifier: MIT */
#pragma once

/* Appointments from iCalendar: the MimeContent of a CreateItem. */

#include "mailbox.h"

/* Adds to the bag what the first event says and the bag does not have yet. A response code, or NULL. */
const char *mime_read (const char *base64, Bag **bag);
/* Once the item is there: its cancelled and changed occurrences. */
void mime_read_exceptions (Mailbox *mailbox, Item *item, const char *base64, gint64 now);
