/* SPDX-License-Identifier: MIT */
#include "ews/fields.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/list.h"
#include "core/task-series.h"
#include "core/text.h"
#include "core/zone.h"
#include "ews/names.h"
#include "ews/occurrences.h"
#include "ews/people.h"
#include "ews/recurrence.h"
#include "ews/task.h"
#include "ews/time.h"
#include "ews/zone.h"

/* -- values to send --------------------------------------------------------------------------------------------- */

static char *
dup_text (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_item_get (write->item, row->field));
}

static char *
dup_word (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  const char *value = bp_item_get_or_default (write->item, row->field);
  const char *const *values = bp_field_info (row->field)->values;
  for (guint i = 0; value && values[i]; i++) {
    if (g_str_equal (values[i], value))
      return g_strdup (row->words[i]);
  }
  return NULL;
}

static char *
dup_all_day (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_item_is_all_day (write->item) ? "true" : "false");
}

static char *
dup_has_reminder (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_item_get (write->item, BP_FIELD_REMINDER_MINUTES) ? "true" : "false");
}

static char *
dup_instant (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return bp_ews_time_to_utc (bp_item_get (write->item, row->field), bp_item_get (write->item, BP_FIELD_TIME_ZONE),
                             site->time_zone);
}

static char *
dup_zone (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_ews_time_windows_zone (bp_item_get (write->item, BP_FIELD_TIME_ZONE), site->time_zone));
}

static char *
dup_info (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  const char *text = bp_item_get (write->item, BP_FIELD_INFO_TEXT);
  gboolean is_html = g_strcmp0 (bp_item_get_or_default (write->item, BP_FIELD_INFO_FORMAT), "html") == 0;
  if (!text || is_html == site->info_as_html)
    return g_strdup (text);
  return is_html ? bp_text_from_html (text) : bp_text_to_html (text);
}

static char *
dup_uid (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (write->uid);
}

static char *
dup_create_token (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (write->create_token);
}

/* -- elements that are more than text --------------------------------------------------------------------------- */

static void
put_list (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  g_auto (GStrv) entries = bp_list_to_strv (value);
  g_autofree char *name = g_strconcat ("t:", row->element, NULL);
  bp_ews_envelope_open (out, name);
  for (char **entry = entries; *entry; entry++)
    bp_ews_envelope_element (out, "t:String", *entry);
  bp_ews_envelope_close (out);
}

static void
put_body (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  bp_ews_envelope_open (out, "t:Body");
  bp_ews_envelope_attribute (out, "BodyType", site->info_as_html ? "HTML" : "Text");
  bp_ews_envelope_text (out, value);
  bp_ews_envelope_close (out);
}

static void
put_zone (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  g_autofree char *name = g_strconcat ("t:", row->element, NULL);
  bp_ews_envelope_empty (out, name, "Id", value);
}

static void
put_property (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  bp_ews_envelope_open (out, "t:ExtendedProperty");
  bp_ews_envelope_own_property (out, row->property);
  bp_ews_envelope_element (out, "t:Value", value);
  bp_ews_envelope_close (out);
}

/* -- reading ---------------------------------------------------------------------------------------------------- */

/* A value that the field table does not take is no value. */
static void
set_normal (BpRemoteItem *out, BpField field, const char *value)
{
  g_autofree char *normal = NULL;
  if (bp_field_normalise (field, value, &normal, NULL))
    bp_item_set (out->item, field, normal);
}

static void
read_text (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  set_normal (out, row->field, text);
}

static void
read_word (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *word = bp_ews_dup_child_text (item, row->element);
  const BpFieldInfo *info = bp_field_info (row->field);
  bp_item_set (out->item, row->field, info->default_value);
  for (guint i = 0; word && info->values[i]; i++) {
    if (g_str_equal (row->words[i], word))
      bp_item_set (out->item, row->field, info->values[i]);
  }
}

static void
read_list (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *json = NULL;
  xmlNode *entry = bp_ews_first (bp_ews_child (item, row->element));
  for (; entry; entry = bp_ews_next (entry))
    g_ptr_array_add (entries, bp_ews_dup_text (entry));
  g_ptr_array_add (entries, NULL);
  json = bp_list_from_strv ((const char *const *) entries->pdata);
  bp_item_set (out->item, row->field, json);
}

