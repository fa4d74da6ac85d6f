/* SPDX-License-Identifier: MIT */
/* MoveItem, CopyItem. */
#include "operations.h"

#include "item-write.h"
#include "xmlout.h"

#include <string.h>

static gboolean
fits (ItemKind kind, const Folder *folder)
{
  if (strcmp (folder->class, "IPF.Appointment") == 0)
    return kind == KIND_CALENDAR;
  if (strcmp (folder->class, "IPF.Task") == 0)
    return kind == KIND_TASK;
  return TRUE;
}

static const char *
transfer (Request *request, const xmlNode *id, Mailbox *mailbox, const Folder *folder, gboolean copy, View *ret_view)
{
  View view;
  const char *code = request_find_item (request, id, &view, NULL);
  Item *item;

  if (code)
    return code;
  if (view_is_occurrence (&view))
    return "ErrorCalendarCannotMoveOrCopyOccurrence";
  if (view.mailbox != mailbox || !fits (view.item->kind, folder))
    return "ErrorMoveCopyFailed";
  item = (Item *) view.item;
  item = copy ? mailbox_copy_item (mailbox, item, folder->number, request->now)
              : mailbox_move_item (mailbox, item, folder->number, request->now);
  *ret_view = view_of_item (mailbox, item);
  return NULL;
}

static void
transfer_all (Request *request, gboolean copy)
{
  xmlNode *id = node_first (node_child (request->operation, "ItemIds"));
  Mailbox *mailbox;
  Folder *folder;
  const char *wrong =
    request_find_folder_in (request, node_child (request->operation, "ToFolderId"), &mailbox, &folder);

  if (g_strcmp0 (wrong, "ErrorFolderNotFound") == 0)
    wrong = "ErrorToFolderNotFound";
  for (; id; id = node_next (id)) {
    View view;
    const char *code = wrong ? wrong : transfer (request, id, mailbox, folder, copy, &view);

    if (code) {
      reply_error (request, code, "<m:Items/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Items");
    item_write_id_only (request->out, &view);
    xml_close (request->out, "m:Items");
    reply_end (request);
  }
}

void
op_move_item (Request *request)
{
  transfer_all (request, FALSE);
}

void
op_copy_item (Request *request)
{
  transfer_all (request, TRUE);
}
