/* SPDX-License-Identifier: MIT */
#pragma once

/* The window in which a user is entered or changed (SPEC U1-U5): three registers, every value checked while typing, and always in sight why this user
 * would or would not be synced. Saving is refused, and says so, if another program changed the user meanwhile. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_USER_EDITOR (bp_user_editor_get_type ())
G_DECLARE_FINAL_TYPE (BpUserEditor, bp_user_editor, BP, USER_EDITOR, GtkWindow)

/* login NULL: a new user. The window loads the user itself and shows when it has him. */
BpUserEditor *bp_user_editor_new (GtkWindow *parent, BpMonitor *monitor, const char *login);
