/* SPDX-License-Identifier: MIT */
#include "app/setup-window.h"

#include "app/accessible.h"
#include "base/i18n.h"

static void
copy_clicked_cb (GtkButton *button, GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  g_autofree char *text = NULL;
  GtkTextIter begin, end;
  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
  gtk_button_set_label (button, _ ("_Copied"));
  bp_accessible_name_button (GTK_WIDGET (button));
}

void
bp_setup_window_show (GtkWindow *parent, const char *script)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/bpexchange/ui/setup-window.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  GtkTextView *view = GTK_TEXT_VIEW (gtk_builder_get_object (builder, "script"));
  GtkWidget *copy = GTK_WIDGET (gtk_builder_get_object (builder, "copy"));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), script, -1);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_clicked_cb), view);
  g_signal_connect_swapped (gtk_builder_get_object (builder, "close"), "clicked", G_CALLBACK (gtk_window_close),
                            window);
  bp_accessible_name_buttons (GTK_WIDGET (window));
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
  gtk_widget_grab_focus (copy);
}
