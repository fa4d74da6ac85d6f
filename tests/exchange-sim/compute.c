/* SPDX-License-Identifier: MIT */
#include "compute.h"

#include "attachments.h"
#include "body.h"
#include "conflicts.h"
#include "mime.h"
#include "people.h"
#include "values.h"
#include "xmlout.h"
#include "zone-custom.h"
#include "zone-write.h"
#include "zones.h"

#include <string.h>

typedef struct {
  const char *constant;
  char *(*text) (const View *view);
  gboolean (*time) (const View *view, gint64 *ret_instant);
  void (*write) (GString *out, const View *view, const char *zone);
} Computed;

/* --- meetings --- */

static gboolean
has_attendees (const View *view)
{
  return view_get (view, PROPERTY_RequiredAttendees) || view_get (view, PROPERTY_OptionalAttendees)
         || view_get (view, PROPERTY_Resources);
}

static gboolean
is_others (const View *view)
{
  return view_get (view, PROPERTY_RESPONSE) != NULL;
}

static char *
is_meeting (const View *view)
{
  return g_strdup (has_attendees (view) || is_others (view) ? "true" : "false");
}

static char *
is_cancelled (const View *view)
{
  return g_strdup (view_get_bool (view, PROPERTY_CANCELLED, FALSE) ? "true" : "false");
}

static char *
my_response (const View *view)
{
  return g_strdup (is_others (view) ? view_get (view, PROPERTY_RESPONSE) : "Organizer");
}

static char *
is_organizer (const View *view)
{
  return g_strdup (is_others (view) ? "false" : "true");
}

/* 1 meeting, 2 received, 4 cancelled */
static char *
appointment_state (const View *view)
{
  int state = (has_attendees (view) || is_others (view) ? 1 : 0) | (is_others (view) ? 2 : 0)
              | (view_get_bool (view, PROPERTY_CANCELLED, FALSE) ? 4 : 0);

  return g_strdup_printf ("%d", state);
}

static void
write_organizer (GString *out, const View *view, const char *zone)
{
  xml_open (out, "t:Organizer");
  people_write_owner (out, view->mailbox);
  xml_close (out, "t:Organizer");
}

/* --- messages --- */

/* A draft has nobody who sent it. */
static gboolean
is_draft_message (const View *view)
{
  const Folder *drafts = mailbox_get_distinguished (view->mailbox, "drafts");

  return view->item->kind == KIND_MESSAGE && view->item->folder == drafts->number;
}

static void
write_from (GString *out, const View *view, const char *zone)
{
  if (is_draft_message (view))
    return;
  xml_open (out, "t:From");
  people_write_owner (out, view->mailbox);
  xml_close (out, "t:From");
}

static void
write_sender (GString *out, const View *view, const char *zone)
{
  if (is_draft_message (view))
    return;
  xml_open (out, "t:Sender");
  people_write_owner (out, view->mailbox);
  xml_close (out, "t:Sender");
}

static char *
is_read (const View *view)
{
  return g_strdup (view->item->read ? "true" : "false");
}

static char *
message_id (const View *view)
{
  return g_strdup_printf ("<%s.%" G_GUINT64_FORMAT "@exchange-sim>", mailbox_get_guid (view->mailbox),
                          view->item->number);
}

static char *
conversation_topic (const View *view)
{
  return g_strdup (view_get (view, PROPERTY_Subject));
}

static char *
conversation_index (const View *view)
{
  gint64 key[2] = { 1, view->item->number };

  return g_base64_encode ((const guchar *) key, sizeof key);
}

static char *
display_to (const View *view)
{
  PropertyId id = view->item->kind == KIND_CALENDAR ? PROPERTY_RequiredAttendees : PROPERTY_ToRecipients;

  return people_names (view_get (view, id));
}

static char *
display_cc (const View *view)
{
  PropertyId id = view->item->kind == KIND_CALENDAR ? PROPERTY_OptionalAttendees : PROPERTY_CcRecipients;

  return people_names (view_get (view, id));
}

static gboolean
is_meeting_message (const View *view)
{
  const char *class = bag_get (view->item->bag, PROPERTY_ItemClass);

  return view->item->kind == KIND_MESSAGE && class && g_str_has_prefix (class, "IPM.Schedule.Meeting.");
}

