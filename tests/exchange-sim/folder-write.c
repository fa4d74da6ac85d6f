/* SPDX-License-Identifier: MIT */
#include "folder-write.h"

#include "view.h"
#include "xmlout.h"

#include <string.h>

static gboolean
wants (const xmlNode *shape, const char *name, gboolean by_default)
{
  g_autofree char *base = node_child_text (shape, "BaseShape");
  g_autofree char *uri = g_strconcat ("folder:", name, NULL);

  if (g_strcmp0 (base, "AllProperties") == 0 || (by_default && g_strcmp0 (base, "Default") == 0))
    return TRUE;
  for (xmlNode *path = node_first (node_child (shape, "AdditionalProperties")); path; path = node_next (path))
    if (node_attribute_is (path, "FieldURI", uri))
      return TRUE;
  return FALSE;
}

const char *
folder_tag (const Folder *folder)
{
  static const char *const tags[][2] = { { "IPF.Appointment", "t:CalendarFolder" },
                                         { "IPF.Task", "t:TasksFolder" },
                                         { "IPF.Contact", "t:ContactsFolder" } };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strcmp (folder->class, tags[i][0]) == 0)
      return tags[i][1];
  return "t:Folder";
}

static void
write_rights (GString *out)
{
  static const char *const rights[] = { "t:CreateAssociated", "t:CreateContents", "t:CreateHierarchy", "t:Delete",
                                        "t:Modify",           "t:Read",           "t:ViewPrivateItems" };

  xml_open (out, "t:EffectiveRights");
  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    xml_bool (out, rights[i], TRUE);
  xml_close (out, "t:EffectiveRights");
}

static int
children (Mailbox *mailbox, const Folder *folder)
{
  GPtrArray *folders = mailbox_get_folders (mailbox);
  int count = 0;

  for (guint i = 0; i < folders->len; i++) {
    const Folder *child = g_ptr_array_index (folders, i);

    count += child->parent == folder->number && !child->deleted;
  }
  return count;
}

void
folder_write (GString *out, Mailbox *mailbox, const Folder *folder, const xmlNode *shape)
{
  const char *tag = folder_tag (folder);
  Folder *parent = mailbox_get_folder (mailbox, folder->parent);

  xml_open (out, tag);
  folder_write_id (out, "t:FolderId", mailbox, folder);
  if (parent && wants (shape, "ParentFolderId", FALSE))
    folder_write_id (out, "t:ParentFolderId", mailbox, parent);
  if (wants (shape, "FolderClass", FALSE))
    xml_element (out, "t:FolderClass", folder->class);
  if (wants (shape, "DisplayName", TRUE))
    xml_element (out, "t:DisplayName", folder->name);
  if (wants (shape, "TotalCount", TRUE))
    xml_int (out, "t:TotalCount", mailbox_count (mailbox, folder->number));
  if (wants (shape, "ChildFolderCount", TRUE))
    xml_int (out, "t:ChildFolderCount", children (mailbox, folder));
  if (wants (shape, "EffectiveRights", FALSE))
    write_rights (out);
  if (folder->distinguished && wants (shape, "DistinguishedFolderId", FALSE))
    xml_element (out, "t:DistinguishedFolderId", folder->distinguished);
  if (strcmp (tag, "t:CalendarFolder") != 0 && strcmp (tag, "t:ContactsFolder") != 0
      && wants (shape, "UnreadCount", TRUE))
    xml_int (out, "t:UnreadCount", 0);
  xml_close (out, tag);
}
