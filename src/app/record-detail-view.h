/* SPDX-License-Identifier: MIT */
#pragma once

/* One record in full: why it was (not) transferred and the button that helps, both sides beside what they last agreed upon, kept clashes, history.
 * Reads what it shows by itself. Main thread. */

#include <gtk/gtk.h>

#include "app/monitor.h"
#include "host/records.h"

#define BP_TYPE_RECORD_DETAIL_VIEW (bp_record_detail_view_get_type ())
G_DECLARE_FINAL_TYPE (BpRecordDetailView, bp_record_detail_view, BP, RECORD_DETAIL_VIEW, GtkBox)

void bp_record_detail_view_set_monitor (BpRecordDetailView *self, BpMonitor *monitor);
/* view NULL: none, then `hint` says what to do instead. */
void bp_record_detail_view_show (BpRecordDetailView *self, BpRecordView *view, const char *hint);
