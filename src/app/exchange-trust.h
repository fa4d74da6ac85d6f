/* SPDX-License-Identifier: MIT */
#pragma once

/* Asks whether a certificate is to be trusted, with all one decides by, and has it written beside what is trusted by now. Main thread. */

#include <gtk/gtk.h>

#include "app/monitor.h"
#include "host/check.h"

/* path: of the file for the setting ca-file; NULL with an error. Not called if the answer was no. */
typedef void (*BpTrusted) (const char *path, const GError *error, gpointer data);

/* ca_file: what the setting says by now. data must live until then: pass a reference, dropped with free_data. */
void bp_exchange_trust (GtkWindow *parent, BpMonitor *monitor, const BpCheckCertificate *certificate,
                        const char *ca_file, BpTrusted trusted, gpointer data, GDestroyNotify free_data);
