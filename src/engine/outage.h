/* SPDX-License-Identifier: MIT */
#pragma once

/* Whether the server as a whole can be reached, as the passes of all mailboxes tell: so that an outage is said once when it
 * begins and once when it ends, and a server that is away, or refuses us, is asked by one mailbox at a time. What a server says
 * about a single mailbox is no outage. Pure: time comes in as a monotonic instant; the engine's thread. */

#include <glib.h>

typedef struct {
  gboolean known; /* there was a first contact, or an attempt */
  gboolean down;
  gboolean refused;   /* down, and waiting does not help: somebody must change something first */
  gint64 since;       /* of the first failure */
  guint failures;     /* in a row, of all mailboxes together */
  guint attempts;     /* of them those that were not under way when another failed: what the pause grows with */
  gint64 next_try_at; /* while it is down */
  gint64 doubt_until; /* it may have begun: one at a time asks */
  gint64 suspect;     /* a user who was refused, maybe for his mailbox alone: another's word is waited for; 0: nobody */
} BpOutage;

typedef enum {
  BP_OUTAGE_SAME,
  BP_OUTAGE_BEGAN,     /* also when weather has turned into a refusal */
  BP_OUTAGE_ENDED,     /* also the first contact of all */
  BP_OUTAGE_SUSPECTED, /* another mailbox should be asked at once */
} BpOutageNews;

/* Whether the failure of a mailbox that was not reached says something about the server. */
gboolean bp_outage_is_meant (const GError *error);
/* Whether it may be meant for that mailbox alone all the same: Exchange Web Services can be switched off for one. */
gboolean bp_outage_may_be_alone (const GError *error);
/* A mailbox was reached by a pass that began at begun_at: one from before says nothing about now. */
BpOutageNews bp_outage_take_contact (BpOutage *self, gint64 begun_at);
/* One was not, and bp_outage_is_meant (). One failure may be the mailbox's own or a hiccup: it takes two in a row, or one where
 * there is but one mailbox. A refused sign-in is everybody's at once; another refusal takes the word of a second mailbox.
 * n_mailboxes: whose word counts, this one included. jitter: 0..1. */
BpOutageNews bp_outage_take_failure (BpOutage *self, const GError *error, gint64 user, guint n_mailboxes, gint64 now,
                                     double jitter);
/* A standing connection was refused, which may be meant for all: the next ones ask one after the other for a moment. */
void bp_outage_doubt (BpOutage *self, const GError *error, gint64 now);
/* The administrator asks, or the machine slept: the next attempt may be made at once. */
void bp_outage_hurry (BpOutage *self);
/* Whether a pass may begin while n_running others are on their way. */
gboolean bp_outage_may_try (const BpOutage *self, gint64 now, guint n_running);
