/* SPDX-License-Identifier: MIT */
#pragma once

/* An engine that runs in another process, as seen from here: its log lines come from ExchangeSync.Log, its state and that
 * of the users from the status tables. They become the events that an engine of our own would send. Service thread. */

#include "base/channel.h"
#include "host/data.h"

typedef struct _BpRemote BpRemote;

/* Borrows data, shares events. */
BpRemote *bp_remote_new (BpData *data, BpChannel *events);
void bp_remote_free (BpRemote *self);
/* Called ten times a second. While the engine is here, there is nothing to report. */
void bp_remote_watch (BpRemote *self, gboolean engine_is_here);
