/* SPDX-License-Identifier: MIT */
#include "core/icalendar.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "core/icalendar-lines.h"
#include "core/icalendar-people.h"
#include "core/icalendar-table.h"
#include "core/icalendar-time.h"
#include "core/list.h"
#include "core/series.h"
#include "core/zone.h"

#define DATE_LENGTH 10
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

BpCalendarEntry *
bp_calendar_entry_new (BpKind kind)
{
  BpCalendarEntry *self = g_new0 (BpCalendarEntry, 1);
  self->kind = kind;
  self->item = bp_item_new (kind);
  return self;
}

void
bp_calendar_entry_free (BpCalendarEntry *self)
{
  g_free (self->uid);
  g_free (self->created_at);
  g_free (self->modified_at);
  bp_item_unref (self->item);
  g_free (self);
}

/* What is known while one component is read. */
typedef struct {
  const BpCalendarNode *node;
  const BpCalendarZones *zones;
  BpItem *item;
  const char *info_format; /* NULL: as the component has it; else the series' */
} Reading;

/* A value that the field does not take is refused, not left out. */
static gboolean
set_field (BpItem *item, BpField field, const char *value, int line, GError **error)
{
  g_autofree char *normal = NULL;
  g_autoptr (GError) wrong = NULL;
  if (!bp_field_normalise (field, value, &normal, &wrong)) {
    bp_calendar_refuse (error, line, "%s", wrong->message);
    return FALSE;
  }
  bp_item_set (item, field, normal);
  return TRUE;
}

/* The property's text without its escapes; NULL if it has none. New. */
static char *
text_of (icalproperty *property)
{
  icalvalue *value = icalproperty_get_value (property);
  const char *text = NULL;
  switch (icalvalue_isa (value)) {
  case ICAL_TEXT_VALUE:
    text = icalvalue_get_text (value);
    break;
  case ICAL_X_VALUE:
    text = icalvalue_get_x (value);
    break;
  default:
    return g_strdup (icalvalue_as_ical_string (value));
  }
  return g_strdup (text);
}

/* --- what stands in the table --------------------------------------------------------------------------------------- */

static const char *
value_of_word (const BpCalendarWord *words, const char *word)
{
  for (; words->value; words++)
    if (g_ascii_strcasecmp (words->word, word) == 0)
      return words->value;
  return NULL;
}

/* The text up to the next `end` that is none of its own, without its escapes. libical does not tell commas apart, and takes blanks
 * away at either end. New. */
static char *
next_entry (const char **at, char end)
{
  GString *entry = g_string_new (NULL);
  for (; **at && **at != end; (*at)++) {
    if (**at == '\\' && (*at)[1]) {
      (*at)++;
      g_string_append_c (entry, **at == 'n' || **at == 'N' ? '\n' : **at);
    } else {
      g_string_append_c (entry, **at);
    }
  }
  if (**at)
    (*at)++;
  return g_string_free (entry, FALSE);
}

static char *
whole_text (const BpCalendarLine *line)
{
  g_autofree char *value = g_strconcat (bp_calendar_line_value (line), line->blanks, NULL);
  const char *at = value;
  return next_entry (&at, '\0');
}

static gboolean
read_plain (const Reading *self, const BpCalendarRow *row, const BpCalendarLine *line, GError **error)
{
  icalproperty *property = bp_calendar_line_property (line, error);
  g_autofree char *text = !property ? NULL : row->form == BP_CALENDAR_TEXT ? whole_text (line) : text_of (property);
  const char *value;
  if (!property)
    return FALSE;
  if (row->form != BP_CALENDAR_WORD)
    return set_field (self->item, row->field, text, line->line, error);
  value = value_of_word (row->words, text ? g_strstrip (text) : "");
  if (value)
    bp_item_set (self->item, row->field, value);
  return TRUE;
}

/* Several lines, and several entries in one. */
static gboolean
read_list (const Reading *self, const BpCalendarRow *row, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *json = NULL;
  int at = self->node->line;
  for (guint i = 0; i < self->node->lines->len; i++) {
    const BpCalendarLine *line = self->node->lines->pdata[i];
    const char *rest = strcmp (line->name, row->name) == 0 ? bp_calendar_line_value (line) : "";
    at = *rest ? line->line : at;
    while (*rest)
      g_ptr_array_add (entries, next_entry (&rest, ','));
  }
  g_ptr_array_add (entries, NULL);
  json = bp_list_from_strv ((const char *const *) entries->pdata);
  return set_field (self->item, row->field, json, at, error);
}

