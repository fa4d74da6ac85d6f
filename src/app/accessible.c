/* SPDX-License-Identifier: MIT */
#include "app/accessible.h"

char *
bp_mnemonic_strip (const char *label)
{
  GString *plain = g_string_new (NULL);
  for (const char *p = label ? label : ""; *p; p++) {
    if (*p == '_' && *++p == '\0')
      break;
    g_string_append_c (plain, *p);
  }
  return g_string_free (plain, FALSE);
}

void
bp_accessible_set_label (GtkWidget *widget, const char *label)
{
  g_autofree char *plain = bp_mnemonic_strip (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
}

void
bp_accessible_set_description (GtkWidget *widget, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description ? description : "", -1);
}

void
bp_accessible_name_button (GtkWidget *button)
{
  if (GTK_IS_BUTTON (button) && gtk_button_get_use_underline (GTK_BUTTON (button)))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  else if (GTK_IS_CHECK_BUTTON (button) && gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (button)))
    bp_accessible_set_label (button, gtk_check_button_get_label (GTK_CHECK_BUTTON (button)));
}

void
bp_accessible_name_buttons (GtkWidget *root)
{
  bp_accessible_name_button (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    bp_accessible_name_buttons (child);
}
