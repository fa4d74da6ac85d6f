/* SPDX-License-Identifier: MIT */
#pragma once

/* The small list of companies (SPEC S9): number, name and until when the maintenance contract runs. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_COMPANIES_WINDOW (bp_companies_window_get_type ())
G_DECLARE_FINAL_TYPE (BpCompaniesWindow, bp_companies_window, BP, COMPANIES_WINDOW, GtkWindow)

BpCompaniesWindow *bp_companies_window_new (GtkWindow *parent, BpMonitor *monitor);
