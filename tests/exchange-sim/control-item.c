/* SPDX-License-Identifier: MIT */
#include "control-item.h"

#include "body.h"
#include "compute.h"
#include "extended.h"
#include "rrule.h"
#include "values.h"
#include "xmlout.h"
#include "zones.h"

#include <string.h>

static const struct {
  const char *name;
  PropertyId id;
} names[] = {
  { "subject", PROPERTY_Subject },
  { "sensitivity", PROPERTY_Sensitivity },
  { "importance", PROPERTY_Importance },
  { "categories", PROPERTY_Categories },
  { "uid", PROPERTY_UID },
  { "location", PROPERTY_Location },
  { "show_as", PROPERTY_LegacyFreeBusyStatus },
  { "all_day", PROPERTY_IsAllDayEvent },
  { "status", PROPERTY_Status },
  { "percent_complete", PROPERTY_PercentComplete },
  { "start_date", PROPERTY_StartDate },
  { "due_date", PROPERTY_DueDate },
  { "completed_date", PROPERTY_CompleteDate },
  { "total_work_minutes", PROPERTY_TotalWork },
  { "actual_work_minutes", PROPERTY_ActualWork },
  { "mileage", PROPERTY_Mileage },
  { "billing_information", PROPERTY_BillingInformation },
  { "companies", PROPERTY_Companies },
  { "my_response", PROPERTY_RESPONSE },
  { "cancelled", PROPERTY_CANCELLED },
};

/* Words a person would use, beside Exchange's own. */
static const struct {
  PropertyId id;
  const char *word;
  const char *value;
} words[] = {
  { PROPERTY_LegacyFreeBusyStatus, "free", "Free" },
  { PROPERTY_LegacyFreeBusyStatus, "tentative", "Tentative" },
  { PROPERTY_LegacyFreeBusyStatus, "busy", "Busy" },
  { PROPERTY_LegacyFreeBusyStatus, "out-of-office", "OOF" },
  { PROPERTY_LegacyFreeBusyStatus, "working-elsewhere", "WorkingElsewhere" },
  { PROPERTY_Sensitivity, "normal", "Normal" },
  { PROPERTY_Sensitivity, "personal", "Personal" },
  { PROPERTY_Sensitivity, "private", "Private" },
  { PROPERTY_Sensitivity, "confidential", "Confidential" },
  { PROPERTY_Importance, "low", "Low" },
  { PROPERTY_Importance, "normal", "Normal" },
  { PROPERTY_Importance, "high", "High" },
  { PROPERTY_Status, "not-started", "NotStarted" },
  { PROPERTY_Status, "in-progress", "InProgress" },
  { PROPERTY_Status, "completed", "Completed" },
  { PROPERTY_Status, "waiting", "WaitingOnOthers" },
  { PROPERTY_Status, "deferred", "Deferred" },
};

static const char *
to_value (PropertyId id, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].id == id && strcmp (words[i].word, word) == 0)
      return words[i].value;
  return word;
}

static const char *
to_word (PropertyId id, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].id == id && strcmp (words[i].value, value) == 0)
      return words[i].word;
  return value;
}

/* --- to JSON --- */

static json_t *
list_to_json (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value ? value : "", LIST_SEPARATOR, -1);
  json_t *list = json_array ();

  for (char **part = parts; *part; part++)
    if (value)
      json_array_append_new (list, json_string (*part));
  return list;
}

static json_t *
value_to_json (const View *view, PropertyId id)
{
  const Property *property = id < PROPERTY_LIMIT ? property_by_id (id) : NULL;
  g_autofree char *computed = NULL;
  const char *value = view_get (view, id);

  if (property && property->type == TYPE_LIST)
    return list_to_json (value);
  if (!value && property && (property->flags & PROPERTY_COMPUTED))
    value = computed = compute_text (property, view);
  if (!value)
    return json_null ();
  if (!property)
    return json_string (value);
  if (property->type == TYPE_BOOL)
    return json_boolean (strcmp (value, "true") == 0);
  if (property->type == TYPE_INT || property->type == TYPE_DOUBLE)
    return json_real (g_ascii_strtod (value, NULL));
  if (property->type == TYPE_TIME) {
    /* The dates of tasks. */
    g_autofree char *text = value_from_wall (value_load (value));

    text[10] = '\0';
    return json_string (text);
  }
  return json_string (to_word (id, value));
}

