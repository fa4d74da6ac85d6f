/* SPDX-License-Identifier: MIT */
#include "app/held-card.h"

#include "app/accessible.h"
#include "app/time-text.h"
#include "base/i18n.h"

struct _BpHeldCard {
  GtkBox parent_instance;
  GtkLabel *title, *text, *state;
  GtkListView *list;
  GtkWidget *frame, *buttons;
  GtkButton *apply, *discard;
  GtkProgressBar *progress;
  GtkStringList *lines;
  BpHeldGroup *group;
  guint decided; /* how many the decision at hand began with */
};
G_DEFINE_FINAL_TYPE (BpHeldCard, bp_held_card, GTK_TYPE_BOX)

enum { DECIDED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- words -------------------------------------------------------------------------------------------------------------- */

static char *
title_text (const BpHeldGroup *group)
{
  guint n = group->records->len + group->applying + group->discarding;
  if (group->kind == BP_KIND_TASK)
    return g_strdup_printf (ngettext ("%s: %u deleted task", "%s: %u deleted tasks", n), group->login, n);
  return g_strdup_printf (ngettext ("%s: %u deleted appointment", "%s: %u deleted appointments", n), group->login, n);
}

static char *
apply_text (const BpHeldGroup *group)
{
  guint n = group->records->len;
  if (group->kind == BP_KIND_TASK)
    return g_strdup_printf (group->out ? ngettext ("_Delete %u task in Exchange", "_Delete %u tasks in Exchange", n)
                                       : ngettext ("_Delete %u task in büro+", "_Delete %u tasks in büro+", n),
                            n);
  return g_strdup_printf (group->out
                            ? ngettext ("_Delete %u appointment in Exchange", "_Delete %u appointments in Exchange", n)
                            : ngettext ("_Delete %u appointment in büro+", "_Delete %u appointments in büro+", n),
                          n);
}

static char *
state_text (BpHeldCard *self, gboolean running)
{
  const BpHeldGroup *group = self->group;
  guint left = group->applying + group->discarding;
  if (!left)
    return NULL;
  if (!running)
    return g_strdup (_ ("Decided. It is carried out as soon as the sync runs."));
  return g_strdup_printf (_ ("%u of %u carried out"), self->decided - left, self->decided);
}

/* --- the group ------------------------------------------------------------------------------------------------------------- */

static void
fill_list (BpHeldCard *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < self->group->records->len; i++) {
    const BpHeldView *view = self->group->records->pdata[i];
    g_autofree char *start = bp_wall_text (view->starts_at);
    g_autofree char *line = g_strdup_printf ("%s   %s", start, view->subject ? view->subject : view->record);
    g_strv_builder_add (builder, line);
  }
  g_auto (GStrv) lines = g_strv_builder_end (builder);
  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)),
                          (const char *const *) lines);
}

static void
update_progress (BpHeldCard *self, gboolean running)
{
  guint left = self->group->applying + self->group->discarding;
  g_autofree char *state = NULL;
  self->decided = left ? MAX (self->decided, left) : 0;
  state = state_text (self, running);
  gtk_label_set_text (self->state, state ? state : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state), state != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), left && running);
  if (left)
    gtk_progress_bar_set_fraction (self->progress, (double) (self->decided - left) / self->decided);
}

void
bp_held_card_take_group (BpHeldCard *self, BpHeldGroup *group, gboolean running)
{
  gboolean refill = !self->group || self->group->records->len != group->records->len;
  bp_held_group_free (self->group);
  self->group = group;
  if (refill) {
    g_autofree char *apply = apply_text (group);
    fill_list (self);
    gtk_button_set_label (self->apply, apply);
    gtk_button_set_label (self->discard, group->out ? _ ("_Restore in büro+") : _ ("_Restore in Exchange"));
    bp_accessible_name_buttons (self->buttons);
  }
  g_autofree char *title = title_text (group);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, group->out ? _ ("They were deleted in büro+ and are still there in Exchange.")
                                             : _ ("They were deleted in Exchange and are still there in büro+."));
  gtk_widget_set_visible (self->frame, group->records->len > 0);
  gtk_widget_set_visible (self->buttons, group->records->len > 0);
  update_progress (self, running);
}

const BpHeldGroup *
bp_held_card_get_group (BpHeldCard *self)
{
  return self->group;
}

static void
apply_clicked_cb (BpHeldCard *self)
{
  g_signal_emit (self, signals[DECIDED], 0, TRUE);
}

static void
discard_clicked_cb (BpHeldCard *self)
{
  g_signal_emit (self, signals[DECIDED], 0, FALSE);
}

BpHeldCard *
bp_held_card_new (void)
{
  return g_object_new (BP_TYPE_HELD_CARD, NULL);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
bp_held_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BP_TYPE_HELD_CARD);
  g_clear_object (&BP_HELD_CARD (object)->lines);
  g_clear_pointer (&BP_HELD_CARD (object)->group, bp_held_group_free);
  G_OBJECT_CLASS (bp_held_card_parent_class)->dispose (object);
}

static void
bp_held_card_class_init (BpHeldCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_held_card_dispose;
  signals[DECIDED] =
    g_signal_new ("decided", BP_TYPE_HELD_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/held-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, title);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, text);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, state);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, list);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, frame);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, buttons);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, apply);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, discard);
  gtk_widget_class_bind_template_child (widget_class, BpHeldCard, progress);
  gtk_widget_class_bind_template_callback (widget_class, apply_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_clicked_cb);
}

static void
bp_held_card_init (BpHeldCard *self)
{
  self->lines = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->lines)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
