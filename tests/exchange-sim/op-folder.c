/* SPDX-License-Identifier: MIT */
/* GetFolder, FindFolder. */
#include "operations.h"

#include "folder-write.h"
#include "xmlout.h"

void
op_get_folder (Request *request)
{
  xmlNode *shape = node_child (request->operation, "FolderShape");
  xmlNode *id = node_first (node_child (request->operation, "FolderIds"));

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder (request, id, &mailbox, &folder);

    if (code) {
      reply_error (request, code, "<m:Folders/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Folders");
    folder_write (request->out, mailbox, folder, shape);
    xml_close (request->out, "m:Folders");
    reply_end (request);
  }
}

static gboolean
is_below (Mailbox *mailbox, const Folder *folder, const Folder *root, gboolean deep)
{
  guint32 parent = folder->parent;

  if (folder->deleted)
    return FALSE;
  while (deep && parent && parent != root->number)
    parent = mailbox_get_folder (mailbox, parent) ? mailbox_get_folder (mailbox, parent)->parent : 0;
  return parent == root->number;
}

static void
write_found (Request *request, Mailbox *mailbox, const Folder *root, gboolean deep)
{
  xmlNode *shape = node_child (request->operation, "FolderShape");
  GPtrArray *folders = mailbox_get_folders (mailbox);
  g_autoptr (GString) found = g_string_new (NULL);
  int count = 0;

  for (guint i = 0; i < folders->len; i++) {
    const Folder *folder = g_ptr_array_index (folders, i);

    if (!is_below (mailbox, folder, root, deep))
      continue;
    folder_write (found, mailbox, folder, shape);
    count++;
  }
  reply_begin (request);
  g_string_append_printf (request->out,
                          "<m:RootFolder IndexedPagingOffset=\"%d\" TotalItemsInView=\"%d\""
                          " IncludesLastItemInRange=\"true\"><t:Folders>%s</t:Folders></m:RootFolder>",
                          count, count, found->str);
  reply_end (request);
}

void
op_find_folder (Request *request)
{
  gboolean deep = node_attribute_is (request->operation, "Traversal", "Deep");
  xmlNode *id = node_first (node_child (request->operation, "ParentFolderIds"));

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = request_find_folder (request, id, &mailbox, &folder);

    if (code)
      reply_error (request, code, NULL);
    else
      write_found (request, mailbox, folder, deep);
  }
}
