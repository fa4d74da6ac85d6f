/* SPDX-License-Identifier: MIT */
#include "response.h"

#include "item-read.h"
#include "meetings.h"
#include "rules.h"
#include "series.h"
#include "values.h"

#include <string.h>

typedef const char *(*Act) (Request *request, const xmlNode *element, View *view);

/* What an attendee's answer is called, and how it is refused. */
typedef struct {
  const char *element;
  const char *response;
  const char *not_a_meeting;
  const char *is_organizer;
  const char *is_cancelled;
} Answer;

static const Answer answers[] = {
  { "AcceptItem", "Accept", "ErrorInvalidItemForOperationAcceptItem", "ErrorCalendarIsOrganizerForAccept",
    "ErrorCalendarIsCancelledForAccept" },
  { "TentativelyAcceptItem", "Tentative", "ErrorInvalidItemForOperationTentative",
    "ErrorCalendarIsOrganizerForTentative", "ErrorCalendarIsCancelledForTentative" },
  { "DeclineItem", "Decline", "ErrorInvalidItemForOperationDeclineItem", "ErrorCalendarIsOrganizerForDecline",
    "ErrorCalendarIsCancelledForDecline" },
};

static char *
disposition (Request *request)
{
  return node_attribute (request->operation, "MessageDisposition");
}

static gboolean
is_others (const View *view)
{
  return view_get (view, PROPERTY_RESPONSE) != NULL;
}

/* A meeting message stands for the appointment it is about. */
static void
follow_message (View *view)
{
  Item *item;

  if (view->item->kind != KIND_MESSAGE)
    return;
  item = mailbox_find_meeting (view->mailbox, bag_get (view->item->bag, PROPERTY_UID));
  if (item)
    *view = view_of_item (view->mailbox, item);
}

static void
to_deleted_items (Request *request, View *view)
{
  Folder *folder = mailbox_get_distinguished (view->mailbox, "deleteditems");

  *view =
    view_of_item (view->mailbox, mailbox_move_item (view->mailbox, (Item *) view->item, folder->number, request->now));
}

/* The answer becomes part of the item, or of the one occurrence it is about. */
static const char *
store_answer (Request *request, View *view, const char *response)
{
  g_autoptr (Bag) bag = view_is_occurrence (view) ? series_occurrence_bag (view) : bag_copy (view->item->bag);
  g_autofree char *time = value_stored (request->now);
  Item *item = (Item *) view->item;

  bag_set (&bag, PROPERTY_RESPONSE, response);
  bag_set (&bag, PROPERTY_AppointmentReplyTime, time);
  bag_set (&bag, PROPERTY_LegacyFreeBusyStatus, strcmp (response, "Tentative") == 0 ? "Tentative" : "Busy");
  if (view_is_occurrence (view))
    return series_update_occurrence (view, &bag, request->zone, request->now);
  bag_free (item->bag);
  item->bag = g_steal_pointer (&bag);
  mailbox_change_item (view->mailbox, item, request->now);
  return NULL;
}

static const char *
answer (Request *request, const xmlNode *element, View *view)
{
  g_autofree char *how = disposition (request);
  const Answer *one = answers;
  const char *code = NULL;

  while (!node_is (element, one->element))
    one++;
  follow_message (view);
  if (view->item->kind != KIND_CALENDAR)
    return one->not_a_meeting;
  if (!is_others (view))
    return one->is_organizer;
  if (view_get_bool (view, PROPERTY_CANCELLED, FALSE))
    return one->is_cancelled;
  meeting_respond (request, view, one->response, how);
  if (strcmp (one->response, "Decline") != 0)
    code = store_answer (request, view, one->response);
  else if (view_is_occurrence (view))
    code = series_delete_occurrence (view, request->now);
  else
    to_deleted_items (request, view);
  if (!code && view_is_occurrence (view))
    *view = view_of_occurrence (view->mailbox, view->item, view->original);
  return code;
}

