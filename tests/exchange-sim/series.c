/* SPDX-License-Identifier: MIT */
#include "series.h"

#include "extended.h"
#include "pattern.h"
#include "rules.h"
#include "values.h"
#include "xmlout.h"
#include "zones.h"

#include <string.h>

#define DAY 86400
/* More occurrences than this are not expanded: a daily series of fifty years. */
#define MOST 20000

/* A series ready to be expanded. */
typedef struct {
  Pattern pattern;
  const char *iana;
  gint64 time;   /* of the day, wall clock */
  gint64 length; /* wall clock */
} Series;

static gint64
day_of (gint64 wall)
{
  return (wall - ((wall % DAY) + DAY) % DAY) / DAY;
}

/* A response code, or NULL. */
static const char *
open_series (const Bag *bag, Series *ret_series)
{
  const char *iana = zone_to_iana (bag_get (bag, PROPERTY_StartTimeZone));
  gint64 start, end;

  ret_series->iana = iana ? iana : "UTC";
  start = zone_to_wall (ret_series->iana, value_load (bag_get (bag, PROPERTY_Start)));
  end = zone_to_wall (ret_series->iana, value_load (bag_get (bag, PROPERTY_End)));
  ret_series->time = start - day_of (start) * DAY;
  ret_series->length = end - start;
  return pattern_read (bag_get (bag, PROPERTY_Recurrence), &ret_series->pattern);
}

static gint64
original_on (const Series *series, gint64 day)
{
  return zone_to_instant (series->iana, day * DAY + series->time);
}

static gint64
day_in (const Series *series, gint64 instant)
{
  return day_of (zone_to_wall (series->iana, instant));
}

/* --- checking --- */

static const char *
check_overlap (const Series *series, const GArray *days)
{
  if (days->len > 1 && series->length > (g_array_index (days, gint64, 1) - g_array_index (days, gint64, 0)) * DAY)
    return "ErrorOccurrenceTimeSpanTooBig";
  return NULL;
}

static void
move_to_day (Bag **bag, Series *series, gint64 day)
{
  g_autofree char *start = value_stored (original_on (series, day));
  g_autofree char *end = value_stored (zone_to_instant (series->iana, day * DAY + series->time + series->length));
  g_autoptr (GString) fragment = g_string_new (NULL);

  series->pattern.start = day;
  pattern_write (fragment, &series->pattern, NULL);
  bag_set (bag, PROPERTY_Start, start);
  bag_set (bag, PROPERTY_End, end);
  bag_set (bag, PROPERTY_Recurrence, fragment->str);
}

const char *
series_normalise (const Bag *before, Bag **bag)
{
  const char *fragment = bag_get (*bag, PROPERTY_Recurrence);
  g_autoptr (GArray) days = NULL;
  Series series;
  const char *code;

  if (!fragment)
    return NULL;
  code = open_series (*bag, &series);
  if (code)
    return code;
  if (pattern_regenerates (&series.pattern))
    return "ErrorCalendarInvalidRecurrence";
  /* Whoever moves the start and not the pattern moves the series' first day. */
  if (before && g_strcmp0 (bag_get (before, PROPERTY_Recurrence), fragment) == 0
      && g_strcmp0 (bag_get (before, PROPERTY_Start), bag_get (*bag, PROPERTY_Start)) != 0)
    series.pattern.start = day_in (&series, value_load (bag_get (*bag, PROPERTY_Start)));
  days = pattern_days (&series.pattern, PATTERN_NO_END, 2);
  if (days->len == 0)
    return "ErrorRecurrenceHasNoOccurrence";
  move_to_day (bag, &series, g_array_index (days, gint64, 0));
  return check_overlap (&series, days);
}

void
series_changed (Item *item, const Bag *after)
{
  static const PropertyId watched[] = { PROPERTY_Recurrence, PROPERTY_Start, PROPERTY_End, PROPERTY_StartTimeZone,
                                        PROPERTY_IsAllDayEvent };

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    if (g_strcmp0 (bag_get (item->bag, watched[i]), bag_get (after, watched[i])) != 0)
      item_clear_exceptions (item);
}

/* --- finding occurrences --- */

