/* SPDX-License-Identifier: MIT */
#pragma once

/* Writes what an action means for the database: record, link and shadows, journal, inbox, baseline, conflicts, parking.
 * Inside a writer job, so that all of one action is on disk or nothing. */

#include "engine/plan.h"

typedef enum {
  BP_SETTLED,       /* everything is written */
  BP_SETTLED_STALE, /* the record has moved on: its local part was left for another plan (SYNC 7) */
  BP_SETTLE_FAILED, /* error is set; the job must be rolled back */
} BpSettled;

/* After the remote part, if any, is done. Of an action that has a local part, too, that was settled before. */
BpSettled bp_settle (BpStore *store, gint64 user, gint64 start_company, BpAction *action, gint64 now, GError **error);
/* Of an action with `first_local`, before anything is sent: the local part, who won and who lost, and what was seen. What is yet to go out
 * stays an ordinary change of the record, so that a crash, a refusal or another edit from here on needs no other care than any. */
BpSettled bp_settle_first (BpStore *store, gint64 user, gint64 start_company, BpAction *action, gint64 now,
                           GError **error);
/* Once that is on disk: what is left of the action is the remote part. */
void bp_settle_first_done (BpAction *action);
/* The record (or item) cannot be transferred: parks it. */
gboolean bp_settle_parked (BpStore *store, gint64 user, const BpAction *action, BpDirection direction, const char *code,
                           const char *reason, gint64 now, GError **error);
