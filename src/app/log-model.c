/* SPDX-License-Identifier: MIT */
#include "app/log-model.h"

#include "app/log-row.h"

struct _BpLogModel {
  GObject parent_instance;
  GPtrArray *lines;
  guint capacity;
};

static void bp_log_model_list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (BpLogModel, bp_log_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bp_log_model_list_model_init))

BpLogModel *
bp_log_model_new (guint capacity)
{
  BpLogModel *self = g_object_new (BP_TYPE_LOG_MODEL, NULL);
  self->capacity = capacity;
  return self;
}

/* Makes room for n lines. A tenth of the capacity goes at once, so that a full log is not moved for every batch. */
static void
trim (BpLogModel *self, guint n)
{
  if (self->lines->len + n <= self->capacity)
    return;
  guint surplus = self->lines->len + n - self->capacity;
  guint drop = MIN (self->lines->len, MAX (surplus, self->capacity / 10));
  g_ptr_array_remove_range (self->lines, 0, drop);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, drop, 0);
}

void
bp_log_model_append (BpLogModel *self, GPtrArray *lines)
{
  guint skip = lines->len > self->capacity ? lines->len - self->capacity : 0;
  guint n = lines->len - skip;
  if (!n)
    return;
  trim (self, n);
  guint position = self->lines->len;
  for (guint i = skip; i < lines->len; i++)
    g_ptr_array_add (self->lines, bp_log_line_ref (lines->pdata[i]));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

void
bp_log_model_prepend (BpLogModel *self, GPtrArray *lines)
{
  guint room = self->capacity - MIN (self->capacity, self->lines->len);
  guint n = MIN (room, lines->len);
  if (!n)
    return;
  GPtrArray *all = g_ptr_array_new_full (n + self->lines->len, (GDestroyNotify) bp_log_line_unref);
  for (guint i = lines->len - n; i < lines->len; i++)
    g_ptr_array_add (all, bp_log_line_ref (lines->pdata[i]));
  g_ptr_array_extend_and_steal (all, g_steal_pointer (&self->lines));
  self->lines = all;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

BpLogModel *
bp_log_model_copy (BpLogModel *self)
{
  BpLogModel *copy = bp_log_model_new (self->capacity);
  bp_log_model_append (copy, self->lines);
  return copy;
}

static GType
bp_log_model_get_item_type (GListModel *list)
{
  return BP_TYPE_LOG_ROW;
}

static guint
bp_log_model_get_n_items (GListModel *list)
{
  return BP_LOG_MODEL (list)->lines->len;
}

static gpointer
bp_log_model_get_item (GListModel *list, guint position)
{
  BpLogModel *self = BP_LOG_MODEL (list);
  return position < self->lines->len ? bp_log_row_new (self->lines->pdata[position]) : NULL;
}

static void
bp_log_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bp_log_model_get_item_type;
  iface->get_n_items = bp_log_model_get_n_items;
  iface->get_item = bp_log_model_get_item;
}

static void
bp_log_model_finalize (GObject *object)
{
  g_ptr_array_unref (BP_LOG_MODEL (object)->lines);
  G_OBJECT_CLASS (bp_log_model_parent_class)->finalize (object);
}

static void
bp_log_model_class_init (BpLogModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bp_log_model_finalize;
}

static void
bp_log_model_init (BpLogModel *self)
{
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
}
