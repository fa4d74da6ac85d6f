/* SPDX-License-Identifier: MIT */
/* DeleteItem. */
#include "operations.h"

#include "meetings.h"
#include "series.h"
#include "task-series.h"
#include "xmlout.h"

#include <string.h>

static const char *
check_attributes (Request *request, const View *view)
{
  g_autofree char *cancellations = node_attribute (request->operation, "SendMeetingCancellations");
  g_autofree char *occurrences = node_attribute (request->operation, "AffectedTaskOccurrences");

  if (view->item->kind == KIND_CALENDAR && !cancellations)
    return "ErrorSendMeetingCancellationsRequired";
  if (view->item->kind == KIND_TASK && !occurrences)
    return "ErrorAffectedTaskOccurrencesRequired";
  return NULL;
}

static void
dispose (Request *request, const View *view)
{
  g_autofree char *type = node_attribute (request->operation, "DeleteType");
  const char *target = g_strcmp0 (type, "MoveToDeletedItems") == 0 ? "deleteditems"
                       : g_strcmp0 (type, "SoftDelete") == 0       ? "recoverableitemsdeletions"
                                                                   : NULL;
  Folder *folder = target ? mailbox_get_distinguished (view->mailbox, target) : NULL;
  Item *item = (Item *) view->item;

  if (folder)
    mailbox_move_item (view->mailbox, item, folder->number, request->now);
  else
    mailbox_remove_item (view->mailbox, item, request->now);
}

/* The organizer cancels, an attendee declines. */
static void
tell_others (Request *request, const View *view, const char *how)
{
  if (!view_get (view, PROPERTY_RESPONSE))
    meeting_send (request, view, MEETING_CANCELLATION, how);
  else if (strcmp (how, "SendToNone") != 0)
    meeting_respond (request, view, "Decline", g_str_has_suffix (how, "SaveCopy") ? "SendAndSaveCopy" : "SendOnly");
}

static const char *
delete_one (Request *request, const xmlNode *id)
{
  g_autofree char *occurrences = node_attribute (request->operation, "AffectedTaskOccurrences");
  g_autofree char *cancellations = node_attribute (request->operation, "SendMeetingCancellations");
  const char *code = request->item_fault;
  View view;

  if (!code)
    code = request_find_item (request, id, &view, NULL);
  if (!code)
    code = check_attributes (request, &view);
  if (code)
    return code;
  if (view.item->kind == KIND_CALENDAR)
    tell_others (request, &view, cancellations);
  if (view_is_occurrence (&view))
    return series_delete_occurrence (&view, request->now);
  if (view.item->kind == KIND_TASK && g_strcmp0 (occurrences, "SpecifiedOccurrenceOnly") == 0)
    return task_series_skip (&view, request->now);
  dispose (request, &view);
  return NULL;
}

void
op_delete_item (Request *request)
{
  xmlNode *id = node_first (node_child (request->operation, "ItemIds"));

  for (; id; id = node_next (id)) {
    const char *code = delete_one (request, id);

    if (code) {
      reply_error (request, code, NULL);
    } else {
      reply_begin (request);
      reply_end (request);
    }
  }
}