static void
put_times (json_t *object, const View *view)
{
  const char *zone = view_zone (view);
  g_autofree char *start = value_from_wall (zone_to_wall (zone, view_start (view)));
  g_autofree char *end = value_from_wall (zone_to_wall (zone, view_end (view)));
  g_autofree char *start_utc = value_from_instant (view_start (view));
  g_autofree char *end_utc = value_from_instant (view_end (view));
  const Property *type = property_by_id (PROPERTY_CalendarItemType);
  g_autofree char *item_type = compute_text (type, view);

  json_object_set_new (object, "start", json_string (start));
  json_object_set_new (object, "end", json_string (end));
  json_object_set_new (object, "start_utc", json_string (start_utc));
  json_object_set_new (object, "end_utc", json_string (end_utc));
  json_object_set_new (object, "time_zone", json_string (zone));
  json_object_set_new (object, "windows_zone", json_string (zone_to_windows (zone)));
  json_object_set_new (object, "type", json_string (item_type));
}

static void
put_reminder (json_t *object, const View *view)
{
  gboolean is_set = view_get_bool (view, PROPERTY_ReminderIsSet, view->item->kind == KIND_CALENDAR);
  const char *minutes = view_get (view, PROPERTY_ReminderMinutesBeforeStart);
  const char *due = view_get (view, PROPERTY_ReminderDueBy);

  json_object_set_new (object, "reminder_set", json_boolean (is_set));
  json_object_set_new (object, "reminder_minutes",
                       is_set && view->item->kind == KIND_CALENDAR ? json_integer (minutes ? value_load (minutes) : 15)
                                                                   : json_null ());
  if (due) {
    g_autofree char *text = value_from_instant (value_load (due));

    json_object_set_new (object, "reminder_at", json_string (text));
  }
}

static void
put_extended (json_t *object, const View *view)
{
  json_t *list = json_array ();
  gsize position = 0;
  guint16 key;
  const char *value;

  while (bag_next (view->item->bag, &position, &key, &value))
    if (key == PROPERTY_EXTENDED) {
      g_auto (GStrv) parts = g_strsplit (value, EXTENDED_SEPARATOR, 2);

      json_array_append_new (list, json_pack ("{s:s, s:s}", "path", parts[0], "value", parts[1]));
    }
  json_object_set_new (object, "extended", list);
}

/* What was stored, property by property, as it is stored: for what has no word of its own. */
static void
put_properties (json_t *object, const View *view)
{
  json_t *all = json_object ();
  gsize position = 0;
  guint16 key;
  const char *value;

  while (bag_next (view->item->bag, &position, &key, &value))
    if (key < PROPERTY_LIMIT && property_by_id (key))
      json_object_set_new (all, property_by_id (key)->element, json_string (value));
  json_object_set_new (object, "properties", all);
}

static void
put_ids (json_t *object, const View *view)
{
  Folder *folder = mailbox_get_folder (view->mailbox, view->item->folder);
  g_autofree char *id = view_id (view);
  g_autofree char *change_key = view_change_key (view);
  g_autofree char *created = value_from_instant (view->item->created);
  g_autofree char *modified = value_from_instant (view->item->modified);

  json_object_set_new (object, "id", json_string (id));
  json_object_set_new (object, "change_key", json_string (change_key));
  json_object_set_new (object, "kind", json_string (view_element (view)));
  json_object_set_new (object, "folder", json_string (folder->distinguished ? folder->distinguished : folder->name));
  json_object_set_new (object, "created", json_string (created));
  json_object_set_new (object, "modified", json_string (modified));
  json_object_set_new (object, "read", json_boolean (view->item->read));
}

/* The pattern as RRULE; of a master also what is unlike it. */
static void
put_series (json_t *object, const View *view)
{
  PropertyId id = view->item->kind == KIND_TASK ? PROPERTY_TaskRecurrence : PROPERTY_Recurrence;
  const char *fragment = view_get (view, id);
  json_t *list = json_array ();
  Pattern pattern;

  json_object_set_new (object, "recurrence", json_null ());
  if (fragment && !pattern_read (fragment, &pattern)) {
    g_autofree char *rule = rrule_write (&pattern);

    json_object_set_new (object, "recurrence", json_string (rule));
  }
  for (guint i = 0; view_is_master (view) && view->item->exceptions && i < view->item->exceptions->len; i++) {
    const Exception *exception = &g_array_index (view->item->exceptions, Exception, i);
    g_autofree char *original = value_from_wall (zone_to_wall (view_zone (view), exception->original));
    View occurrence = view_of_occurrence (view->mailbox, view->item, exception->original);
    json_t *one = exception->deleted ? json_object () : control_item_to_json (&occurrence);

    json_object_set_new (one, "original_start", json_string (original));
    json_object_set_new (one, "deleted", json_boolean (exception->deleted));
    json_array_append_new (list, one);
  }
  json_object_set_new (object, "exceptions", list);
}

