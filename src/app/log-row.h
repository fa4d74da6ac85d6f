/* SPDX-License-Identifier: MIT */
#pragma once

/* One line of the log as an item of a list: made only for the rows that are looked at (log-model.h). Immutable. */

#include <gtk/gtk.h>

#include "base/log.h"

#define BP_TYPE_LOG_ROW (bp_log_row_get_type ())
G_DECLARE_FINAL_TYPE (BpLogRow, bp_log_row, BP, LOG_ROW, GObject)

/* Takes a reference of its own. */
BpLogRow *bp_log_row_new (BpLogLine *line);
/* Borrowed. */
const BpLogLine *bp_log_row_get_line (BpLogRow *self);
/* The level's word, translated. Static. */
const char *bp_log_level_label (BpLogLevel level);
