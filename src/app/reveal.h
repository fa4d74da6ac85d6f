/* SPDX-License-Identifier: MIT */
#pragma once

/* Scrolls the page so far that a widget is in sight as a whole (its top, if it is larger), once it has its size. Main thread. */

#include <gtk/gtk.h>

void bp_reveal (GtkWidget *widget);