static gboolean
is_deleted (const Item *item, gint64 original)
{
  const Exception *exception = item_get_exception (item, original);

  return exception && exception->deleted;
}

gboolean
series_original_by_index (const Item *item, guint index, gint64 *ret_original)
{
  g_autoptr (GArray) days = NULL;
  Series series;

  if (open_series (item->bag, &series) || index < 1 || index > MOST)
    return FALSE;
  days = pattern_days (&series.pattern, PATTERN_NO_END, index);
  if (days->len < index)
    return FALSE;
  *ret_original = original_on (&series, g_array_index (days, gint64, index - 1));
  return TRUE;
}

gboolean
series_original_by_day (const Item *item, gint64 day, gint64 *ret_original)
{
  g_autoptr (GArray) days = NULL;
  Series series;

  if (open_series (item->bag, &series))
    return FALSE;
  days = pattern_days (&series.pattern, day, MOST);
  if (days->len == 0 || g_array_index (days, gint64, days->len - 1) != day)
    return FALSE;
  *ret_original = original_on (&series, day);
  return TRUE;
}

/* Whether an occurrence of the series still begins there. */
static gboolean
holds (const Item *item, gint64 original)
{
  gint64 found;
  Series series;

  return bag_get (item->bag, PROPERTY_Recurrence) && !open_series (item->bag, &series)
         && series_original_by_day (item, day_in (&series, original), &found) && found == original
         && !is_deleted (item, original);
}

static const char *
resolve_index (const xmlNode *node, View *view)
{
  g_autofree char *text = node_attribute (node, "InstanceIndex");
  gint64 index = 0, original;

  if (!view_is_master (view))
    return "ErrorCalendarCannotUseIdForRecurringMasterId";
  if (!text || !value_to_int (text, &index) || index < 1 || index > MOST
      || !series_original_by_index (view->item, index, &original))
    return "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange";
  if (is_deleted (view->item, original))
    return "ErrorCalendarOccurrenceIsDeletedFromRecurrence";
  *view = view_of_occurrence (view->mailbox, view->item, original);
  return NULL;
}

const char *
series_resolve (const xmlNode *node, View *view)
{
  if (node_is (node, "OccurrenceItemId"))
    return resolve_index (node, view);
  if (node_is (node, "RecurringMasterItemId")) {
    if (!view_is_occurrence (view))
      return "ErrorCalendarCannotUseIdForOccurrenceId";
    *view = view_of_item (view->mailbox, view->item);
    return NULL;
  }
  return view_is_occurrence (view) && !holds (view->item, view->original) ? "ErrorItemNotFound" : NULL;
}

static void
add_if_inside (const View *view, gint64 start, gint64 end, GArray *views)
{
  gint64 from = view_start (view), to = view_end (view);

  /* Something without length is in the view if it begins in it. */
  if (from < end && (to > start || (from == to && from >= start)))
    g_array_append_vals (views, view, 1);
}

void
series_expand (Mailbox *mailbox, const Item *item, gint64 start, gint64 end, GArray *views)
{
  View master = view_of_item (mailbox, item);
  g_autoptr (GArray) days = NULL;
  Series series;

  if (!view_is_master (&master)) {
    add_if_inside (&master, start, end, views);
    return;
  }
  if (open_series (item->bag, &series))
    return;
  days = pattern_days (&series.pattern, day_in (&series, end), MOST);
  for (guint i = 0; i < days->len; i++) {
    View view = view_of_occurrence (mailbox, item, original_on (&series, g_array_index (days, gint64, i)));

    if (!view.exception)
      add_if_inside (&view, start, end, views);
  }
  /* An exception may have been moved into the view from far away. */
  for (guint i = 0; item->exceptions && i < item->exceptions->len; i++) {
    const Exception *exception = &g_array_index (item->exceptions, Exception, i);
    View view = view_of_occurrence (mailbox, item, exception->original);

    if (!exception->deleted)
      add_if_inside (&view, start, end, views);
  }
}

/* --- changing occurrences --- */

