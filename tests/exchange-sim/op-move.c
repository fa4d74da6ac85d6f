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
  g_autofree char *wish = node_child_text (request->operation, "ReturnNewItemIds");
  gboolean names = !wish || (strcmp (wish, "false") != 0 && strcmp (wish, "0") != 0);
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
    if (names)
      item_write_id_only (request->out, &view);
    xml_close (request->out, "m:Items");
    reply_end (request);
  }
}

/* --- ArchiveItem, SendItem --- */

/* Nobody here has an archive. */
void
op_archive_item (Request *request)
{
  for (xmlNode *id = node_first (node_child (request->operation, "ItemIds")); id; id = node_next (id))
    reply_error (request, "ErrorArchiveMailboxNotEnabled", "<m:Items/>");
}

static const char *
send_one (Request *request, const xmlNode *id, Mailbox *to_mailbox, const Folder *to)
{
  View view;
  const char *code = request_find_item (request, id, &view, NULL);

  if (code)
    return code;
  if (view.item->kind != KIND_MESSAGE)
    return "ErrorInvalidItemForOperationSendItem";
  if (!bag_get (view.item->bag, PROPERTY_ToRecipients) && !bag_get (view.item->bag, PROPERTY_CcRecipients)
      && !bag_get (view.item->bag, PROPERTY_BccRecipients))
    return "ErrorMissingRecipients";
  records_add_mail (request->sim->records, request->name, mailbox_get_smtp (view.mailbox),
                    bag_get (view.item->bag, PROPERTY_Subject), to ? "SendAndSaveCopy" : "SendOnly");
  if (to && view.mailbox == to_mailbox)
    mailbox_move_item (view.mailbox, (Item *) view.item, to->number, request->now);
  else
    mailbox_remove_item (view.mailbox, (Item *) view.item, request->now);
  return NULL;
}

void
op_send_item (Request *request)
{
  gboolean save = node_attribute_is (request->operation, "SaveItemToFolder", "true")
                  || node_attribute_is (request->operation, "SaveItemToFolder", "1");
  xmlNode *target = node_child (request->operation, "SavedItemFolderId");
  Mailbox *mailbox = request->mailbox;
  Folder *folder = save && mailbox ? mailbox_get_distinguished (mailbox, "sentitems") : NULL;
  const char *wrong = save && target ? request_find_folder_in (request, target, &mailbox, &folder) : NULL;

  for (xmlNode *id = node_first (node_child (request->operation, "ItemIds")); id; id = node_next (id)) {
    const char *code = wrong ? wrong : send_one (request, id, mailbox, folder);

    if (code) {
      reply_error (request, code, NULL);
    } else {
      reply_begin (request);
      reply_end (request);
    }
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
