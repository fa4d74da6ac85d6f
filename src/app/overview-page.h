/* SPDX-License-Identifier: MIT */
#pragma once

/* The page "Overview" (SPEC L3): what needs attention with the button that helps, the engine in a line, every user with state and reason. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_OVERVIEW_PAGE (bp_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (BpOverviewPage, bp_overview_page, BP, OVERVIEW_PAGE, GtkBox)

/* Once. Keeps a reference. */
void bp_overview_page_set_monitor (BpOverviewPage *self, BpMonitor *monitor);
