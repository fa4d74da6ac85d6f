/* SPDX-License-Identifier: MIT */
#include "mime-read.h"

#include "body.h"
#include "people.h"
#include "rrule.h"
#include "series.h"
#include "values.h"
#include "xmlout.h"
#include "zones.h"

#include <libical/ical.h>
#include <string.h>

static icalcomponent *
parse (const char *base64)
{
  gsize size;
  g_autofree guchar *bytes = g_base64_decode (base64, &size);
  g_autofree char *text = g_strndup ((const char *) bytes, size);

  return g_utf8_validate (text, -1, NULL) ? icalcomponent_new_from_string (text) : NULL;
}

static icalcomponent *
first_event (icalcomponent *root)
{
  icalcomponent *event;

  if (!root)
    return NULL;
  if (icalcomponent_isa (root) == ICAL_VEVENT_COMPONENT)
    return root;
  for (event = icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT); event;
       event = icalcomponent_get_next_component (root, ICAL_VEVENT_COMPONENT))
    if (!icalcomponent_get_first_property (event, ICAL_RECURRENCEID_PROPERTY))
      return event;
  return icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT);
}

/* --- times --- */

static gint64
wall_of (struct icaltimetype time)
{
  time.zone = NULL;
  return icaltime_as_timet_with_zone (time, NULL);
}

/* The name of the zone a time is in: its TZID, or what libical's own files call that. NULL: none, or UTC. */
static const char *
zone_of (icalproperty *property)
{
  icalparameter *parameter = property ? icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER) : NULL;
  const char *tzid = parameter ? icalparameter_get_tzid (parameter) : NULL;
  const char *slash;

  if (!tzid)
    return NULL;
  if (zone_to_iana (tzid))
    return zone_to_iana (tzid);
  /* "/freeassociation.sourceforge.net/Europe/Berlin" */
  for (slash = strchr (tzid, '/'); slash; slash = strchr (slash + 1, '/'))
    if (zone_to_iana (slash + 1))
      return zone_to_iana (slash + 1);
  return NULL;
}

static gint64
instant_of (icalproperty *property, struct icaltimetype time, const char *zone)
{
  const char *own = zone_of (property);

  if (icaltime_is_utc (time))
    return wall_of (time);
  return zone_to_instant (own ? own : zone ? zone : "UTC", wall_of (time));
}

static void
set_new (Bag **bag, PropertyId id, const char *value)
{
  if (value && !bag_get (*bag, id))
    bag_set (bag, id, value);
}

static void
set_instant (Bag **bag, PropertyId id, gint64 instant)
{
  g_autofree char *stored = value_stored (instant);

  set_new (bag, id, stored);
}

static const char *
x_value (icalcomponent *event, const char *name)
{
  icalproperty *property;

  for (property = icalcomponent_get_first_property (event, ICAL_X_PROPERTY); property;
       property = icalcomponent_get_next_property (event, ICAL_X_PROPERTY))
    if (g_strcmp0 (icalproperty_get_x_name (property), name) == 0)
      return icalproperty_get_x (property);
  return NULL;
}

static const char *
read_times (icalcomponent *event, Bag **bag)
{
  icalproperty *begin = icalcomponent_get_first_property (event, ICAL_DTSTART_PROPERTY);
  icalproperty *end = icalcomponent_get_first_property (event, ICAL_DTEND_PROPERTY);
  struct icaltimetype start = begin ? icalproperty_get_dtstart (begin) : icaltime_null_time ();
  struct icaltimetype stop = icalcomponent_get_dtend (event);
  const char *zone = zone_of (begin);

  if (icaltime_is_null_time (start))
    return "ErrorMimeContentInvalid";
  set_new (bag, PROPERTY_StartTimeZone, zone ? zone : "UTC");
  zone = zone_to_iana (bag_get (*bag, PROPERTY_StartTimeZone));
  if (icaltime_is_null_time (stop))
    stop = start;
  if (start.is_date && icaltime_compare (stop, start) <= 0)
    icaltime_adjust (&stop, 1, 0, 0, 0);
  /* Clients that know Exchange mark whole days in a zone. */
  if (start.is_date || g_strcmp0 (x_value (event, "X-MICROSOFT-CDO-ALLDAYEVENT"), "TRUE") == 0)
    set_new (bag, PROPERTY_IsAllDayEvent, "true");
  set_instant (bag, PROPERTY_Start, instant_of (begin, start, zone));
  set_instant (bag, PROPERTY_End, instant_of (end ? end : begin, stop, zone));
  return NULL;
}

