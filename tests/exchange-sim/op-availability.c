/* SPDX-License-Identifier: MIT */
/* GetUserAvailability: when people are free and when busy. GetRoomLists, GetRooms: there are none. */
#include "operations.h"

#include "codes.h"
#include "compute.h"
#include "series.h"
#include "values.h"
#include "xmlout.h"
#include "zone-custom.h"
#include "zone-rules.h"
#include "zones.h"

#include <stdio.h>
#include <string.h>

#define LONGEST ((gint64) 62 * 86400)

static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };

typedef struct {
  Request *request;
  const char *zone; /* times are asked for and told by its clock */
  gint64 start, end;
  gint64 interval; /* seconds a digit of the merged view stands for */
  gboolean merged, events, details;
} Asked;

/* --- the question --- */

static int
child_int (const xmlNode *node, const char *name)
{
  g_autofree char *text = node_child_text (node, name);
  gint64 value = 0;

  return text && value_to_int (text, &value) ? (int) value : 0;
}

static ZoneRule
read_rule (const xmlNode *node)
{
  g_autofree char *day = node_child_text (node, "DayOfWeek"), *time = node_child_text (node, "Time");
  ZoneRule rule = { .month = child_int (node, "Month"), .week = child_int (node, "DayOrder") };
  int hour = 0, minute = 0, second = 0;

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (g_strcmp0 (day, days[i]) == 0)
      rule.weekday = i;
  if (time && sscanf (time, "%d:%d:%d", &hour, &minute, &second) >= 2)
    rule.time = hour * 3600 + minute * 60 + second;
  return rule;
}

/* t:TimeZone with biases in minutes west of UTC; NULL if it makes no sense. */
static const char *
read_zone (const xmlNode *node)
{
  xmlNode *standard = node_child (node, "StandardTime"), *daylight = node_child (node, "DaylightTime");
  int bias = child_int (node, "Bias");
  ZoneCustom zone = { .name = "",
                      .standard = -60 * (bias + child_int (standard, "Bias")),
                      .daylight = -60 * (bias + child_int (daylight, "Bias")),
                      .to_standard = read_rule (standard),
                      .to_daylight = read_rule (daylight) };
  const char *name;

  zone.changes = zone.to_standard.month && zone.to_daylight.month && zone.standard != zone.daylight;
  name = zone_custom_name (&zone);
  return node && zone_custom_find (name) ? name : NULL;
}

static const char *
read_question (Request *request, Asked *asked)
{
  xmlNode *options = node_child (request->operation, "FreeBusyViewOptions");
  xmlNode *window = node_child (options, "TimeWindow"), *zone = node_child (request->operation, "TimeZone");
  g_autofree char *start = node_child_text (window, "StartTime"), *end = node_child_text (window, "EndTime");
  g_autofree char *view = node_child_text (options, "RequestedView");
  int minutes = node_child (options, "MergedFreeBusyIntervalInMinutes")
                  ? child_int (options, "MergedFreeBusyIntervalInMinutes")
                  : 30;

  asked->request = request;
  asked->zone = zone ? read_zone (zone) : request->zone;
  if (!asked->zone)
    return "ErrorTimeZone";
  if (!options)
    return node_child (request->operation, "SuggestionsViewOptions") ? NULL : "ErrorInvalidFreeBusyViewType";
  if (!start || !end || !value_to_instant (start, asked->zone, &asked->start)
      || !value_to_instant (end, asked->zone, &asked->end) || asked->end <= asked->start)
    return "ErrorInvalidTimeInterval";
  if (minutes < 5 || minutes > 1440)
    return "ErrorInvalidMergedFreeBusyInterval";
  asked->interval = 60 * (gint64) minutes;
  if (!view || strcmp (view, "None") == 0)
    return "ErrorInvalidFreeBusyViewType";
  asked->merged = strstr (view, "Merged") != NULL;
  asked->events = strcmp (view, "MergedOnly") != 0;
  asked->details = strstr (view, "Detailed") != NULL;
  return NULL;
}

/* --- the answer --- */

static char *
busy_type (const View *view)
{
  const char *stored = view_get (view, PROPERTY_LegacyFreeBusyStatus);

  return stored ? g_strdup (stored) : compute_text (property_by_id (PROPERTY_LegacyFreeBusyStatus), view);
}

