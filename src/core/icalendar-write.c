/* SPDX-License-Identifier: MIT */
#include "core/icalendar.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "core/icalendar-people.h"
#include "core/icalendar-table.h"
#include "core/list.h"
#include "core/series.h"
#include "core/text.h"
#include "core/zone.h"

#define DATE_LENGTH 10
#define PRODUCT "-//bpexchange//bpexchange-cli//EN"

/* One component while it is written. */
typedef struct {
  icalcomponent *component;
  const BpItem *item;
  const BpCalendarEntry *entry;
  const char *zone; /* IANA */
} Writing;

/* --- properties ------------------------------------------------------------------------------------------------------- */

static void
add (const Writing *self, icalproperty *property)
{
  icalcomponent_add_property (self->component, property);
}

/* Stands for a comma inside of an entry until all is written: libical writes commas of lists as they are. */
#define COMMA "\xee\x84\xac" /* U+E12C, of nobody's use */

/* Of a kind that libical knows, or one of the many X-…. */
static void
add_text (const Writing *self, const char *name, const char *text)
{
  icalproperty_kind kind = icalproperty_string_to_kind (name);
  gboolean known = kind != ICAL_NO_PROPERTY && kind != ICAL_X_PROPERTY;
  icalproperty *property = known ? icalproperty_new (kind) : icalproperty_new_x (text);
  if (!known)
    icalproperty_set_x_name (property, name);
  else if (icalproperty_kind_to_value_kind (kind) == ICAL_TEXT_VALUE)
    icalproperty_set_value (property, icalvalue_new_text (text));
  else
    icalproperty_set_value_from_string (property, text, "NO");
  add (self, property);
}

/* A wall clock as libical has it: without zone. */
static struct icaltimetype
time_of (const char *wall, gboolean is_date)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (const char *c = wall; *c && !(is_date && *c == 'T'); c++)
    if (*c != '-' && *c != ':')
      g_string_append_c (text, *c);
  return icaltime_from_string (text->str);
}

static struct icaltimetype
utc_of (const char *wall, const char *zone)
{
  gint64 instant;
  g_autofree char *utc = bp_zone_to_instant (wall, zone, &instant) ? bp_zone_to_wall (instant, "UTC") : NULL;
  struct icaltimetype time = time_of (utc ? utc : wall, FALSE);
  time.zone = icaltimezone_get_utc_timezone ();
  return time;
}

/* "2026-11-23T09:00:00Z" */
static void
add_stamp (const Writing *self, icalproperty_kind kind, const char *stamp)
{
  g_autofree char *wall = stamp ? g_strndup (stamp, strlen ("YYYY-MM-DDTHH:MM:SS")) : NULL;
  icalproperty *property;
  if (!wall)
    return;
  property = icalproperty_new (kind);
  icalproperty_set_value (property, icalvalue_new_datetime (utc_of (wall, "UTC")));
  add (self, property);
}

/* A date, or a wall clock in the component's zone. */
static void
add_time (const Writing *self, icalproperty_kind kind, const char *wall, gboolean is_date)
{
  icalproperty *property = icalproperty_new (kind);
  icalproperty_set_value (property, is_date ? icalvalue_new_date (time_of (wall, TRUE))
                                            : icalvalue_new_datetime (time_of (wall, FALSE)));
  if (is_date)
    icalproperty_set_parameter (property, icalparameter_new_value (ICAL_VALUE_DATE));
  else
    icalproperty_set_parameter (property, icalparameter_new_tzid (self->zone));
  add (self, property);
}

/* --- what stands in the table ------------------------------------------------------------------------------------------- */

static const char *
word_of_value (const BpCalendarWord *words, const char *value)
{
  for (; words->value; words++)
    if (!words->read_only && strcmp (words->value, value) == 0)
      return words->word;
  return NULL;
}

/* A property an entry. */
static void
add_list (const Writing *self, const BpCalendarRow *row, const char *json)
{
  g_auto (GStrv) entries = bp_list_to_strv (json);
  for (char **entry = entries; *entry; entry++) {
    g_autoptr (GString) text = g_string_new (*entry);
    g_string_replace (text, ",", COMMA, 0);
    add_text (self, row->name, text->str);
  }
}

static void
add_row (const Writing *self, const BpCalendarRow *row)
{
  const char *value = bp_item_get_or_default (self->item, row->field);
  const char *word;
  if (!value || (row->form == BP_CALENDAR_NUMBER && strcmp (value, "0") == 0))
    return;
  if (row->form == BP_CALENDAR_LIST) {
    add_list (self, row, value);
    return;
  }
  word = row->form == BP_CALENDAR_WORD ? word_of_value (row->words, value) : value;
  if (word)
    add_text (self, row->name, word);
}

static void
add_rows (const Writing *self)
{
  guint n;
  const BpCalendarRow *rows = bp_calendar_rows (&n);
  for (guint i = 0; i < n; i++)
    if (rows[i].kinds & (1u << bp_item_kind (self->item)))
      add_row (self, &rows[i]);
}

