/* SPDX-License-Identifier: MIT */
#include "task-series.h"

#include "pattern.h"
#include "values.h"

#include <string.h>

#define DAY 86400

const char *
task_series_check (const Bag *bag)
{
  const char *fragment = bag_get (bag, PROPERTY_TaskRecurrence);
  Pattern pattern;

  return fragment ? pattern_read (fragment, &pattern) : NULL;
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

static gboolean
is_same (const Bag *one, const Bag *other, PropertyId id)
{
  return g_strcmp0 (bag_get (one, id), bag_get (other, id)) == 0;
}

/* Another date for the current one takes it out of its series. */
static Item *
take_out (const View *view, Bag **bag, gint64 now)
{
  const Bag *before = view->item->bag;
  Bag *single, *next;
  Pattern pattern;

  if ((is_same (before, *bag, PROPERTY_StartDate) && is_same (before, *bag, PROPERTY_DueDate))
      || pattern_read (bag_get (before, PROPERTY_TaskRecurrence), &pattern) || pattern_regenerates (&pattern))
    return NULL;
  next = bag_copy (*bag);
  bag_set (&next, PROPERTY_StartDate, bag_get (before, PROPERTY_StartDate));
  bag_set (&next, PROPERTY_DueDate, bag_get (before, PROPERTY_DueDate));
  if (!move_on (&next, 0)) {
    bag_free (next);
    return NULL;
  }
  single = *bag;
  *bag = next;
  bag_set (&single, PROPERTY_TaskRecurrence, NULL);
  return mailbox_add_item (view->mailbox, view->item->folder, KIND_TASK, single, now);
}

Item *
task_series_update (const View *view, Bag **bag, gboolean pattern_given, gint64 now)
{
  Item *completed = task_series_complete (view, bag, now);

  if (completed || pattern_given || view->item->kind != KIND_TASK || !bag_get (view->item->bag, PROPERTY_TaskRecurrence)
      || !bag_get (*bag, PROPERTY_TaskRecurrence))
    return completed;
  return take_out (view, bag, now);
}

Item *
task_series_complete (const View *view, Bag **bag, gint64 now)
{
  gboolean was_done = g_strcmp0 (bag_get (view->item->bag, PROPERTY_Status), "Completed") == 0;
  g_autoptr (Bag) next = NULL;
  Bag *done;

  if (view->item->kind != KIND_TASK || was_done || !bag_get (*bag, PROPERTY_TaskRecurrence)
      || g_strcmp0 (bag_get (*bag, PROPERTY_Status), "Completed") != 0)
    return NULL;
  next = bag_copy (*bag);
  if (!move_on (&next, day_of (value_load (bag_get (*bag, PROPERTY_CompleteDate))))) {
    /* The last one is simply done. */
    bag_set (bag, PROPERTY_TaskRecurrence, NULL);
    return NULL;
  }
  done = g_steal_pointer (bag);
  *bag = g_steal_pointer (&next);
  bag_set (&done, PROPERTY_TaskRecurrence, NULL);
  return mailbox_add_item (view->mailbox, view->item->folder, KIND_TASK, done, now);
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
