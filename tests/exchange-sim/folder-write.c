/* SPDX-License-Identifier: MIT */
#include "folder-write.h"

#include "extended.h"
#include "values.h"
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

static int
unread (Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  int count = 0;

  for (guint i = 0; i < items->len; i++)
    count += !((Item *) g_ptr_array_index (items, i))->read;
  return count;
}

/* Bytes in the folder, as PR_MESSAGE_SIZE counts them. */
static gint64
total_size (Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  gint64 size = 1024;

  for (guint i = 0; i < items->len; i++)
    size += 1024 + 2 * bag_size (((Item *) g_ptr_array_index (items, i))->bag);
  return size;
}

/* When the content last changed. What was there before this run tells it by its items. */
static gint64
committed (Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  gint64 last = folder->committed;

  for (guint i = 0; i < items->len; i++)
    last = MAX (last, ((Item *) g_ptr_array_index (items, i))->modified);
  return last;
}

/* The MAPI properties of folders. */
static char *
extended_folder_value (Mailbox *mailbox, const Folder *folder, const char *path)
{
  if (strcmp (path, "T=String;G=0x3001") == 0)
    return g_strdup (folder->name);
  if (strcmp (path, "T=String;G=0x3613") == 0)
    return *folder->class ? g_strdup (folder->class) : NULL;
  if (strcmp (path, "T=Integer;G=0xe08") == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, total_size (mailbox, folder));
  if (strcmp (path, "T=Integer;G=0x3601") == 0)
    return g_strdup (folder->parent ? "1" : "0");
  if (strcmp (path, "T=Integer;G=0x3602") == 0)
    return g_strdup_printf ("%u", mailbox_count (mailbox, folder->number));
  if (strcmp (path, "T=Integer;G=0x3603") == 0)
    return g_strdup_printf ("%d", unread (mailbox, folder));
  if (strcmp (path, "T=Boolean;G=0x360a") == 0)
    return g_strdup (children (mailbox, folder) ? "true" : "false");
  if (strcmp (path, "T=Boolean;G=0x10f4") == 0)
    return g_strdup ("false");
  if (strcmp (path, "T=SystemTime;G=0x3008") == 0 || strcmp (path, "T=SystemTime;G=0x670a") == 0)
    return value_from_instant (committed (mailbox, folder));
  if (strcmp (path, "T=Integer;G=0x6751") == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, mailbox_get_next_item (mailbox));
  if (strcmp (path, "T=Binary;G=0xfff") == 0)
    return folder_id (mailbox, folder);
  return NULL;
}

char *
folder_value (const xmlNode *path, gconstpointer subject)
{
  Mailbox *mailbox = ((const FolderSubject *) subject)->mailbox;
  const Folder *folder = ((const FolderSubject *) subject)->folder;

  if (node_is (path, "ExtendedFieldURI")) {
    g_autofree char *extended = extended_path (path);

    return extended ? extended_folder_value (mailbox, folder, extended) : NULL;
  }
  if (node_attribute_is (path, "FieldURI", "folder:DisplayName"))
    return g_strdup (folder->name);
  if (node_attribute_is (path, "FieldURI", "folder:FolderClass"))
    return *folder->class ? g_strdup (folder->class) : NULL;
  if (node_attribute_is (path, "FieldURI", "folder:TotalCount"))
    return g_strdup_printf ("%u", mailbox_count (mailbox, folder->number));
  if (node_attribute_is (path, "FieldURI", "folder:UnreadCount"))
    return g_strdup_printf ("%d", unread (mailbox, folder));
  if (node_attribute_is (path, "FieldURI", "folder:ChildFolderCount"))
    return g_strdup_printf ("%d", children (mailbox, folder));
  return NULL;
}

