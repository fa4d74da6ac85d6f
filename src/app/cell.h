/* SPDX-License-Identifier: MIT */
#pragma once

/* The cells of a long list: a line of text that is cut with an ellipsis, cheap to measure, with its text as the name for screen readers. Main thread. */

#include <gtk/gtk.h>

/* For the factory's "setup". chars: how much room the column wants; it can be resized. */
void bp_cell_setup (GtkListItem *list_item, guint chars);
/* For the factory's "bind". What users entered is shown as it is: an underscore is no mnemonic here. NULL: nothing. */
void bp_cell_set_text (GtkListItem *list_item, const char *text);
