/* SPDX-License-Identifier: MIT */
#include "series.h"

const char *
series_check (const Bag *bag)
{
  return NULL;
}

const char *
series_check_task (const Bag *bag)
{
  return NULL;
}

gboolean
series_writes (PropertyId id)
{
  return FALSE;
}

void
series_write (GString *out, const Property *property, const View *view, const char *zone)
{
}

const char *
series_resolve (const xmlNode *node, View *view)
{
  return NULL;
}

Bag *
series_occurrence_bag (const View *view)
{
  return NULL;
}

const char *
series_update_occurrence (const View *view, Bag **bag, const char *zone, gint64 now)
{
  return NULL;
}

void
series_changed (Item *item, const Bag *after)
{
}

const char *
series_delete_occurrence (const View *view, gint64 now)
{
  return NULL;
}

const char *
series_delete_task_occurrence (const View *view, gint64 now)
{
  return "ErrorCannotDeleteTaskOccurrence";
}

void
series_expand (Mailbox *mailbox, const Item *item, gint64 start, gint64 end, GArray *views)
{
  View view = view_of_item (mailbox, item);
  gint64 from = view_start (&view), to = view_end (&view);

  /* Something without length is in the view if it begins in it. */
  if (from < end && (to > start || (from == to && from >= start)))
    g_array_append_val (views, view);
}

void
series_to_json (json_t *object, const View *view)
{
}

char *
series_from_json (json_t *object, ItemKind kind, Bag **bag)
{
  return NULL;
}
