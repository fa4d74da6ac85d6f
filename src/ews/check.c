/* SPDX-License-Identifier: MIT */
#include "ews/check.h"

#include <string.h>

#include "base/i18n.h"
#include "base/saying.h"
#include "core/list.h"
#include "core/recurrence.h"
#include "core/series.h"
#include "core/task-series.h"
#include "core/text.h"
#include "core/zone.h"
#include "ews/time.h"

#define MAX_LINE 255
#define MAX_DAYS (5 * 365 + 2) /* five years hold at most two leap days */
#define DAY_US (24 * 3600 * (gint64) G_USEC_PER_SEC)
#define FIRST_TIME "1601-01-01"
#define LAST_TIME "4500-09-01"

static gboolean
refuse (GError **error, const char *words)
{
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, bp_saying_new (words, NULL));
  return FALSE;
}

/* Exchange counts UTF-16 units. */
static gboolean
is_too_long (const char *text)
{
  glong units = 0;
  g_autofree gunichar2 *utf16 = text ? g_utf8_to_utf16 (text, -1, NULL, &units, NULL) : NULL;
  return units > MAX_LINE;
}

/* units: of those alone; what is not written does no harm, and may be longer there. */
static gboolean
check_texts (const BpItem *item, BpUnitSet units, GError **error)
{
  const struct {
    BpField field;
    const char *too_long; /* NULL: may be of any length */
  } texts[] = {
    { BP_FIELD_SUBJECT, N_ ("The subject is longer than 255 characters.") },
    { BP_FIELD_LOCATION, N_ ("The location is longer than 255 characters.") },
    { BP_FIELD_INFO_TEXT, NULL },
    { BP_FIELD_MILEAGE, N_ ("The mileage is longer than 255 characters.") },
    { BP_FIELD_BILLING_INFORMATION, N_ ("The billing information is longer than 255 characters.") },
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    BpUnit unit = bp_field_unit (texts[i].field, bp_item_kind (item));
    const char *text = bp_item_get (item, texts[i].field);
    if (!(units & BP_UNIT_BIT (unit)))
      continue;
    if (text && !bp_text_check_xml (text, bp_unit_word (unit), error))
      return FALSE;
    if (texts[i].too_long && is_too_long (text))
      return refuse (error, texts[i].too_long);
  }
  return TRUE;
}

static gboolean
check_list (const BpItem *item, BpUnitSet units, BpField field, const char *too_long, GError **error)
{
  BpUnit unit = bp_field_unit (field, bp_item_kind (item));
  g_auto (GStrv) names = bp_list_to_strv (units & BP_UNIT_BIT (unit) ? bp_item_get (item, field) : NULL);
  for (char **name = names; *name; name++) {
    if (!bp_text_check_xml (*name, bp_unit_word (unit), error))
      return FALSE;
    if (is_too_long (*name))
      return refuse (error, too_long);
  }
  return TRUE;
}

static gboolean
check_lists (const BpItem *item, BpUnitSet units, GError **error)
{
  return check_list (item, units, BP_FIELD_CATEGORIES, N_ ("A category is longer than 255 characters."), error)
         && check_list (item, units, BP_FIELD_COMPANIES, N_ ("A company is longer than 255 characters."), error);
}

static gboolean
is_in_range (const char *wall)
{
  return wall && strcmp (wall, FIRST_TIME) >= 0 && strcmp (wall, LAST_TIME) < 0;
}

static gboolean
check_when (const BpItem *item, const BpEwsSite *site, GError **error)
{
  const char *zone = bp_item_get (item, BP_FIELD_TIME_ZONE) ? bp_item_get (item, BP_FIELD_TIME_ZONE) : site->time_zone;
  const char *start = bp_item_get (item, BP_FIELD_STARTS_AT), *end = bp_item_get (item, BP_FIELD_ENDS_AT);
  const char *sent_zone = bp_ews_time_zone (zone, site->time_zone); /* the one the times are sent in */
  gint64 from, to;
  if (!bp_zone_to_windows (zone)) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL,
                       bp_saying_new (N_ ("Exchange does not know the time zone “%s”."), zone, NULL));
    return FALSE;
  }
  if (!is_in_range (start) || !is_in_range (end))
    return refuse (error, N_ ("Start or end is missing, or lies outside of what Exchange can store."));
  if (!bp_zone_to_instant (start, sent_zone, &from) || !bp_zone_to_instant (end, sent_zone, &to))
    return refuse (error, N_ ("Start or end is no valid time."));
  if (to < from)
    return refuse (error, N_ ("The end lies before the start."));
  if (to - from > MAX_DAYS * DAY_US)
    return refuse (error, N_ ("The appointment lasts longer than five years."));
  if (bp_item_is_all_day (item)
      && (!g_str_has_suffix (start, "T00:00:00") || !g_str_has_suffix (end, "T00:00:00") || strcmp (start, end) >= 0))
    return refuse (error, N_ ("An all-day appointment must begin and end at midnight and last a day at least."));
  return TRUE;
}

