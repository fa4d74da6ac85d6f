/* SPDX-License-Identifier: MIT */
#pragma once

/* Names for screen readers, where GTK does not find them by itself. Main thread. */

#include <gtk/gtk.h>

/* "_Save" -> "Save", "a__b" -> "a_b". Caller frees. */
char *bp_mnemonic_strip (const char *label);
/* Sets the accessible label of one widget, without the mnemonic's underscore. */
void bp_accessible_set_label (GtkWidget *widget, const char *label);
void bp_accessible_set_description (GtkWidget *widget, const char *description);
/* The plain name of a button whose label has a mnemonic, after every change of that label. GTK 4.8 joins the label with its underscore and the text
 * of the label inside ("_Save Save"); without the first, the second is the name. Check buttons have no label inside. */
void bp_accessible_name_button (GtkWidget *button);
/* The same for all buttons below `root`. */
void bp_accessible_name_buttons (GtkWidget *root);
