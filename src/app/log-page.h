/* SPDX-License-Identifier: MIT */
#pragma once

/* The page "Log" (SPEC L2): the live log with level, user and text filters, pause, follow, the detail of a line, copy, save and the folder. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_LOG_PAGE (bp_log_page_get_type ())
G_DECLARE_FINAL_TYPE (BpLogPage, bp_log_page, BP, LOG_PAGE, GtkBox)

/* Once. Keeps a reference. */
void bp_log_page_set_monitor (BpLogPage *self, BpMonitor *monitor);
/* Puts the cursor into the search. */
void bp_log_page_find (BpLogPage *self);
