/* SPDX-License-Identifier: MIT */
#pragma once

/* One step of the connection test: a word and an icon for its result, how long it took, what was found, and what to do about a failure. */

#include <gtk/gtk.h>

#include "host/check.h"

#define BP_TYPE_CHECK_ROW (bp_check_row_get_type ())
G_DECLARE_FINAL_TYPE (BpCheckRow, bp_check_row, BP, CHECK_ROW, GtkBox)

/* How long it took, as people read it: "< 1 ms", "250 ms", "1.5 s". Caller frees. */
char *bp_check_duration_text (gint64 duration_us);

GtkWidget *bp_check_row_new (void);
/* Takes the event: the first one of the step, or its result. */
void bp_check_row_set_event (BpCheckRow *self, BpCheckEvent *event);
/* Borrowed; NULL before the first. */
const BpCheckEvent *bp_check_row_get_event (BpCheckRow *self);
/* Shown where a certificate can be trusted; what happens then is the caller's. Borrowed. */
GtkButton *bp_check_row_get_trust (BpCheckRow *self);
