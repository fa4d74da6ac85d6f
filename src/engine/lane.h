/* SPDX-License-Identifier: MIT */
#pragma once

/* A lane: a thread that runs one mailbox pass at a time, with its own driver and its own reading connection. It answers
 * every job with a BP_MESSAGE_PASS_DONE. Owned by the engine's thread. */

#include "engine/engine.h"
#include "engine/message.h"

typedef struct _BpLane BpLane;

/* Borrows all but the number; they outlive the lane. */
BpLane *bp_lane_new (guint number, const BpEngineConfig *config, const char *time_zone, BpWriter *writer, BpLog *log,
                     BpChannel *engine);
/* Takes the job. Only while the lane is idle. */
void bp_lane_run (BpLane *self, BpPassJob *job);
/* Cancels the running pass, if any; its answer still comes. */
void bp_lane_cancel (BpLane *self);
/* Cancels, waits for the thread, frees. */
void bp_lane_free (BpLane *self);
