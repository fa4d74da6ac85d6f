/* SPDX-License-Identifier: MIT */
#pragma once

/* When a mailbox gets its next turn: waiting, retrying and backing off live here alone (SYNC 19). Pure: time comes in as
 * a monotonic instant in microseconds. */

#include <glib.h>

/* A user's place in the schedule. Zero is a good start: due at once. */
typedef struct {
  gboolean running;
  gboolean dirty; /* something happened since the running pass began */
  gint64 due_at;
  guint agains;   /* turns in a row that left more to be done at once */
  guint failures; /* consecutive ones */
} BpTurn;

typedef enum {
  BP_TURN_DONE,    /* all in step */
  BP_TURN_AGAIN,   /* more can be done at once */
  BP_TURN_RETRY,   /* temporary failure */
  BP_TURN_REFUSED, /* somebody must change something first; asked again now and then */
} BpTurnOutcome;

/* How long nobody asks after a refusal: long enough not to lock an account out. */
#define BP_SCHEDULE_REFUSED_US ((gint64) 300 * G_USEC_PER_SEC)
/* How often a mailbox with a working subscription is looked at all the same: one that is polled, and one that is streamed, where
 * the connection itself is watched over. */
#define BP_SCHEDULE_SAFETY_US ((gint64) 300 * G_USEC_PER_SEC)
#define BP_SCHEDULE_STREAM_SAFETY_US ((gint64) 1800 * G_USEC_PER_SEC)

/* Something changed for him. While he backs off, it does not shorten the wait. */
void bp_turn_mark (BpTurn *self, gint64 now);
/* Now, whatever happened before: the administrator asked, or the user's settings changed. */
void bp_turn_reset (BpTurn *self, gint64 now);
gboolean bp_turn_is_due (const BpTurn *self, gint64 now);
void bp_turn_begin (BpTurn *self);
/* idle_us: when to look again if nothing happens. server_ms: the wait the server asked for. jitter: 0..1. */
void bp_turn_end (BpTurn *self, BpTurnOutcome outcome, gint64 now, gint64 idle_us, guint server_ms, double jitter);