static void
add_info (const Writing *self)
{
  const char *text = bp_item_get (self->item, BP_FIELD_INFO_TEXT);
  gboolean html = g_strcmp0 (bp_item_get (self->item, BP_FIELD_INFO_FORMAT), "html") == 0;
  g_autofree char *blank = g_strdup (text ? text : ""), *plain = NULL;
  icalproperty *property;
  if (!*g_strstrip (blank))
    return;
  plain = html ? bp_text_from_html (text) : g_strdup (text);
  add_text (self, "DESCRIPTION", plain);
  if (!html)
    return;
  property = icalproperty_new_x (text);
  icalproperty_set_x_name (property, "X-ALT-DESC");
  icalproperty_add_parameter (property, icalparameter_new_fmttype ("text/html"));
  add (self, property);
}

/* --- recurrence and alarms ---------------------------------------------------------------------------------------------- */

/* An end that the standard asks for: a date for dates, else in UTC. */
static void
add_rule (const Writing *self, gboolean dates)
{
  const char *text = bp_item_get (self->item, BP_FIELD_RECURRENCE);
  struct icalrecurrencetype rule;
  if (!text)
    return;
  rule = icalrecurrencetype_from_string (text);
  if (!icaltime_is_null_time (rule.until) && dates) {
    rule.until.is_date = 1;
    rule.until.hour = rule.until.minute = rule.until.second = 0;
    rule.until.zone = NULL;
  } else if (!icaltime_is_null_time (rule.until) && !icaltime_is_utc (rule.until)) {
    const struct icaltimetype *until = &rule.until;
    g_autofree char *wall = until->is_date
                              ? g_strdup_printf ("%04d-%02d-%02dT23:59:59", until->year, until->month, until->day)
                              : g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", until->year, until->month, until->day,
                                                 until->hour, until->minute, until->second);
    rule.until = utc_of (wall, self->zone);
  }
  add (self, icalproperty_new_rrule (rule));
}

static void
add_alarm (const Writing *self, struct icaltriggertype trigger)
{
  const char *subject = bp_item_get (self->item, BP_FIELD_SUBJECT);
  icalcomponent *alarm = icalcomponent_new_valarm ();
  icalproperty *property = icalproperty_new_trigger (trigger);
  icalcomponent_add_property (alarm, icalproperty_new_action (ICAL_ACTION_DISPLAY));
  if (!icaltime_is_null_time (trigger.time))
    icalproperty_set_parameter (property, icalparameter_new_value (ICAL_VALUE_DATETIME));
  icalcomponent_add_property (alarm, property);
  icalcomponent_add_property (alarm, icalproperty_new_description (subject ? subject : "-"));
  icalcomponent_add_component (self->component, alarm);
}

static void
add_reminder (const Writing *self)
{
  const char *minutes = bp_item_get (self->item, BP_FIELD_REMINDER_MINUTES);
  const char *at = bp_item_get (self->item, BP_FIELD_REMINDER_AT);
  struct icaltriggertype trigger = { .time = icaltime_null_time (), .duration = icaldurationtype_null_duration () };
  if (minutes)
    trigger.duration =
      icaldurationtype_from_int ((int) -(MIN (g_ascii_strtoll (minutes, NULL, 10), G_MAXINT / 60) * 60));
  else if (at)
    trigger.time = utc_of (at, self->zone);
  else
    return;
  add_alarm (self, trigger);
}

/* --- components --------------------------------------------------------------------------------------------------------- */

static void
add_head (const Writing *self)
{
  icalcomponent_add_property (self->component, icalproperty_new_uid (self->entry->uid));
  add_stamp (self, ICAL_DTSTAMP_PROPERTY, self->entry->modified_at);
  add_stamp (self, ICAL_CREATED_PROPERTY, self->entry->created_at);
  add_stamp (self, ICAL_LASTMODIFIED_PROPERTY, self->entry->modified_at);
}

static void
add_when (const Writing *self)
{
  gboolean all_day = bp_item_is_all_day (self->item);
  add_time (self, ICAL_DTSTART_PROPERTY, bp_item_get (self->item, BP_FIELD_STARTS_AT), all_day);
  add_time (self, ICAL_DTEND_PROPERTY, bp_item_get (self->item, BP_FIELD_ENDS_AT), all_day);
}

static void
write_exception (icalcomponent *calendar, const BpCalendarEntry *entry, const BpException *exception, const char *zone)
{
  g_autoptr (BpItem) occurrence = bp_series_occurrence (entry->item, exception);
  g_autofree char *info = bp_series_dup_value (entry->item, exception, BP_FIELD_INFO_TEXT);
  Writing self = { icalcomponent_new_vevent (), occurrence, entry, zone };
  bp_item_set (occurrence, BP_FIELD_INFO_TEXT, info);
  bp_item_set (occurrence, BP_FIELD_INFO_FORMAT, bp_item_get (entry->item, BP_FIELD_INFO_FORMAT));
  add_head (&self);
  add_time (&self, ICAL_RECURRENCEID_PROPERTY, exception->original_start, bp_item_is_all_day (entry->item));
  add_when (&self);
  add_rows (&self);
  add_info (&self);
  add_reminder (&self);
  icalcomponent_add_component (calendar, self.component);
}

