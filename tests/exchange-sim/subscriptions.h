/* SPDX-License-Identifier: MIT */
#pragma once

/* Subscriptions of notifications, pull and streaming. They live as long as the process: after a restart every id is
 * unknown, as after a failover of Exchange. */

#include "sim.h"

typedef struct {
  guint64 number;
  Mailbox *mailbox;
  gboolean all_folders;
  GArray *folders; /* of guint32 */
  guint types;     /* EventType */
  gboolean streaming;
  gint64 timeout; /* seconds without GetEvents; 0: none */
  gint64 used;    /* monotonic seconds of the last use */
  guint64 seen;   /* streaming: last event delivered */
} Subscription;

Subscriptions *subscriptions_new (Sim *sim);
void subscriptions_free (Subscriptions *subscriptions);
/* Takes `folders`. */
Subscription *subscriptions_add (Subscriptions *subscriptions, Mailbox *mailbox, GArray *take_folders,
                                 gboolean all_folders, guint types, gint64 timeout);
void subscriptions_remove (Subscriptions *subscriptions, Subscription *subscription);
/* NULL and a response code if the id is unknown, expired or not one. */
Subscription *subscriptions_find (Subscriptions *subscriptions, const char *id, const char **ret_code);
char *subscriptions_id (Subscriptions *subscriptions, const Subscription *subscription);
guint subscriptions_count (Subscriptions *subscriptions);
/* Those of one mailbox. */
int subscriptions_count_of (Subscriptions *subscriptions, const Mailbox *mailbox);

char *subscription_watermark (Subscriptions *subscriptions, const Subscription *subscription, guint64 event);
/* The event number of a watermark of this mailbox; FALSE if it is foreign or older than the process. */
gboolean subscription_read_watermark (Subscriptions *subscriptions, const Subscription *subscription,
                                      const char *watermark, guint64 *ret_event);
/* Writes up to `limit` events after `event` and returns the number of the last event looked at; `ret_more`: there are more. */
guint64 subscription_write_events (Subscriptions *subscriptions, const Subscription *subscription, GString *out,
                                   guint64 event, guint limit, guint *ret_written, gboolean *ret_more);
