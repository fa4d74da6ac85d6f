/* SPDX-License-Identifier: MIT */
#pragma once

/* One user as the engine knows him: whether he takes part, his turn in the schedule, and what his status says. The
 * engine's thread; no I/O. */

#include "engine/pass.h"
#include "engine/roster.h"
#include "engine/schedule.h"
#include "store/status.h"

typedef struct {
  gint64 user;
  char *login;
  gint64 start_company;
  gint64 enabled_at;
  BpAccount *account; /* NULL: not eligible */
  BpTurn turn;
  gboolean subscribed;
  gboolean streamed;       /* the subscription he has, or had last */
  gboolean away;           /* the last pass failed because the server is away: no waiting once it is back */
  gboolean failed_quietly; /* and nobody was told: nor will be that it is over */
  gboolean refused_alone;  /* the server refuses this mailbox, and not the others */
  guint unsubscribed;      /* passes in a row without a subscription although one was asked for */
  gint64 subscribed_at;    /* monotonic */
  guint short_streams;     /* in a row that did not last */
  gint64 poll_until;       /* monotonic: no streams before */
  gboolean runs_in_lane;
  guint lane;
  gint64 again_at;   /* instant: something can be finished then; 0 */
  gint64 clean_seq;  /* a full pass begun after this journal entry moved nothing; -1: none yet */
  gboolean gives_up; /* the last pass failed in a way that waiting does not mend */
  BpUserStatus *status;
} BpMember;

/* How long a mailbox is asked in turn after streams have failed for it. */
#define BP_MEMBER_POLL_US ((gint64) 30 * 60 * G_USEC_PER_SEC)
/* A stream that ends sooner has not worked. */
#define BP_MEMBER_SHORT_US ((gint64) 60 * G_USEC_PER_SEC)

BpMember *bp_member_new (gint64 user, const BpUserStatus *stored /* may be NULL: counts and times go on from it */);
void bp_member_free (BpMember *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpMember, bp_member_free)

/* His subscription has ended. TRUE if streams do not work for him, so that he is polled for a while from now on. */
gboolean bp_member_take_loss (BpMember *self, const GError *error, gint64 now);

typedef enum { BP_MEMBER_SAME, BP_MEMBER_JOINED, BP_MEMBER_LEFT, BP_MEMBER_REASON } BpMemberChange;
/* What the roster says of him now. BP_MEMBER_REASON: still out, for another reason. */
BpMemberChange bp_member_apply (BpMember *self, const BpRosterEntry *entry);

/* The outcome of a pass for the schedule; updates status and clean_seq. *ret_news: the status' words changed. */
BpTurnOutcome bp_member_take_result (BpMember *self, const BpPassResult *result, gint64 now, gboolean *ret_news);
/* The server refuses everybody: reason says why, and his next turn is whenever somebody may ask again. now: an instant. */
void bp_member_take_refusal (BpMember *self, const char *reason, gint64 now, gint64 now_monotonic);
gboolean bp_member_is_eligible (const BpMember *self);