static gboolean
read_rows (const Reading *self, GError **error)
{
  guint n;
  const BpCalendarRow *rows = bp_calendar_rows (&n);
  for (guint i = 0; i < n; i++) {
    const BpCalendarLine *line = bp_calendar_line (self->node, rows[i].name);
    if (!line || !(rows[i].kinds & (1u << bp_item_kind (self->item))))
      continue;
    if (rows[i].form == BP_CALENDAR_LIST ? !read_list (self, &rows[i], error)
                                         : !read_plain (self, &rows[i], line, error))
      return FALSE;
  }
  return TRUE;
}

/* --- info text ------------------------------------------------------------------------------------------------------- */

static gboolean
is_html (const BpCalendarLine *line)
{
  icalproperty *property = bp_calendar_line_property (line, NULL);
  const char *type = property ? icalproperty_get_parameter_as_string (property, "FMTTYPE") : NULL;
  return type && g_ascii_strcasecmp (type, "text/html") == 0;
}

static gboolean
read_info (const Reading *self, GError **error)
{
  const BpCalendarLine *plain = bp_calendar_line (self->node, "DESCRIPTION");
  const BpCalendarLine *rich = bp_calendar_line (self->node, "X-ALT-DESC"), *line;
  icalproperty *property;
  g_autofree char *text = NULL, *blank = NULL;
  if (rich && (!is_html (rich) || g_strcmp0 (self->info_format, "text") == 0))
    rich = NULL;
  line = rich ? rich : plain;
  if (!line)
    return TRUE;
  property = bp_calendar_line_property (line, error);
  if (!property)
    return FALSE;
  text = whole_text (line);
  blank = g_strdup (text);
  if (!*g_strstrip (blank))
    return TRUE;
  if (rich)
    bp_item_set (self->item, BP_FIELD_INFO_FORMAT, "html");
  return set_field (self->item, BP_FIELD_INFO_TEXT, text, line->line, error);
}

/* --- times ----------------------------------------------------------------------------------------------------------- */

/* FALSE with an error; ret->wall is "" if there is no such line. */
static gboolean
read_time (const Reading *self, const char *name, BpCalendarTime *ret, const BpCalendarLine **ret_line, GError **error)
{
  const BpCalendarLine *line = bp_calendar_line (self->node, name);
  icalproperty *property;
  memset (ret, 0, sizeof *ret);
  if (ret_line)
    *ret_line = line;
  if (!line)
    return TRUE;
  property = bp_calendar_line_property (line, error);
  return property && bp_calendar_time_read (self->zones, line, property, ret, error);
}

static gboolean
read_duration (const Reading *self, struct icaldurationtype *ret, GError **error)
{
  const BpCalendarLine *line = bp_calendar_line (self->node, "DURATION");
  icalproperty *property = line ? bp_calendar_line_property (line, error) : NULL;
  *ret = icaldurationtype_null_duration ();
  if (!line)
    return TRUE;
  if (!property)
    return FALSE;
  *ret = icalproperty_get_duration (property);
  if (!icaldurationtype_is_bad_duration (*ret))
    return TRUE;
  bp_calendar_refuse (error, line->line, _ ("%s has no valid value."), line->name);
  return FALSE;
}

/* Wall clocks in `zone` (NULL: the site's). What has no end lasts a day or no time at all. */
static gboolean
read_when (const Reading *self, const char *zone, GError **error)
{
  BpCalendarTime start, end;
  const BpCalendarLine *line, *end_line;
  struct icaldurationtype duration;
  const char *in = zone ? zone : bp_calendar_zones_site (self->zones);
  g_autofree char *from = NULL, *to = NULL;
  if (!read_time (self, "DTSTART", &start, &line, error) || !read_time (self, "DTEND", &end, &end_line, error)
      || !read_duration (self, &duration, error))
    return FALSE;
  if (!line) {
    bp_calendar_refuse (error, self->node->line, _ ("%s without %s."), self->node->name, "DTSTART");
    return FALSE;
  }
  from = bp_calendar_time_to_wall (self->zones, &start, zone);
  if (end_line && end.is_date == start.is_date)
    to = bp_calendar_time_to_wall (self->zones, &end, zone);
  else if (from)
    to = bp_calendar_time_add (from, in, duration);
  if (from && start.is_date && g_strcmp0 (to, from) <= 0) {
    struct icaldurationtype day = icaldurationtype_null_duration ();
    g_free (to);
    day.days = 1;
    to = bp_calendar_time_add (from, in, day);
  }
  if (from && to && strcmp (to, from) < 0) {
    bp_calendar_refuse (error, end_line ? end_line->line : line->line, _ ("the end lies before the start."));
    return FALSE;
  }
  bp_item_set (self->item, BP_FIELD_ALL_DAY, start.is_date ? "1" : "0");
  return set_field (self->item, BP_FIELD_STARTS_AT, from, line->line, error)
         && set_field (self->item, BP_FIELD_ENDS_AT, to, line->line, error);
}