Bag *
series_occurrence_bag (const View *view)
{
  Bag *bag = bag_copy (view->item->bag);
  g_autofree char *start = value_stored (view_start (view));
  g_autofree char *end = value_stored (view_end (view));
  gsize position = 0;
  guint16 key;
  const char *value;

  while (view->exception && bag_next (view->exception->bag, &position, &key, &value))
    if (key == PROPERTY_EXTENDED) {
      g_autofree char *prefix = g_strndup (value, strcspn (value, EXTENDED_SEPARATOR) + 1);

      bag_remove_prefixed (&bag, key, prefix);
      bag_add (&bag, key, value);
    } else {
      bag_set (&bag, key, value);
    }
  bag_set (&bag, PROPERTY_Recurrence, NULL);
  bag_set (&bag, PROPERTY_Start, start);
  bag_set (&bag, PROPERTY_End, end);
  return bag;
}

/* The nearest occurrence before or after, deleted ones left out; FALSE if there is none. */
static gboolean
neighbour (const View *view, int step, View *ret_view)
{
  g_autoptr (GArray) days = NULL;
  gint64 day;
  Series series;
  guint at = 0;

  open_series (view->item->bag, &series);
  day = day_in (&series, view->original);
  /* Four years reach the next occurrence of nearly every pattern; a longer gap has no neighbour that matters. */
  days = pattern_days (&series.pattern, day + 4 * 366, MOST);
  while (at < days->len && g_array_index (days, gint64, at) < day)
    at++;
  for (at += step; at < days->len; at += step) {
    gint64 original = original_on (&series, g_array_index (days, gint64, at));

    if (is_deleted (view->item, original))
      continue;
    *ret_view = view_of_occurrence (view->mailbox, view->item, original);
    return TRUE;
  }
  return FALSE;
}

static const char *
check_neighbours (const View *view, const Bag *bag)
{
  gint64 start = value_load (bag_get (bag, PROPERTY_Start)), end = value_load (bag_get (bag, PROPERTY_End));
  View other;

  if (neighbour (view, -1, &other) && (start <= view_start (&other) || start < view_end (&other)))
    return "ErrorOccurrenceCrossingBoundary";
  if (neighbour (view, 1, &other)) {
    if (start >= view_start (&other))
      return "ErrorOccurrenceCrossingBoundary";
    if (end > view_start (&other))
      return "ErrorOccurrenceTimeSpanTooBig";
  }
  return NULL;
}

static gboolean
has (const Bag *bag, guint16 key, const char *value)
{
  gsize position = 0;
  guint16 found;
  const char *other;

  while (bag_next (bag, &position, &found, &other))
    if (found == key && strcmp (other, value) == 0)
      return TRUE;
  return FALSE;
}

/* What in `bag` is not as in the series. A property that was taken away stays as an empty one. */
static Bag *
difference (const View *view, const Bag *bag)
{
  Bag *changed = NULL;
  gsize position = 0;
  guint16 key;
  const char *value;

  while (bag_next (bag, &position, &key, &value))
    if (key == PROPERTY_Start || key == PROPERTY_End || !has (view->item->bag, key, value))
      bag_add (&changed, key, value);
  position = 0;
  while (bag_next (view->item->bag, &position, &key, &value))
    if (key != PROPERTY_EXTENDED && key != PROPERTY_Recurrence && !bag_get (bag, key))
      bag_set (&changed, key, "");
  return changed;
}

const char *
series_update_occurrence (const View *view, Bag **bag, const char *zone, gint64 now)
{
  Item *item = (Item *) view->item;
  Exception *exception;
  const char *code;

  if (bag_get (*bag, PROPERTY_Recurrence))
    return "ErrorCalendarCannotUseIdForRecurringMasterId";
  code = rules_check_times (bag, zone);
  if (!code)
    code = check_neighbours (view, *bag);
  if (code)
    return code;
  exception = item_ensure_exception (item, view->original);
  bag_free (exception->bag);
  exception->bag = difference (view, *bag);
  mailbox_change_item (view->mailbox, item, now);
  return NULL;
}

const char *
series_delete_occurrence (const View *view, gint64 now)
{
  Item *item = (Item *) view->item;
  Exception *exception = item_ensure_exception (item, view->original);

  exception->deleted = TRUE;
  g_clear_pointer (&exception->bag, bag_free);
  mailbox_change_item (view->mailbox, item, now);
  return NULL;
}