static void
read_reminder (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *is_set = bp_ews_dup_child_text (item, "ReminderIsSet");
  g_autofree char *minutes = bp_ews_dup_child_text (item, row->element);
  if (bp_ews_text_is_true (is_set))
    set_normal (out, row->field, minutes ? minutes : "0");
}

/* A zone without a name that is known: one with equal rules, if the item says which rules, else the site's. */
static const char *
zone_by_rules (xmlNode *item, const char *name, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *definition = bp_ews_zone_definition (bp_ews_child (item, "StartTimeZone"));
  g_autofree char *title = bp_ews_dup_attribute (bp_ews_child (item, "StartTimeZone"), "Name");
  const char *zone = definition ? bp_zone_find_equal (definition, site->time_zone) : NULL;
  if (zone)
    return bp_ews_time_zone (zone, site->time_zone);
  g_free (out->notice);
  out->notice = g_strdup_printf (
    _ ("The time zone “%s” of an item is not known here: its times are taken over as those of the site's zone"),
    title && *title ? title : name);
  return bp_ews_time_zone (NULL, site->time_zone);
}

static void
read_when (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *start = bp_ews_dup_child_text (item, "Start");
  g_autofree char *end = bp_ews_dup_child_text (item, "End");
  g_autofree char *all_day = bp_ews_dup_child_text (item, "IsAllDayEvent");
  g_autofree char *zone_name = bp_ews_dup_child_text (item, "StartTimeZoneId");
  g_autofree char *start_wall = NULL, *end_wall = NULL;
  const char *zone;
  if (!zone_name)
    zone_name = bp_ews_dup_attribute (bp_ews_child (item, "StartTimeZone"), "Id");
  zone = zone_name && !bp_ews_time_is_known_zone (zone_name) ? zone_by_rules (item, zone_name, site, out)
                                                             : bp_ews_time_zone (zone_name, site->time_zone);
  if (!bp_ews_time_to_wall (start, end, bp_ews_text_is_true (all_day), zone, &start_wall, &end_wall)) {
    g_free (out->unsupported);
    out->unsupported = g_strdup (N_ ("Exchange gives no start or end for this item"));
    return;
  }
  bp_item_set (out->item, BP_FIELD_STARTS_AT, start_wall);
  bp_item_set (out->item, BP_FIELD_ENDS_AT, end_wall);
  bp_item_set (out->item, BP_FIELD_ALL_DAY, bp_ews_text_is_true (all_day) ? "1" : "0");
  bp_item_set (out->item, BP_FIELD_TIME_ZONE, zone);
}

static void
read_parent (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  out->folder_id = bp_ews_dup_attribute (bp_ews_child (item, row->element), "Id");
}

static void
read_created (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  if (!text || !bp_clock_parse (text, &out->created_at))
    out->created_at = 0;
}

static void
read_modified (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  if (!text || !bp_clock_parse (text, &out->modified_at))
    out->modified_at = 0;
}

static void
read_uid (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  out->uid = bp_ews_dup_child_text (item, row->element);
}

/* The value of one of our own properties, NULL if the item has none. New. */
static char *
dup_own_property (xmlNode *item, const char *property)
{
  xmlNode *child = bp_ews_first (item);
  for (; child; child = bp_ews_next (child)) {
    xmlNode *path = bp_ews_is (child, "ExtendedProperty") ? bp_ews_child (child, "ExtendedFieldURI") : NULL;
    g_autofree char *set = bp_ews_dup_attribute (path, "PropertySetId");
    g_autofree char *name = bp_ews_dup_attribute (path, "PropertyName");
    if (set && g_ascii_strcasecmp (set, BP_EWS_PROPERTY_SET) == 0 && g_strcmp0 (name, property) == 0)
      return bp_ews_dup_child_text (child, "Value");
  }
  return NULL;
}

static void
read_create_token (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  out->create_token = dup_own_property (item, row->property);
}

static void
read_probe (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *value = dup_own_property (item, row->property);
  out->is_probe = value != NULL;
}