/* Where several appointments meet, the one that binds most counts. */
static void
merge (GString *digits, const Asked *asked, const View *view, const char *busy)
{
  static const char *const kinds[] = { "Free", "WorkingElsewhere", "Tentative", "Busy", "OOF" };
  static const char marks[] = "04123";
  gsize rank = 0;

  while (rank + 1 < G_N_ELEMENTS (kinds) && strcmp (kinds[rank], busy) != 0)
    rank++;
  for (gsize i = 0; i < digits->len; i++) {
    gint64 from = asked->start + (gint64) i * asked->interval, to = from + asked->interval;
    gint64 present = strchr (marks, digits->str[i]) - marks;

    if (view_start (view) < to && view_end (view) > from && (gint64) rank > present)
      digits->str[i] = marks[rank];
  }
}

static void
write_flag (GString *out, const char *tag, const char *value)
{
  xml_element (out, tag, g_strcmp0 (value, "true") == 0 ? "true" : "false");
}

static void
write_details (GString *out, const View *view)
{
  const char *sensitivity = view_get (view, PROPERTY_Sensitivity);
  gboolean is_private = sensitivity && strcmp (sensitivity, "Private") == 0;
  g_autofree char *id = view_id (view), *hex = token_to_hex (id);
  g_autofree char *meeting = compute_text (property_by_id (PROPERTY_IsMeeting), view);
  g_autofree char *reminder = compute_text (property_by_id (PROPERTY_ReminderIsSet), view);
  const char *own = view_get (view, PROPERTY_ReminderIsSet);

  xml_open (out, "t:CalendarEventDetails");
  xml_element (out, "t:ID", hex);
  xml_element (out, "t:Subject", view_get (view, PROPERTY_Subject));
  xml_element (out, "t:Location", view_get (view, PROPERTY_Location));
  write_flag (out, "t:IsMeeting", meeting);
  xml_bool (out, "t:IsRecurring", view_is_occurrence (view));
  xml_bool (out, "t:IsException", view->exception != NULL);
  write_flag (out, "t:IsReminderSet", own ? own : reminder);
  xml_bool (out, "t:IsPrivate", is_private);
  xml_close (out, "t:CalendarEventDetails");
}

static void
write_event (GString *out, const Asked *asked, const View *view, const char *busy, gboolean details)
{
  g_autofree char *start = value_from_wall (zone_to_wall (asked->zone, view_start (view)));
  g_autofree char *end = value_from_wall (zone_to_wall (asked->zone, view_end (view)));

  xml_open (out, "t:CalendarEvent");
  xml_element (out, "t:StartTime", start);
  xml_element (out, "t:EndTime", end);
  xml_element (out, "t:BusyType", busy);
  if (details)
    write_details (out, view);
  xml_close (out, "t:CalendarEvent");
}

/* Half of the year: its bias against standard time in minutes and the day it begins. Nothing begins where the clocks never change. */
static void
write_half (GString *out, const char *tag, int bias, const ZoneChange *change)
{
  g_autofree char *time =
    change ? g_strdup_printf ("%02d:%02d:%02d", change->time / 3600, change->time / 60 % 60, change->time % 60)
           : g_strdup ("00:00:00");

  xml_open (out, tag);
  xml_int (out, "t:Bias", bias);
  xml_element (out, "t:Time", time);
  xml_int (out, "t:DayOrder", !change ? 0 : change->last ? 5 : change->occurrence);
  xml_int (out, "t:Month", change ? change->month : 0);
  xml_element (out, "t:DayOfWeek", days[change ? change->weekday : 0]);
  xml_close (out, tag);
}

/* Nobody here has set any: eight to five from Monday to Friday, in the zone that was asked in. */
static void
write_working_hours (GString *out, const Asked *asked)
{
  int standard, daylight;
  g_autoptr (GArray) changes = zone_changes (asked->zone, &standard, &daylight);
  const ZoneChange *to_standard = NULL, *to_daylight = NULL;

  for (guint i = 0; i < changes->len; i++) {
    const ZoneChange *change = &g_array_index (changes, ZoneChange, i);

    *(change->after > change->before ? &to_daylight : &to_standard) = change;
  }
  xml_open (out, "t:WorkingHours");
  xml_open (out, "t:TimeZone");
  xml_int (out, "t:Bias", -standard / 60);
  write_half (out, "t:StandardTime", 0, to_standard);
  write_half (out, "t:DaylightTime", (standard - daylight) / 60, to_daylight);
  xml_close (out, "t:TimeZone");
  g_string_append (out, "<t:WorkingPeriodArray><t:WorkingPeriod>"
                        "<t:DayOfWeek>Monday Tuesday Wednesday Thursday Friday</t:DayOfWeek>"
                        "<t:StartTimeInMinutes>480</t:StartTimeInMinutes><t:EndTimeInMinutes>1020</t:EndTimeInMinutes>"
                        "</t:WorkingPeriod></t:WorkingPeriodArray></t:WorkingHours>");
}

