/* SPDX-License-Identifier: MIT */
/* CreateAttachment, GetAttachment, DeleteAttachment. */
#include "operations.h"

#include "attachments.h"
#include "series.h"
#include "xmlout.h"

/* The item gets what was made of its bag. */
static const char *
store (Request *request, View *view, Bag **bag)
{
  Item *item = (Item *) view->item;
  const char *code;

  if (view_is_occurrence (view)) {
    code = series_update_occurrence (view, bag, request->zone, request->now);
    *view = view_of_occurrence (view->mailbox, item, view->original);
    return code;
  }
  bag_free (item->bag);
  item->bag = g_steal_pointer (bag);
  mailbox_change_item (view->mailbox, item, request->now);
  return NULL;
}

static Bag *
bag_of (const View *view)
{
  return view_is_occurrence (view) ? series_occurrence_bag (view) : bag_copy (view->item->bag);
}

static void
write_root (GString *out, const View *view)
{
  g_autofree char *id = view_id (view), *key = view_change_key (view);

  xml_attribute (out, "RootItemId", id);
  xml_attribute (out, "RootItemChangeKey", key);
}

void
op_create_attachment (Request *request)
{
  xmlNode *list = node_child (request->operation, "Attachments");
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (Bag) bag = NULL;
  View view;
  const char *code = request_find_item (request, node_child (request->operation, "ParentItemId"), &view, NULL);

  if (!code) {
    bag = bag_of (&view);
    code = attachments_add (&bag, list, added);
  }
  if (!code)
    code = store (request, &view, &bag);
  for (xmlNode *one = node_first (list); one && code; one = node_next (one))
    reply_error (request, code, "<m:Attachments/>");
  for (guint i = 0; i < added->len && !code; i++) {
    g_autofree char *id = attachment_id (&view, g_array_index (added, guint32, i));

    reply_begin (request);
    xml_open (request->out, "m:Attachments");
    xml_open (request->out, "t:FileAttachment");
    xml_start (request->out, "t:AttachmentId");
    xml_attribute (request->out, "Id", id);
    write_root (request->out, &view);
    xml_empty_end (request->out);
    xml_close (request->out, "t:FileAttachment");
    xml_close (request->out, "m:Attachments");
    reply_end (request);
  }
}

/* The item an attachment hangs on, and its number there. A response code, or NULL. */
static const char *
find (Request *request, const xmlNode *node, View *ret_view, guint32 *ret_number)
{
  g_autofree char *id = node_attribute (node, "Id");
  g_autoptr (GString) probe = g_string_new (NULL);
  Token token;
  Mailbox *mailbox;
  Item *item;

  if (token_read (id, TOKEN_ATTACHMENT, &token) != TOKEN_OK)
    return "ErrorInvalidAttachmentId";
  mailbox = sim_get_mailbox_by_guid (request->sim, token.guid);
  item = request_may_open (request, mailbox) ? mailbox_get_item (mailbox, token.numbers[0]) : NULL;
  if (!item)
    return "ErrorItemNotFound";
  *ret_view = token.numbers[2] == ID_NO_OCCURRENCE ? view_of_item (mailbox, item)
                                                   : view_of_occurrence (mailbox, item, token.numbers[2]);
  *ret_number = token.numbers[1];
  return attachments_write_one (probe, ret_view, *ret_number, FALSE, NULL) ? NULL : "ErrorItemNotFound";
}

void
op_get_attachment (Request *request)
{
  for (xmlNode *id = node_first (node_child (request->operation, "AttachmentIds")); id; id = node_next (id)) {
    View view;
    guint32 number;
    const char *code = find (request, id, &view, &number);

    if (code) {
      reply_error (request, code, "<m:Attachments/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Attachments");
    attachments_write_one (request->out, &view, number, TRUE, request->zone);
    xml_close (request->out, "m:Attachments");
    reply_end (request);
  }
}

void
op_delete_attachment (Request *request)
{
  for (xmlNode *id = node_first (node_child (request->operation, "AttachmentIds")); id; id = node_next (id)) {
    View view;
    guint32 number;
    g_autoptr (Bag) bag = NULL;
    const char *code = find (request, id, &view, &number);

    if (!code) {
      bag = bag_of (&view);
      attachments_remove (&bag, number);
      code = store (request, &view, &bag);
    }
    if (code) {
      reply_error (request, code, NULL);
      continue;
    }
    reply_begin (request);
    xml_start (request->out, "m:RootItemId");
    write_root (request->out, &view);
    xml_empty_end (request->out);
    reply_end (request);
  }
}
