/* SPDX-License-Identifier: MIT */
#pragma once

/* Files attached to items. An item keeps all of its own in one value of its bag, an occurrence that has others than its series likewise; each
 * is known within the item by a number. Items attached to items are not taken. */

#include "view.h"
#include "xmlin.h"

/* Adds what a list (t:Attachments, m:Attachments) holds; `added` (may be NULL) gets the numbers. A response code, or NULL. */
const char *attachments_add (Bag **bag, const xmlNode *list, GArray *added);
/* FALSE if there is none of that number. */
gboolean attachments_remove (Bag **bag, guint32 number);
/* What the item's HasAttachments says: those shown within a body do not count. */
gboolean attachments_any (const View *view);
/* <t:Attachments> without their content; nothing if there are none. */
void attachments_write (GString *out, const View *view, const char *zone);
/* The same, only their names. */
void attachments_write_ids (GString *out, const View *view);
/* One <t:FileAttachment>; FALSE if there is none of that number. */
gboolean attachments_write_one (GString *out, const View *view, guint32 number, gboolean content, const char *zone);
/* The opaque name of one. Caller frees. */
char *attachment_id (const View *view, guint32 number);
