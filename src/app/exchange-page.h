/* SPDX-License-Identifier: MIT */
#pragma once

/* The page "Exchange": the register of bpconfig (SPEC R1-R12). Nothing is saved while one value is wrong; the secret is written and never read back.
 * Somebody else's changes are shown as long as nothing was changed here. */

#include <gtk/gtk.h>

#include "app/exchange-form.h"
#include "app/monitor.h"

#define BP_TYPE_EXCHANGE_PAGE (bp_exchange_page_get_type ())
G_DECLARE_FINAL_TYPE (BpExchangePage, bp_exchange_page, BP, EXCHANGE_PAGE, GtkBox)

/* Once. Keeps a reference. */
void bp_exchange_page_set_monitor (BpExchangePage *self, BpMonitor *monitor);

/* Whether something was changed and not saved; and whether it could be saved as it is. */
gboolean bp_exchange_page_is_changed (BpExchangePage *self);
gboolean bp_exchange_page_is_valid (BpExchangePage *self);
/* Saves (if valid and changed); `saved` is called when it is stored, not at all if that fails: then the page says why. */
typedef void (*BpSaved) (gpointer data);
void bp_exchange_page_save (BpExchangePage *self, BpSaved saved, gpointer data);
/* Back to what is stored. */
void bp_exchange_page_revert (BpExchangePage *self);
/* Tests the connection with what is entered; login: only this mailbox, NULL: what is chosen on the page. */
void bp_exchange_page_check (BpExchangePage *self, const char *login);
/* The button that Enter triggers on this page. Borrowed. */
GtkWidget *bp_exchange_page_get_default (BpExchangePage *self);
/* Borrowed; what the controls say. */
BpExchangeForm *bp_exchange_page_get_form (BpExchangePage *self);