/* Whoever may not open the mailbox learns no more than when it is busy. */
static void
write_view (GString *out, const Asked *asked, Mailbox *mailbox)
{
  gboolean details = asked->details && (asked->request->admin || asked->request->mailbox == mailbox);
  guint32 calendar = mailbox_get_distinguished (mailbox, "calendar")->number;
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, calendar);
  g_autoptr (GArray) views = g_array_new (FALSE, FALSE, sizeof (View));
  g_autoptr (GString) events = g_string_new (NULL), digits = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    series_expand (mailbox, g_ptr_array_index (items, i), asked->start, asked->end, views);
  g_array_sort (views, view_compare_starts);
  g_string_set_size (digits, (asked->end - asked->start + asked->interval - 1) / asked->interval);
  memset (digits->str, '0', digits->len);
  for (guint i = 0; i < views->len; i++) {
    const View *view = &g_array_index (views, View, i);
    g_autofree char *busy = busy_type (view);

    merge (digits, asked, view, busy);
    write_event (events, asked, view, busy, details);
  }
  xml_open (out, "m:FreeBusyView");
  g_string_append_printf (out, "<t:FreeBusyViewType>%s%s</t:FreeBusyViewType>",
                          !asked->events ? "Merged"
                          : details      ? "Detailed"
                                         : "FreeBusy",
                          !asked->events  ? "Only"
                          : asked->merged ? "Merged"
                                          : "");
  if (asked->merged)
    xml_element (out, "t:MergedFreeBusy", digits->str);
  if (asked->events && views->len)
    g_string_append_printf (out, "<t:CalendarEventArray>%s</t:CalendarEventArray>", events->str);
  write_working_hours (out, asked);
  xml_close (out, "m:FreeBusyView");
}

static void
write_status (Request *request, const char *code)
{
  GString *out = request->out;

  request_note (request, code ? code : "NoError");
  xml_start (out, "m:ResponseMessage");
  xml_attribute (out, "ResponseClass", code ? "Error" : "Success");
  xml_start_end (out);
  if (code)
    xml_element (out, "m:MessageText", code_text (code));
  xml_element (out, "m:ResponseCode", code ? code : "NoError");
  if (code)
    xml_element (out, "m:DescriptiveLinkKey", "0");
  xml_close (out, "m:ResponseMessage");
}

static void
write_person (const Asked *asked, const xmlNode *data)
{
  GString *out = asked->request->out;
  g_autofree char *address = node_child_text (node_child (data, "Email"), "Address");
  Mailbox *mailbox = address ? sim_get_mailbox (asked->request->sim, address) : NULL;
  const char *code = !mailbox                              ? "ErrorMailRecipientNotFound"
                     : asked->end - asked->start > LONGEST ? "ErrorTimeIntervalTooBig"
                                                           : NULL;

  xml_open (out, "m:FreeBusyResponse");
  write_status (asked->request, code);
  if (code)
    g_string_append (out, "<m:FreeBusyView><t:FreeBusyViewType>None</t:FreeBusyViewType></m:FreeBusyView>");
  else
    write_view (out, asked, mailbox);
  xml_close (out, "m:FreeBusyResponse");
}

void
op_get_user_availability (Request *request)
{
  xmlNode *data = node_first (node_child (request->operation, "MailboxDataArray"));
  Asked asked = { 0 };

  request->fault = read_question (request, &asked);
  request->name = "GetUserAvailability";
  if (request->fault)
    return;
  reply_bare (request, NULL);
  if (node_child (request->operation, "FreeBusyViewOptions")) {
    xml_open (request->out, "m:FreeBusyResponseArray");
    for (; data; data = node_next (data))
      write_person (&asked, data);
    xml_close (request->out, "m:FreeBusyResponseArray");
  }
  /* No time is thought up. */
  if (node_child (request->operation, "SuggestionsViewOptions")) {
    xml_open (request->out, "m:SuggestionsResponse");
    write_status (request, NULL);
    xml_element (request->out, "m:SuggestionDayResultArray", NULL);
    xml_close (request->out, "m:SuggestionsResponse");
  }
}

void
op_get_room_lists (Request *request)
{
  reply_bare (request, "NoError");
  xml_element (request->out, "m:RoomLists", NULL);
}

void
op_get_rooms (Request *request)
{
  reply_bare (request, "ErrorNameResolutionNoResults");
}
