/* SPDX-License-Identifier: MIT */
#include "task-series.h"

#include "pattern.h"
#include "values.h"

#include <string.h>

#define DAY 86400

const char *
task_series_check (Bag **bag)
{
  const char *fragment = bag_get (*bag, PROPERTY_TaskRecurrence);
  g_autoptr (GArray) days = NULL;
  Pattern pattern;
  const char *code = fragment ? pattern_read (fragment, &pattern) : NULL;

  if (!fragment || code)
    return code;
  days = pattern_days (&pattern, PATTERN_NO_END, 1);
  if (days->len == 0)
    return "ErrorRecurrenceHasNoOccurrence";
  /* A task of a series is always due some day. */
  if (!bag_get (*bag, PROPERTY_StartDate) && !bag_get (*bag, PROPERTY_DueDate)) {
    g_autofree char *due = value_stored (g_array_index (days, gint64, 0) * DAY);

    bag_set (bag, PROPERTY_DueDate, due);
  }
  return NULL;
}

/* Task dates are midnights, here or elsewhere: the nearest day is meant. */
static gint64
day_of (gint64 instant)
{
  return (instant + DAY / 2) / DAY;
}

static void
shift (Bag **bag, PropertyId id, gint64 days)
{
  const char *stored = bag_get (*bag, id);
  g_autofree char *moved = stored ? value_stored (value_load (stored) + days * DAY) : NULL;

  if (moved)
    bag_set (bag, id, moved);
}

/* The date the pattern counts from. */
static gint64
current_day (const Bag *bag, const Pattern *pattern)
{
  const char *start =
    bag_get (bag, PROPERTY_StartDate) ? bag_get (bag, PROPERTY_StartDate) : bag_get (bag, PROPERTY_DueDate);

  return start ? day_of (value_load (start)) : pattern->start;
}

/* FALSE if the current one was the last. */
static gboolean
next_day (const Pattern *pattern, gint64 current, gint64 finished, gint64 *ret_day)
{
  g_autoptr (GArray) days = NULL;

  if (pattern_regenerates (pattern)) {
    *ret_day = pattern_regenerate (pattern, finished);
    return pattern->count != 1 && *ret_day <= pattern->end;
  }
  if (pattern->count == 1)
    return FALSE;
  days = pattern_days (pattern, current + 100 * 366, 20000);
  for (guint i = 0; i < days->len; i++)
    if (g_array_index (days, gint64, i) > current) {
      *ret_day = g_array_index (days, gint64, i);
      return TRUE;
    }
  return FALSE;
}

/* To the next date: everything moves along, one occurrence fewer remains, and nothing is done yet. */
static gboolean
move_on (Bag **bag, gint64 finished)
{
  g_autoptr (GString) fragment = g_string_new (NULL);
  Pattern pattern;
  gint64 current, next;

  if (pattern_read (bag_get (*bag, PROPERTY_TaskRecurrence), &pattern))
    return FALSE;
  current = current_day (*bag, &pattern);
  if (!next_day (&pattern, current, finished, &next))
    return FALSE;
  shift (bag, PROPERTY_StartDate, next - current);
  shift (bag, PROPERTY_DueDate, next - current);
  shift (bag, PROPERTY_ReminderDueBy, next - current);
  pattern.start = next;
  pattern.count = MAX (pattern.count - 1, 0);
  pattern_write (fragment, &pattern, NULL);
  bag_set (bag, PROPERTY_TaskRecurrence, fragment->str);
  bag_set (bag, PROPERTY_Status, "NotStarted");
  bag_set (bag, PROPERTY_PercentComplete, "0");
  bag_set (bag, PROPERTY_CompleteDate, NULL);
  return TRUE;
}

/* The current one leaves the series as a task of its own; `bag` becomes the next one. */
static Item *
split_off (const View *view, Bag **bag, Bag *next, gint64 now)
{
  Bag *done = g_steal_pointer (bag);

  *bag = next;
  bag_set (&done, PROPERTY_TaskRecurrence, NULL);
  return mailbox_add_item (view->mailbox, view->item->folder, KIND_TASK, done, now);
}

