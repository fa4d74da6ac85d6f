/* SPDX-License-Identifier: MIT */
#pragma once

/* Whether the server as a whole can be reached, as the passes of all mailboxes tell: so that an outage is said once when it
 * begins and once when it ends, and a server that is away is asked by one mailbox at a time. What a server says about a single
 * mailbox is no outage. Pure: time comes in as a monotonic instant; the engine's thread. */

#include <glib.h>

typedef struct {
  gboolean known; /* there was a first contact, or an attempt */
  gboolean down;
  gint64 since;       /* of the first failure */
  guint failures;     /* in a row, of all mailboxes together */
  gint64 next_try_at; /* while it is down */
} BpOutage;

typedef enum {
  BP_OUTAGE_SAME,
  BP_OUTAGE_BEGAN,
  BP_OUTAGE_ENDED, /* also the first contact of all */
} BpOutageNews;

/* Whether the failure of a mailbox that was not reached says something about the server. */
gboolean bp_outage_is_meant (const GError *error);
/* A mailbox was reached. */
BpOutageNews bp_outage_take_contact (BpOutage *self);
/* One was not, and bp_outage_is_meant (). One failure may be the mailbox's own or a hiccup: it takes two in a row, or one where
 * there is but one mailbox, or where waiting does not help. jitter: 0..1. */
BpOutageNews bp_outage_take_failure (BpOutage *self, const GError *error, guint n_mailboxes, gint64 now, double jitter);
/* Whether a pass may begin while n_running others are on their way. */
gboolean bp_outage_may_try (const BpOutage *self, gint64 now, guint n_running);
