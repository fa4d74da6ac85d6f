/* SPDX-License-Identifier: MIT */
#pragma once

/* The program "bpexchange": options, one instance per data folder, session and main window. Main thread. */

#include <gtk/gtk.h>

#define BP_TYPE_APPLICATION (bp_application_get_type ())
G_DECLARE_FINAL_TYPE (BpApplication, bp_application, BP, APPLICATION, GtkApplication)

BpApplication *bp_application_new (void);
/* Registers the templates and the stylesheet; idempotent. Needed by everything that shows a window. */
void bp_application_load_resources (void);
