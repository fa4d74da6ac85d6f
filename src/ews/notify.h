/* SPDX-License-Identifier: MIT */
#pragma once

/* Subscriptions: Subscribe for pulling or streaming, GetEvents for many at once, Unsubscribe (streams: ews/stream.h). Events are only hints that something changed
 * (SYNC 1). Contracts as in driver/driver.h. */

#include "ews/connection.h"

/* How long a subscription lives without being asked. */
#define BP_EWS_SUBSCRIPTION_MINUTES 30

BpSubscription *bp_ews_notify_subscribe (BpEwsConnection *connection, const BpAccount *account,
                                         const BpFolders *folders, GCancellable *cancellable, GError **error);
BpSubscription *bp_ews_notify_subscribe_stream (BpEwsConnection *connection, const BpAccount *account,
                                                const BpFolders *folders, GCancellable *cancellable, GError **error);
void bp_ews_notify_poll (BpEwsConnection *connection, BpSubscription *const *subscriptions, guint n,
                         BpPollResult *results, GCancellable *cancellable);
void bp_ews_notify_unsubscribe (BpEwsConnection *connection, BpSubscription *subscription, GCancellable *cancellable);
