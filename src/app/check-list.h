/* SPDX-License-Identifier: MIT */
#pragma once

/* The steps of a connection test as they come. The steps of users with whom all is well are folded into one line that can be opened
 * when there are many of them, so that what failed is not looked for among a thousand rows. Main thread. */

#include <gtk/gtk.h>

#include "host/check.h"

#define BP_TYPE_CHECK_LIST (bp_check_list_get_type ())
G_DECLARE_FINAL_TYPE (BpCheckList, bp_check_list, BP, CHECK_LIST, GtkBox)

/* Signal "trust" (const BpCheckCertificate *): its button was pressed. */

/* Takes the event: the first one of a step, or its result, which belongs to the row that the step began. */
void bp_check_list_take (BpCheckList *self, BpCheckEvent *event);
/* Nothing more comes: a step that is under way has no result. Adds to counts, by BpCheckResult. */
void bp_check_list_end (BpCheckList *self, guint counts[]);
void bp_check_list_clear (BpCheckList *self);
/* How many users' steps are folded. */
guint bp_check_list_get_folded (BpCheckList *self);
