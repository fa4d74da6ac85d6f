/* SPDX-License-Identifier: MIT */
/* FindItem: a restriction with sort order and pages, or a calendar view. */
#include "operations.h"

#include "aqs.h"
#include "item-write.h"
#include "restriction.h"
#include "series.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

/* As many items as an answer holds at most. */
#define PAGE 1000
#define TWO_YEARS ((gint64) 2 * 366 * 86400)

typedef struct {
  Request *request;
  Shape shape;
  xmlNode *restriction; /* the expression; NULL: everything */
  xmlNode *sort;        /* t:FieldOrder elements */
  xmlNode *view;        /* IndexedPageItemView, FractionalPageItemView or CalendarView; NULL: everything at once */
  char *query;          /* m:QueryString, or NULL */
  xmlNode *group;       /* m:GroupBy, or NULL */
  gboolean nothing;     /* associated and soft-deleted items are asked for: there are none */
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

  for (guint i = 0; i < items->len && !find->nothing; i++) {
    View view = view_of_item (mailbox, g_ptr_array_index (items, i));

    Searched searched = restriction_item (&view);

    if (find->query ? aqs_matches (find->query, &view)
                    : !find->restriction || restriction_matches (find->restriction, &searched, find->request->zone))
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

/* Items with the same value of a property, and the greatest or least of another among them. */
typedef struct {
  char *value, *aggregate; /* NULL: they have none */
  GArray *members;         /* of View */
} Group;

static void
group_clear (Group *group)
{
  g_free (group->value);
  g_free (group->aggregate);
  g_array_unref (group->members);
}

static char *
value_on (const View *view, const xmlNode *path)
{
  return restriction_item (view).value (path, view);
}

static Group *
group_of (GArray *groups, const xmlNode *path, const View *view)
{
  g_autofree char *value = value_on (view, path);
  Group made = { NULL, NULL, NULL };

  for (guint i = 0; i < groups->len; i++)
    if (g_strcmp0 (g_array_index (groups, Group, i).value, value) == 0)
      return &g_array_index (groups, Group, i);
  made.value = g_steal_pointer (&value);
  made.members = g_array_new (FALSE, FALSE, sizeof (View));
  g_array_append_val (groups, made);
  return &g_array_index (groups, Group, groups->len - 1);
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const xmlNode *by = data;
  xmlNode *path = node_first (node_child (by, "AggregateOn"));
  int order = restriction_compare (path, ((const Group *) a)->aggregate, ((const Group *) b)->aggregate);

  return node_attribute_is (by, "Order", "Descending") ? -order : order;
}

static GArray *
make_groups (Find *find, const GArray *views, guint from, guint to)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));
  xmlNode *by = node_first (find->group), *aggregate = node_child (find->group, "AggregateOn");
  gboolean least = node_attribute_is (aggregate, "Aggregate", "Minimum");

  g_array_set_clear_func (groups, (GDestroyNotify) group_clear);
  for (guint i = from; i < to; i++) {
    const View *view = &g_array_index (views, View, i);
    Group *group = group_of (groups, by, view);
    g_autofree char *value = value_on (view, node_first (aggregate));
    int order = restriction_compare (node_first (aggregate), value, group->aggregate);

    if (group->members->len == 0 || (least ? order < 0 : order > 0)) {
      g_free (group->aggregate);
      group->aggregate = g_steal_pointer (&value);
    }
    g_array_append_val (group->members, *view);
  }
  g_array_sort_with_data (groups, compare_groups, find->group);
  return groups;
}

static void
write_items (Find *find, const GArray *views, guint from, guint to)
{
  xml_open (find->request->out, "t:Items");
  for (guint i = from; i < to; i++)
    item_write (find->request->out, &g_array_index (views, View, i), &find->shape, find->request->zone);
  xml_close (find->request->out, "t:Items");
}

/* What groups are told by: times as times, the rest as it is. */
static void
write_index (Find *find, const Group *group)
{
  g_autofree char *uri = node_attribute (node_first (find->group), "FieldURI");
  const Property *property = uri ? property_by_uri (uri) : NULL;
  gboolean is_time = property && property->type == TYPE_TIME && group->value;
  g_autofree char *time = is_time ? value_in_zone (value_load (group->value), find->request->zone) : NULL;

  xml_element (find->request->out, "t:GroupIndex", time ? time : group->value ? group->value : "");
}

static void
write_groups (Find *find, const GArray *views, guint from, guint to)
{
  g_autoptr (GArray) groups = make_groups (find, views, from, to);

  xml_open (find->request->out, "t:Groups");
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = &g_array_index (groups, Group, i);

    xml_open (find->request->out, "t:GroupedItems");
    write_index (find, group);
    write_items (find, group->members, 0, group->members->len);
    xml_close (find->request->out, "t:GroupedItems");
  }
  xml_close (find->request->out, "t:Groups");
}

/* What the answer says of its place among all that was found, beside the items. */
static void
write_page (Find *find, const GArray *views, guint from, guint to, const char *place)
{
  GString *out = find->request->out;

  reply_begin (find->request);
  g_string_append_printf (out, "<m:RootFolder%s TotalItemsInView=\"%u\" IncludesLastItemInRange=\"%s\">", place,
                          views->len, to >= views->len ? "true" : "false");
  if (find->group)
    write_groups (find, views, from, to);
  else
    write_items (find, views, from, to);
  xml_close (out, "m:RootFolder");
  reply_end (find->request);
}

