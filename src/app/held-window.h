/* SPDX-License-Identifier: MIT */
#pragma once

/* The deletions that the guard holds (SYNC 11), by user, kind and direction: which they are, and the two ways on, each as a button with its verb. Shows how
 * far a decision has been carried out. Main thread. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_HELD_WINDOW (bp_held_window_get_type ())
G_DECLARE_FINAL_TYPE (BpHeldWindow, bp_held_window, BP, HELD_WINDOW, GtkWindow)

/* Shows it. */
BpHeldWindow *bp_held_window_new (GtkWindow *parent, BpMonitor *monitor);
