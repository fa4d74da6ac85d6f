/* SPDX-License-Identifier: MIT */
/* FindItem: a restriction with sort order and pages, or a calendar view. */
#include "operations.h"

#include "item-write.h"
#include "restriction.h"
#include "series.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

#define TWO_YEARS ((gint64) 2 * 366 * 86400)

typedef struct {
  Request *request;
  Shape shape;
  xmlNode *restriction; /* the expression; NULL: everything */
  xmlNode *sort;        /* t:FieldOrder elements */
  xmlNode *view;        /* IndexedPageItemView or CalendarView; NULL: everything at once */
} Find;

static int
compare_views (gconstpointer a, gconstpointer b, gpointer data)
{
  const View *left = a, *right = b;
  Find *find = data;
  Searched first = restriction_item (left), second = restriction_item (right);

  for (xmlNode *order = node_first (find->sort); order; order = node_next (order)) {
    xmlNode *path = node_first (order);
    g_autofree char *one = first.value (path, left);
    g_autofree char *other = second.value (path, right);
    int result = restriction_compare (path, one, other);

    if (result != 0)
      return node_attribute_is (order, "Order", "Descending") ? -result : result;
  }
  /* Without an order of its own: the newest first. */
  return left->item->number < right->item->number ? 1 : left->item->number > right->item->number ? -1 : 0;
}

static GArray *
collect (Find *find, Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  GArray *views = g_array_new (FALSE, FALSE, sizeof (View));

  for (guint i = 0; i < items->len; i++) {
    View view = view_of_item (mailbox, g_ptr_array_index (items, i));

    Searched searched = restriction_item (&view);

    if (!find->restriction || restriction_matches (find->restriction, &searched, find->request->zone))
      g_array_append_val (views, view);
  }
  g_array_sort_with_data (views, compare_views, find);
  return views;
}

static gint64
number_attribute (const xmlNode *node, const char *name, gint64 fallback)
{
  g_autofree char *text = node_attribute (node, name);
  gint64 value;

  return text && value_to_int (text, &value) ? value : fallback;
}

static void
write_page (Find *find, const GArray *views, guint from, guint to, gboolean paged)
{
  GString *out = find->request->out;

  reply_begin (find->request);
  xml_start (out, "m:RootFolder");
  if (paged)
    g_string_append_printf (out, " IndexedPagingOffset=\"%u\"", to);
  g_string_append_printf (out, " TotalItemsInView=\"%u\" IncludesLastItemInRange=\"%s\"", views->len,
                          to >= views->len ? "true" : "false");
  xml_start_end (out);
  xml_open (out, "t:Items");
  for (guint i = from; i < to; i++)
    item_write (out, &g_array_index (views, View, i), &find->shape, find->request->zone);
  xml_close (out, "t:Items");
  xml_close (out, "m:RootFolder");
  reply_end (find->request);
}

static void
find_by_index (Find *find, Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GArray) views = collect (find, mailbox, folder);
  gint64 max = number_attribute (find->view, "MaxEntriesReturned", 1000);
  gint64 offset = number_attribute (find->view, "Offset", 0);
  gboolean from_end = node_attribute_is (find->view, "BasePoint", "End");
  guint from, to;

  if (offset < 0 || max < 1) {
    reply_error (find->request, "ErrorInvalidIndexedPagingParameters", NULL);
    return;
  }
  if (from_end) {
    to = views->len - MIN (offset, views->len);
    from = to - MIN (max, to);
  } else {
    from = MIN (offset, views->len);
    to = MIN (offset + max, views->len);
  }
  write_page (find, views, from, to, TRUE);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  gint64 left = view_start (a), right = view_start (b);

  return left < right ? -1 : left > right ? 1 : 0;
}

static void
find_in_calendar (Find *find, Mailbox *mailbox, const Folder *folder)
{
  g_autofree char *start_text = node_attribute (find->view, "StartDate");
  g_autofree char *end_text = node_attribute (find->view, "EndDate");
  gint64 max = number_attribute (find->view, "MaxEntriesReturned", G_MAXUINT);
  g_autoptr (GArray) views = g_array_new (FALSE, FALSE, sizeof (View));
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  gint64 start, end;

  if (!value_to_instant (start_text, find->request->zone, &start)
      || !value_to_instant (end_text, find->request->zone, &end)) {
    find->request->fault = "ErrorSchemaValidation";
    return;
  }
  if (strcmp (folder->class, "IPF.Appointment") != 0) {
    reply_error (find->request, "ErrorCalendarFolderIsInvalidForCalendarView", NULL);
    return;
  }
  if (end < start || end - start > TWO_YEARS) {
    reply_error (find->request,
                 end < start ? "ErrorCalendarEndDateIsEarlierThanStartDate" : "ErrorCalendarViewRangeTooBig", NULL);
    return;
  }
  for (guint i = 0; i < items->len; i++)
    series_expand (mailbox, g_ptr_array_index (items, i), start, end, views);
  g_array_sort (views, compare_starts);
  write_page (find, views, 0, MIN (max, views->len), FALSE);
}

void
op_find_item (Request *request)
{
  Find find = { .request = request, .sort = node_child (request->operation, "SortOrder") };
  const char *wrong = shape_read (&find.shape, node_child (request->operation, "ItemShape"), SHAPE_FIND);
  xmlNode *id = node_first (node_child (request->operation, "ParentFolderIds"));
  xmlNode *calendar = node_child (request->operation, "CalendarView");

  find.view = calendar ? calendar : node_child (request->operation, "IndexedPageItemView");
  find.restriction = node_first (node_child (request->operation, "Restriction"));
  if (!wrong && find.restriction)
    wrong = restriction_check (node_child (request->operation, "Restriction"));
  if (calendar && (find.restriction || find.sort))
    wrong = "ErrorInvalidOperation";
  for (; id && !request->fault; id = node_next (id)) {
    Mailbox *mailbox;
    Folder *folder;
    const char *code = wrong ? wrong : request_find_folder (request, id, &mailbox, &folder);

    if (code)
      reply_error (request, code, NULL);
    else if (calendar)
      find_in_calendar (&find, mailbox, folder);
    else
      find_by_index (&find, mailbox, folder);
  }
  shape_clear (&find.shape);
}
