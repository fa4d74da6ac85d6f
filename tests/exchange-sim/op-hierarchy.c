/* SPDX-License-Identifier: MIT */
/* CreateFolder, UpdateFolder, DeleteFolder, SyncFolderHierarchy. */
#include "operations.h"

#include "folder-write.h"
#include "xmlout.h"

#include <string.h>

static const char *
class_of (const xmlNode *element)
{
  static const char *const classes[][2] = { { "CalendarFolder", "IPF.Appointment" },
                                            { "TasksFolder", "IPF.Task" },
                                            { "ContactsFolder", "IPF.Contact" } };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (node_is (element, classes[i][0]))
      return classes[i][1];
  /* A plain folder has no class unless it is given one. */
  return "";
}

static void
reply_folder (Request *request, Mailbox *mailbox, const Folder *folder)
{
  reply_begin (request);
  xml_open (request->out, "m:Folders");
  folder_write (request->out, mailbox, folder, NULL);
  xml_close (request->out, "m:Folders");
  reply_end (request);
}

void
op_create_folder (Request *request)
{
  xmlNode *element = node_first (node_child (request->operation, "Folders"));
  Mailbox *mailbox;
  Folder *parent;
  const char *wrong =
    request_find_folder_in (request, node_child (request->operation, "ParentFolderId"), &mailbox, &parent);

  if (g_strcmp0 (wrong, "ErrorFolderNotFound") == 0)
    wrong = "ErrorParentFolderNotFound";
  for (; element; element = node_next (element)) {
    g_autofree char *name = node_child_text (element, "DisplayName");
    g_autofree char *class = node_child_text (element, "FolderClass");
    const char *code = wrong;

    if (!code && (!name || !*name))
      code = "ErrorFolderSavePropertyError";
    if (!code && folder_name_is_taken (mailbox, parent, name))
      code = "ErrorFolderExists";
    if (code)
      reply_error (request, code, "<m:Folders/>");
    else
      reply_folder (request, mailbox,
                    mailbox_add_folder (mailbox, parent->number, name, class ? class : class_of (element)));
  }
}

/* To Deleted Items, unless it is there already; else it is gone with all that is in it. */
static void
dispose_folder (Request *request, Mailbox *mailbox, Folder *folder)
{
  Folder *deleted = mailbox_get_distinguished (mailbox, "deleteditems");

  if (node_attribute_is (request->operation, "DeleteType", "MoveToDeletedItems")
      && !mailbox_is_below (mailbox, folder, deleted->number))
    mailbox_move_folder (mailbox, folder, deleted->number);
  else
    mailbox_remove_folder (mailbox, folder, request->now);
}

static const char *
rename_folder (Mailbox *mailbox, Folder *folder, const xmlNode *updates)
{
  for (xmlNode *change = node_first (updates); change; change = node_next (change)) {
    xmlNode *path = node_first (change);
    g_autofree char *name = node_child_text (node_next (path), "DisplayName");

    /* Sharing is none of the simulator's matters. */
    if (node_attribute_is (path, "FieldURI", "folder:PermissionSet"))
      continue;
    if (node_attribute_is (path, "FieldURI", "folder:FolderClass")) {
      g_autofree char *class = node_child_text (node_next (path), "FolderClass");

      if (g_strcmp0 (class, folder->class) != 0)
        return "ErrorObjectTypeChanged";
      continue;
    }
    if (!node_attribute_is (path, "FieldURI", "folder:DisplayName") || !name || !*name)
      return "ErrorInvalidPropertySet";
    mailbox_rename_folder (mailbox, folder, name);
  }
  return NULL;
}

void
op_update_folder (Request *request)
{
  xmlNode *change = node_first (node_child (request->operation, "FolderChanges"));

  for (; change; change = node_next (change)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder_in (request, change, &mailbox, &folder);

    if (!code)
      code = rename_folder (mailbox, folder, node_child (change, "Updates"));
    if (code)
      reply_error (request, code, "<m:Folders/>");
    else
      reply_folder (request, mailbox, folder);
  }
}

void
op_delete_folder (Request *request)
{
  xmlNode *id = node_first (node_child (request->operation, "FolderIds"));

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder (request, id, &mailbox, &folder);

    if (!code && folder->distinguished)
      code = "ErrorDeleteDistinguishedFolder";
    if (code) {
      reply_error (request, code, NULL);
      continue;
    }
    dispose_folder (request, mailbox, folder);
    reply_begin (request);
    reply_end (request);
  }
}

/* --- SyncFolderHierarchy --- */

static void
write_change (Request *request, Mailbox *mailbox, const Folder *folder, guint64 known)
{
  xmlNode *shape = node_child (request->operation, "FolderShape");

  if (folder->deleted > known && folder->entered <= known) {
    xml_open (request->out, "t:Delete");
    folder_write_id (request->out, "t:FolderId", mailbox, folder);
    xml_close (request->out, "t:Delete");
  } else if (!folder->deleted && folder->changed > known) {
    const char *tag = folder->entered > known ? "t:Create" : "t:Update";

    xml_open (request->out, tag);
    folder_write (request->out, mailbox, folder, shape);
    xml_close (request->out, tag);
  }
}

static gboolean
read_state (Mailbox *mailbox, const Folder *root, const char *text, guint64 *ret_known)
{
  Token token;

  if (token_read (text, TOKEN_FOLDER_STATE, &token) != TOKEN_OK || strcmp (token.guid, mailbox_get_guid (mailbox)) != 0
      || token.numbers[0] != root->number)
    return FALSE;
  *ret_known = token.numbers[1];
  return TRUE;
}

void
op_sync_folder_hierarchy (Request *request)
{
  g_autofree char *text = node_child_text (request->operation, "SyncState");
  g_autofree char *state = NULL;
  xmlNode *id = node_child (request->operation, "SyncFolderId");
  Mailbox *mailbox = request->mailbox;
  Folder *root = mailbox ? mailbox_get_distinguished (mailbox, "msgfolderroot") : NULL;
  const char *code = id        ? request_find_folder_in (request, id, &mailbox, &root)
                     : mailbox ? NULL
                               : "ErrorMissingEmailAddress";
  GPtrArray *folders;
  guint64 known = 0;

  if (g_strcmp0 (code, "ErrorFolderNotFound") == 0)
    code = "ErrorSyncFolderNotFound";
  if (!code && text && *text && !read_state (mailbox, root, text, &known))
    code = "ErrorInvalidSyncStateData";
  if (code) {
    reply_error (request, code, "<m:SyncState/><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange>");
    return;
  }
  state = token_make (TOKEN_FOLDER_STATE, mailbox_get_guid (mailbox), root->number, mailbox_get_sequence (mailbox), 0);
  folders = mailbox_get_folders (mailbox);
  reply_begin (request);
  xml_element (request->out, "m:SyncState", state);
  xml_bool (request->out, "m:IncludesLastFolderInRange", TRUE);
  xml_open (request->out, "m:Changes");
  for (guint i = 0; i < folders->len; i++)
    if (mailbox_is_below (mailbox, g_ptr_array_index (folders, i), root->number))
      write_change (request, mailbox, g_ptr_array_index (folders, i), known);
  xml_close (request->out, "m:Changes");
  reply_end (request);
}
