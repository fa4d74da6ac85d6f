/* SPDX-License-Identifier: MIT */
#include "conflicts.h"

#include "series.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

typedef struct {
  gint64 start, end;
  const Item *item;
} Span;

/* The calendar that was looked at last: whoever reads many of its items asks for each. Good until the mailbox changes. */
static struct {
  Mailbox *mailbox;
  guint32 folder;
  guint64 sequence;
  gint64 longest;
  GArray *spans;      /* of Span, by start: what is no series */
  GPtrArray *masters; /* of Item */
} known;

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  gint64 left = ((const Span *) a)->start, right = ((const Span *) b)->start;

  return left < right ? -1 : left > right ? 1 : 0;
}

static void
look (const View *view)
{
  g_autoptr (GPtrArray) items = NULL;

  if (known.mailbox == view->mailbox && known.folder == view->item->folder
      && known.sequence == mailbox_get_sequence (view->mailbox))
    return;
  g_clear_pointer (&known.spans, g_array_unref);
  g_clear_pointer (&known.masters, g_ptr_array_unref);
  known.mailbox = view->mailbox;
  known.folder = view->item->folder;
  known.sequence = mailbox_get_sequence (view->mailbox);
  known.longest = 0;
  known.spans = g_array_new (FALSE, FALSE, sizeof (Span));
  known.masters = g_ptr_array_new ();
  items = mailbox_list (view->mailbox, view->item->folder);
  for (guint i = 0; i < items->len; i++) {
    View one = view_of_item (view->mailbox, g_ptr_array_index (items, i));
    Span span = { view_start (&one), view_end (&one), one.item };

    if (view_is_master (&one)) {
      g_ptr_array_add (known.masters, (gpointer) one.item);
    } else if (one.item->kind == KIND_CALENDAR) {
      known.longest = MAX (known.longest, span.end - span.start);
      g_array_append_val (known.spans, span);
    }
  }
  g_array_sort (known.spans, compare_spans);
}

/* The first one that may still last when `instant` comes. */
static guint
first_span (gint64 instant)
{
  guint low = 0, high = known.spans->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (known.spans, Span, middle).start < instant - known.longest)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gboolean
counts (const View *other, const View *view, gboolean adjacent)
{
  const char *busy = view_get (other, PROPERTY_LegacyFreeBusyStatus);
  gint64 start = view_start (view), end = view_end (view), from = view_start (other), to = view_end (other);

  if (!busy && view_get_bool (other, PROPERTY_IsAllDayEvent, FALSE))
    busy = "Free";
  if ((other->item == view->item && other->original == view->original) || g_strcmp0 (busy, "Free") == 0
      || view_get_bool (other, PROPERTY_CANCELLED, FALSE))
    return FALSE;
  return adjacent ? to == start || from == end : from < end && to > start;
}

GArray *
conflicts_find (const View *view, gboolean adjacent)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (View));
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (View));
  gint64 start = view_start (view), end = view_end (view);

  if (view->item->kind != KIND_CALENDAR || view_is_master (view))
    return found;
  look (view);
  for (guint i = first_span (start); i < known.spans->len && g_array_index (known.spans, Span, i).start <= end; i++) {
    View one = view_of_item (view->mailbox, g_array_index (known.spans, Span, i).item);

    g_array_append_val (near, one);
  }
  for (guint i = 0; i < known.masters->len; i++)
    series_expand (view->mailbox, g_ptr_array_index (known.masters, i), start - 1, end + 1, near);
  for (guint i = 0; i < near->len; i++)
    if (counts (&g_array_index (near, View, i), view, adjacent))
      g_array_append_val (found, g_array_index (near, View, i));
  g_array_sort (found, view_compare_starts);
  return found;
}

void
conflicts_write (GString *out, const char *tag, const View *view, const char *zone, gboolean adjacent)
{
  g_autoptr (GArray) found = conflicts_find (view, adjacent);

  if (found->len == 0)
    return;
  xml_open (out, tag);
  for (guint i = 0; i < found->len; i++) {
    const View *other = &g_array_index (found, View, i);
    g_autofree char *start = value_in_zone (view_start (other), zone), *end = value_in_zone (view_end (other), zone);
    const char *busy = view_get (other, PROPERTY_LegacyFreeBusyStatus), *place = view_get (other, PROPERTY_Location);

    xml_open (out, "t:CalendarItem");
    view_write_id (out, "t:ItemId", other);
    xml_element (out, "t:Subject", view_get (other, PROPERTY_Subject));
    xml_element (out, "t:Start", start);
    xml_element (out, "t:End", end);
    xml_element (out, "t:LegacyFreeBusyStatus", busy ? busy : "Busy");
    if (place)
      xml_element (out, "t:Location", place);
    xml_close (out, "t:CalendarItem");
  }
  xml_close (out, tag);
}
