/* SPDX-License-Identifier: MIT */
#include "app/record-model.h"

#include <string.h>

#include "app/time-text.h"
#include "app/value-text.h"

/* --- item --------------------------------------------------------------------------------------------------------------- */

struct _BpRecordItem {
  GObject parent_instance;
  BpRecordView *view;
};
G_DEFINE_FINAL_TYPE (BpRecordItem, bp_record_item, G_TYPE_OBJECT)

enum {
  PROP_NAME = 1,
  PROP_KIND,
  PROP_SUBJECT,
  PROP_START,
  PROP_START_KEY,
  PROP_USER,
  PROP_STATE,
  PROP_LAST_TRANSFER,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static const char *const prop_names[N_PROPS] = { NULL,        "name", "kind",  "subject",      "start",
                                                 "start-key", "user", "state", "last-transfer" };

BpRecordItem *
bp_record_item_new (BpRecordView *view)
{
  BpRecordItem *self = g_object_new (BP_TYPE_RECORD_ITEM, NULL);
  self->view = bp_record_view_ref (view);
  return self;
}

BpRecordView *
bp_record_item_get_view (BpRecordItem *self)
{
  return self->view;
}

const char *
bp_record_state_class (const BpRecordView *view)
{
  static const struct {
    const char *state, *style;
  } styles[] = {
    { "in-step", "state-ok" },
    { "pending", "state-busy" },
    { "parked", "state-error" },
    { "held", "state-warning" },
    { "not-transferred", "state-warning" },
    { "kept", "state-warning" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_strcmp0 (view->state, styles[i].state) == 0)
      return styles[i].style;
  return "state-off";
}

static void
bp_record_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const BpRecordView *view = BP_RECORD_ITEM (object)->view;
  switch (id) {
  case PROP_NAME:
    g_value_set_string (value, view->name);
    break;
  case PROP_KIND:
    g_value_set_static_string (value, bp_kind_label (view->kind));
    break;
  case PROP_SUBJECT:
    g_value_set_string (value, view->subject);
    break;
  case PROP_START:
    g_value_take_string (value, bp_wall_text (view->starts_at));
    break;
  case PROP_START_KEY:
    g_value_set_string (value, view->starts_at ? view->starts_at : "");
    break;
  case PROP_USER:
    g_value_set_string (value, view->login);
    break;
  case PROP_STATE:
    g_value_set_string (value, view->state_label);
    break;
  default:
    g_value_set_int64 (value, view->last_transfer_at);
  }
}

static void
bp_record_item_finalize (GObject *object)
{
  bp_record_view_free (BP_RECORD_ITEM (object)->view);
  G_OBJECT_CLASS (bp_record_item_parent_class)->finalize (object);
}

static void
bp_record_item_class_init (BpRecordItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->get_property = bp_record_item_get_property;
  object_class->finalize = bp_record_item_finalize;
  for (guint id = 1; id < N_PROPS; id++)
    props[id] = id == PROP_LAST_TRANSFER ? g_param_spec_int64 (prop_names[id], NULL, NULL, 0, G_MAXINT64, 0, flags)
                                         : g_param_spec_string (prop_names[id], NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bp_record_item_init (BpRecordItem *self)
{
}

/* --- filter --------------------------------------------------------------------------------------------------------------- */

static gboolean
state_is (const BpRecordView *view, const char *state)
{
  return g_strcmp0 (view->state, state) == 0;
}

static gboolean
state_matches (const BpRecordView *view, BpRecordsShown shown)
{
  switch (shown) {
  case BP_RECORDS_PROBLEMS:
    return state_is (view, "parked") || state_is (view, "held");
  case BP_RECORDS_WAITING:
    return state_is (view, "pending");
  case BP_RECORDS_NOT_TRANSFERRED:
    return state_is (view, "not-transferred") || state_is (view, "kept");
  case BP_RECORDS_CONFLICTS:
    return view->conflicts > 0;
  case BP_RECORDS_IN_STEP:
    return state_is (view, "in-step");
  case BP_RECORDS_DELETED:
    return view->deleted;
  default:
    return TRUE;
  }
}

gboolean
bp_record_matches (const BpRecordView *view, const BpRecordFilter *filter)
{
  if (!state_matches (view, filter->shown) || (filter->kind != BP_KIND_COUNT && view->kind != filter->kind)
      || (filter->login && g_strcmp0 (filter->login, view->login) != 0))
    return FALSE;
  return !filter->text || !*filter->text || strstr (view->search, filter->text)
         || g_strcmp0 (view->name, filter->text) == 0;
}

/* --- model ---------------------------------------------------------------------------------------------------------------- */

struct _BpRecordModel {
  GObject parent_instance;
  GPtrArray *views; /* all */
  GPtrArray *shown; /* of BpRecordView, references of its own */
  BpRecordFilter filter;
  char *login, *text; /* what the filter's pointers point to */
};

static void bp_record_model_list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (BpRecordModel, bp_record_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bp_record_model_list_model_init))

BpRecordModel *
bp_record_model_new (void)
{
  return g_object_new (BP_TYPE_RECORD_MODEL, NULL);
}

/* Whether a row would look the same. */
static gboolean
same_row (const BpRecordView *a, const BpRecordView *b)
{
  return a == b
         || (a->id == b->id && a->kind == b->kind && a->last_transfer_at == b->last_transfer_at
             && a->conflicts == b->conflicts && a->deleted == b->deleted && g_strcmp0 (a->name, b->name) == 0
             && g_strcmp0 (a->item_id, b->item_id) == 0 && g_strcmp0 (a->state, b->state) == 0
             && g_strcmp0 (a->reason, b->reason) == 0 && g_strcmp0 (a->subject, b->subject) == 0
             && g_strcmp0 (a->starts_at, b->starts_at) == 0 && g_strcmp0 (a->login, b->login) == 0);
}

/* One "items-changed" over the stretch in which the rows differ. */
static void
show (BpRecordModel *self, GPtrArray *shown)
{
  guint before = self->shown->len, after = shown->len, common = MIN (before, after), head = 0, tail = 0;
  while (head < common && same_row (self->shown->pdata[head], shown->pdata[head]))
    head++;
  while (tail < common - head && same_row (self->shown->pdata[before - 1 - tail], shown->pdata[after - 1 - tail]))
    tail++;
  g_ptr_array_unref (self->shown);
  self->shown = shown;
  if (before - head - tail || after - head - tail)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before - head - tail, after - head - tail);
}

static void
apply (BpRecordModel *self)
{
  GPtrArray *shown = g_ptr_array_new_full (self->views->len, (GDestroyNotify) bp_record_view_free);
  for (guint i = 0; i < self->views->len; i++)
    if (bp_record_matches (self->views->pdata[i], &self->filter))
      g_ptr_array_add (shown, bp_record_view_ref (self->views->pdata[i]));
  show (self, shown);
}

/* The latest first; what has no start last. */
static int
compare_views (gconstpointer a, gconstpointer b)
{
  const BpRecordView *x = *(BpRecordView *const *) a, *y = *(BpRecordView *const *) b;
  int order = g_strcmp0 (y->starts_at, x->starts_at);
  if (!order)
    order = (int) x->kind - (int) y->kind;
  return order ? order : x->id < y->id ? 1 : x->id > y->id ? -1 : g_strcmp0 (x->item_id, y->item_id);
}

void
bp_record_model_take_views (BpRecordModel *self, GPtrArray *views)
{
  g_ptr_array_sort (views, compare_views);
  g_ptr_array_unref (self->views);
  self->views = views;
  apply (self);
}

void
bp_record_model_set_filter (BpRecordModel *self, const BpRecordFilter *filter)
{
  g_free (self->login);
  g_free (self->text);
  self->login = g_strdup (filter->login);
  g_autofree char *typed = filter->text ? g_strstrip (g_strdup (filter->text)) : NULL;
  self->text = typed ? g_utf8_casefold (typed, -1) : NULL;
  self->filter = *filter;
  self->filter.login = self->login;
  self->filter.text = self->text;
  apply (self);
}

guint
bp_record_model_get_total (BpRecordModel *self)
{
  return self->views->len;
}

static GType
bp_record_model_get_item_type (GListModel *list)
{
  return BP_TYPE_RECORD_ITEM;
}

static guint
bp_record_model_get_n_items (GListModel *list)
{
  return BP_RECORD_MODEL (list)->shown->len;
}

static gpointer
bp_record_model_get_item (GListModel *list, guint position)
{
  GPtrArray *shown = BP_RECORD_MODEL (list)->shown;
  return position < shown->len ? bp_record_item_new (shown->pdata[position]) : NULL;
}

static void
bp_record_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bp_record_model_get_item_type;
  iface->get_n_items = bp_record_model_get_n_items;
  iface->get_item = bp_record_model_get_item;
}

static void
bp_record_model_finalize (GObject *object)
{
  BpRecordModel *self = BP_RECORD_MODEL (object);
  g_ptr_array_unref (self->views);
  g_ptr_array_unref (self->shown);
  g_free (self->login);
  g_free (self->text);
  G_OBJECT_CLASS (bp_record_model_parent_class)->finalize (object);
}

static void
bp_record_model_class_init (BpRecordModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bp_record_model_finalize;
}

static void
bp_record_model_init (BpRecordModel *self)
{
  self->views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free);
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free);
  self->filter.kind = BP_KIND_COUNT;
}
