/* SPDX-License-Identifier: MIT */
#pragma once

/* GetStreamingEvents: one chunked answer made of whole envelopes. The operation makes a plan; the server opens it as a stream, which
 * lives until its time is over, its client goes, or another connection takes one of its subscriptions. */

#include "sim.h"

#include <libsoup/soup.h>

typedef struct {
  GPtrArray *ids; /* subscription ids, as text */
  int minutes;
  Mailbox *budget; /* whose connections it counts among; NULL: the admin's own */
} StreamPlan;

void stream_plan_free (StreamPlan *plan);

Streams *streams_new (Sim *sim);
void streams_free (Streams *streams);
/* Takes the plan; `first` is the first envelope. The message is kept until the stream ends. */
void streams_open (Streams *streams, SoupServerMessage *message, StreamPlan *take_plan, const GString *first);
/* Ends all of them with ConnectionStatus Closed. */
void streams_close_all (Streams *streams);
void streams_set_heartbeat (Streams *streams, int seconds);
guint streams_count (Streams *streams);
/* Whether this would be one stream too many for its budget. */
gboolean streams_exceed (Streams *streams, const StreamPlan *plan);