/* What is all-day has no zone in iCalendar; the record may name one. */
static const char *
zone_of_days (const Reading *self)
{
  const BpCalendarLine *line = bp_calendar_line (self->node, BP_CALENDAR_ZONE);
  const char *zone = line ? bp_calendar_line_value (line) : NULL;
  return zone && bp_zone_is_known (zone) ? zone : NULL;
}

/* The zone in which the component's times are kept: its own; of a single one in UTC, or in a zone like none that is known,
 * the site's. "": refused. */
static const char *
zone_to_keep (const Reading *self, gboolean is_series, GError **error)
{
  BpCalendarTime start;
  const BpCalendarLine *line;
  if (!read_time (self, "DTSTART", &start, &line, error))
    return "";
  if (start.is_utc)
    return is_series ? "UTC" : NULL;
  if (start.definition && is_series) {
    bp_calendar_refuse (error, line->line,
                        _ ("a series in a time zone that is like none that is known cannot be stored."));
    return "";
  }
  if (line && start.is_date)
    return zone_of_days (self);
  return g_strcmp0 (start.zone, bp_calendar_zones_site (self->zones)) == 0 ? NULL : start.zone;
}

/* --- recurrence ------------------------------------------------------------------------------------------------------ */

static gboolean
read_rule (const Reading *self, GError **error)
{
  static const char *const unknown[] = { "RDATE", "EXRULE" };
  const BpCalendarLine *line = bp_calendar_line (self->node, "RRULE");
  g_autofree char *rule = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    const BpCalendarLine *other = bp_calendar_line (self->node, unknown[i]);
    if (other) {
      bp_calendar_refuse (error, other->line, _ ("a series with %s cannot be stored."), unknown[i]);
      return FALSE;
    }
  }
  for (guint i = 0; line && i < self->node->lines->len; i++) {
    const BpCalendarLine *other = self->node->lines->pdata[i];
    if (other != line && strcmp (other->name, "RRULE") == 0) {
      bp_calendar_refuse (error, other->line, _ ("a series with several rules cannot be stored."));
      return FALSE;
    }
  }
  if (!line)
    return TRUE;
  rule = g_strdup (bp_calendar_line_value (line));
  return set_field (self->item, BP_FIELD_RECURRENCE, g_strstrip (rule), line->line, error);
}

/* The original start that a RECURRENCE-ID or an EXDATE names, at the series' time of day where it names only the day. */
static char *
original_start (const Reading *self, const BpItem *series, const BpCalendarTime *time)
{
  const char *start = bp_item_get (series, BP_FIELD_STARTS_AT);
  g_autofree char *wall = bp_calendar_time_to_wall (self->zones, time, bp_item_get (series, BP_FIELD_TIME_ZONE));
  if (wall && (time->is_date || bp_item_is_all_day (series)))
    return g_strdup_printf ("%.*s%s", DATE_LENGTH, wall, start + DATE_LENGTH);
  return g_steal_pointer (&wall);
}

static gboolean
read_cancelled (const Reading *self, GError **error)
{
  for (guint i = 0; i < self->node->lines->len; i++) {
    BpCalendarLine *line = self->node->lines->pdata[i];
    GPtrArray *properties = NULL;
    if (strcmp (line->name, "EXDATE") != 0)
      continue;
    properties = bp_calendar_line_properties (line, error);
    for (guint k = 0; properties && k < properties->len; k++) {
      BpCalendarTime time;
      g_autofree char *key = NULL;
      BpException *exception;
      if (!bp_calendar_time_read (self->zones, line, properties->pdata[k], &time, error))
        return FALSE;
      key = original_start (self, self->item, &time);
      if (!key)
        continue;
      exception = bp_exception_new (key);
      exception->cancelled = TRUE;
      bp_item_take_exception (self->item, exception);
    }
    if (!properties)
      return FALSE;
  }
  return TRUE;
}

/* --- alarms ---------------------------------------------------------------------------------------------------------- */