/* --- words --- */

static void
read_words (icalcomponent *event, Bag **bag)
{
  const char *description = icalcomponent_get_description (event);
  g_autoptr (GString) categories = g_string_new (NULL);
  icalproperty *property;

  set_new (bag, PROPERTY_UID, icalcomponent_get_uid (event));
  set_new (bag, PROPERTY_Subject, icalcomponent_get_summary (event));
  set_new (bag, PROPERTY_Location, icalcomponent_get_location (event));
  if (description && !bag_get (*bag, PROPERTY_Body)) {
    g_autofree char *normal = body_normalise (description, FALSE);

    bag_set (bag, PROPERTY_Body, normal);
    bag_set (bag, PROPERTY_BODY_TYPE, "Text");
  }
  for (property = icalcomponent_get_first_property (event, ICAL_CATEGORIES_PROPERTY); property;
       property = icalcomponent_get_next_property (event, ICAL_CATEGORIES_PROPERTY))
    g_string_append_printf (categories, "%s%s", categories->len ? LIST_SEPARATOR : "",
                            icalproperty_get_categories (property));
  set_new (bag, PROPERTY_Categories, categories->len ? categories->str : NULL);
}

static void
read_marks (icalcomponent *event, Bag **bag)
{
  static const char *const busy[][2] = { { "FREE", "Free" },
                                         { "TENTATIVE", "Tentative" },
                                         { "BUSY", "Busy" },
                                         { "OOF", "OOF" },
                                         { "WORKINGELSEWHERE", "WorkingElsewhere" } };
  icalproperty *class = icalcomponent_get_first_property (event, ICAL_CLASS_PROPERTY);
  icalproperty *transparent = icalcomponent_get_first_property (event, ICAL_TRANSP_PROPERTY);
  icalproperty *priority = icalcomponent_get_first_property (event, ICAL_PRIORITY_PROPERTY);
  const char *status = x_value (event, "X-MICROSOFT-CDO-BUSYSTATUS");

  for (guint i = 0; status && i < G_N_ELEMENTS (busy); i++)
    if (strcmp (busy[i][0], status) == 0)
      set_new (bag, PROPERTY_LegacyFreeBusyStatus, busy[i][1]);
  if (transparent)
    set_new (bag, PROPERTY_LegacyFreeBusyStatus,
             icalproperty_get_transp (transparent) == ICAL_TRANSP_TRANSPARENT ? "Free" : "Busy");
  if (class && icalproperty_get_class (class) != ICAL_CLASS_PUBLIC)
    set_new (bag, PROPERTY_Sensitivity,
             icalproperty_get_class (class) == ICAL_CLASS_CONFIDENTIAL ? "Confidential" : "Private");
  if (priority && icalproperty_get_priority (priority) > 0 && icalproperty_get_priority (priority) != 5)
    set_new (bag, PROPERTY_Importance, icalproperty_get_priority (priority) < 5 ? "High" : "Low");
}

static void
read_alarm (icalcomponent *event, Bag **bag)
{
  icalcomponent *alarm = icalcomponent_get_first_component (event, ICAL_VALARM_COMPONENT);
  icalproperty *property = alarm ? icalcomponent_get_first_property (alarm, ICAL_TRIGGER_PROPERTY) : NULL;
  struct icaltriggertype trigger;
  g_autofree char *minutes = NULL;

  set_new (bag, PROPERTY_ReminderIsSet, property ? "true" : "false");
  if (!property)
    return;
  trigger = icalproperty_get_trigger (property);
  if (!icaltime_is_null_time (trigger.time))
    return;
  minutes = g_strdup_printf ("%d", MAX (0, -icaldurationtype_as_int (trigger.duration) / 60));
  set_new (bag, PROPERTY_ReminderMinutesBeforeStart, minutes);
}