/* Everything from a fraction of the way on. */
static void
find_by_fraction (Find *find, const GArray *views)
{
  gint64 max = number_attribute (find->view, "MaxEntriesReturned", PAGE);
  gint64 numerator = number_attribute (find->view, "Numerator", 0);
  gint64 denominator = number_attribute (find->view, "Denominator", 1);
  g_autofree char *place = NULL;
  guint from, to;

  if (denominator < 1 || numerator < 0 || numerator > denominator || denominator > G_MAXINT32) {
    reply_error (find->request, "ErrorInvalidFractionalPagingParameters", NULL);
    return;
  }
  from = (gint64) views->len * numerator / denominator;
  to = MIN (from + max, views->len);
  place = g_strdup_printf (" NumeratorOffset=\"%u\" AbsoluteDenominator=\"%u\"", to, views->len);
  write_page (find, views, from, to, place);
}

static void
find_by_index (Find *find, const GArray *views)
{
  gint64 max = number_attribute (find->view, "MaxEntriesReturned", PAGE);
  gint64 offset = number_attribute (find->view, "Offset", 0);
  gboolean from_end = node_attribute_is (find->view, "BasePoint", "End");
  g_autofree char *place = NULL;
  guint from, to;

  if (offset < 0) {
    reply_error (find->request, "ErrorInvalidIndexedPagingParameters", NULL);
    return;
  }
  max = MIN (max, PAGE);
  if (from_end) {
    to = views->len - MIN (offset, views->len);
    from = to - MIN (max, to);
  } else {
    from = MIN (offset, views->len);
    to = MIN (from + max, views->len);
  }
  place = g_strdup_printf (" IndexedPagingOffset=\"%u\"", to);
  write_page (find, views, from, to, place);
}

/* From the first that fulfils a condition on, or up to the last that does. */
static void
find_by_condition (Find *find, const GArray *views)
{
  xmlNode *condition = node_first (node_child (find->view, "Condition"));
  guint max = MIN (number_attribute (find->view, "MaxEntriesReturned", PAGE), PAGE);
  gboolean from_end = node_attribute_is (find->view, "BasePoint", "End");
  guint from = from_end ? 0 : views->len, to = from_end ? 0 : views->len;
  g_autofree char *place = NULL;

  for (guint i = 0; i < views->len; i++) {
    Searched searched = restriction_item (&g_array_index (views, View, i));

    if (!restriction_matches (condition, &searched, find->request->zone))
      continue;
    if (from_end) {
      to = i + 1;
      from = to - MIN (max, to);
    } else {
      from = i;
      to = MIN (from + max, views->len);
      break;
    }
  }
  place = g_strdup_printf (" IndexedPagingOffset=\"%u\"", to);
  write_page (find, views, from, to, place);
}

static void
find_in_folder (Find *find, Mailbox *mailbox, const Folder *folder)
{
  g_autoptr (GArray) views = collect (find, mailbox, folder);

  if (node_is (find->view, "SeekToConditionPageItemView"))
    find_by_condition (find, views);
  else if (node_is (find->view, "FractionalPageItemView"))
    find_by_fraction (find, views);
  else
    find_by_index (find, views);
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
  g_array_sort (views, view_compare_starts);
  write_page (find, views, 0, MIN (max, views->len), "");
}

void
op_find_item (Request *request)
{
  Find find = { .request = request, .sort = node_child (request->operation, "SortOrder") };
  const char *wrong = shape_read (&find.shape, node_child (request->operation, "ItemShape"), SHAPE_FIND);
  xmlNode *id = node_first (node_child (request->operation, "ParentFolderIds"));
  xmlNode *calendar = node_child (request->operation, "CalendarView");

  find.view = calendar ? calendar : node_child (request->operation, "IndexedPageItemView");
  if (!find.view)
    find.view = node_child (request->operation, "FractionalPageItemView");
  if (!find.view)
    find.view = node_child (request->operation, "SeekToConditionPageItemView");
  if (!wrong && number_attribute (find.view, "MaxEntriesReturned", 1) < 1)
    wrong = "ErrorInvalidPagingMaxRows";
  if (!wrong && node_child (find.view, "Condition"))
    wrong = restriction_check (node_child (find.view, "Condition"));
  find.nothing = !node_attribute_is (request->operation, "Traversal", "Shallow");
  find.group = node_child (request->operation, "GroupBy");
  find.query = node_child_text (request->operation, "QueryString");
  /* Conversations are not told apart. */
  if (!wrong && node_child (request->operation, "DistinguishedGroupBy"))
    wrong = "ErrorUnsupportedQueryFilter";
  find.restriction = node_first (node_child (request->operation, "Restriction"));
  if (!wrong && find.restriction)
    wrong = restriction_check (node_child (request->operation, "Restriction"));
  if (!wrong && find.group)
    wrong = restriction_check (find.group);
  if (!wrong && find.query && find.restriction)
    wrong = "ErrorInvalidOperation";
  if (calendar && (find.restriction || find.sort || find.group || find.query))
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
      find_in_folder (&find, mailbox, folder);
  }
  shape_clear (&find.shape);
  g_free (find.query);
}
