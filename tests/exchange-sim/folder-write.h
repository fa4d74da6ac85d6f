/* SPDX-License-Identifier: MIT */
#pragma once

/* A folder as XML. */

#include "mailbox.h"
#include "xmlin.h"

/* `shape` is m:FolderShape. */
void folder_write (GString *out, Mailbox *mailbox, const Folder *folder, const xmlNode *shape);
/* "t:CalendarFolder" */
const char *folder_tag (const Folder *folder);
