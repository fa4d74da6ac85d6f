/* SPDX-License-Identifier: MIT */
#include "item-write.h"

#include "attachments.h"
#include "body.h"
#include "compute.h"
#include "extended.h"
#include "mapi.h"
#include "series.h"
#include "values.h"
#include "xmlout.h"
#include "zones.h"

#include <string.h>

static void
write_list (GString *out, const char *tag, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, LIST_SEPARATOR, -1);

  /* An occurrence whose list was taken away. */
  if (!*value)
    return;
  xml_open (out, tag);
  for (char **word = words; *word; word++)
    xml_element (out, "t:String", *word);
  xml_close (out, tag);
}

static void
write_body (GString *out, const Property *property, const View *view, const Shape *shape, const char *value)
{
  const char *stored = view_get (view, PROPERTY_BODY_TYPE);
  gboolean html = g_strcmp0 (stored, "HTML") == 0;
  g_autofree char *converted = NULL;

  if (shape->body_type == 'T' && html)
    converted = body_to_text (value);
  else if (shape->body_type == 'H' && !html)
    converted = body_to_html (value);
  if (converted)
    html = !html;
  xml_start (out, property->tag);
  xml_attribute (out, "BodyType", html ? "HTML" : "Text");
  xml_start_end (out);
  xml_text (out, converted ? converted : value);
  xml_close (out, property->tag);
}

static void
write_value (GString *out, const Property *property, const View *view, const Shape *shape, const char *zone,
             const char *value)
{
  if (property->type == TYPE_TIME) {
    gint64 stored = value_load (value);
    gboolean shifts = property_is_day (property) && zone;
    g_autofree char *text = value_in_zone (shifts ? zone_to_instant (zone, stored) : stored, zone);

    xml_element (out, property->tag, text);
  } else if (property->type == TYPE_LIST) {
    write_list (out, property->tag, value);
  } else if (property->type == TYPE_BODY) {
    write_body (out, property, view, shape, value);
  } else if (property->type == TYPE_XML || property->type == TYPE_PEOPLE) {
    xml_open (out, property->tag);
    g_string_append (out, value);
    xml_close (out, property->tag);
  } else if (property->type == TYPE_ZONE) {
    compute_write (out, property, view, zone);
  } else {
    xml_element (out, property->tag, value);
  }
}

/* Start and End of an occurrence are not stored. */
static char *
occurrence_time (const View *view, PropertyId id)
{
  if (!view_is_occurrence (view) || (id != PROPERTY_Start && id != PROPERTY_End))
    return NULL;
  return value_stored (id == PROPERTY_Start ? view_start (view) : view_end (view));
}

static void
write_extended (GString *out, const View *view, const Shape *shape)
{
  for (guint i = 0; i < shape->extended->len; i++) {
    const char *path = g_ptr_array_index (shape->extended, i);
    g_autofree char *value = mapi_find (view, path);

    extended_write (out, path, value);
  }
}

static void
write_property (GString *out, const Property *property, const View *view, const Shape *shape, const char *zone)
{
  g_autofree char *computed = NULL;
  const char *value;

  if (!(property->kinds & view->item->kind) || !shape_wants (shape, property))
    return;
  computed = occurrence_time (view, property->id);
  value = computed ? computed : view_get (view, property->id);
  if (series_writes (property->id))
    series_write (out, property, view, zone);
  else if (value)
    write_value (out, property, view, shape, zone, value);
  else if (property->flags & PROPERTY_COMPUTED)
    compute_write (out, property, view, zone);
}