/* Dates and the reminder, all of which a task may do without. */
static gboolean
check_task_times (const BpItem *item, const BpEwsSite *site, GError **error)
{
  static const BpField fields[] = { BP_FIELD_START_DATE, BP_FIELD_DUE_DATE, BP_FIELD_COMPLETED_DATE,
                                    BP_FIELD_REMINDER_AT };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *value = bp_item_get (item, fields[i]);
    if (value && !is_in_range (value))
      return refuse (error, N_ ("A date of the task lies outside of what Exchange can store."));
  }
  return TRUE;
}

static gboolean
check_task_rule (const BpItem *item, const BpEwsSite *site, GError **error)
{
  g_autoptr (GPtrArray) first = NULL;
  BpRecurrence rule;
  if (!bp_item_is_series (item))
    return TRUE;
  if (!bp_task_parse_rule (item, site->time_zone, &rule, error))
    return FALSE;
  if (bp_task_is_regenerating (item))
    return TRUE;
  first = bp_recurrence_expand (&rule, bp_task_date (item), NULL, 1);
  return first->len > 0 || refuse (error, N_ ("The recurrence has no occurrence."));
}

/* FALSE: the clocks are put forward over it. Exchange would take the whole series to the time after that. */
static gboolean
exists (const char *wall, const char *zone)
{
  gint64 instant;
  g_autofree char *back = bp_zone_to_instant (wall, zone, &instant) ? bp_zone_to_wall (instant, zone) : NULL;
  return g_strcmp0 (back, wall) == 0;
}

/* What the exception says itself. */
static BpUnitSet
own_units (const BpException *exception)
{
  BpUnitSet units = 0;
  for (int field = 0; field < BP_FIELD_COUNT; field++)
    if (exception->values[field])
      units |= BP_UNIT_BIT (bp_field_unit (field, BP_KIND_APPOINTMENT));
  return units;
}

static void
prefix_occurrence (GError **error, const BpException *exception)
{
  g_autofree char *day = g_strndup (exception->original_start, strlen ("YYYY-MM-DD"));
  bp_prefix_said_error (error, bp_saying_new (N_ ("Occurrence %.10s: "), day, NULL));
}

static gboolean
check_own_infos (const BpItem *series, GError **error)
{
  for (guint i = 0; i < bp_item_n_exceptions (series); i++) {
    const BpException *exception = bp_item_nth_exception (series, i);
    if (bp_text_check_xml (exception->values[BP_FIELD_INFO_TEXT], bp_unit_word (BP_UNIT_INFO), error))
      continue;
    prefix_occurrence (error, exception);
    return FALSE;
  }
  return TRUE;
}

/* The rule, and each exception as the appointment that it is. */
static gboolean
check_series (const BpItem *item, const BpEwsSite *site, GError **error)
{
  const char *zone = bp_item_get (item, BP_FIELD_TIME_ZONE), *start = bp_item_get (item, BP_FIELD_STARTS_AT);
  const char *sent_zone = bp_ews_time_zone (zone ? zone : site->time_zone, site->time_zone);
  g_autoptr (BpItem) series = NULL;
  g_autoptr (GPtrArray) first = NULL;
  BpRecurrence rule;
  if (!bp_item_is_series (item))
    return TRUE;
  zone = zone ? zone : site->time_zone;
  if (!bp_recurrence_parse (bp_item_get (item, BP_FIELD_RECURRENCE), start, zone, &rule, error))
    return FALSE;
  first = bp_recurrence_expand (&rule, start, NULL, 1);
  if (first->len == 0)
    return refuse (error, N_ ("The recurrence has no occurrence."));
  series = bp_item_copy (item);
  bp_series_normalise (series, zone);
  if (!bp_item_is_all_day (series) && !exists (bp_item_get (series, BP_FIELD_STARTS_AT), sent_zone))
    return refuse (error, N_ ("The series begins at a time that its zone leaves out on that day."));
  for (guint i = 0; i < bp_item_n_exceptions (series); i++) {
    const BpException *exception = bp_item_nth_exception (series, i);
    g_autoptr (BpItem) occurrence = bp_series_occurrence (series, exception);
    if (!exception->cancelled
        && (!check_texts (occurrence, own_units (exception), error)
            || !check_lists (occurrence, own_units (exception), error) || !check_when (occurrence, site, error))) {
      prefix_occurrence (error, exception);
      return FALSE;
    }
  }
  return check_own_infos (item, error) && bp_series_check_order (series, zone, error);
}

gboolean
bp_ews_check (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, GError **error)
{
  const BpUnitSet times =
    BP_UNIT_BIT (BP_UNIT_TASK_DATES) | BP_UNIT_BIT (BP_UNIT_PROGRESS) | BP_UNIT_BIT (BP_UNIT_REMINDER);
  const BpUnitSet series = BP_UNIT_BIT (BP_UNIT_WHEN) | BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  if (write->uid && !bp_text_check_xml (write->uid, "UID", error))
    return FALSE;
  if (!check_texts (write->item, write->units, error) || !check_lists (write->item, write->units, error))
    return FALSE;
  if (kind == BP_KIND_TASK)
    return (!(write->units & times) || check_task_times (write->item, site, error))
           && (!(write->units & BP_UNIT_BIT (BP_UNIT_TASK_DATES)) || check_task_rule (write->item, site, error));
  return (!(write->units & BP_UNIT_BIT (BP_UNIT_WHEN)) || check_when (write->item, site, error))
         && (!(write->units & series) || check_series (write->item, site, error));
}
