/* SPDX-License-Identifier: MIT */
#pragma once

/* Brings the messages of a channel to the main thread: one GSource, woken by the channel, that hands over what has arrived in batches and
 * pauses between full batches so that the window stays fluid however fast lines come. Main thread. */

#include <glib.h>

#include "base/channel.h"

/* The batch is never empty and owns its messages (BpEvent and the like). */
typedef void (*BpDispatch) (GPtrArray *messages, gpointer data);

/* Attached to the default main context. Takes a reference of the channel; ends with bp_dispatcher_stop (). */
GSource *bp_dispatcher_start (BpChannel *channel, GDestroyNotify free_message, BpDispatch dispatch, gpointer data);
/* No call after this one. Frees the source; NULL is allowed. */
void bp_dispatcher_stop (GSource *source);
