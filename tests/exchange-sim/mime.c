/* SPDX-License-Identifier: MIT */
#include "mime.h"

#include "compute.h"
#include "meetings.h"
#include "pattern.h"
#include "people.h"
#include "rrule.h"
#include "values.h"
#include "xmlout.h"
#include "zone-rules.h"
#include "zones.h"

#include <libical/ical.h>
#include <string.h>

static struct icaltimetype
make_time (gint64 seconds, gboolean day, gboolean utc)
{
  struct icaltimetype time = icaltime_from_timet_with_zone ((time_t) seconds, day, NULL);

  time.zone = utc ? icaltimezone_get_utc_timezone () : NULL;
  return time;
}

static gboolean
is_day (const View *view)
{
  return view_get_bool (view, PROPERTY_IsAllDayEvent, FALSE);
}

/* A wall clock with the zone's Windows name, UTC, or a day. */
static void
add_time (icalcomponent *event, icalproperty_kind kind, const View *view, gint64 instant)
{
  const char *iana = view_zone (view);
  gboolean utc = strcmp (iana, "UTC") == 0;
  gboolean zoned = !utc && !is_day (view);
  icalproperty *property = icalproperty_new (kind);

  icalproperty_set_value (property, is_day (view)
                                      ? icalvalue_new_date (make_time (zone_to_wall (iana, instant), TRUE, FALSE))
                                      : icalvalue_new_datetime (make_time (zone_to_wall (iana, instant), FALSE, utc)));
  if (zoned && zone_to_windows (iana))
    icalproperty_add_parameter (property, icalparameter_new_tzid (zone_to_windows (iana)));
  icalcomponent_add_property (event, property);
}

static void
add_x (icalcomponent *event, const char *name, const char *value)
{
  icalproperty *property = icalproperty_new_x (value);

  icalproperty_set_x_name (property, name);
  icalcomponent_add_property (event, property);
}

/* The last day a rule allows, as RFC 5545 wants it: an instant, if the start is one. */
static void
add_rule (icalcomponent *event, const View *view)
{
  const char *fragment = view_get (view, PROPERTY_Recurrence);
  struct icalrecurrencetype rule;
  g_autofree char *text = NULL;
  Pattern pattern;

  if (!fragment || pattern_read (fragment, &pattern))
    return;
  text = rrule_write (&pattern);
  rule = icalrecurrencetype_from_string (text);
  /* Exchange takes the last day where a month has no 31st, RFC 5545 leaves that month out. */
  if (pattern.kind == PATTERN_ABSOLUTE_MONTHLY && pattern.day_of_month == 31)
    rule.by_month_day[0] = -1;
  if (pattern.end != PATTERN_NO_END && !is_day (view)) {
    const char *iana = view_zone (view);
    gint64 wall = zone_to_wall (iana, view_start (view));
    gint64 time_of_day = (wall % 86400 + 86400) % 86400;

    rule.until = make_time (zone_to_instant (iana, pattern.end * 86400 + time_of_day), FALSE, TRUE);
  }
  icalcomponent_add_property (event, icalproperty_new_rrule (rule));
}

static void
add_words (icalcomponent *event, const View *view)
{
  const char *subject = view_get (view, PROPERTY_Subject), *location = view_get (view, PROPERTY_Location);
  const char *categories = view_get (view, PROPERTY_Categories);
  g_autofree char *text = view_body_text (view);
  g_auto (GStrv) list = categories && *categories ? g_strsplit (categories, LIST_SEPARATOR, -1) : NULL;

  if (subject)
    icalcomponent_add_property (event, icalproperty_new_summary (subject));
  if (location)
    icalcomponent_add_property (event, icalproperty_new_location (location));
  if (text)
    icalcomponent_add_property (event, icalproperty_new_description (text));
  for (char **category = list; category && *category; category++)
    icalcomponent_add_property (event, icalproperty_new_categories (*category));
}

