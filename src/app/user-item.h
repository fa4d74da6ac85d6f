/* SPDX-License-Identifier: MIT */
#pragma once

/* A user as an item of the lists: every text a row shows is a read-only string property, so that rows are bound in ui/ alone. The object stays
 * the same while its view is replaced; only what really changed is notified. Main thread.
 *
 * Properties: login, name, company, mailbox, sync, state, status (state and reason in one sentence), reason, last, last-full, out, in, last-error,
 * help (label of the button that helps, "" if none), icon, state-class (array with one style class). */

#include <gtk/gtk.h>

#include "host/data.h"

#define BP_TYPE_USER_ITEM (bp_user_item_get_type ())
G_DECLARE_FINAL_TYPE (BpUserItem, bp_user_item, BP, USER_ITEM, GObject)

/* Both take the view. */
BpUserItem *bp_user_item_new (BpUserView *view);
void bp_user_item_set_view (BpUserItem *self, BpUserView *view);
/* Borrowed; valid until the next set_view. */
const BpUserView *bp_user_item_get_view (BpUserItem *self);
/* Time went on: "3 s ago" becomes "4 s ago". */
void bp_user_item_tick (BpUserItem *self);

/* What the list of users can be narrowed to. */
typedef enum { BP_USER_FILTER_ALL, BP_USER_FILTER_IN_STEP, BP_USER_FILTER_ERROR, BP_USER_FILTER_OFF } BpUserFilter;
gboolean bp_user_item_matches (BpUserItem *self, BpUserFilter filter, const char *text);
/* The action that helps this user ("win.edit-user", …), NULL if there is none. Static. */
const char *bp_user_item_get_help_action (BpUserItem *self);
/* Whether such an action wants the login as its parameter. */
gboolean bp_user_help_takes_login (const char *action);
/* The same for the stable name of a reason why a user is not synced (core/eligibility.h); NULL if nothing in the window helps. Static. */
const char *bp_user_help_for_reason (const char *reason_code, const char **ret_label);