static void
write_response_objects (GString *out, const View *view, const char *zone)
{
  const char *element = view_element (view);
  gboolean invitation = strcmp (element, "MeetingRequest") == 0;

  xml_open (out, "t:ResponseObjects");
  if (invitation || (view->item->kind == KIND_CALENDAR && is_others (view))) {
    xml_element (out, "t:AcceptItem", NULL);
    xml_element (out, "t:TentativelyAcceptItem", NULL);
    xml_element (out, "t:DeclineItem", NULL);
  } else if (view->item->kind == KIND_CALENDAR && has_attendees (view)) {
    xml_element (out, "t:CancelCalendarItem", NULL);
  } else if (strcmp (element, "MeetingCancellation") == 0) {
    xml_element (out, "t:RemoveItem", NULL);
  }
  if (view->item->kind == KIND_MESSAGE) {
    xml_element (out, "t:ReplyToItem", NULL);
    xml_element (out, "t:ReplyAllToItem", NULL);
  }
  xml_element (out, "t:ForwardItem", NULL);
  xml_close (out, "t:ResponseObjects");
}

static void
write_associated (GString *out, const View *view, const char *zone)
{
  Item *item =
    is_meeting_message (view) ? mailbox_find_meeting (view->mailbox, bag_get (view->item->bag, PROPERTY_UID)) : NULL;
  View calendar = view_of_item (view->mailbox, item);

  if (item)
    view_write_id (out, "t:AssociatedCalendarItemId", &calendar);
}

static char *
message_false (const View *view)
{
  return is_meeting_message (view) ? g_strdup ("false") : NULL;
}

static char *
message_true (const View *view)
{
  return is_meeting_message (view) ? g_strdup ("true") : NULL;
}

/* An answer says what it answers, an invitation what has been answered so far. */
static char *
message_response (const View *view)
{
  static const char *const answers[][2] = { { "IPM.Schedule.Meeting.Resp.Pos", "Accept" },
                                            { "IPM.Schedule.Meeting.Resp.Neg", "Decline" },
                                            { "IPM.Schedule.Meeting.Resp.Tent", "Tentative" } };
  const char *class = bag_get (view->item->bag, PROPERTY_ItemClass);
  Item *item;
  const char *response;

  if (!is_meeting_message (view))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strcmp (class, answers[i][0]) == 0)
      return g_strdup (answers[i][1]);
  item = mailbox_find_meeting (view->mailbox, bag_get (view->item->bag, PROPERTY_UID));
  response = item ? bag_get (item->bag, PROPERTY_RESPONSE) : NULL;
  return g_strdup (response ? response : "NoResponseReceived");
}

/* --- items --- */

static void
write_item_id (GString *out, const View *view, const char *zone)
{
  view_write_id (out, "t:ItemId", view);
}

static void
write_parent (GString *out, const View *view, const char *zone)
{
  folder_write_id (out, "t:ParentFolderId", view->mailbox, mailbox_get_folder (view->mailbox, view->item->folder));
}

static void
write_conversation (GString *out, const View *view, const char *zone)
{
  g_autofree char *id = token_make (TOKEN_CONVERSATION, mailbox_get_guid (view->mailbox), view->item->number, 0, 0);

  xml_start (out, "t:ConversationId");
  xml_attribute (out, "Id", id);
  xml_empty_end (out);
}

static void
write_rights (GString *out, const View *view, const char *zone)
{
  static const char *const rights[] = { "t:CreateAssociated", "t:CreateContents", "t:CreateHierarchy", "t:Delete",
                                        "t:Modify",           "t:Read",           "t:ViewPrivateItems" };

  xml_open (out, "t:EffectiveRights");
  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    xml_bool (out, rights[i], i < 3 ? FALSE : TRUE);
  xml_close (out, "t:EffectiveRights");
}

static char *
item_class (const View *view)
{
  if (view->item->kind == KIND_TASK)
    return g_strdup ("IPM.Task");
  if (view->item->kind == KIND_MESSAGE)
    return g_strdup ("IPM.Note");
  if (view->exception)
    return g_strdup ("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}");
  return g_strdup (view_is_occurrence (view) ? "IPM.Appointment.Occurrence" : "IPM.Appointment");
}

static char *
size (const View *view)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT, 1024 + 2 * bag_size (view->item->bag));
}

static char *
owner (const View *view)
{
  return g_strdup (mailbox_get_name (view->mailbox));
}