static void
read_is_meeting (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  out->is_meeting |= bp_ews_text_is_true (text);
}

/* Bit 1: a meeting, bit 2: received from somebody else. */
static void
read_state (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  out->is_meeting |= text && (g_ascii_strtoll (text, NULL, 10) & 3) != 0;
}

/* Somebody else's, whatever the answer was; an item without attendees says Unknown or Organizer. */
static void
read_my_response (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  out->is_meeting |= text && *text && !g_str_equal (text, "Unknown") && !g_str_equal (text, "Organizer");
}

/* -- the table -------------------------------------------------------------------------------------------------- */

#define NO_FIELD BP_FIELD_COUNT
#define WRITE (BP_EWS_CREATE | BP_EWS_UPDATE)
#define BOTH (BP_EWS_ASK | WRITE)

/* In the order of the values in core/field.c; the unit test holds them together. */
static const char *const sensitivity_words[] = { "Normal", "Personal", "Private", "Confidential", NULL };
static const char *const importance_words[] = { "Low", "Normal", "High", NULL };
static const char *const show_as_words[] = { "Free", "Tentative", "Busy", "OOF", "WorkingElsewhere", NULL };
static const char *const status_words[] = {
  "NotStarted", "InProgress", "Completed", "WaitingOnOthers", "Deferred", NULL
};

/* clang-format off */
/* What appointments and tasks have in common, where the schema puts it. */
#define ITEM_ROWS \
  { .element = "ParentFolderId", .uri = "item:ParentFolderId", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_parent },                 \
  { .element = "Subject", .uri = "item:Subject", .field = BP_FIELD_SUBJECT, .use = BOTH | BP_EWS_CLEAR,                                     \
    .dup_value = dup_text, .read = read_text },                                                                                             \
  { .element = "Sensitivity", .uri = "item:Sensitivity", .field = BP_FIELD_SENSITIVITY, .use = BOTH,                                        \
    .words = sensitivity_words, .dup_value = dup_word, .read = read_word },                                                                 \
  { .element = "Body", .uri = "item:Body", .field = BP_FIELD_INFO_TEXT, .use = WRITE | BP_EWS_EMPTY,                                        \
    .dup_value = dup_info, .put = put_body },                                                                                               \
  { .element = "Categories", .uri = "item:Categories", .field = BP_FIELD_CATEGORIES, .use = BOTH | BP_EWS_CLEAR,                            \
    .dup_value = dup_text, .put = put_list, .read = read_list },                                                                            \
  { .element = "Importance", .uri = "item:Importance", .field = BP_FIELD_IMPORTANCE, .use = BOTH,                                           \
    .words = importance_words, .dup_value = dup_word, .read = read_word },                                                                  \
  { .element = "DateTimeCreated", .uri = "item:DateTimeCreated", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_created }

