/* SPDX-License-Identifier: MIT */
#pragma once

/* A labelled control of a form: a label with a mnemonic, the control (property `child`), and below it one line that is
 * the hint or, while what was entered is wrong, the error. Keeps the screen reader's name, description and "invalid"
 * state of the control in step. */

#include <gtk/gtk.h>

#define BP_TYPE_FIELD (bp_field_get_type ())
G_DECLARE_FINAL_TYPE (BpField, bp_field, BP, FIELD, GtkBox)

void bp_field_set_label (BpField *self, const char *label);
/* NULL: none. */
void bp_field_set_hint (BpField *self, const char *hint);
void bp_field_set_error (BpField *self, const char *error);
/* The same for what a check of core/ says: for the command line it begins with the value's key, which is of no use beside the field itself. */
void bp_field_set_check (BpField *self, const char *key, const GError *error);
const char *bp_field_get_error (BpField *self);
GtkWidget *bp_field_get_child (BpField *self);