/* The first alarm that rings; NULL. */
static const BpCalendarLine *
find_trigger (const BpCalendarNode *node)
{
  for (guint i = 0; i < node->components->len; i++) {
    const BpCalendarNode *alarm = node->components->pdata[i];
    const BpCalendarLine *action = bp_calendar_line (alarm, "ACTION");
    const BpCalendarLine *trigger = bp_calendar_line (alarm, "TRIGGER");
    if (strcmp (alarm->name, "VALARM") == 0 && trigger
        && !(action && strcmp (bp_calendar_line_value (action), "NONE") == 0))
      return trigger;
  }
  return NULL;
}

/* The instant at which it rings, given when what it belongs to begins and ends. */
static gboolean
trigger_instant (const BpCalendarLine *line, gint64 start, gint64 end, gint64 *ret_instant, GError **error)
{
  icalproperty *property = bp_calendar_line_property (line, error);
  icalparameter *related;
  struct icaltriggertype trigger;
  if (!property)
    return FALSE;
  trigger = icalproperty_get_trigger (property);
  if (!icaltime_is_null_time (trigger.time)) {
    *ret_instant = (gint64) icaltime_as_timet (trigger.time) * G_USEC_PER_SEC;
    return TRUE;
  }
  if (icaldurationtype_is_bad_duration (trigger.duration)) {
    bp_calendar_refuse (error, line->line, _ ("%s has no valid value."), line->name);
    return FALSE;
  }
  related = icalproperty_get_first_parameter (property, ICAL_RELATED_PARAMETER);
  *ret_instant = (related && icalparameter_get_related (related) == ICAL_RELATED_END ? end : start)
                 + (gint64) icaldurationtype_as_int (trigger.duration) * G_USEC_PER_SEC;
  return TRUE;
}

/* One that rings after the start is none. */
static gboolean
read_reminder (const Reading *self, const char *zone, GError **error)
{
  const BpCalendarLine *line = find_trigger (self->node);
  const char *in = zone ? zone : bp_calendar_zones_site (self->zones);
  gint64 start, end, instant;
  g_autofree char *minutes = NULL;
  if (!line || !bp_zone_to_instant (bp_item_get (self->item, BP_FIELD_STARTS_AT), in, &start)
      || !bp_zone_to_instant (bp_item_get (self->item, BP_FIELD_ENDS_AT), in, &end))
    return TRUE;
  if (!trigger_instant (line, start, end, &instant, error))
    return FALSE;
  if (instant > start)
    return TRUE;
  minutes = g_strdup_printf ("%" G_GINT64_FORMAT, (start - instant) / MINUTE_US);
  return set_field (self->item, BP_FIELD_REMINDER_MINUTES, minutes, line->line, error);
}

/* --- appointments ---------------------------------------------------------------------------------------------------- */

static gboolean
read_event (const Reading *self, const char *zone, GError **error)
{
  return read_when (self, zone, error) && read_rows (self, error) && read_info (self, error)
         && read_reminder (self, zone, error) && bp_calendar_read_people (self->node, self->item, error);
}

static gboolean
read_series_or_single (const Reading *self, GError **error)
{
  const char *zone = zone_to_keep (self, bp_calendar_line (self->node, "RRULE") != NULL, error);
  if ((zone && !*zone) || !read_event (self, zone, error) || !read_rule (self, error))
    return FALSE;
  bp_item_set (self->item, BP_FIELD_TIME_ZONE, zone);
  return !bp_item_is_series (self->item) || read_cancelled (self, error);
}

/* What differs from the series. */
static void
take_difference (BpItem *series, const BpItem *occurrence, const char *key)
{
  BpException plain = { .original_start = (char *) key };
  BpException *exception = bp_exception_new (key);
  gboolean differs = FALSE;
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    const char *own = bp_item_get_or_default (occurrence, field);
    g_autofree char *inherited = NULL;
    if (!bp_field_info (field)->in_exception)
      continue;
    inherited = bp_series_dup_value (series, &plain, field);
    if (g_strcmp0 (own, inherited) == 0)
      continue;
    exception->values[field] = g_strdup (own                                           ? own
                                         : bp_field_info (field)->type == BP_TYPE_LIST ? "[]"
                                         : field == BP_FIELD_REMINDER_MINUTES          ? "-1"
                                                                                       : "");
    differs = TRUE;
  }
  if (differs)
    bp_item_take_exception (series, exception);
  else
    bp_exception_free (exception);
}

