/* SPDX-License-Identifier: MIT */
#pragma once

/* What a client sees as one item: a stored item, or one occurrence of a series. A plain value on the stack; it borrows
 * the item and holds until the item changes. */

#include "ids.h"
#include "mailbox.h"

typedef struct {
  Mailbox *mailbox;
  const Item *item;
  gint64 original; /* original start of an occurrence, ID_NO_OCCURRENCE otherwise */
  const Exception *exception;
} View;

View view_of_item (Mailbox *mailbox, const Item *item);
View view_of_occurrence (Mailbox *mailbox, const Item *item, gint64 original);
gboolean view_is_occurrence (const View *view);
gboolean view_is_master (const View *view);
/* "CalendarItem", "Task", or what its class makes of a message: "MeetingRequest", … */
const char *view_element (const View *view);
/* The stored value, an exception's before its series'; NULL if there is none. Start and End of occurrences: view_start(). */
const char *view_get (const View *view, PropertyId id);
gboolean view_get_bool (const View *view, PropertyId id, gboolean fallback);
gint64 view_start (const View *view);
gint64 view_end (const View *view);
/* For g_array_sort(): by start. */
int view_compare_starts (gconstpointer a, gconstpointer b);
/* The body as plain text; NULL: there is none. Caller frees. */
char *view_body_text (const View *view);
/* IANA name of the start's zone. */
const char *view_zone (const View *view);
char *view_id (const View *view);
char *view_change_key (const View *view);
/* <tag Id="…" ChangeKey="…"/> */
void view_write_id (GString *out, const char *tag, const View *view);
void folder_write_id (GString *out, const char *tag, Mailbox *mailbox, const Folder *folder);
char *folder_id (Mailbox *mailbox, const Folder *folder);