gboolean
folder_name_is_taken (Mailbox *mailbox, const Folder *parent, const char *name)
{
  GPtrArray *folders = mailbox_get_folders (mailbox);

  for (guint i = 0; i < folders->len; i++) {
    const Folder *folder = g_ptr_array_index (folders, i);

    if (!folder->deleted && folder->parent == parent->number && g_ascii_strcasecmp (folder->name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
write_extended (GString *out, Mailbox *mailbox, const Folder *folder, const xmlNode *shape)
{
  xmlNode *path = node_first (node_child (shape, "AdditionalProperties"));

  for (; path; path = node_next (path)) {
    g_autofree char *extended = node_is (path, "ExtendedFieldURI") ? extended_path (path) : NULL;
    g_autofree char *value = extended ? extended_folder_value (mailbox, folder, extended) : NULL;

    extended_write (out, extended, value);
  }
}

/* What everybody and nobody may do: as in a mailbox that has been shared with no one. Calendars tell everybody when they are busy. */
static void
write_permission (GString *out, const char *who, gboolean calendar, gboolean busy)
{
  g_autofree char *tag = g_strconcat (calendar ? "t:Calendar" : "t:", "Permission", NULL);
  g_autofree char *level = g_strconcat (tag, "Level", NULL);

  xml_open (out, tag);
  xml_open (out, "t:UserId");
  xml_element (out, "t:DistinguishedUser", who);
  xml_close (out, "t:UserId");
  for (guint i = 0; i < 5; i++) {
    static const char *const flags[] = { "t:CanCreateItems", "t:CanCreateSubFolders", "t:IsFolderOwner",
                                         "t:IsFolderVisible", "t:IsFolderContact" };

    xml_bool (out, flags[i], FALSE);
  }
  xml_element (out, "t:EditItems", "None");
  xml_element (out, "t:DeleteItems", "None");
  xml_element (out, "t:ReadItems", busy ? "TimeOnly" : "None");
  xml_element (out, level, busy ? "FreeBusyTimeOnly" : "None");
  xml_close (out, tag);
}

static void
write_permissions (GString *out, gboolean calendar)
{
  const char *list = calendar ? "t:CalendarPermissions" : "t:Permissions";

  xml_open (out, "t:PermissionSet");
  xml_open (out, list);
  write_permission (out, "Default", calendar, calendar);
  write_permission (out, "Anonymous", calendar, FALSE);
  xml_close (out, list);
  xml_close (out, "t:PermissionSet");
}

/* Only who names it gets it. */
static gboolean
wants_permissions (const xmlNode *shape)
{
  for (xmlNode *path = node_first (node_child (shape, "AdditionalProperties")); path; path = node_next (path))
    if (node_attribute_is (path, "FieldURI", "folder:PermissionSet"))
      return TRUE;
  return FALSE;
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
  if (*folder->class && wants (shape, "FolderClass", FALSE))
    xml_element (out, "t:FolderClass", folder->class);
  if (wants (shape, "DisplayName", TRUE))
    xml_element (out, "t:DisplayName", folder->name);
  if (wants (shape, "TotalCount", TRUE))
    xml_int (out, "t:TotalCount", mailbox_count (mailbox, folder->number));
  if (wants (shape, "ChildFolderCount", TRUE))
    xml_int (out, "t:ChildFolderCount", children (mailbox, folder));
  write_extended (out, mailbox, folder, shape);
  if (wants (shape, "EffectiveRights", FALSE))
    write_rights (out);
  if (folder->distinguished && wants (shape, "DistinguishedFolderId", FALSE))
    xml_element (out, "t:DistinguishedFolderId", folder->distinguished);
  if (wants_permissions (shape))
    write_permissions (out, strcmp (tag, "t:CalendarFolder") == 0);
  if (strcmp (tag, "t:CalendarFolder") != 0 && strcmp (tag, "t:ContactsFolder") != 0
      && wants (shape, "UnreadCount", TRUE))
    xml_int (out, "t:UnreadCount", unread (mailbox, folder));
  xml_close (out, tag);
}
