/* SPDX-License-Identifier: MIT */
#include "app/reveal.h"

#define MARGIN 18

static gboolean
reveal_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  GtkWidget *content = viewport ? gtk_viewport_get_child (GTK_VIEWPORT (viewport)) : NULL;
  graphene_rect_t bounds;
  if (g_object_steal_data (G_OBJECT (widget), "bp-reveal"))
    return G_SOURCE_CONTINUE; /* the sizes are those of the frame before: once more */
  if (content && gtk_widget_compute_bounds (widget, content, &bounds)) {
    double top = bounds.origin.y - MARGIN, bottom = bounds.origin.y + bounds.size.height + MARGIN;
    gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), top, bottom);
  }
  return G_SOURCE_REMOVE;
}

void
bp_reveal (GtkWidget *widget)
{
  if (g_object_get_data (G_OBJECT (widget), "bp-reveal"))
    return;
  g_object_set_data (G_OBJECT (widget), "bp-reveal", widget);
  gtk_widget_queue_resize (widget); /* so that there is a next frame */
  gtk_widget_add_tick_callback (widget, reveal_cb, NULL, NULL);
}
