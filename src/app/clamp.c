/* SPDX-License-Identifier: MIT */
#include "app/clamp.h"

struct _BpClamp {
  GtkWidget parent_instance;
  GtkWidget *child;
  int maximum_width;
};
G_DEFINE_FINAL_TYPE (BpClamp, bp_clamp, GTK_TYPE_WIDGET)

enum { PROP_CHILD = 1, PROP_MAXIMUM_WIDTH, N_PROPS };
static GParamSpec *props[N_PROPS];

static GtkSizeRequestMode
bp_clamp_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* A minimum wider than the maximum wins: nothing is ever cut off. */
static int
child_width (BpClamp *self, int available)
{
  int minimum = 0;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return MAX (minimum, MIN (available, self->maximum_width));
}

static void
bp_clamp_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  BpClamp *self = BP_CLAMP (widget);
  if (!self->child)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = child_width (self, for_size);
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, MIN (*natural, self->maximum_width));
}

static void
bp_clamp_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BpClamp *self = BP_CLAMP (widget);
  if (!self->child)
    return;
  int used = MIN (width, child_width (self, width));
  int left = (width - used) / 2; /* whole pixels */
  GskTransform *shift = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) left, 0));
  gtk_widget_allocate (self->child, used, height, -1, shift);
}

static void
bp_clamp_dispose (GObject *object)
{
  g_clear_pointer (&BP_CLAMP (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (bp_clamp_parent_class)->dispose (object);
}

static void
bp_clamp_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BpClamp *self = BP_CLAMP (object);
  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else
    g_value_set_int (value, self->maximum_width);
}

static void
bp_clamp_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BpClamp *self = BP_CLAMP (object);
  if (id == PROP_MAXIMUM_WIDTH) {
    self->maximum_width = g_value_get_int (value);
    gtk_widget_queue_resize (GTK_WIDGET (self));
    return;
  }
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = g_value_get_object (value);
  if (self->child)
    gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static void
bp_clamp_class_init (BpClampClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = bp_clamp_dispose;
  object_class->get_property = bp_clamp_get_property;
  object_class->set_property = bp_clamp_set_property;
  widget_class->get_request_mode = bp_clamp_get_request_mode;
  widget_class->measure = bp_clamp_measure;
  widget_class->size_allocate = bp_clamp_size_allocate;
  props[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_MAXIMUM_WIDTH] =
    g_param_spec_int ("maximum-width", NULL, NULL, 1, G_MAXINT, 860, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bp_clamp_init (BpClamp *self)
{
  self->maximum_width = 860;
}
