/* SPDX-License-Identifier: MIT */
#pragma once

/* A folder as XML. */

#include "mailbox.h"
#include "restriction.h"

/* `shape` is m:FolderShape. */
void folder_write (GString *out, Mailbox *mailbox, const Folder *folder, const xmlNode *shape);
/* "t:CalendarFolder" */
const char *folder_tag (const Folder *folder);
/* The value of a path (t:FieldURI, t:ExtendedFieldURI), for FindFolder's restriction. The subject is a FolderSubject. */
typedef struct {
  Mailbox *mailbox;
  const Folder *folder;
} FolderSubject;
char *folder_value (const xmlNode *path, gconstpointer subject);
gboolean folder_name_is_taken (Mailbox *mailbox, const Folder *parent, const char *name);