static const char *
without_scheme (const char *address)
{
  return g_ascii_strncasecmp (address, "mailto:", 7) == 0 ? address + 7 : address;
}

static const char *
answer_of (icalproperty *attendee)
{
  icalparameter *parameter = icalproperty_get_first_parameter (attendee, ICAL_PARTSTAT_PARAMETER);

  switch (parameter ? icalparameter_get_partstat (parameter) : ICAL_PARTSTAT_NEEDSACTION) {
  case ICAL_PARTSTAT_ACCEPTED:
    return "Accept";
  case ICAL_PARTSTAT_TENTATIVE:
    return "Tentative";
  case ICAL_PARTSTAT_DECLINED:
    return "Decline";
  default:
    return "Unknown";
  }
}

static PropertyId
list_of (icalproperty *attendee)
{
  icalparameter *role = icalproperty_get_first_parameter (attendee, ICAL_ROLE_PARAMETER);
  icalparameter *type = icalproperty_get_first_parameter (attendee, ICAL_CUTYPE_PARAMETER);

  if (type
      && (icalparameter_get_cutype (type) == ICAL_CUTYPE_RESOURCE
          || icalparameter_get_cutype (type) == ICAL_CUTYPE_ROOM))
    return PROPERTY_Resources;
  switch (role ? icalparameter_get_role (role) : ICAL_ROLE_REQPARTICIPANT) {
  case ICAL_ROLE_OPTPARTICIPANT:
    return PROPERTY_OptionalAttendees;
  case ICAL_ROLE_NONPARTICIPANT:
    return PROPERTY_Resources;
  default:
    return PROPERTY_RequiredAttendees;
  }
}

static void
write_attendee (GString *out, icalproperty *attendee)
{
  icalparameter *name = icalproperty_get_first_parameter (attendee, ICAL_CN_PARAMETER);

  xml_open (out, "t:Attendee");
  xml_open (out, "t:Mailbox");
  if (name)
    xml_element (out, "t:Name", icalparameter_get_cn (name));
  xml_element (out, "t:EmailAddress", without_scheme (icalproperty_get_attendee (attendee)));
  xml_close (out, "t:Mailbox");
  xml_element (out, "t:ResponseType", answer_of (attendee));
  xml_close (out, "t:Attendee");
}

/* Those of one list. Whoever organizes the meeting is no attendee of it. */
static void
read_attendees (icalcomponent *event, PropertyId id, Bag **bag)
{
  icalproperty *organizer = icalcomponent_get_first_property (event, ICAL_ORGANIZER_PROPERTY);
  const char *self = organizer ? without_scheme (icalproperty_get_organizer (organizer)) : "";
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *people = NULL;
  icalproperty *property;
  xmlNode *root;

  for (property = icalcomponent_get_first_property (event, ICAL_ATTENDEE_PROPERTY); property;
       property = icalcomponent_get_next_property (event, ICAL_ATTENDEE_PROPERTY)) {
    const char *address = icalproperty_get_attendee (property);

    if (address && list_of (property) == id && g_ascii_strcasecmp (without_scheme (address), self) != 0)
      write_attendee (list, property);
  }
  if (list->len == 0)
    return;
  root = node_from_fragment (list->str);
  people = people_normalise (root);
  set_new (bag, id, people);
  if (root)
    xmlFreeDoc (root->doc);
}