/* An exception that says what the series says is none. */
static gboolean
says_something (const BpItem *series, const BpException *exception)
{
  BpException plain = { .original_start = exception->original_start };
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    g_autofree char *own = exception->values[field] ? bp_series_dup_value (series, exception, field) : NULL;
    g_autofree char *inherited = exception->values[field] ? bp_series_dup_value (series, &plain, field) : NULL;
    if (exception->values[field] && g_strcmp0 (own, inherited) != 0)
      return TRUE;
  }
  return FALSE;
}

static void
write_appointment (icalcomponent *calendar, const BpCalendarEntry *entry, const char *zone)
{
  const BpItem *item = entry->item;
  gboolean all_day = bp_item_is_all_day (item), is_series = bp_item_is_series (item);
  Writing self = { icalcomponent_new_vevent (), item, entry, zone };
  add_head (&self);
  add_when (&self);
  if (all_day && bp_item_get (item, BP_FIELD_TIME_ZONE))
    add_text (&self, BP_CALENDAR_ZONE, zone);
  add_rule (&self, all_day);
  for (guint i = 0; is_series && i < bp_item_n_exceptions (item); i++)
    if (bp_item_nth_exception (item, i)->cancelled)
      add_time (&self, ICAL_EXDATE_PROPERTY, bp_item_nth_exception (item, i)->original_start, all_day);
  add_rows (&self);
  add_info (&self);
  bp_calendar_write_people (self.component, item);
  add_reminder (&self);
  icalcomponent_add_component (calendar, self.component);
  for (guint i = 0; is_series && i < bp_item_n_exceptions (item); i++) {
    const BpException *exception = bp_item_nth_exception (item, i);
    if (!exception->cancelled && says_something (item, exception))
      write_exception (calendar, entry, exception, zone);
  }
}

/* COMPLETED is a time: noon of that day at the site. */
static void
add_completed (const Writing *self)
{
  const char *date = bp_item_get (self->item, BP_FIELD_COMPLETED_DATE);
  g_autofree char *noon = date ? g_strconcat (date, "T12:00:00", NULL) : NULL;
  icalproperty *property;
  if (!noon)
    return;
  property = icalproperty_new (ICAL_COMPLETED_PROPERTY);
  icalproperty_set_value (property, icalvalue_new_datetime (utc_of (noon, self->zone)));
  add (self, property);
}

static void
write_task (icalcomponent *calendar, const BpCalendarEntry *entry, const char *zone)
{
  Writing self = { icalcomponent_new_vtodo (), entry->item, entry, zone };
  const char *start = bp_item_get (entry->item, BP_FIELD_START_DATE),
             *due = bp_item_get (entry->item, BP_FIELD_DUE_DATE);
  add_head (&self);
  if (start)
    add_time (&self, ICAL_DTSTART_PROPERTY, start, TRUE);
  if (due)
    add_time (&self, ICAL_DUE_PROPERTY, due, TRUE);
  add_completed (&self);
  add_rule (&self, TRUE);
  add_rows (&self);
  add_info (&self);
  add_reminder (&self);
  icalcomponent_add_component (calendar, self.component);
}

/* The definitions of all zones that are named, each once. */
static void
write_zones (icalcomponent *calendar, const GPtrArray *entries, const BpSite *site)
{
  g_autoptr (GHashTable) written = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < entries->len; i++) {
    const BpItem *item = ((const BpCalendarEntry *) entries->pdata[i])->item;
    const char *zone = bp_item_get_or_default (item, BP_FIELD_TIME_ZONE);
    g_autofree char *text = NULL;
    icalcomponent *definition;
    zone = zone ? zone : site->time_zone;
    if (bp_item_kind (item) != BP_KIND_APPOINTMENT || (bp_item_is_all_day (item) && bp_item_n_exceptions (item) == 0)
        || !g_hash_table_add (written, (gpointer) zone))
      continue;
    text = bp_zone_to_definition (zone);
    definition = text ? icalparser_parse_string (text) : NULL;
    if (definition)
      icalcomponent_add_component (calendar, definition);
  }
}

char *
bp_icalendar_write (const GPtrArray *entries, const BpSite *site)
{
  icalcomponent *calendar = icalcomponent_new_vcalendar ();
  GString *text;
  char *raw;
  icalcomponent_add_property (calendar, icalproperty_new_prodid (PRODUCT));
  icalcomponent_add_property (calendar, icalproperty_new_version ("2.0"));
  write_zones (calendar, entries, site);
  for (guint i = 0; i < entries->len; i++) {
    const BpCalendarEntry *entry = entries->pdata[i];
    const char *zone = bp_item_get (entry->item, BP_FIELD_TIME_ZONE);
    if (entry->kind == BP_KIND_APPOINTMENT)
      write_appointment (calendar, entry, zone ? zone : site->time_zone);
    else
      write_task (calendar, entry, site->time_zone);
  }
  raw = icalcomponent_as_ical_string_r (calendar);
  text = g_string_new (raw);
  g_string_replace (text, COMMA, "\\,", 0);
  free (raw);
  icalcomponent_free (calendar);
  return g_string_free (text, FALSE);
}