static const BpEwsRow appointment_rows[] = {
  ITEM_ROWS,
  { .element = "ReminderIsSet", .uri = "item:ReminderIsSet", .field = BP_FIELD_REMINDER_MINUTES, .use = BOTH | BP_EWS_ALWAYS,
    .dup_value = dup_has_reminder },
  { .element = "ReminderMinutesBeforeStart", .uri = "item:ReminderMinutesBeforeStart", .field = BP_FIELD_REMINDER_MINUTES,
    .use = BOTH | BP_EWS_ALWAYS, .dup_value = dup_text, .read = read_reminder },
  { .element = "ExtendedProperty", .property = BP_EWS_PROPERTY_CREATE_TOKEN, .field = NO_FIELD,
    .use = BP_EWS_ASK | BP_EWS_CREATE, .dup_value = dup_create_token, .put = put_property, .read = read_create_token },
  { .element = "ExtendedProperty", .property = BP_EWS_PROPERTY_PROBE, .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_probe },
  { .element = "LastModifiedTime", .uri = "item:LastModifiedTime", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_modified },
  { .element = "UID", .uri = "calendar:UID", .field = NO_FIELD, .use = BP_EWS_ASK | BP_EWS_CREATE,
    .dup_value = dup_uid, .read = read_uid },
  { .element = "Start", .uri = "calendar:Start", .field = BP_FIELD_STARTS_AT, .use = BOTH | BP_EWS_ALWAYS,
    .dup_value = dup_instant, .read = read_when },
  { .element = "End", .uri = "calendar:End", .field = BP_FIELD_ENDS_AT, .use = BOTH | BP_EWS_ALWAYS, .dup_value = dup_instant },
  { .element = "IsAllDayEvent", .uri = "calendar:IsAllDayEvent", .field = BP_FIELD_ALL_DAY, .use = BOTH | BP_EWS_ALWAYS,
    .dup_value = dup_all_day },
  { .element = "LegacyFreeBusyStatus", .uri = "calendar:LegacyFreeBusyStatus", .field = BP_FIELD_SHOW_AS, .use = BOTH,
    .words = show_as_words, .dup_value = dup_word, .read = read_word },
  { .element = "Location", .uri = "calendar:Location", .field = BP_FIELD_LOCATION, .use = BOTH | BP_EWS_CLEAR,
    .dup_value = dup_text, .read = read_text },
  { .element = "IsMeeting", .uri = "calendar:IsMeeting", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_is_meeting },
  { .element = "CalendarItemType", .uri = "calendar:CalendarItemType", .field = NO_FIELD, .use = BP_EWS_ASK },
  { .element = "MyResponseType", .uri = "calendar:MyResponseType", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_my_response },
  { .element = "Organizer", .uri = "calendar:Organizer", .field = BP_FIELD_ORGANIZER, .use = BP_EWS_ASK,
    .read = bp_ews_people_read_organizer },
  { .element = "RequiredAttendees", .uri = "calendar:RequiredAttendees", .field = BP_FIELD_ATTENDEES, .use = BP_EWS_ASK,
    .read = bp_ews_people_read_attendees },
  { .element = "OptionalAttendees", .uri = "calendar:OptionalAttendees", .field = BP_FIELD_ATTENDEES, .use = BP_EWS_ASK },
  { .element = "Resources", .uri = "calendar:Resources", .field = BP_FIELD_ATTENDEES, .use = BP_EWS_ASK },
  { .element = "AppointmentState", .uri = "calendar:AppointmentState", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_state },
  { .element = "Recurrence", .uri = "calendar:Recurrence", .field = BP_FIELD_RECURRENCE,
    .use = BOTH | BP_EWS_CLEAR | BP_EWS_ALWAYS | BP_EWS_SERIES, .dup_value = bp_ews_recurrence_dup, .put = bp_ews_recurrence_put,
    .read = bp_ews_recurrence_read },
  { .element = "ModifiedOccurrences", .uri = "calendar:ModifiedOccurrences", .field = NO_FIELD, .use = BP_EWS_ASK },
  { .element = "DeletedOccurrences", .uri = "calendar:DeletedOccurrences", .field = NO_FIELD, .use = BP_EWS_ASK,
    .read = bp_ews_occurrences_read_deleted },
  { .element = "StartTimeZone", .uri = "calendar:StartTimeZone", .since = "2010", .field = BP_FIELD_TIME_ZONE, .use = WRITE | BP_EWS_ALWAYS | BP_EWS_SERIES,
    .dup_value = dup_zone, .put = put_zone },
  { .element = "EndTimeZone", .uri = "calendar:EndTimeZone", .since = "2010", .field = BP_FIELD_TIME_ZONE, .use = WRITE | BP_EWS_ALWAYS | BP_EWS_SERIES,
    .dup_value = dup_zone, .put = put_zone },
  { .element = "StartTimeZoneId", .uri = "calendar:StartTimeZoneId", .since = "2013", .field = BP_FIELD_TIME_ZONE, .use = BP_EWS_ASK },
};

