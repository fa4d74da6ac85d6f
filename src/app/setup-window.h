/* SPDX-License-Identifier: MIT */
#pragma once

/* The PowerShell that grants the sync its rights, ready to copy. */

#include <gtk/gtk.h>

/* Shows a window; script is copied. */
void bp_setup_window_show (GtkWindow *parent, const char *script);
