/* SPDX-License-Identifier: MIT */
#pragma once

/* The controls of the register "Exchange" and the settings they stand for: one table, read in both directions, so that a new setting is one row. Knows
 * nothing of saving. Main thread. */

#include <gtk/gtk.h>

#include "core/setting.h"

typedef struct _BpExchangeForm BpExchangeForm;

/* The controls are looked up in the template of `page` by the ids in the table. `changed` is called after every change by hand. */
BpExchangeForm *bp_exchange_form_new (GtkWidget *page, GType page_type, void (*changed) (gpointer data), gpointer data);
void bp_exchange_form_free (BpExchangeForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpExchangeForm, bp_exchange_form_free)

/* Shows the settings; the secret's entry becomes empty. */
void bp_exchange_form_show (BpExchangeForm *self, const BpSettings *settings);
/* Somebody else has changed what is stored from `base` to `theirs`: controls that nobody touched here follow. Returns the others that were changed there
 * as well, as "label: value" a line, or NULL. Caller frees. */
char *bp_exchange_form_follow (BpExchangeForm *self, const BpSettings *base, const BpSettings *theirs);
/* The settings as entered. Values that are refused keep what `base` has, are marked at their fields and make *ret_valid FALSE, as do problems of the
 * whole (a host that is missing, …). */
BpSettings *bp_exchange_form_read (BpExchangeForm *self, const BpSettings *base, gboolean *ret_valid);
/* The secret as typed, "" for none. Borrowed. */
const char *bp_exchange_form_get_secret (BpExchangeForm *self);
/* Enters a value, as if by hand. */
void bp_exchange_form_enter (BpExchangeForm *self, BpSetting setting, const char *text);
/* Moves the cursor to the first field with an error. */
void bp_exchange_form_focus_error (BpExchangeForm *self);
