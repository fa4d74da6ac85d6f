/* SPDX-License-Identifier: MIT */
#pragma once

/* FindItem by our creation token, in the folder and in Deleted Items (SYNC 8). Contract as bp_driver_find_created (). */

#include "ews/connection.h"

GPtrArray *bp_ews_find_created (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                                const char *folder_id, const char *create_token, GCancellable *cancellable,
                                GError **error);