/* --- writing --- */

gboolean
series_writes (PropertyId id)
{
  return id == PROPERTY_Recurrence || id == PROPERTY_TaskRecurrence || id == PROPERTY_FirstOccurrence
         || id == PROPERTY_LastOccurrence || id == PROPERTY_ModifiedOccurrences || id == PROPERTY_DeletedOccurrences
         || id == PROPERTY_MeetingTimeZone;
}

static void
write_time (GString *out, const char *tag, gint64 instant, const char *zone)
{
  g_autofree char *text = value_in_zone (instant, zone);

  xml_element (out, tag, text);
}

static void
write_info (GString *out, const char *tag, const View *occurrence, const char *zone)
{
  xml_open (out, tag);
  view_write_id (out, "t:ItemId", occurrence);
  write_time (out, "t:Start", view_start (occurrence), zone);
  write_time (out, "t:End", view_end (occurrence), zone);
  write_time (out, "t:OriginalStart", occurrence->original, zone);
  xml_close (out, tag);
}

/* The first occurrence that is not deleted, or the last. */
static void
write_edge (GString *out, const Property *property, const View *view, const Series *series, const char *zone)
{
  gboolean first = property->id == PROPERTY_FirstOccurrence;
  g_autoptr (GArray) days = NULL;

  if (!first && !series->pattern.count && series->pattern.end == PATTERN_NO_END)
    return;
  days = pattern_days (&series->pattern, PATTERN_NO_END, first ? 1000 : MOST);
  for (guint i = 0; i < days->len; i++) {
    gint64 original = original_on (series, g_array_index (days, gint64, first ? i : days->len - 1 - i));
    View occurrence = view_of_occurrence (view->mailbox, view->item, original);

    if (is_deleted (view->item, original))
      continue;
    write_info (out, property->tag, &occurrence, zone);
    return;
  }
}

static void
write_exceptions (GString *out, const Property *property, const View *view, const char *zone)
{
  gboolean deleted = property->id == PROPERTY_DeletedOccurrences;
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; view->item->exceptions && i < view->item->exceptions->len; i++) {
    const Exception *exception = &g_array_index (view->item->exceptions, Exception, i);
    View occurrence = view_of_occurrence (view->mailbox, view->item, exception->original);

    if (exception->deleted != deleted)
      continue;
    if (deleted) {
      xml_open (list, "t:DeletedOccurrence");
      write_time (list, "t:Start", exception->original, zone);
      xml_close (list, "t:DeletedOccurrence");
    } else {
      write_info (list, "t:Occurrence", &occurrence, zone);
    }
  }
  if (list->len == 0)
    return;
  xml_open (out, property->tag);
  g_string_append_len (out, list->str, list->len);
  xml_close (out, property->tag);
}

static void
write_recurrence (GString *out, const Property *property, const View *view, const char *iana)
{
  const char *fragment = view_get (view, property->id);
  Pattern pattern;

  if (!fragment || pattern_read (fragment, &pattern))
    return;
  xml_open (out, property->tag);
  pattern_write (out, &pattern, iana);
  xml_close (out, property->tag);
}

/* The form of Exchange 2007: its name is enough where the zone is one of Windows'. */
static void
write_meeting_zone (GString *out, const Property *property, const Series *series)
{
  xml_start (out, property->tag);
  xml_attribute (out, "TimeZoneName", zone_to_windows (series->iana));
  xml_empty_end (out);
}

void
series_write (GString *out, const Property *property, const View *view, const char *zone)
{
  Series series;

  if (property->id == PROPERTY_TaskRecurrence) {
    write_recurrence (out, property, view, zone ? zone : "UTC");
    return;
  }
  if (!view_is_master (view) || open_series (view->item->bag, &series))
    return;
  if (property->id == PROPERTY_Recurrence)
    write_recurrence (out, property, view, series.iana);
  else if (property->id == PROPERTY_FirstOccurrence || property->id == PROPERTY_LastOccurrence)
    write_edge (out, property, view, &series, zone);
  else if (property->id == PROPERTY_MeetingTimeZone)
    write_meeting_zone (out, property, &series);
  else
    write_exceptions (out, property, view, zone);
}