static const BpEwsRow task_rows[] = {
  ITEM_ROWS,
  { .element = "ReminderDueBy", .uri = "item:ReminderDueBy", .field = BP_FIELD_REMINDER_AT, .use = BOTH | BP_EWS_ALWAYS,
    .dup_value = bp_ews_task_dup_reminder, .read = bp_ews_task_read_reminder },
  { .element = "ReminderIsSet", .uri = "item:ReminderIsSet", .field = BP_FIELD_REMINDER_AT, .use = BOTH | BP_EWS_ALWAYS,
    .dup_value = bp_ews_task_dup_has_reminder },
  { .element = "ExtendedProperty", .property = BP_EWS_PROPERTY_CREATE_TOKEN, .field = NO_FIELD,
    .use = BP_EWS_ASK | BP_EWS_CREATE, .dup_value = dup_create_token, .put = put_property, .read = read_create_token },
  { .element = "ExtendedProperty", .property = BP_EWS_PROPERTY_PROBE, .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_probe },
  { .element = "LastModifiedTime", .uri = "item:LastModifiedTime", .field = NO_FIELD, .use = BP_EWS_ASK, .read = read_modified },
  { .element = "ActualWork", .uri = "task:ActualWork", .field = BP_FIELD_ACTUAL_WORK_MINUTES, .use = BOTH,
    .dup_value = bp_ews_task_dup_number, .read = bp_ews_task_read_number },
  { .element = "BillingInformation", .uri = "task:BillingInformation", .field = BP_FIELD_BILLING_INFORMATION,
    .use = BOTH | BP_EWS_CLEAR, .dup_value = dup_text, .read = read_text },
  { .element = "Companies", .uri = "task:Companies", .field = BP_FIELD_COMPANIES, .use = BOTH | BP_EWS_CLEAR,
    .dup_value = dup_text, .put = put_list, .read = read_list },
  /* No date clears itself there: the status, which comes last, says that the task is open. */
  { .element = "CompleteDate", .uri = "task:CompleteDate", .field = BP_FIELD_COMPLETED_DATE, .use = BOTH,
    .dup_value = bp_ews_task_dup_date, .read = bp_ews_task_read_date },
  { .element = "DueDate", .uri = "task:DueDate", .field = BP_FIELD_DUE_DATE, .use = BOTH | BP_EWS_CLEAR,
    .dup_value = bp_ews_task_dup_due, .read = bp_ews_task_read_date },
  { .element = "Mileage", .uri = "task:Mileage", .field = BP_FIELD_MILEAGE, .use = BOTH | BP_EWS_CLEAR,
    .dup_value = dup_text, .read = read_text },
  { .element = "PercentComplete", .uri = "task:PercentComplete", .field = BP_FIELD_PERCENT_COMPLETE, .use = BOTH,
    .dup_value = bp_ews_task_dup_number, .read = bp_ews_task_read_number },
  { .element = "Recurrence", .uri = "task:Recurrence", .field = BP_FIELD_RECURRENCE, .use = BOTH | BP_EWS_CLEAR | BP_EWS_SERIES,
    .dup_value = bp_ews_task_dup_recurrence, .put = bp_ews_task_put_recurrence, .read = bp_ews_task_read_recurrence },
  { .element = "StartDate", .uri = "task:StartDate", .field = BP_FIELD_START_DATE, .use = BOTH | BP_EWS_CLEAR,
    .dup_value = bp_ews_task_dup_date, .read = bp_ews_task_read_date },
  { .element = "Status", .uri = "task:Status", .field = BP_FIELD_STATUS, .use = BOTH, .words = status_words,
    .dup_value = dup_word, .read = read_word },
  { .element = "TotalWork", .uri = "task:TotalWork", .field = BP_FIELD_TOTAL_WORK_MINUTES, .use = BOTH,
    .dup_value = bp_ews_task_dup_number, .read = bp_ews_task_read_number },
};
/* clang-format on */

const BpEwsRow *
bp_ews_fields (BpKind kind, guint *ret_n)
{
  *ret_n = kind == BP_KIND_APPOINTMENT ? G_N_ELEMENTS (appointment_rows) : G_N_ELEMENTS (task_rows);
  return kind == BP_KIND_APPOINTMENT ? appointment_rows : task_rows;
}

const char *
bp_ews_element (BpKind kind)
{
  return kind == BP_KIND_APPOINTMENT ? "CalendarItem" : "Task";
}

/* -- the loops -------------------------------------------------------------------------------------------------- */

static void
write_path (const BpEwsRow *row, BpEwsEnvelope *out)
{
  if (row->uri)
    bp_ews_envelope_field_uri (out, row->uri);
  else
    bp_ews_envelope_own_property (out, row->property);
}

