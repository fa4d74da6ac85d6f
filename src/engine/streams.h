/* SPDX-License-Identifier: MIT */
#pragma once

/* The streams' thread: one connection's worth of driver that has all streamed subscriptions and tells the engine's thread who
 * has news, and whose subscription has ended. Used by the listener alone. */

#include "engine/engine.h"

typedef struct _BpStreams BpStreams;

BpStreams *bp_streams_new (const BpEngineConfig *config, BpChannel *engine);
/* Takes the subscription; replaces the user's former one. NULL: he has none any more. Any thread. */
void bp_streams_set (BpStreams *self, gint64 user, BpSubscription *subscription);
/* All connections anew: the machine slept. Any thread. */
void bp_streams_renew (BpStreams *self);
void bp_streams_free (BpStreams *self);
