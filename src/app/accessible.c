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

static const char *
mnemonic_label (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (widget)))
    return gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));
  return NULL;
}

void
bp_accessible_name_buttons (GtkWidget *root)
{
  const char *label = mnemonic_label (root);
  if (label)
    bp_accessible_set_label (root, label);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    bp_accessible_name_buttons (child);
}
