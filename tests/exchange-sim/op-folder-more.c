/* SPDX-License-Identifier: MIT */
/* MoveFolder, CopyFolder, EmptyFolder, MarkAllItemsAsRead. */
#include "operations.h"

#include "folder-write.h"
#include "xmlout.h"

#include <string.h>

static Folder *
copy_folder (Mailbox *mailbox, const Folder *folder, guint32 parent, gint64 now)
{
  Folder *copy = mailbox_add_folder (mailbox, parent, folder->name, folder->class);
  guint32 number = copy->number;
  GPtrArray *folders = mailbox_get_folders (mailbox);
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  guint count = folders->len;

  for (guint i = 0; i < items->len; i++)
    mailbox_copy_item (mailbox, g_ptr_array_index (items, i), number, now);
  for (guint i = 0; i < count; i++) {
    const Folder *child = g_ptr_array_index (folders, i);

    if (child->parent == folder->number && !child->deleted && child->number != number)
      copy_folder (mailbox, child, number, now);
  }
  return copy;
}

static const char *
check_transfer (Mailbox *mailbox, const Folder *folder, const Mailbox *to_mailbox, const Folder *to, gboolean copy)
{
  if (folder->distinguished && !copy)
    return "ErrorMoveDistinguishedFolder";
  if (mailbox != to_mailbox)
    return "ErrorCrossMailboxMoveCopy";
  if (folder == to || mailbox_is_below (mailbox, to, folder->number))
    return "ErrorMoveCopyFailed";
  return folder_name_is_taken (mailbox, to, folder->name) ? "ErrorFolderExists" : NULL;
}

static void
transfer (Request *request, gboolean copy)
{
  xmlNode *id = node_first (node_child (request->operation, "FolderIds"));
  Mailbox *mailbox, *to_mailbox;
  Folder *folder, *to;
  const char *wrong = request_find_folder_in (request, node_child (request->operation, "ToFolderId"), &to_mailbox, &to);

  if (g_strcmp0 (wrong, "ErrorFolderNotFound") == 0)
    wrong = "ErrorToFolderNotFound";
  for (; id; id = node_next (id)) {
    const char *code = wrong ? wrong : request_find_folder (request, id, &mailbox, &folder);

    if (!code)
      code = check_transfer (mailbox, folder, to_mailbox, to, copy);
    if (code) {
      reply_error (request, code, "<m:Folders/>");
      continue;
    }
    if (copy)
      folder = copy_folder (mailbox, folder, to->number, request->now);
    else
      mailbox_move_folder (mailbox, folder, to->number);
    reply_begin (request);
    xml_open (request->out, "m:Folders");
    folder_write (request->out, mailbox, folder, NULL);
    xml_close (request->out, "m:Folders");
    reply_end (request);
  }
}

void
op_move_folder (Request *request)
{
  transfer (request, FALSE);
}

void
op_copy_folder (Request *request)
{
  transfer (request, TRUE);
}

/* --- EmptyFolder --- */

static void
empty (Request *request, Mailbox *mailbox, Folder *folder)
{
  g_autofree char *type = node_attribute (request->operation, "DeleteType");
  gboolean subfolders = !node_attribute_is (request->operation, "DeleteSubFolders", "false")
                        && !node_attribute_is (request->operation, "DeleteSubFolders", "0");
  const char *target = g_strcmp0 (type, "MoveToDeletedItems") == 0 ? "deleteditems"
                       : g_strcmp0 (type, "SoftDelete") == 0       ? "recoverableitemsdeletions"
                                                                   : NULL;
  Folder *to = target ? mailbox_get_distinguished (mailbox, target) : NULL;
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  GPtrArray *folders = mailbox_get_folders (mailbox);

  for (guint i = 0; i < items->len; i++)
    if (to && to != folder)
      mailbox_move_item (mailbox, g_ptr_array_index (items, i), to->number, request->now);
    else
      mailbox_remove_item (mailbox, g_ptr_array_index (items, i), request->now);
  for (guint i = 0; subfolders && i < folders->len; i++) {
    Folder *child = g_ptr_array_index (folders, i);

    if (child->parent == folder->number && !child->deleted && !child->distinguished)
      mailbox_remove_folder (mailbox, child, request->now);
  }
}

void
op_empty_folder (Request *request)
{
  xmlNode *id = node_first (node_child (request->operation, "FolderIds"));

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder (request, id, &mailbox, &folder);

    /* Calendars are not emptied, nor is what holds only folders. */
    if (!code && (strcmp (folder->class, "IPF.Appointment") == 0 || (folder->distinguished && !*folder->class)))
      code = "ErrorCannotEmptyFolder";
    if (code) {
      reply_error (request, code, NULL);
      continue;
    }
    empty (request, mailbox, folder);
    reply_begin (request);
    reply_end (request);
  }
}

void
op_mark_all_items_as_read (Request *request)
{
  xmlNode *id = node_first (node_child (request->operation, "FolderIds"));
  g_autofree char *flag = node_child_text (request->operation, "ReadFlag");
  gboolean read = g_strcmp0 (flag, "true") == 0 || g_strcmp0 (flag, "1") == 0;

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder (request, id, &mailbox, &folder);

    if (code) {
      reply_error (request, code, NULL);
      continue;
    }
    {
      g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);

      for (guint i = 0; i < items->len; i++)
        if (((Item *) g_ptr_array_index (items, i))->read != read)
          mailbox_set_read (mailbox, g_ptr_array_index (items, i), read, request->now);
    }
    reply_begin (request);
    reply_end (request);
  }
}