static gboolean
is_cancelled (const BpCalendarNode *node)
{
  const BpCalendarLine *status = bp_calendar_line (node, "STATUS");
  return status && g_ascii_strcasecmp (bp_calendar_line_value (status), "CANCELLED") == 0;
}

static gboolean
read_exception (const BpCalendarNode *node, const BpCalendarZones *zones, BpItem *series, GError **error)
{
  g_autoptr (BpItem) occurrence = bp_item_new (BP_KIND_APPOINTMENT);
  Reading self = { node, zones, occurrence, bp_item_get_or_default (series, BP_FIELD_INFO_FORMAT) };
  BpCalendarTime time;
  const BpCalendarLine *line;
  icalproperty *property;
  g_autofree char *key = NULL;
  if (!read_time (&self, "RECURRENCE-ID", &time, &line, error))
    return FALSE;
  property = bp_calendar_line_property (line, error);
  if (property && icalproperty_get_first_parameter (property, ICAL_RANGE_PARAMETER)) {
    bp_calendar_refuse (error, line->line, _ ("an exception for all later occurrences (RANGE) cannot be stored."));
    return FALSE;
  }
  key = original_start (&self, series, &time);
  if (!key)
    return TRUE;
  if (is_cancelled (node)) {
    BpException *exception = bp_exception_new (key);
    exception->cancelled = TRUE;
    bp_item_take_exception (series, exception);
    return TRUE;
  }
  if (!read_event (&self, bp_item_get (series, BP_FIELD_TIME_ZONE), error))
    return FALSE;
  take_difference (series, occurrence, key);
  return TRUE;
}

/* --- tasks ----------------------------------------------------------------------------------------------------------- */

/* Dates: the day on which it is in the site's zone. */
static gboolean
read_date (const Reading *self, const char *name, BpField field, GError **error)
{
  BpCalendarTime time;
  const BpCalendarLine *line;
  g_autofree char *wall = NULL;
  if (!read_time (self, name, &time, &line, error))
    return FALSE;
  if (!line)
    return TRUE;
  wall = bp_calendar_time_to_wall (self->zones, &time, NULL);
  if (wall)
    wall[DATE_LENGTH] = '\0';
  return set_field (self->item, field, wall, line->line, error);
}

static gboolean
read_task_reminder (const Reading *self, GError **error)
{
  const BpCalendarLine *line = find_trigger (self->node);
  const char *site = bp_calendar_zones_site (self->zones);
  const char *start = bp_item_get (self->item, BP_FIELD_START_DATE), *due = bp_item_get (self->item, BP_FIELD_DUE_DATE);
  g_autofree char *from = g_strdup_printf ("%sT00:00:00", start ? start : due ? due : "1970-01-01");
  g_autofree char *to = g_strdup_printf ("%sT00:00:00", due ? due : start ? start : "1970-01-01");
  g_autofree char *wall = NULL;
  gint64 begins, ends, instant;
  if (!line || !bp_zone_to_instant (from, site, &begins) || !bp_zone_to_instant (to, site, &ends))
    return TRUE;
  if (!trigger_instant (line, begins, ends, &instant, error))
    return FALSE;
  wall = bp_zone_to_wall (instant, site);
  return set_field (self->item, BP_FIELD_REMINDER_AT, wall, line->line, error);
}

static gboolean
read_task (const Reading *self, GError **error)
{
  return read_rows (self, error) && read_info (self, error) && read_date (self, "DTSTART", BP_FIELD_START_DATE, error)
         && read_date (self, "DUE", BP_FIELD_DUE_DATE, error)
         && read_date (self, "COMPLETED", BP_FIELD_COMPLETED_DATE, error) && read_task_reminder (self, error)
         && read_rule (self, error);
}

/* --- the whole ------------------------------------------------------------------------------------------------------- */

/* Without a UID one is made of the content, so that the same file brings the same. */
static char *
dup_uid (const BpCalendarNode *node)
{
  const BpCalendarLine *line = bp_calendar_line (node, "UID");
  icalproperty *property = line ? bp_calendar_line_property (line, NULL) : NULL;
  g_autofree char *uid = property ? text_of (property) : NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  if (uid && *g_strstrip (uid))
    return g_steal_pointer (&uid);
  for (guint i = 0; i < node->lines->len; i++) {
    const BpCalendarLine *one = node->lines->pdata[i];
    if (strcmp (one->name, "DTSTAMP") != 0)
      g_checksum_update (sum, (const guchar *) one->text, -1);
  }
  return g_strndup (g_checksum_get_string (sum), 32);
}