static const char *
cancel (Request *request, const xmlNode *element, View *view)
{
  g_autofree char *how = disposition (request);

  if (view->item->kind != KIND_CALENDAR)
    return "ErrorInvalidItemForOperationCancelItem";
  if (is_others (view))
    return "ErrorCalendarIsNotOrganizer";
  if (!meeting_has_attendees (view->item->bag))
    return "ErrorInvalidRecipients";
  if (g_strcmp0 (how, "SaveOnly") != 0)
    meeting_send (request, view, MEETING_CANCELLATION, how);
  if (view_is_occurrence (view)) {
    const char *code = series_delete_occurrence (view, request->now);

    *view = view_of_item (view->mailbox, view->item);
    return code;
  }
  to_deleted_items (request, view);
  return NULL;
}

/* Takes a cancelled meeting out of the calendar. */
static const char *
remove_cancelled (Request *request, const xmlNode *element, View *view)
{
  follow_message (view);
  if (view->item->kind != KIND_CALENDAR)
    return "ErrorInvalidItemForOperationRemoveItem";
  if (!is_others (view))
    return "ErrorCalendarIsOrganizerForRemove";
  to_deleted_items (request, view);
  return NULL;
}

/* A mail about the item: sent, and kept in Sent Items or Drafts. */
static const char *
write_mail (Request *request, const xmlNode *element, View *view)
{
  g_autofree char *how = disposition (request);
  g_autofree char *given = node_child_text (element, "Subject");
  const char *subject = view_get (view, PROPERTY_Subject);
  g_autofree char *whole =
    g_strconcat (node_is (element, "ForwardItem") ? "FW: " : "RE: ", subject ? subject : "", NULL);
  g_autofree char *to = node_fragment (node_child (element, "ToRecipients"));
  gboolean saved = g_strcmp0 (how, "SaveOnly") == 0;
  Folder *folder = mailbox_get_distinguished (view->mailbox, saved ? "drafts" : "sentitems");
  Bag *bag = NULL;

  if (!saved)
    records_add_mail (request->sim->records, request->name, mailbox_get_smtp (view->mailbox), given ? given : whole,
                      how);
  if (g_strcmp0 (how, "SendOnly") == 0) {
    view->item = NULL;
    return NULL;
  }
  bag_set (&bag, PROPERTY_Subject, given ? given : whole);
  bag_set (&bag, PROPERTY_ToRecipients, to && *to ? to : NULL);
  *view =
    view_of_item (view->mailbox, mailbox_add_item (view->mailbox, folder->number, KIND_MESSAGE, bag, request->now));
  return NULL;
}

static const char *
ignore (Request *request, const xmlNode *element, View *view)
{
  view->item = NULL;
  return NULL;
}

static const struct {
  const char *element;
  Act act;
} acts[] = {
  { "AcceptItem", answer },         { "TentativelyAcceptItem", answer }, { "DeclineItem", answer },
  { "CancelCalendarItem", cancel }, { "RemoveItem", remove_cancelled },  { "ForwardItem", write_mail },
  { "ReplyToItem", write_mail },    { "ReplyAllToItem", write_mail },    { "SuppressReadReceipt", ignore },
};

static Act
find (const xmlNode *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (node_is (element, acts[i].element))
      return acts[i].act;
  return NULL;
}

gboolean
response_is_one (const xmlNode *element)
{
  return find (element) != NULL;
}

const char *
response_run (Request *request, const xmlNode *element, View *ret_view)
{
  g_autofree char *how = disposition (request);
  xmlNode *reference = node_child (element, "ReferenceItemId");
  const char *code;

  if (!how)
    return "ErrorMessageDispositionRequired";
  if (!reference)
    return "ErrorMissingInformationReferenceItemId";
  code = request_find_item (request, reference, ret_view, NULL);
  return code ? code : find (element) (request, element, ret_view);
}
