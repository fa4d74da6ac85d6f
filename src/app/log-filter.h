/* SPDX-License-Identifier: MIT */
#pragma once

/* Which lines of the log are shown: from a level on, of one user, containing a text (without case; in message, user, id or detail). Main thread. */

#include <gtk/gtk.h>

#include "base/log.h"

#define BP_TYPE_LOG_FILTER (bp_log_filter_get_type ())
G_DECLARE_FINAL_TYPE (BpLogFilter, bp_log_filter, BP, LOG_FILTER, GtkFilter)

BpLogFilter *bp_log_filter_new (void);
void bp_log_filter_set_level (BpLogFilter *self, BpLogLevel level);
/* NULL: all users. */
void bp_log_filter_set_user (BpLogFilter *self, const char *login);
void bp_log_filter_set_text (BpLogFilter *self, const char *text);
gboolean bp_log_filter_match_line (BpLogFilter *self, const BpLogLine *line);
