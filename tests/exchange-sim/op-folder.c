/* SPDX-License-Identifier: MIT */
/* GetFolder, FindFolder. */
#include "operations.h"

#include "folder-write.h"
#include "values.h"
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
fulfils (const xmlNode *restriction, Mailbox *mailbox, const Folder *folder)
{
  FolderSubject subject = { mailbox, folder };
  Searched searched = { folder_value, &subject };

  return !restriction || restriction_matches (restriction, &searched, NULL);
}

static GPtrArray *
collect (Mailbox *mailbox, const Folder *root, gboolean deep, const xmlNode *restriction)
{
  GPtrArray *folders = mailbox_get_folders (mailbox), *found = g_ptr_array_new ();

  for (guint i = 0; i < folders->len; i++) {
    const Folder *folder = g_ptr_array_index (folders, i);
    gboolean inside = deep ? mailbox_is_below (mailbox, folder, root->number) : folder->parent == root->number;

    if (inside && !folder->deleted && fulfils (restriction, mailbox, folder))
      g_ptr_array_add (found, (gpointer) folder);
  }
  return found;
}

/* Which of `count` folders an IndexedPageFolderView shows; NULL shows all. FALSE if its numbers make no sense. */
static gboolean
read_page (const xmlNode *view, guint count, guint *ret_from, guint *ret_to)
{
  g_autofree char *offset_text = node_attribute (view, "Offset");
  g_autofree char *most_text = node_attribute (view, "MaxEntriesReturned");
  gboolean from_end = node_attribute_is (view, "BasePoint", "End");
  g_autofree char *numerator = node_attribute (view, "Numerator");
  g_autofree char *denominator = node_attribute (view, "Denominator");
  gint64 offset = 0, most = G_MAXINT32, above = 0, below = 1;

  if ((offset_text && !value_to_int (offset_text, &offset)) || (most_text && !value_to_int (most_text, &most))
      || offset < 0 || most < 1)
    return FALSE;
  if (denominator) {
    if (!value_to_int (numerator, &above) || !value_to_int (denominator, &below) || below < 1 || above < 0
        || above > below)
      return FALSE;
    offset = (gint64) count * above / below;
  }
  offset = MIN (offset, count);
  most = MIN (most, count - offset);
  *ret_from = from_end ? count - offset - most : offset;
  *ret_to = *ret_from + most;
  return TRUE;
}

/* FractionalPageFolderView: from a part of all folders on. */
static xmlNode *
find_view (const xmlNode *operation)
{
  xmlNode *view = node_child (operation, "IndexedPageFolderView");

  return view ? view : node_child (operation, "FractionalPageFolderView");
}

static void
write_found (Request *request, Mailbox *mailbox, const Folder *root, gboolean deep)
{
  xmlNode *shape = node_child (request->operation, "FolderShape");
  xmlNode *view = find_view (request->operation);
  g_autoptr (GPtrArray) found =
    collect (mailbox, root, deep, node_first (node_child (request->operation, "Restriction")));
  guint from, to;

  if (!read_page (view, found->len, &from, &to)) {
    reply_error (request, "ErrorInvalidIndexedPagingParameters", NULL);
    return;
  }
  reply_begin (request);
  g_string_append_printf (request->out,
                          "<m:RootFolder IndexedPagingOffset=\"%u\" TotalItemsInView=\"%u\""
                          " IncludesLastItemInRange=\"%s\"><t:Folders>",
                          to, found->len, to >= found->len ? "true" : "false");
  for (guint i = from; i < to; i++)
    folder_write (request->out, mailbox, g_ptr_array_index (found, i), shape);
  g_string_append (request->out, "</t:Folders></m:RootFolder>");
  reply_end (request);
}

void
op_find_folder (Request *request)
{
  gboolean deep = node_attribute_is (request->operation, "Traversal", "Deep");
  xmlNode *id = node_first (node_child (request->operation, "ParentFolderIds"));
  const char *wrong = restriction_check (node_child (request->operation, "Restriction"));

  for (; id; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = wrong ? wrong : request_find_folder (request, id, &mailbox, &folder);

    if (code)
      reply_error (request, code, NULL);
    else
      write_found (request, mailbox, folder, deep);
  }
}
