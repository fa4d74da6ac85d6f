/* SPDX-License-Identifier: MIT */
#pragma once

/* The listener: tells the engine which mailboxes have news. Streamed subscriptions have a thread of their own
 * (engine/streams.h), the others are asked in turn by another, so that neither holds up the other. What it says are hints (SYNC 1): it carries no data and loses none. Owned by the engine's thread. */

#include "engine/engine.h"
#include "engine/message.h"

typedef struct _BpListener BpListener;

BpListener *bp_listener_new (const BpEngineConfig *config, guint poll_seconds, BpLog *log, BpChannel *engine);
/* Takes the subscription; replaces the user's former one. */
void bp_listener_add (BpListener *self, gint64 user, BpSubscription *subscription);
void bp_listener_remove (BpListener *self, gint64 user);
/* The machine slept: connections are made anew. */
void bp_listener_renew (BpListener *self);
void bp_listener_free (BpListener *self);
