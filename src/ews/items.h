/* SPDX-License-Identifier: MIT */
#pragma once

/* GetItem, CreateItem, UpdateItem, DeleteItem. Nothing ever sends mail (S10), nothing asks for a body (S7). Contracts as
 * in driver/driver.h. */

#include "ews/connection.h"

/* What Exchange digests well in one request. */
#define BP_EWS_READ_BATCH 100
#define BP_EWS_WRITE_BATCH 50

GPtrArray *bp_ews_items_read (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                              const char *const *ids, guint n, GCancellable *cancellable, GError **error);
/* Changed occurrences of series, by their own ids. Whatever an answer says, nothing more is asked for on its account. */
GPtrArray *bp_ews_items_read_occurrences (BpEwsConnection *connection, const BpAccount *account, const char *const *ids,
                                          guint n, GCancellable *cancellable, GError **error);
GPtrArray *bp_ews_items_create (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                                const char *folder_id, const BpItemWrite *writes, guint n, GCancellable *cancellable,
                                GError **error);
GPtrArray *bp_ews_items_update (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                                const BpItemWrite *writes, guint n, GCancellable *cancellable, GError **error);
GPtrArray *bp_ews_items_remove (BpEwsConnection *connection, const BpAccount *account, BpKind kind,
                                const BpItemWrite *writes, guint n, GCancellable *cancellable, GError **error);
