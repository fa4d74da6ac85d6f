/* SPDX-License-Identifier: MIT */
#pragma once

/* The main window: state button and menu, sidebar, pages. Guards unsaved settings when a page is left or the window is closed; remembers size and
 * page. Its actions stand in actions.c. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_WINDOW (bp_window_get_type ())
G_DECLARE_FINAL_TYPE (BpWindow, bp_window, BP, WINDOW, GtkApplicationWindow)

BpWindow *bp_window_new (GtkApplication *application, BpMonitor *monitor);
/* Borrowed. */
BpMonitor *bp_window_get_monitor (BpWindow *self);
/* "overview", "exchange", "users", "records" or "log". Asks first if that would leave unsaved settings behind. */
void bp_window_show_page (BpWindow *self, const char *name);
/* Ctrl+S and Ctrl+F, whatever they mean on the page shown. */
void bp_window_save (BpWindow *self);
void bp_window_find (BpWindow *self);
/* The records with which something is to be done. */
void bp_window_show_problems (BpWindow *self);
/* Tests the connection for this user, on the page where that is watched. */
void bp_window_check_user (BpWindow *self, const char *login);
void bp_window_show_error (BpWindow *self, const char *heading, const char *text);
