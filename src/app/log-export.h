/* SPDX-License-Identifier: MIT */
#pragma once

/* The log leaves the window: as text for the clipboard or a file, in the form of ExchangeSync.Log; and the folder where that lies. Main thread;
 * the file is written asynchronously. */

#include <gtk/gtk.h>

/* The rows (BpLogRow) of the model, all (NULL) or those in the set, a line each. Caller frees. */
char *bp_log_export_text (GListModel *rows, GtkBitset *which);
/* Asks where to, then writes all rows there; what fails is said in a window. */
void bp_log_export_save (GtkWindow *parent, GListModel *rows);
void bp_log_export_open_folder (GtkWindow *parent, const char *path);
