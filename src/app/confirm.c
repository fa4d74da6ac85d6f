/* SPDX-License-Identifier: MIT */
#include "app/confirm.h"

#include "app/accessible.h"
#include "base/i18n.h"

typedef struct {
  GtkWindow *window;
  BpAnswered answered;
  gpointer data;
  BpAnswer answer;
} Confirm;

static void
yes_clicked_cb (Confirm *self)
{
  self->answer = BP_ANSWER_YES;
  gtk_window_destroy (self->window);
}

static void
other_clicked_cb (Confirm *self)
{
  self->answer = BP_ANSWER_OTHER;
  gtk_window_destroy (self->window);
}

/* After the window is gone, so that the answer may open the next one. */
static void
window_destroyed_cb (GtkWidget *window, Confirm *self)
{
  self->answered (self->answer, self->data);
  g_free (self);
}

static void
set_button (GtkBuilder *builder, const char *id, const char *label)
{
  GtkButton *button = GTK_BUTTON (gtk_builder_get_object (builder, id));
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label)
    gtk_button_set_label (button, label);
}

void
bp_confirm (GtkWindow *parent, const BpQuestion *question, BpAnswered answered, gpointer data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/bpexchange/ui/confirm.ui");
  Confirm *self = g_new0 (Confirm, 1);
  self->window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  self->answered = answered;
  self->data = data;
  GtkWidget *yes = GTK_WIDGET (gtk_builder_get_object (builder, "yes"));
  GtkWidget *cancel = GTK_WIDGET (gtk_builder_get_object (builder, "cancel"));
  GtkWidget *other = GTK_WIDGET (gtk_builder_get_object (builder, "other"));
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "heading")), question->heading);
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "body")), question->body ? question->body : "");
  set_button (builder, "yes", question->yes);
  set_button (builder, "other", question->other);
  set_button (builder, "cancel", question->cancel ? question->cancel : _ ("_Cancel"));
  gtk_widget_add_css_class (yes, question->destructive ? "destructive-action" : "suggested-action");
  g_signal_connect_swapped (yes, "clicked", G_CALLBACK (yes_clicked_cb), self);
  g_signal_connect_swapped (other, "clicked", G_CALLBACK (other_clicked_cb), self);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_destroy), self->window);
  g_signal_connect (self->window, "destroy", G_CALLBACK (window_destroyed_cb), self);
  gtk_window_set_title (self->window, question->heading);
  gtk_window_set_transient_for (self->window, parent);
  gtk_window_set_default_widget (self->window, question->destructive || !question->yes ? cancel : yes);
  bp_accessible_name_buttons (GTK_WIDGET (self->window));
  gtk_window_present (self->window);
  gtk_widget_grab_focus (question->destructive || !question->yes ? cancel : yes);
}
