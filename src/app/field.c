/* SPDX-License-Identifier: MIT */
#include "app/field.h"

#include "app/accessible.h"
#include "app/reveal.h"

struct _BpField {
  GtkBox parent_instance;
  GtkLabel *title;
  GtkBox *slot;
  GtkLabel *message;
  GtkWidget *child;
  GtkEventControllerFocus *focus;
  char *hint;
  char *error;
};
G_DEFINE_FINAL_TYPE (BpField, bp_field, GTK_TYPE_BOX)

enum { PROP_LABEL = 1, PROP_HINT, PROP_ERROR, PROP_CHILD, N_PROPS };
static GParamSpec *props[N_PROPS];

/* The message belongs to what is looked at. */
static void
reveal (BpField *self)
{
  if (gtk_event_controller_focus_contains_focus (self->focus))
    bp_reveal (GTK_WIDGET (self));
}

static void
update_message (BpField *self)
{
  const char *text = self->error ? self->error : self->hint;
  gtk_label_set_text (self->message, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  if (self->error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  reveal (self);
  if (!self->child)
    return;
  if (self->error)
    gtk_widget_add_css_class (self->child, "error");
  else
    gtk_widget_remove_css_class (self->child, "error");
  bp_accessible_set_description (self->child, text);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->child), GTK_ACCESSIBLE_STATE_INVALID,
                               self->error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

void
bp_field_set_label (BpField *self, const char *label)
{
  gtk_label_set_label (self->title, label);
}

void
bp_field_set_hint (BpField *self, const char *hint)
{
  if (g_strcmp0 (self->hint, hint) == 0)
    return;
  g_free (self->hint);
  self->hint = g_strdup (hint);
  update_message (self);
}

void
bp_field_set_error (BpField *self, const char *error)
{
  if (g_strcmp0 (self->error, error) == 0)
    return;
  g_free (self->error);
  self->error = g_strdup (error);
  update_message (self);
}

void
bp_field_set_check (BpField *self, const char *key, const GError *error)
{
  const char *text = error ? error->message : NULL;
  gsize length = strlen (key);
  if (text && g_str_has_prefix (text, key) && text[length] == ':')
    text += length + 1;
  while (text && *text == ' ')
    text++;
  bp_field_set_error (self, text);
}

const char *
bp_field_get_error (BpField *self)
{
  return self->error;
}

GtkWidget *
bp_field_get_child (BpField *self)
{
  return self->child;
}

static void
set_child (BpField *self, GtkWidget *child)
{
  if (self->child)
    gtk_box_remove (self->slot, self->child);
  self->child = child;
  if (!child)
    return;
  gtk_box_prepend (self->slot, child);
  gtk_label_set_mnemonic_widget (self->title, child);
  update_message (self);
}

static void
bp_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BpField *self = BP_FIELD (object);
  switch (id) {
  case PROP_LABEL:
    g_value_set_string (value, gtk_label_get_label (self->title));
    break;
  case PROP_HINT:
    g_value_set_string (value, self->hint);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  default:
    g_value_set_object (value, self->child);
  }
}

static void
bp_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BpField *self = BP_FIELD (object);
  switch (id) {
  case PROP_LABEL:
    bp_field_set_label (self, g_value_get_string (value));
    break;
  case PROP_HINT:
    bp_field_set_hint (self, g_value_get_string (value));
    break;
  case PROP_ERROR:
    bp_field_set_error (self, g_value_get_string (value));
    break;
  default:
    set_child (self, g_value_get_object (value));
  }
}

static void
bp_field_dispose (GObject *object)
{
  BP_FIELD (object)->child = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), BP_TYPE_FIELD);
  G_OBJECT_CLASS (bp_field_parent_class)->dispose (object);
}

static void
bp_field_finalize (GObject *object)
{
  BpField *self = BP_FIELD (object);
  g_free (self->hint);
  g_free (self->error);
  G_OBJECT_CLASS (bp_field_parent_class)->finalize (object);
}

static void
bp_field_class_init (BpFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  object_class->dispose = bp_field_dispose;
  object_class->finalize = bp_field_finalize;
  object_class->get_property = bp_field_get_property;
  object_class->set_property = bp_field_set_property;
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/field.ui");
  gtk_widget_class_bind_template_child (widget_class, BpField, title);
  gtk_widget_class_bind_template_child (widget_class, BpField, slot);
  gtk_widget_class_bind_template_child (widget_class, BpField, message);
}

static void
bp_field_init (BpField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  self->focus = GTK_EVENT_CONTROLLER_FOCUS (focus);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (reveal), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  update_message (self);
}