static void
write_value (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  if (row->put) {
    row->put (row, value, site, out);
  } else {
    g_autofree char *name = g_strconcat ("t:", row->element, NULL);
    bp_ews_envelope_element (out, name, value);
  }
}

static gboolean
is_in_units (const BpEwsRow *row, BpKind kind, BpUnitSet units)
{
  return row->field == NO_FIELD || (units & BP_UNIT_BIT (bp_field_unit (row->field, kind)));
}

void
bp_ews_fields_write_shape (BpKind kind, BpEwsEnvelope *out)
{
  guint n;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  bp_ews_envelope_open (out, "t:AdditionalProperties");
  for (guint i = 0; i < n; i++) {
    if (rows[i].use & BP_EWS_ASK)
      write_path (&rows[i], out);
  }
  bp_ews_envelope_close (out);
}

void
bp_ews_fields_write_create (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out)
{
  guint n;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  g_autofree char *element = g_strconcat ("t:", bp_ews_element (kind), NULL);
  bp_ews_envelope_open (out, element);
  for (guint i = 0; i < n; i++) {
    g_autofree char *value = NULL;
    if (!(rows[i].use & BP_EWS_CREATE)
        || (!(rows[i].use & BP_EWS_ALWAYS) && !is_in_units (&rows[i], kind, write->units)))
      continue;
    value = rows[i].dup_value (&rows[i], write, site);
    if (value)
      write_value (&rows[i], value, site, out);
  }
  bp_ews_envelope_close (out);
}

static gboolean
write_update (const BpEwsRow *row, BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out)
{
  g_autofree char *value = row->dup_value (row, write, site);
  g_autofree char *element = g_strconcat ("t:", bp_ews_element (kind), NULL);
  if (!value && (row->use & BP_EWS_EMPTY))
    value = g_strdup ("");
  if (!value && (!(row->use & BP_EWS_CLEAR) || ((row->use & BP_EWS_SERIES) && !write->was_series)))
    return FALSE;
  bp_ews_envelope_open (out, value ? "t:SetItemField" : "t:DeleteItemField");
  write_path (row, out);
  if (value) {
    bp_ews_envelope_open (out, element);
    write_value (row, value, site, out);
    bp_ews_envelope_close (out);
  }
  bp_ews_envelope_close (out);
  return TRUE;
}

/* Rows with one of the uses in `without` are left out. */
static guint
write_updates (BpKind kind, const BpItemWrite *write, guint without, const BpEwsSite *site, BpEwsEnvelope *out)
{
  guint n, written = 0;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  for (guint i = 0; i < n; i++) {
    if ((rows[i].use & BP_EWS_UPDATE) && !(rows[i].use & without) && is_in_units (&rows[i], kind, write->units))
      written += write_update (&rows[i], kind, write, site, out);
  }
  return written;
}

guint
bp_ews_fields_write_updates (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out)
{
  return write_updates (kind, write, 0, site, out);
}

guint
bp_ews_fields_write_occurrence (const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out)
{
  return write_updates (BP_KIND_APPOINTMENT, write, BP_EWS_SERIES, site, out);
}

BpRemoteItem *
bp_ews_fields_read (BpKind kind, xmlNode *item, const BpEwsSite *site)
{
  BpRemoteItem *out = bp_remote_item_new (kind);
  xmlNode *id = bp_ews_child (item, "ItemId");
  guint n;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  out->id = bp_ews_dup_attribute (id, "Id");
  out->change_key = bp_ews_dup_attribute (id, "ChangeKey");
  if (!bp_ews_is (item, bp_ews_element (kind)))
    out->unsupported =
      g_strdup (kind == BP_KIND_APPOINTMENT ? N_ ("This is not an appointment") : N_ ("This is not a task"));
  else
    for (guint i = 0; i < n; i++) {
      if (rows[i].read)
        rows[i].read (&rows[i], item, site, out);
    }
  if (kind == BP_KIND_APPOINTMENT)
    bp_ews_people_finish (out);
  else
    bp_task_normalise (out->item, site->time_zone);
  return out;
}
