/* SPDX-License-Identifier: MIT */
#pragma once

/* The page "Records": all appointments and tasks with their state, and for one of them why it was (not) transferred. Read while the page is in sight,
 * and only when something changed. Main thread. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_RECORDS_PAGE (bp_records_page_get_type ())
G_DECLARE_FINAL_TYPE (BpRecordsPage, bp_records_page, BP, RECORDS_PAGE, GtkBox)

void bp_records_page_set_monitor (BpRecordsPage *self, BpMonitor *monitor);
/* Puts the keyboard into the search field. */
void bp_records_page_find (BpRecordsPage *self);
/* Narrows the list to what needs somebody to do something. */
void bp_records_page_show_problems (BpRecordsPage *self);
