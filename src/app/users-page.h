/* SPDX-License-Identifier: MIT */
#pragma once

/* The page "Users" (SPEC U1, U6): all users with search, filter and sorting; new, edit, delete. */

#include <gtk/gtk.h>

#include "app/monitor.h"

#define BP_TYPE_USERS_PAGE (bp_users_page_get_type ())
G_DECLARE_FINAL_TYPE (BpUsersPage, bp_users_page, BP, USERS_PAGE, GtkBox)

/* Once. Keeps a reference. */
void bp_users_page_set_monitor (BpUsersPage *self, BpMonitor *monitor);
/* Puts the cursor into the search. */
void bp_users_page_find (BpUsersPage *self);