static gboolean
read_stamp (const Reading *self, const char *name, char **ret_stamp, GError **error)
{
  BpCalendarTime time;
  const BpCalendarLine *line;
  g_autofree char *wall = NULL;
  if (!read_time (self, name, &time, &line, error))
    return FALSE;
  wall = line ? bp_calendar_time_to_wall (self->zones, &time, "UTC") : NULL;
  if (wall)
    *ret_stamp = g_strconcat (wall, "Z", NULL);
  return TRUE;
}

/* The masters are read first: what an exception says is told from its series. */
typedef struct {
  const BpCalendarZones *zones;
  GPtrArray *entries;
  GHashTable *known; /* kind and UID -> entry */
} Import;

static char *
key_of (BpKind kind, const char *uid)
{
  return g_strdup_printf ("%c%s", bp_kind_letter (kind), uid);
}

/* The same UID once more takes the place of what came before. */
static gboolean
read_entry (Import *self, const BpCalendarNode *node, BpKind kind, const char *uid, GError **error)
{
  g_autoptr (BpCalendarEntry) entry = bp_calendar_entry_new (kind);
  Reading reading = { node, self->zones, entry->item, NULL };
  g_autofree char *key = key_of (kind, uid);
  BpCalendarEntry *before = g_hash_table_lookup (self->known, key);
  entry->uid = g_strdup (uid);
  entry->line = node->line;
  if (!read_stamp (&reading, "CREATED", &entry->created_at, error)
      || !read_stamp (&reading, bp_calendar_line (node, "LAST-MODIFIED") ? "LAST-MODIFIED" : "DTSTAMP",
                      &entry->modified_at, error)
      || (kind == BP_KIND_APPOINTMENT ? !read_series_or_single (&reading, error) : !read_task (&reading, error)))
    return FALSE;
  if (before)
    g_ptr_array_remove (self->entries, before);
  g_hash_table_insert (self->known, g_steal_pointer (&key), entry);
  g_ptr_array_add (self->entries, g_steal_pointer (&entry));
  return TRUE;
}

static gboolean
read_node (Import *self, const BpCalendarNode *node, gboolean exceptions, GError **error)
{
  gboolean is_event = strcmp (node->name, "VEVENT") == 0;
  const BpCalendarLine *exception = bp_calendar_line (node, "RECURRENCE-ID");
  BpKind kind = is_event ? BP_KIND_APPOINTMENT : BP_KIND_TASK;
  g_autofree char *uid = NULL, *key = NULL;
  BpCalendarEntry *series;
  if ((!is_event && strcmp (node->name, "VTODO") != 0) || (exception != NULL) != exceptions
      || (is_cancelled (node) && !exception))
    return TRUE;
  uid = dup_uid (node);
  if (!exception)
    return read_entry (self, node, kind, uid, error);
  key = key_of (kind, uid);
  series = g_hash_table_lookup (self->known, key);
  if (series && is_event && bp_item_is_series (series->item))
    return read_exception (node, self->zones, series->item, error);
  if (series || is_cancelled (node))
    return TRUE;
  /* One occurrence of a series that is not in the file stands for itself. */
  g_free (key);
  key = g_strconcat (uid, "/", bp_calendar_line_value (exception), NULL);
  return read_entry (self, node, kind, key, error);
}

static gboolean
read_calendar (GPtrArray *entries, GHashTable *known, const BpCalendarNode *calendar, const BpSite *site,
               GError **error)
{
  g_autoptr (BpCalendarZones) zones = bp_calendar_zones_new (calendar, site);
  Import self = { zones, entries, known };
  const BpCalendarLine *version = bp_calendar_line (calendar, "VERSION");
  if (version && g_str_has_suffix (version->text, ":1.0")) {
    bp_calendar_refuse (error, version->line, _ ("this is vCalendar 1.0, not iCalendar."));
    return FALSE;
  }
  for (guint exceptions = 0; exceptions < 2; exceptions++)
    for (guint i = 0; i < calendar->components->len; i++)
      if (!read_node (&self, calendar->components->pdata[i], exceptions, error))
        return FALSE;
  return TRUE;
}

GPtrArray *
bp_icalendar_read (const char *text, gsize length, const BpSite *site, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_calendar_entry_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BpCalendarNode) root = bp_calendar_parse (text, length, error);
  if (!root)
    return NULL;
  for (guint i = 0; i < root->components->len; i++)
    if (!read_calendar (entries, known, root->components->pdata[i], site, error))
      return NULL;
  return g_steal_pointer (&entries);
}
