/* SPDX-License-Identifier: MIT */
#include "app/cell.h"

void
bp_cell_setup (GtkListItem *list_item, guint chars)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, cell);
}

void
bp_cell_set_text (GtkListItem *list_item, const char *text)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text ? text : "", -1);
}