json_t *
control_item_to_json (const View *view)
{
  json_t *object = json_object ();
  const char *body = view_get (view, PROPERTY_Body);
  gboolean html = g_strcmp0 (view_get (view, PROPERTY_BODY_TYPE), "HTML") == 0;
  g_autofree char *text = body && html ? body_to_text (body) : g_strdup (body);

  put_ids (object, view);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].id >= PROPERTY_LIMIT || (property_by_id (names[i].id)->kinds & view->item->kind))
      json_object_set_new (object, names[i].name, value_to_json (view, names[i].id));
  json_object_set_new (object, "body", body ? json_string (body) : json_null ());
  json_object_set_new (object, "body_type", body ? json_string (html ? "HTML" : "Text") : json_null ());
  json_object_set_new (object, "body_text", text ? json_string (text) : json_null ());
  if (view->item->kind == KIND_CALENDAR)
    put_times (object, view);
  put_reminder (object, view);
  put_extended (object, view);
  put_properties (object, view);
  put_series (object, view);
  return object;
}

/* --- from JSON --- */

static char *
list_from_json (json_t *list)
{
  GString *out = g_string_new (NULL);
  size_t i;
  json_t *one;

  json_array_foreach (list, i, one) g_string_append_printf (out, "%s%s", i ? LIST_SEPARATOR : "",
                                                            json_string_value (one) ? json_string_value (one) : "");
  return g_string_free (out, FALSE);
}

static char *
set_value (Bag **bag, PropertyId id, json_t *value)
{
  const Property *property = id < PROPERTY_LIMIT ? property_by_id (id) : NULL;
  g_autofree char *text = NULL;
  gint64 instant;

  if (json_is_null (value) || (json_is_array (value) && json_array_size (value) == 0)) {
    bag_set (bag, id, NULL);
    return NULL;
  }
  if (json_is_array (value))
    text = list_from_json (value);
  else if (json_is_boolean (value))
    text = g_strdup (json_is_true (value) ? "true" : "false");
  else if (json_is_number (value))
    text = g_strdup_printf ("%.15g", json_number_value (value));
  else
    text = g_strdup (to_value (id, json_string_value (value) ? json_string_value (value) : ""));
  if (property && property->type == TYPE_TIME) {
    if (!value_to_instant (text, NULL, &instant))
      return g_strdup_printf ("%s: not a date", text);
    g_free (text);
    text = value_stored (instant);
  }
  bag_set (bag, id, text);
  return NULL;
}

static char *
set_times (json_t *object, Bag **bag)
{
  static const struct {
    const char *name;
    PropertyId id;
  } times[] = { { "start", PROPERTY_Start }, { "end", PROPERTY_End } };
  const char *zone = json_string_value (json_object_get (object, "time_zone"));
  const char *iana;

  if (zone) {
    if (!zone_to_iana (zone) || !zone_to_windows (zone_to_iana (zone)))
      return g_strdup_printf ("%s: not a time zone", zone);
    bag_set (bag, PROPERTY_StartTimeZone, zone_to_iana (zone));
    bag_set (bag, PROPERTY_EndTimeZone, NULL);
  }
  iana = zone_to_iana (bag_get (*bag, PROPERTY_StartTimeZone));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    const char *text = json_string_value (json_object_get (object, times[i].name));
    g_autofree char *stored = NULL;
    gint64 instant;

    if (!text)
      continue;
    if (!value_to_instant (text, iana, &instant))
      return g_strdup_printf ("%s: not a time", text);
    stored = value_stored (instant);
    bag_set (bag, times[i].id, stored);
  }
  return NULL;
}

static void
set_body (json_t *object, Bag **bag)
{
  json_t *html = json_object_get (object, "body_html");
  json_t *body = html ? html : json_object_get (object, "body");
  g_autofree char *normal = NULL;

  if (!body)
    return;
  if (json_string_value (body))
    normal = body_normalise (json_string_value (body), html != NULL);
  bag_set (bag, PROPERTY_Body, normal);
  bag_set (bag, PROPERTY_BODY_TYPE, normal ? (html ? "HTML" : "Text") : NULL);
}