static char *
instance_key (const View *view)
{
  gint64 key[2] = { view->item->number, view->original };

  return g_base64_encode ((const guchar *) key, sizeof key);
}

static gboolean
created (const View *view, gint64 *ret_instant)
{
  *ret_instant = view->item->created;
  return TRUE;
}

static gboolean
modified (const View *view, gint64 *ret_instant)
{
  *ret_instant = view->item->modified;
  return TRUE;
}

static char *
is_draft (const View *view)
{
  return g_strdup (is_draft_message (view) ? "true" : "false");
}

static char *
reminder_set (const View *view)
{
  return g_strdup (view->item->kind == KIND_CALENDAR ? "true" : "false");
}

static char *
reminder_minutes (const View *view)
{
  return g_strdup (view->item->kind == KIND_CALENDAR ? "15" : "0");
}

static gboolean
reminder_due (const View *view, gint64 *ret_instant)
{
  if (view->item->kind != KIND_CALENDAR)
    return FALSE;
  *ret_instant = view_start (view);
  return TRUE;
}

static char *
body_as_text (const View *view)
{
  const char *body = view_get (view, PROPERTY_Body);

  if (!body)
    return NULL;
  return g_strcmp0 (view_get (view, PROPERTY_BODY_TYPE), "HTML") == 0 ? body_to_text (body) : g_strdup (body);
}

static char *
preview (const View *view)
{
  g_autofree char *text = body_as_text (view);

  return text ? g_utf8_substring (text, 0, MIN (255, g_utf8_strlen (text, -1))) : NULL;
}

static void
write_text_body (GString *out, const View *view, const char *zone)
{
  g_autofree char *text = body_as_text (view);

  if (!text)
    return;
  xml_start (out, "t:TextBody");
  xml_attribute (out, "BodyType", "Text");
  xml_start_end (out);
  xml_text (out, text);
  xml_close (out, "t:TextBody");
}

/* --- calendar items --- */

static char *
calendar_item_type (const View *view)
{
  if (view_is_occurrence (view))
    return g_strdup (view->exception ? "Exception" : "Occurrence");
  return g_strdup (view_is_master (view) ? "RecurringMaster" : "Single");
}

/* An organizer's master says false, as Exchange does (EWS-BEHAVIOUR 37). */
static char *
is_recurring (const View *view)
{
  return g_strdup (view_is_occurrence (view) || (view_is_master (view) && is_others (view)) ? "true" : "false");
}

static char *
free_busy (const View *view)
{
  return g_strdup (view_get_bool (view, PROPERTY_IsAllDayEvent, FALSE) ? "Free" : "Busy");
}

static char *
count_conflicts (const View *view, gboolean adjacent)
{
  g_autoptr (GArray) found = conflicts_find (view, adjacent);

  return g_strdup_printf ("%u", found->len);
}

static char *
conflicting (const View *view)
{
  return count_conflicts (view, FALSE);
}

static char *
adjacent (const View *view)
{
  return count_conflicts (view, TRUE);
}

static void
write_conflicting (GString *out, const View *view, const char *zone)
{
  conflicts_write (out, "t:ConflictingMeetings", view, zone, FALSE);
}

static void
write_adjacent (GString *out, const View *view, const char *zone)
{
  conflicts_write (out, "t:AdjacentMeetings", view, zone, TRUE);
}

static char *
has_attachments (const View *view)
{
  return g_strdup (attachments_any (view) ? "true" : "false");
}

static char *
duration (const View *view)
{
  return value_duration (view_end (view) - view_start (view));
}

static char *
zone_text (const View *view)
{
  return zone_display_name (view_zone (view));
}

static const char *
end_zone (const View *view)
{
  const char *iana = zone_to_iana (view_get (view, PROPERTY_EndTimeZone));

  return iana ? iana : view_zone (view);
}

/* A zone that no name stands for brings its rules along. */
static void
write_zone (GString *out, const char *tag, const char *iana)
{
  zone_write (out, tag, iana, zone_custom_is (iana));
}

static void
write_start_zone (GString *out, const View *view, const char *zone)
{
  write_zone (out, "t:StartTimeZone", view_zone (view));
}

static void
write_end_zone (GString *out, const View *view, const char *zone)
{
  write_zone (out, "t:EndTimeZone", end_zone (view));
}

