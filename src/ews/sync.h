/* SPDX-License-Identifier: MIT */
#pragma once

/* SyncFolderItems: ids only, page by page. Contract as bp_driver_list_changes (). */

#include "ews/connection.h"

/* The most the schema allows. */
#define BP_EWS_PAGE_SIZE 512

BpChangePage *bp_ews_sync_list (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                                const char *folder_id, const char *token, GCancellable *cancellable, GError **error);
