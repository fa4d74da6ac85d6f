/* SPDX-License-Identifier: MIT */
#pragma once

/* GetFolder of the well-known folders. Contract as bp_driver_open (). */

#include "ews/connection.h"

gboolean bp_ews_folders_get (BpEwsConnection *connection, const BpAccount *account, guint kinds, BpFolders *ret_folders,
                             GCancellable *cancellable, GError **error);