static void
write_start_wall (GString *out, const View *view, const char *zone)
{
  g_autofree char *text = value_in_zone (view_start (view), view_zone (view));

  xml_element (out, "t:StartWallClock", text);
}

static void
write_end_wall (GString *out, const View *view, const char *zone)
{
  g_autofree char *text = value_in_zone (view_end (view), end_zone (view));

  xml_element (out, "t:EndWallClock", text);
}

static char *
start_zone_id (const View *view)
{
  return g_strdup (zone_to_windows (view_zone (view)));
}

static char *
end_zone_id (const View *view)
{
  return g_strdup (zone_to_windows (end_zone (view)));
}

static gboolean
original_start (const View *view, gint64 *ret_instant)
{
  *ret_instant = view->original;
  return view_is_occurrence (view);
}

/* --- tasks --- */

static const char *
task_status (const View *view)
{
  const char *status = view_get (view, PROPERTY_Status);

  return status ? status : "NotStarted";
}

static char *
is_complete (const View *view)
{
  return g_strdup (strcmp (task_status (view), "Completed") == 0 ? "true" : "false");
}

static char *
task_is_recurring (const View *view)
{
  return g_strdup (view_get (view, PROPERTY_TaskRecurrence) ? "true" : "false");
}

static char *
status_description (const View *view)
{
  static const char *const words[][2] = { { "NotStarted", "Not Started" },
                                          { "InProgress", "In Progress" },
                                          { "Completed", "Completed" },
                                          { "WaitingOnOthers", "Waiting on someone else" },
                                          { "Deferred", "Deferred" } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i][0], task_status (view)) == 0)
      return g_strdup (words[i][1]);
  return NULL;
}

static char *
change_count (const View *view)
{
  const char *count = view_get (view, PROPERTY_CHANGES);

  return g_strdup (count ? count : "1");
}

