/* SPDX-License-Identifier: MIT */
#pragma once

/* A drop-down in which one chooses among all users, or all of them at once. The choice stays on its login while users come and go. Main thread. */

#include <gtk/gtk.h>

typedef struct _BpLoginList BpLoginList;

/* users: of BpUserItem. Gives the drop-down its model. */
BpLoginList *bp_login_list_new (GtkDropDown *drop_down, GListModel *users);
void bp_login_list_free (BpLoginList *self);
/* Borrowed; NULL: all users. */
const char *bp_login_list_get_selected (BpLoginList *self);