static void
set_reminder (json_t *object, Bag **bag, ItemKind kind)
{
  json_t *minutes = json_object_get (object, "reminder_minutes");
  json_t *at = json_object_get (object, "reminder_at");
  gint64 instant;

  if (minutes) {
    g_autofree char *text = g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (minutes));

    bag_set (bag, PROPERTY_ReminderIsSet, json_is_integer (minutes) ? "true" : "false");
    if (json_is_integer (minutes))
      bag_set (bag, PROPERTY_ReminderMinutesBeforeStart, text);
  }
  if (at) {
    gboolean valid = json_string_value (at) && value_to_instant (json_string_value (at), NULL, &instant);
    g_autofree char *stored = valid ? value_stored (instant) : NULL;

    bag_set (bag, PROPERTY_ReminderIsSet, valid ? "true" : "false");
    bag_set (bag, PROPERTY_ReminderDueBy, stored);
  }
}

static void
append_person (GString *out, json_t *person)
{
  const char *name = json_string_value (json_object_get (person, "name"));
  const char *email = json_string_value (json_object_get (person, "email"));

  xml_open (out, "t:Mailbox");
  xml_element (out, "t:Name", name ? name : email ? email : "");
  xml_element (out, "t:EmailAddress", email ? email : "nobody@example.com");
  xml_element (out, "t:RoutingType", "SMTP");
  xml_close (out, "t:Mailbox");
}

static void
set_people (json_t *object, Bag **bag)
{
  json_t *organizer = json_object_get (object, "organizer");
  json_t *attendees = json_object_get (object, "attendees");
  g_autoptr (GString) out = g_string_new (NULL);
  size_t i;
  json_t *person;

  if (organizer) {
    append_person (out, organizer);
    bag_set (bag, PROPERTY_Organizer, out->str);
    if (!bag_get (*bag, PROPERTY_RESPONSE))
      bag_set (bag, PROPERTY_RESPONSE, "NoResponseReceived");
  }
  if (!attendees)
    return;
  g_string_truncate (out, 0);
  json_array_foreach (attendees, i, person)
  {
    xml_open (out, "t:Attendee");
    append_person (out, person);
    xml_element (out, "t:ResponseType", json_string_value (json_object_get (person, "response")) ?: "Unknown");
    xml_close (out, "t:Attendee");
  }
  bag_set (bag, PROPERTY_RequiredAttendees, out->len ? out->str : NULL);
}

static void
set_extended (json_t *object, Bag **bag)
{
  size_t i;
  json_t *one;

  json_array_foreach (json_object_get (object, "extended"), i, one)
  {
    const char *path = json_string_value (json_object_get (one, "path"));
    const char *value = json_string_value (json_object_get (one, "value"));

    if (!path)
      continue;
    extended_remove (bag, path);
    if (value) {
      g_autofree char *stored = g_strconcat (path, EXTENDED_SEPARATOR, value, NULL);

      bag_add (bag, PROPERTY_EXTENDED, stored);
    }
  }
}

static char *
set_recurrence (json_t *object, ItemKind kind, Bag **bag)
{
  PropertyId id = kind == KIND_TASK ? PROPERTY_TaskRecurrence : PROPERTY_Recurrence;
  json_t *value = json_object_get (object, "recurrence");
  const char *zone = zone_to_iana (bag_get (*bag, PROPERTY_StartTimeZone));
  const char *start = bag_get (*bag, kind == KIND_TASK ? PROPERTY_StartDate : PROPERTY_Start);
  g_autoptr (GString) fragment = g_string_new (NULL);
  Pattern pattern;

  if (!value)
    return NULL;
  if (json_is_null (value)) {
    bag_set (bag, id, NULL);
    return NULL;
  }
  if (!start)
    start = bag_get (*bag, PROPERTY_DueDate);
  if (!start || !json_is_string (value)
      || !rrule_read (json_string_value (value), zone_to_wall (zone ? zone : "UTC", value_load (start)) / 86400,
                      &pattern))
    return g_strdup ("\"recurrence\": not a rule Exchange could express");
  pattern_write (fragment, &pattern, NULL);
  bag_set (bag, id, fragment->str);
  return NULL;
}

char *
control_item_from_json (json_t *object, ItemKind kind, Bag **bag)
{
  char *wrong = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && !wrong; i++) {
    json_t *value = json_object_get (object, names[i].name);

    if (value)
      wrong = set_value (bag, names[i].id, value);
  }
  if (!wrong && kind == KIND_CALENDAR)
    wrong = set_times (object, bag);
  if (!wrong)
    wrong = set_recurrence (object, kind, bag);
  set_body (object, bag);
  set_reminder (object, bag, kind);
  set_people (object, bag);
  set_extended (object, bag);
  return wrong;
}
