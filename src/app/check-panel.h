/* SPDX-License-Identifier: MIT */
#pragma once

/* "Verbindung testen" (SPEC L4): for the server, for all users who take part, or for one mailbox, step by step as it goes, with what is entered at the
 * moment, saved or not. Can be cancelled, and ends when the panel does. Main thread.
 *
 * Signal: "trust" (gpointer: const BpCheckCertificate): the administrator wants it trusted. */

#include <gtk/gtk.h>

#include "app/monitor.h"
#include "core/setting.h"

#define BP_TYPE_CHECK_PANEL (bp_check_panel_get_type ())
G_DECLARE_FINAL_TYPE (BpCheckPanel, bp_check_panel, BP, CHECK_PANEL, GtkBox)

/* Asked when a test is to begin: what to test with. FALSE: not as it is, and the reason is to be seen. *ret_secret NULL: the stored one, else
 * new: wiped and freed by the panel. */
typedef gboolean (*BpCheckSource) (gpointer data, BpSettings **ret_settings, char **ret_secret);

/* Once. Keeps a reference. */
void bp_check_panel_set_monitor (BpCheckPanel *self, BpMonitor *monitor);
void bp_check_panel_set_source (BpCheckPanel *self, BpCheckSource source, gpointer data);

/* Begins a test; one under way is cancelled. login: only this mailbox; NULL: what is chosen. */
void bp_check_panel_start (BpCheckPanel *self, const char *login);
void bp_check_panel_cancel (BpCheckPanel *self);
/* No results that belong to what was entered before. */
void bp_check_panel_clear (BpCheckPanel *self);
