/* SPDX-License-Identifier: MIT */
/* GetItem, CreateItem. */
#include "operations.h"

#include "item-read.h"
#include "item-write.h"
#include "meetings.h"
#include "mime-read.h"
#include "response.h"
#include "rules.h"
#include "xmlout.h"

#include <string.h>

void
op_get_item (Request *request)
{
  g_auto (Shape) shape;
  const char *wrong = shape_read (&shape, node_child (request->operation, "ItemShape"), SHAPE_GET);
  xmlNode *id = node_first (node_child (request->operation, "ItemIds"));

  for (; id; id = node_next (id)) {
    View view;
    const char *code = request->item_fault ? request->item_fault : wrong;

    if (!code)
      code = request_find_item (request, id, &view, NULL);
    if (code) {
      reply_error (request, code, "<m:Items/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Items");
    item_write (request->out, &view, &shape, request->zone);
    xml_close (request->out, "m:Items");
    reply_end (request);
  }
}

/* --- CreateItem --- */

static const char *
check_folder (ItemKind kind, const Folder *folder)
{
  if (kind == KIND_CALENDAR && strcmp (folder->class, "IPF.Appointment") != 0)
    return "ErrorCannotCreateCalendarItemInNonCalendarFolder";
  if (kind == KIND_TASK && strcmp (folder->class, "IPF.Task") != 0)
    return "ErrorCannotCreateTaskInNonTaskFolder";
  return NULL;
}

/* Where an item goes: the folder named, or the kind's own. */
static const char *
find_target (Request *request, ItemKind kind, Mailbox **ret_mailbox, Folder **ret_folder)
{
  static const char *const missing = "ErrorMissingEmailAddress";
  xmlNode *target = node_child (request->operation, "SavedItemFolderId");
  gboolean sends = !node_attribute_is (request->operation, "MessageDisposition", "SaveOnly");

  if (target) {
    const char *code = request_find_folder_in (request, target, ret_mailbox, ret_folder);

    return g_strcmp0 (code, "ErrorFolderNotFound") == 0 ? "ErrorSavedItemFolderNotFound" : code;
  }
  if (!request->mailbox)
    return missing;
  *ret_mailbox = request->mailbox;
  *ret_folder = mailbox_get_distinguished (request->mailbox, kind == KIND_CALENDAR ? "calendar"
                                                             : kind == KIND_TASK   ? "tasks"
                                                             : sends               ? "sentitems"
                                                                                   : "drafts");
  return NULL;
}

/* Whether the request is allowed at all for this kind of element. */
static const char *
check_attributes (Request *request, const xmlNode *element, ItemKind kind)
{
  g_autofree char *invitations = node_attribute (request->operation, "SendMeetingInvitations");
  g_autofree char *disposition = node_attribute (request->operation, "MessageDisposition");

  if (kind == 0)
    return disposition ? "ErrorInvalidItemForOperationCreateItem" : "ErrorMessageDispositionRequired";
  if (kind == KIND_CALENDAR && !invitations)
    return "ErrorSendMeetingInvitationsRequired";
  if (kind == KIND_MESSAGE && !disposition)
    return "ErrorMessageDispositionRequired";
  return NULL;
}

/* A message that is sent on being created. */
static void
note_mail (Request *request, const View *view)
{
  g_autofree char *disposition = node_attribute (request->operation, "MessageDisposition");

  if (view->item->kind == KIND_MESSAGE && g_strcmp0 (disposition, "SaveOnly") != 0)
    records_add_mail (request->sim->records, request->name, mailbox_get_smtp (view->mailbox),
                      bag_get (view->item->bag, PROPERTY_Subject), disposition);
}

static const char *
create (Request *request, const xmlNode *element, View *ret_view)
{
  ItemKind kind = item_kind_from_element (node_name (element));
  ReadContext context = { kind, request->zone, NULL, NULL };
  const char *code = NULL;
  g_autoptr (Bag) bag = NULL;
  Mailbox *mailbox;
  Folder *folder;
  gboolean unread;
  Item *item;
  g_autofree char *invitations = node_attribute (request->operation, "SendMeetingInvitations");
  g_autofree char *mime = NULL;

  if (response_is_one (element))
    return response_run (request, element, ret_view);
  code = check_attributes (request, element, kind);
  if (!code)
    code = find_target (request, kind, &mailbox, &folder);
  if (!code)
    code = check_folder (kind, folder);
  if (!code)
    code = item_read (&context, element, &bag);
  if (!code && kind == KIND_CALENDAR && (mime = g_strdup (bag_get (bag, PROPERTY_MimeContent)))) {
    bag_set (&bag, PROPERTY_MimeContent, NULL);
    code = mime_read (mime, &bag);
  }
  if (!code)
    code = rules_complete_new (mailbox, kind, &bag, request->zone, request->now);
  if (code)
    return code;
  unread = g_strcmp0 (bag_get (bag, PROPERTY_IsRead), "false") == 0;
  bag_set (&bag, PROPERTY_IsRead, NULL);
  item = mailbox_add_item (mailbox, folder->number, kind, g_steal_pointer (&bag), request->now);
  if (unread)
    mailbox_set_read (mailbox, item, FALSE, request->now);
  if (mime)
    mime_read_exceptions (mailbox, item, mime, request->now);
  *ret_view = view_of_item (mailbox, item);
  note_mail (request, ret_view);
  /* What is only sent is not kept. */
  if (kind == KIND_MESSAGE && node_attribute_is (request->operation, "MessageDisposition", "SendOnly")) {
    mailbox_remove_item (mailbox, item, request->now);
    ret_view->item = NULL;
    return NULL;
  }
  meeting_send (request, ret_view, MEETING_INVITATION, invitations);
  return NULL;
}

void
op_create_item (Request *request)
{
  xmlNode *element = node_first (node_child (request->operation, "Items"));

  for (; element; element = node_next (element)) {
    View view;
    const char *code = create (request, element, &view);

    if (code) {
      reply_error (request, code, "<m:Items/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Items");
    if (view.item)
      item_write_created (request->out, &view);
    xml_close (request->out, "m:Items");
    reply_end (request);
  }
}
