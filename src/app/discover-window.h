/* SPDX-License-Identifier: MIT */
#pragma once

/* "Ermitteln…": asks for a mailbox's address, searches, and offers what was found. Closing ends the search. Main thread. */

#include <gtk/gtk.h>

#include "app/monitor.h"
#include "core/setting.h"

/* The administrator takes this one. */
typedef void (*BpDiscovered) (const char *url, gpointer data);

/* settings, secret (NULL: the stored one): as entered; copied, the secret is wiped at the end. data must live until the window is gone: pass a
 * reference, dropped with free_data. */
void bp_discover_window_show (GtkWindow *parent, BpMonitor *monitor, const BpSettings *settings, const char *secret,
                              BpDiscovered discovered, gpointer data, GDestroyNotify free_data);