static void
add_marks (icalcomponent *event, const View *view)
{
  g_autofree char *show = compute_text (property_by_id (PROPERTY_LegacyFreeBusyStatus), view);
  const char *stored = view_get (view, PROPERTY_LegacyFreeBusyStatus);
  const char *sensitivity = view_get (view, PROPERTY_Sensitivity);
  const char *importance = view_get (view, PROPERTY_Importance);
  const char *busy = stored ? stored : show ? show : "Busy";
  g_autofree char *status = g_ascii_strup (busy, -1);
  gboolean is_free = strcmp (busy, "Free") == 0;

  icalcomponent_add_property (
    event, icalproperty_new_class (g_strcmp0 (sensitivity, "Private") == 0        ? ICAL_CLASS_PRIVATE
                                   : g_strcmp0 (sensitivity, "Confidential") == 0 ? ICAL_CLASS_CONFIDENTIAL
                                                                                  : ICAL_CLASS_PUBLIC));
  icalcomponent_add_property (event, icalproperty_new_priority (g_strcmp0 (importance, "High") == 0  ? 1
                                                                : g_strcmp0 (importance, "Low") == 0 ? 9
                                                                                                     : 5));
  icalcomponent_add_property (event, icalproperty_new_transp (is_free ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
  icalcomponent_add_property (
    event, icalproperty_new_status (view_get_bool (view, PROPERTY_CANCELLED, FALSE) ? ICAL_STATUS_CANCELLED
                                    : strcmp (busy, "Tentative") == 0               ? ICAL_STATUS_TENTATIVE
                                                                                    : ICAL_STATUS_CONFIRMED));
  icalcomponent_add_property (event, icalproperty_new_sequence (0));
  add_x (event, "X-MICROSOFT-CDO-APPT-SEQUENCE", "0");
  add_x (event, "X-MICROSOFT-CDO-BUSYSTATUS", status);
  add_x (event, "X-MICROSOFT-CDO-INTENDEDSTATUS", status);
  add_x (event, "X-MICROSOFT-CDO-ALLDAYEVENT", is_day (view) ? "TRUE" : "FALSE");
  add_x (event, "X-MICROSOFT-CDO-IMPORTANCE",
         g_strcmp0 (importance, "High") == 0  ? "2"
         : g_strcmp0 (importance, "Low") == 0 ? "0"
                                              : "1");
  add_x (event, "X-MICROSOFT-CDO-INSTTYPE", view_is_occurrence (view) ? "3" : view_is_master (view) ? "1" : "0");
}

static void
add_person (icalcomponent *event, icalproperty *property, const xmlNode *mailbox)
{
  g_autofree char *name = node_child_text (mailbox, "Name");

  if (name && *name)
    icalproperty_add_parameter (property, icalparameter_new_cn (name));
  icalcomponent_add_property (event, property);
}

static icalparameter_partstat
part_status (const xmlNode *attendee)
{
  static const struct {
    const char *response;
    icalparameter_partstat status;
  } table[] = { { "Accept", ICAL_PARTSTAT_ACCEPTED },
                { "Tentative", ICAL_PARTSTAT_TENTATIVE },
                { "Decline", ICAL_PARTSTAT_DECLINED } };
  g_autofree char *response = node_child_text (attendee, "ResponseType");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (response, table[i].response) == 0)
      return table[i].status;
  return ICAL_PARTSTAT_NEEDSACTION;
}

static void
add_attendees (icalcomponent *event, const View *view, PropertyId id, icalparameter_role role)
{
  const char *fragment = view_get (view, id);
  xmlNode *root = fragment && *fragment ? node_from_fragment (fragment) : NULL;

  for (xmlNode *attendee = node_first (root); attendee; attendee = node_next (attendee)) {
    xmlNode *mailbox = node_child (attendee, "Mailbox");
    g_autofree char *email = node_child_text (mailbox, "EmailAddress");
    g_autofree char *address = g_strconcat ("MAILTO:", email ? email : "", NULL);
    icalproperty *property = icalproperty_new_attendee (address);

    icalproperty_add_parameter (property, icalparameter_new_role (role));
    icalproperty_add_parameter (property, icalparameter_new_partstat (part_status (attendee)));
    icalproperty_add_parameter (property, icalparameter_new_rsvp (ICAL_RSVP_TRUE));
    add_person (event, property, mailbox);
  }
  if (root)
    xmlFreeDoc (root->doc);
}

/* Only meetings have an organizer in iCalendar. */
static void
add_people (icalcomponent *event, const View *view)
{
  const char *fragment = view_get (view, PROPERTY_Organizer);
  g_autoptr (GString) owner = g_string_new (NULL);
  g_autofree char *email = NULL, *address = NULL;
  xmlNode *root;

  if (!meeting_has_attendees (view->item->bag) && !view_get (view, PROPERTY_RESPONSE))
    return;
  people_write_owner (owner, view->mailbox);
  root = node_from_fragment (fragment ? fragment : owner->str);
  email = node_child_text (node_first (root), "EmailAddress");
  address = g_strconcat ("MAILTO:", email ? email : "", NULL);
  add_person (event, icalproperty_new_organizer (address), node_first (root));
  if (root)
    xmlFreeDoc (root->doc);
  add_attendees (event, view, PROPERTY_RequiredAttendees, ICAL_ROLE_REQPARTICIPANT);
  add_attendees (event, view, PROPERTY_OptionalAttendees, ICAL_ROLE_OPTPARTICIPANT);
  add_attendees (event, view, PROPERTY_Resources, ICAL_ROLE_NONPARTICIPANT);
}

static void
add_alarm (icalcomponent *event, const View *view)
{
  const char *minutes = view_get (view, PROPERTY_ReminderMinutesBeforeStart);
  struct icaltriggertype trigger = { icaltime_null_time (),
                                     icaldurationtype_from_int (-60 * (int) (minutes ? value_load (minutes) : 15)) };

  if (!view_get_bool (view, PROPERTY_ReminderIsSet, TRUE))
    return;
  icalcomponent_add_component (event,
                               icalcomponent_vanew (ICAL_VALARM_COMPONENT, icalproperty_new_description ("REMINDER"),
                                                    icalproperty_new_trigger (trigger),
                                                    icalproperty_new_action (ICAL_ACTION_DISPLAY), NULL));
}

/* One VEVENT: the item itself, or an exception of a series. */
static icalcomponent *
make_event (const View *view)
{
  icalcomponent *event = icalcomponent_new_vevent ();
  const char *uid = bag_get (view->item->bag, PROPERTY_UID);
  g_autofree char *modified = compute_text (property_by_id (PROPERTY_LastModifiedTime), view);

  if (uid)
    icalcomponent_add_property (event, icalproperty_new_uid (uid));
  icalcomponent_add_property (event, icalproperty_new_dtstamp (make_time (value_load (modified), FALSE, TRUE)));
  add_time (event, ICAL_DTSTART_PROPERTY, view, view_start (view));
  add_time (event, ICAL_DTEND_PROPERTY, view, view_end (view));
  if (view_is_occurrence (view))
    add_time (event, ICAL_RECURRENCEID_PROPERTY, view, view->original);
  add_words (event, view);
  add_marks (event, view);
  add_people (event, view);
  add_alarm (event, view);
  return event;
}

/* One half of the year: since 1601, by today's rule, as Windows keeps zones. Without a change it holds all year. */
static void
add_half (icalcomponent *zone, icalcomponent_kind kind, const ZoneChange *change, int before, int after)
{
  static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
  icalcomponent *half = icalcomponent_new (kind);
  int time = change ? change->time : 0;
  struct icaltimetype begin = { .year = 1601, .month = 1, .day = 1, .hour = time / 3600, .minute = time / 60 % 60 };

  icalcomponent_add_property (half, icalproperty_new_dtstart (begin));
  icalcomponent_add_property (half, icalproperty_new_tzoffsetfrom (before));
  icalcomponent_add_property (half, icalproperty_new_tzoffsetto (after));
  if (change) {
    g_autofree char *rule =
      g_strdup_printf ("FREQ=YEARLY;INTERVAL=1;BYDAY=%d%s;BYMONTH=%d", change->last ? -1 : change->occurrence,
                       days[change->weekday], change->month);

    icalcomponent_add_property (half, icalproperty_new_rrule (icalrecurrencetype_from_string (rule)));
  }
  icalcomponent_add_component (zone, half);
}

/* The zone's rules under the name the times carry. */
static void
add_zone (icalcomponent *calendar, const View *view)
{
  const char *iana = view_zone (view), *windows = zone_to_windows (iana);
  int standard, daylight;
  g_autoptr (GArray) changes = NULL;
  icalcomponent *zone;

  if (strcmp (iana, "UTC") == 0 || !windows || is_day (view))
    return;
  changes = zone_changes (iana, &standard, &daylight);
  zone = icalcomponent_vanew (ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid (windows), NULL);
  if (changes->len == 0)
    add_half (zone, ICAL_XSTANDARD_COMPONENT, NULL, standard, standard);
  for (guint i = 0; i < changes->len; i++) {
    const ZoneChange *change = &g_array_index (changes, ZoneChange, i);

    add_half (zone, change->after > change->before ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT, change,
              change->before, change->after);
  }
  icalcomponent_add_component (calendar, zone);
}

/* What is unlike the pattern: cancelled occurrences at the master, changed ones behind it. */
static void
add_exceptions (icalcomponent *calendar, icalcomponent *master, const View *view)
{
  GArray *exceptions = view->item->exceptions;

  for (guint i = 0; exceptions && i < exceptions->len; i++) {
    const Exception *exception = &g_array_index (exceptions, Exception, i);
    View occurrence = view_of_occurrence (view->mailbox, view->item, exception->original);

    if (exception->deleted)
      add_time (master, ICAL_EXDATE_PROPERTY, view, exception->original);
    else
      icalcomponent_add_component (calendar, make_event (&occurrence));
  }
}

void
mime_write (GString *out, const View *view, const char *zone)
{
  g_autofree char *encoded = NULL;
  icalcomponent *calendar, *event;
  char *text;

  if (view->item->kind != KIND_CALENDAR)
    return;
  calendar = icalcomponent_vanew (ICAL_VCALENDAR_COMPONENT, icalproperty_new_method (ICAL_METHOD_PUBLISH),
                                  icalproperty_new_prodid ("Microsoft Exchange Server 2010"),
                                  icalproperty_new_version ("2.0"), NULL);
  event = make_event (view);
  add_zone (calendar, view);
  icalcomponent_add_component (calendar, event);
  if (view_is_master (view)) {
    add_rule (event, view);
    add_exceptions (calendar, event, view);
  }
  text = icalcomponent_as_ical_string_r (calendar);
  encoded = g_base64_encode ((const guchar *) text, strlen (text));
  free (text);
  icalcomponent_free (calendar);
  xml_start (out, "t:MimeContent");
  xml_attribute (out, "CharacterSet", "UTF-8");
  xml_start_end (out);
  g_string_append (out, encoded);
  xml_close (out, "t:MimeContent");
}