/* What a message about a meeting says of it: the properties of the item in the calendar, first those that tell which one it is. */
static void
write_meeting (GString *out, const View *message, const Shape *shape, const char *zone, gboolean which)
{
  static const PropertyId first[] = { PROPERTY_UID, PROPERTY_RecurrenceId, PROPERTY_DateTimeStamp, PROPERTY_IsOrganizer,
                                      0 };
  static const PropertyId request[] = { PROPERTY_IntendedFreeBusyStatus,
                                        PROPERTY_Start,
                                        PROPERTY_End,
                                        PROPERTY_OriginalStart,
                                        PROPERTY_IsAllDayEvent,
                                        PROPERTY_LegacyFreeBusyStatus,
                                        PROPERTY_Location,
                                        PROPERTY_When,
                                        PROPERTY_IsMeeting,
                                        PROPERTY_IsCancelled,
                                        PROPERTY_IsRecurring,
                                        PROPERTY_MeetingRequestWasSent,
                                        PROPERTY_CalendarItemType,
                                        PROPERTY_MyResponseType,
                                        PROPERTY_Organizer,
                                        PROPERTY_RequiredAttendees,
                                        PROPERTY_OptionalAttendees,
                                        PROPERTY_Resources,
                                        PROPERTY_ConflictingMeetingCount,
                                        PROPERTY_AdjacentMeetingCount,
                                        PROPERTY_Duration,
                                        PROPERTY_TimeZone,
                                        PROPERTY_AppointmentReplyTime,
                                        PROPERTY_AppointmentSequenceNumber,
                                        PROPERTY_AppointmentState,
                                        PROPERTY_Recurrence,
                                        PROPERTY_FirstOccurrence,
                                        PROPERTY_LastOccurrence,
                                        PROPERTY_ModifiedOccurrences,
                                        PROPERTY_DeletedOccurrences,
                                        PROPERTY_StartTimeZone,
                                        PROPERTY_EndTimeZone,
                                        PROPERTY_ConferenceType,
                                        PROPERTY_AllowNewTimeProposal,
                                        PROPERTY_IsOnlineMeeting,
                                        PROPERTY_StartWallClock,
                                        PROPERTY_EndWallClock,
                                        PROPERTY_StartTimeZoneId,
                                        PROPERTY_EndTimeZoneId,
                                        0 };
  static const PropertyId others[] = {
    PROPERTY_Start, PROPERTY_End, PROPERTY_Location, PROPERTY_Recurrence, PROPERTY_CalendarItemType, 0
  };
  const char *element = view_element (message);
  const PropertyId *list = which ? first : strcmp (element, "MeetingRequest") == 0 ? request : others;
  Item *item = g_str_has_prefix (element, "Meeting")
                 ? mailbox_find_meeting (message->mailbox, bag_get (message->item->bag, PROPERTY_UID))
                 : NULL;
  View calendar = view_of_item (message->mailbox, item);

  for (; item && *list; list++)
    write_property (out, property_by_id (*list), &calendar, shape, zone);
}

void
item_write (GString *out, const View *view, const Shape *shape, const char *zone)
{
  g_autofree char *tag = g_strconcat ("t:", view_element (view), NULL);
  const Property *property;

  xml_open (out, tag);
  for (guint i = 0; (property = property_at (i)); i++) {
    write_property (out, property, view, shape, zone);
    /* The schema's place of extended properties. */
    if (property->id == PROPERTY_HasAttachments)
      write_extended (out, view, shape);
    if (view->item->kind == KIND_MESSAGE
        && (property->id == PROPERTY_ResponseType || property->id == PROPERTY_MeetingRequestType))
      write_meeting (out, view, shape, zone, property->id == PROPERTY_ResponseType);
  }
  xml_close (out, tag);
}

static void
write_ids (GString *out, const View *view, gboolean files)
{
  g_autofree char *tag = g_strconcat ("t:", view_element (view), NULL);

  xml_open (out, tag);
  view_write_id (out, "t:ItemId", view);
  if (files)
    attachments_write_ids (out, view);
  xml_close (out, tag);
}

void
item_write_id_only (GString *out, const View *view)
{
  write_ids (out, view, FALSE);
}

void
item_write_created (GString *out, const View *view)
{
  write_ids (out, view, TRUE);
}
