/* SPDX-License-Identifier: MIT */
#pragma once

/* Streamed notifications: up to 200 subscriptions share a connection on which GetStreamingEvents is answered for half an
 * hour. Subscriptions that one back end keeps, as their affinity tells, go together. A connection is replaced before its
 * time is over, when others have joined it, when it was cut after it had worked, and when nothing is heard on it any more.
 * What fails in another way is final for its subscriptions: a notice with the error ends them, and whoever wants to go on
 * subscribes anew. Contracts as in driver/driver.h; belongs to one thread. */

#include "ews/connection.h"

/* What the server allows. */
#define BP_EWS_STREAM_SUBSCRIPTIONS 200
#define BP_EWS_STREAM_MINUTES 30

typedef struct _BpEwsStreams BpEwsStreams;

/* The connection is borrowed. */
BpEwsStreams *bp_ews_streams_new (BpEwsConnection *connection);
void bp_ews_streams_free (BpEwsStreams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsStreams, bp_ews_streams_free)

void bp_ews_streams_watch (BpEwsStreams *self, BpSubscription *subscription);
void bp_ews_streams_unwatch (BpEwsStreams *self, BpSubscription *subscription);
void bp_ews_streams_listen (BpEwsStreams *self, gint64 timeout_us, GArray *notices, GCancellable *cancellable);

/* In microseconds; tests shorten them. */
typedef struct {
  gint64 gather; /* how long others may join before a connection is opened */
  gint64 renew;  /* how old a connection gets */
  gint64 silent; /* how long nothing may be heard: servers say something about every 45 s */
  gint64 pause;  /* between two openings at least, if the first was cut */
} BpEwsStreamTimes;
void bp_ews_streams_set_times (BpEwsStreams *self, const BpEwsStreamTimes *times);