static Item *
complete (const View *view, Bag **bag, gint64 now)
{
  Bag *next = bag_copy (*bag);

  if (move_on (&next, day_of (value_load (bag_get (*bag, PROPERTY_CompleteDate)))))
    return split_off (view, bag, next, now);
  /* The last one is simply done. */
  bag_free (next);
  bag_set (bag, PROPERTY_TaskRecurrence, NULL);
  return NULL;
}

static gboolean
differs (const Bag *before, const Bag *after, PropertyId id)
{
  return g_strcmp0 (bag_get (before, id), bag_get (after, id)) != 0;
}

/* The rest of the series after one whose dates were changed: the dates go on from the old ones, the pattern is the new one. */
static Bag *
go_on_without (const Bag *before, const Bag *after, const Pattern *old, const Pattern *new)
{
  static const PropertyId dates[] = { PROPERTY_StartDate, PROPERTY_DueDate, PROPERTY_ReminderDueBy,
                                      PROPERTY_TaskRecurrence };
  Bag *next = bag_copy (after);
  g_autoptr (GString) fragment = g_string_new (NULL);
  Pattern pattern = *new;
  Pattern moved;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    bag_set (&next, dates[i], bag_get (before, dates[i]));
  if (!move_on (&next, current_day (before, old))) {
    bag_free (next);
    return NULL;
  }
  if (new->start == old->start && !pattern_read (bag_get (next, PROPERTY_TaskRecurrence), &moved))
    pattern.start = moved.start;
  pattern.count = MAX (pattern.count - 1, 0);
  pattern_write (fragment, &pattern, NULL);
  bag_set (&next, PROPERTY_TaskRecurrence, fragment->str);
  return next;
}

/* Whoever changes the dates of one of a series takes it out of the series; so does a pattern that begins another day while the dates stay.
 * One that regenerates just changes, and dates that come with a pattern of their own are those of the series. */
static Item *
change_dates (const View *view, Bag **bag, gboolean pattern_given, gint64 now)
{
  const Bag *before = view->item->bag;
  gboolean moved = differs (before, *bag, PROPERTY_StartDate) || differs (before, *bag, PROPERTY_DueDate);
  Pattern old, new;
  Bag *next;

  if (!bag_get (before, PROPERTY_TaskRecurrence) || pattern_read (bag_get (before, PROPERTY_TaskRecurrence), &old)
      || pattern_read (bag_get (*bag, PROPERTY_TaskRecurrence), &new) || pattern_regenerates (&old))
    return NULL;
  if (moved ? pattern_given : old.start == new.start)
    return NULL;
  next = go_on_without (before, *bag, &old, &new);
  return next ? split_off (view, bag, next, now) : NULL;
}

/* Whether a recurring task that is not done yet is about to change. */
static gboolean
is_open_series (const View *view, const Bag *bag)
{
  return view->item->kind == KIND_TASK && bag_get (bag, PROPERTY_TaskRecurrence)
         && g_strcmp0 (bag_get (view->item->bag, PROPERTY_Status), "Completed") != 0;
}

Item *
task_series_complete (const View *view, Bag **bag, gint64 now)
{
  if (!is_open_series (view, *bag) || g_strcmp0 (bag_get (*bag, PROPERTY_Status), "Completed") != 0)
    return NULL;
  return complete (view, bag, now);
}

Item *
task_series_update (const View *view, Bag **bag, gboolean pattern_given, gint64 now)
{
  if (!is_open_series (view, *bag))
    return NULL;
  if (g_strcmp0 (bag_get (*bag, PROPERTY_Status), "Completed") == 0)
    return complete (view, bag, now);
  return change_dates (view, bag, pattern_given, now);
}

const char *
task_series_skip (const View *view, gint64 now)
{
  Item *item = (Item *) view->item;
  Bag *next;

  if (!bag_get (item->bag, PROPERTY_TaskRecurrence))
    return "ErrorCannotDeleteTaskOccurrence";
  next = bag_copy (item->bag);
  if (!move_on (&next, now / DAY)) {
    bag_free (next);
    return "ErrorCannotDeleteTaskOccurrence";
  }
  bag_free (item->bag);
  item->bag = next;
  mailbox_change_item (view->mailbox, item, now);
  return NULL;
}