static const char *
read_rule (icalcomponent *event, Bag **bag)
{
  icalproperty *property = icalcomponent_get_first_property (event, ICAL_RRULE_PROPERTY);
  const char *zone = zone_to_iana (bag_get (*bag, PROPERTY_StartTimeZone));
  gint64 start = zone_to_wall (zone ? zone : "UTC", value_load (bag_get (*bag, PROPERTY_Start)));
  struct icalrecurrencetype rule;
  g_autoptr (GString) fragment = g_string_new (NULL);
  Pattern pattern;

  if (!property || bag_get (*bag, PROPERTY_Recurrence))
    return NULL;
  rule = icalproperty_get_rrule (property);
  if (!rrule_read (icalrecurrencetype_as_string (&rule), start / 86400, &pattern))
    return "ErrorMimeContentConversionFailed";
  pattern_write (fragment, &pattern, NULL);
  bag_set (bag, PROPERTY_Recurrence, fragment->str);
  return NULL;
}

const char *
mime_read (const char *base64, Bag **bag)
{
  icalcomponent *root = parse (base64), *event = first_event (root);
  const char *code = event ? read_times (event, bag) : "ErrorMimeContentInvalid";

  if (!code) {
    read_words (event, bag);
    read_marks (event, bag);
    read_alarm (event, bag);
    read_attendees (event, PROPERTY_RequiredAttendees, bag);
    read_attendees (event, PROPERTY_OptionalAttendees, bag);
    read_attendees (event, PROPERTY_Resources, bag);
    code = read_rule (event, bag);
  }
  if (root)
    icalcomponent_free (root);
  return code;
}

/* --- what is unlike the pattern --- */

static void
cancel (Mailbox *mailbox, Item *item, icalproperty *property, const char *zone, gint64 now)
{
  gint64 wall = zone_to_wall (zone, instant_of (property, icalproperty_get_exdate (property), zone)), original;
  View view;

  if (!series_original_by_day (item, wall / 86400, &original))
    return;
  view = view_of_occurrence (mailbox, item, original);
  if (!view.exception)
    series_delete_occurrence (&view, now);
}

static void
change (Mailbox *mailbox, Item *item, icalcomponent *event, const char *zone, gint64 now)
{
  icalproperty *property = icalcomponent_get_first_property (event, ICAL_RECURRENCEID_PROPERTY);
  gint64 wall, original;
  gsize position = 0;
  guint16 key;
  const char *value;
  Bag *bag;
  g_autoptr (Bag) own = NULL;
  View view;

  if (!property)
    return;
  wall = zone_to_wall (zone, instant_of (property, icalproperty_get_recurrenceid (property), zone));
  if (!series_original_by_day (item, wall / 86400, &original))
    return;
  view = view_of_occurrence (mailbox, item, original);
  if (read_times (event, &own))
    return;
  read_words (event, &own);
  bag = series_occurrence_bag (&view);
  while (bag_next (own, &position, &key, &value))
    if (key != PROPERTY_UID && key != PROPERTY_StartTimeZone)
      bag_set (&bag, key, value);
  series_update_occurrence (&view, &bag, NULL, now);
  bag_free (bag);
}

void
mime_read_exceptions (Mailbox *mailbox, Item *item, const char *base64, gint64 now)
{
  icalcomponent *root = parse (base64), *master = first_event (root), *event;
  const char *zone = zone_to_iana (bag_get (item->bag, PROPERTY_StartTimeZone));
  icalproperty *property;

  for (property = master ? icalcomponent_get_first_property (master, ICAL_EXDATE_PROPERTY) : NULL;
       property && bag_get (item->bag, PROPERTY_Recurrence);
       property = icalcomponent_get_next_property (master, ICAL_EXDATE_PROPERTY))
    cancel (mailbox, item, property, zone ? zone : "UTC", now);
  for (event = master && master != root ? icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT) : NULL;
       event && bag_get (item->bag, PROPERTY_Recurrence);
       event = icalcomponent_get_next_component (root, ICAL_VEVENT_COMPONENT))
    change (mailbox, item, event, zone ? zone : "UTC", now);
  if (root)
    icalcomponent_free (root);
}
