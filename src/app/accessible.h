/* SPDX-License-Identifier: MIT */
#pragma once

/* Names for screen readers, where GTK does not find them by itself. Main thread. */

#include <gtk/gtk.h>

/* "_Save" -> "Save", "a__b" -> "a_b". Caller frees. */
char *bp_mnemonic_strip (const char *label);
/* Sets the accessible label of one widget, without the mnemonic's underscore. */
void bp_accessible_set_label (GtkWidget *widget, const char *label);
void bp_accessible_set_description (GtkWidget *widget, const char *description);
/* Gives every button below `root` whose label has a mnemonic its plain name: GTK 4.8 would read out the underscore. */
void bp_accessible_name_buttons (GtkWidget *root);