static const Computed computed[PROPERTY_LIMIT] = {
  [PROPERTY_ItemId] = { .write = write_item_id },
  [PROPERTY_ParentFolderId] = { .write = write_parent },
  [PROPERTY_ItemClass] = { .text = item_class },
  [PROPERTY_Sensitivity] = { .constant = "Normal" },
  [PROPERTY_DateTimeReceived] = { .time = created },
  [PROPERTY_Size] = { .text = size },
  [PROPERTY_Importance] = { .constant = "Normal" },
  [PROPERTY_IsSubmitted] = { .constant = "false" },
  [PROPERTY_IsDraft] = { .text = is_draft },
  [PROPERTY_IsFromMe] = { .constant = "false" },
  [PROPERTY_IsResend] = { .constant = "false" },
  [PROPERTY_IsUnmodified] = { .constant = "false" },
  [PROPERTY_MimeContent] = { .write = mime_write },
  [PROPERTY_DateTimeSent] = { .time = created },
  [PROPERTY_DateTimeCreated] = { .time = created },
  [PROPERTY_ResponseObjects] = { .write = write_response_objects },
  [PROPERTY_ReminderDueBy] = { .time = reminder_due },
  [PROPERTY_ReminderIsSet] = { .text = reminder_set },
  [PROPERTY_ReminderMinutesBeforeStart] = { .text = reminder_minutes },
  [PROPERTY_DisplayCc] = { .text = display_cc },
  [PROPERTY_DisplayTo] = { .text = display_to },
  [PROPERTY_Sender] = { .write = write_sender },
  [PROPERTY_From] = { .write = write_from },
  [PROPERTY_IsRead] = { .text = is_read },
  [PROPERTY_IsReadReceiptRequested] = { .constant = "false" },
  [PROPERTY_IsDeliveryReceiptRequested] = { .constant = "false" },
  [PROPERTY_InternetMessageId] = { .text = message_id },
  [PROPERTY_ConversationTopic] = { .text = conversation_topic },
  [PROPERTY_ConversationIndex] = { .text = conversation_index },
  [PROPERTY_HasAttachments] = { .text = has_attachments },
  [PROPERTY_Attachments] = { .write = attachments_write },
  [PROPERTY_Culture] = { .constant = "en-US" },
  [PROPERTY_EffectiveRights] = { .write = write_rights },
  [PROPERTY_LastModifiedName] = { .text = owner },
  [PROPERTY_LastModifiedTime] = { .time = modified },
  [PROPERTY_IsAssociated] = { .constant = "false" },
  [PROPERTY_ConversationId] = { .write = write_conversation },
  [PROPERTY_InstanceKey] = { .text = instance_key },
  [PROPERTY_Preview] = { .text = preview },
  [PROPERTY_TextBody] = { .write = write_text_body },
  [PROPERTY_AssociatedCalendarItemId] = { .write = write_associated },
  [PROPERTY_IsDelegated] = { .text = message_false },
  [PROPERTY_IsOutOfDate] = { .text = message_false },
  [PROPERTY_HasBeenProcessed] = { .text = message_true },
  [PROPERTY_ResponseType] = { .text = message_response },
  [PROPERTY_IsAssignmentEditable] = { .constant = "0" },
  [PROPERTY_RecurrenceId] = { .time = original_start },
  [PROPERTY_DateTimeStamp] = { .time = modified },
  [PROPERTY_OriginalStart] = { .time = original_start },
  [PROPERTY_IsAllDayEvent] = { .constant = "false" },
  [PROPERTY_LegacyFreeBusyStatus] = { .text = free_busy },
  [PROPERTY_IntendedFreeBusyStatus] = { .text = free_busy },
  [PROPERTY_IsMeeting] = { .text = is_meeting },
  [PROPERTY_IsCancelled] = { .text = is_cancelled },
  [PROPERTY_IsRecurring] = { .text = is_recurring },
  [PROPERTY_MeetingRequestWasSent] = { .constant = "false" },
  [PROPERTY_IsResponseRequested] = { .constant = "true" },
  [PROPERTY_CalendarItemType] = { .text = calendar_item_type },
  [PROPERTY_MyResponseType] = { .text = my_response },
  [PROPERTY_Organizer] = { .write = write_organizer },
  [PROPERTY_ConflictingMeetingCount] = { .text = conflicting },
  [PROPERTY_AdjacentMeetingCount] = { .text = adjacent },
  [PROPERTY_ConflictingMeetings] = { .write = write_conflicting },
  [PROPERTY_AdjacentMeetings] = { .write = write_adjacent },
  [PROPERTY_Duration] = { .text = duration },
  [PROPERTY_TimeZone] = { .text = zone_text },
  [PROPERTY_AppointmentSequenceNumber] = { .constant = "0" },
  [PROPERTY_AppointmentState] = { .text = appointment_state },
  [PROPERTY_StartTimeZone] = { .write = write_start_zone },
  [PROPERTY_EndTimeZone] = { .write = write_end_zone },
  [PROPERTY_ConferenceType] = { .constant = "0" },
  [PROPERTY_AllowNewTimeProposal] = { .constant = "true" },
  [PROPERTY_IsOnlineMeeting] = { .constant = "false" },
  [PROPERTY_StartWallClock] = { .write = write_start_wall },
  [PROPERTY_EndWallClock] = { .write = write_end_wall },
  [PROPERTY_StartTimeZoneId] = { .text = start_zone_id },
  [PROPERTY_EndTimeZoneId] = { .text = end_zone_id },
  [PROPERTY_IsOrganizer] = { .text = is_organizer },
  [PROPERTY_ChangeCount] = { .text = change_count },
  [PROPERTY_IsComplete] = { .text = is_complete },
  [PROPERTY_TaskIsRecurring] = { .text = task_is_recurring },
  [PROPERTY_IsTeamTask] = { .constant = "false" },
  [PROPERTY_Owner] = { .text = owner },
  [PROPERTY_PercentComplete] = { .constant = "0" },
  [PROPERTY_Status] = { .constant = "NotStarted" },
  [PROPERTY_StatusDescription] = { .text = status_description },
};

char *
compute_text (const Property *property, const View *view)
{
  const Computed *one = &computed[property->id];
  gint64 instant;

  if (one->constant)
    return g_strdup (one->constant);
  if (one->text)
    return one->text (view);
  if (one->time && one->time (view, &instant))
    return value_stored (instant);
  return NULL;
}

void
compute_write (GString *out, const Property *property, const View *view, const char *zone)
{
  const Computed *one = &computed[property->id];
  g_autofree char *text = NULL;

  if (one->write) {
    one->write (out, view, zone);
    return;
  }
  text = compute_text (property, view);
  if (text && one->time) {
    g_autofree char *time = value_in_zone (value_load (text), zone);

    xml_element (out, property->tag, time);
  } else if (text) {
    xml_element (out, property->tag, text);
  }
}
