/* SPDX-License-Identifier: MIT */
#include "app/held-window.h"

#include "app/accessible.h"
#include "app/held-card.h"
#include "app/record-requests.h"
#include "base/i18n.h"

/* While the window is open somebody waits for what becomes of it. */
#define RELOAD_MS 500

struct _BpHeldWindow {
  GtkWindow parent_instance;
  GtkBox *cards;
  GtkLabel *problem;
  GtkStack *stack;
  BpMonitor *monitor;
  guint reload;
  gboolean reading, closing;
};
G_DEFINE_FINAL_TYPE (BpHeldWindow, bp_held_window, GTK_TYPE_WINDOW)

static gboolean
engine_runs (BpHeldWindow *self)
{
  const BpOverview *overview = bp_monitor_get_overview (self->monitor);
  return overview && overview->running;
}

static void
show_problem (BpHeldWindow *self, const GError *error)
{
  gtk_label_set_text (self->problem, error ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

/* --- deciding ------------------------------------------------------------------------------------------------------------ */

static void read_held (BpHeldWindow *self);

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpHeldWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  if (self->closing)
    return;
  show_problem (self, error);
  read_held (self);
  bp_monitor_refresh (self->monitor);
}

static void
decided_cb (BpHeldWindow *self, gboolean apply, BpHeldCard *card)
{
  gtk_widget_set_sensitive (GTK_WIDGET (card), FALSE);
  bp_monitor_call (self->monitor, bp_request_release, bp_release_new (bp_held_card_get_group (card), apply),
                   (GDestroyNotify) bp_release_free, NULL, released_cb, g_object_ref (self));
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static gboolean
is_group (BpHeldCard *card, const BpHeldGroup *group)
{
  const BpHeldGroup *shown = bp_held_card_get_group (card);
  return shown->kind == group->kind && shown->out == group->out && g_strcmp0 (shown->login, group->login) == 0;
}

static BpHeldCard *
card_of (BpHeldWindow *self, const BpHeldGroup *group)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards));
  for (; child; child = gtk_widget_get_next_sibling (child))
    if (is_group (BP_HELD_CARD (child), group))
      return BP_HELD_CARD (child);
  BpHeldCard *card = bp_held_card_new ();
  g_signal_connect_object (card, "decided", G_CALLBACK (decided_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->cards, GTK_WIDGET (card));
  return card;
}

/* Cards stay where they are while their numbers change. */
static void
show_groups (BpHeldWindow *self, GPtrArray *groups)
{
  g_autoptr (GHashTable) alive = g_hash_table_new (NULL, NULL);
  while (groups->len) {
    BpHeldGroup *group = g_ptr_array_steal_index (groups, 0);
    BpHeldCard *card = card_of (self, group);
    g_hash_table_add (alive, card);
    bp_held_card_take_group (card, group, engine_runs (self));
    gtk_widget_set_sensitive (GTK_WIDGET (card), TRUE);
  }
  GtkWidget *next;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); child; child = next) {
    next = gtk_widget_get_next_sibling (child);
    if (!g_hash_table_contains (alive, child))
      gtk_box_remove (self->cards, child);
  }
  gtk_stack_set_visible_child_name (self->stack, g_hash_table_size (alive) ? "held" : "none");
}

static void
held_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpHeldWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) groups = bp_session_call_finish (result, &error);
  self->reading = FALSE;
  if (self->closing)
    return;
  if (groups)
    show_groups (self, groups);
  else
    show_problem (self, error);
}

static void
read_held (BpHeldWindow *self)
{
  if (self->reading)
    return;
  self->reading = TRUE;
  bp_monitor_call (self->monitor, bp_request_held, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, held_cb,
                   g_object_ref (self));
}

static gboolean
reload_cb (gpointer user_data)
{
  read_held (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

BpHeldWindow *
bp_held_window_new (GtkWindow *parent, BpMonitor *monitor)
{
  BpHeldWindow *self = g_object_new (BP_TYPE_HELD_WINDOW, "transient-for", parent, NULL);
  self->monitor = g_object_ref (monitor);
  self->reload = g_timeout_add (RELOAD_MS, reload_cb, self);
  read_held (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
bp_held_window_dispose (GObject *object)
{
  BpHeldWindow *self = BP_HELD_WINDOW (object);
  self->closing = TRUE;
  g_clear_handle_id (&self->reload, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_HELD_WINDOW);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bp_held_window_parent_class)->dispose (object);
}

static void
bp_held_window_class_init (BpHeldWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_held_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/held-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BpHeldWindow, cards);
  gtk_widget_class_bind_template_child (widget_class, BpHeldWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, BpHeldWindow, stack);
}

static void
bp_held_window_init (BpHeldWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
