/* SPDX-License-Identifier: MIT */
#pragma once

/* Puts together what the plan is to decide about: every record with a pending journal entry and every item in the
 * inbox, each with its counterpart: by link, by UID, or by equal content (SYNC 10). Reads one snapshot of the database;
 * no network. A lane's thread. */

#include "engine/pass.h"
#include "engine/plan.h"

typedef struct {
  BpPlanInput input; /* borrows from below */
  BpLink *link;
  BpItem *seen_local, *seen_remote;
  BpRecord *record;
  BpRecord *deleted_copy; /* of a deleted record, as it was: its deletion may have to be undone; NULL */
  BpInboxRow *inbox;
  BpBaseline *baseline;
  BpItem *before;      /* of a task that was edited: as it was before, NULL */
  char *replaced_item; /* a deletion in the inbox that this pair settles too (deleted and created anew), or NULL */
  gint64 replaced_seq;
  char *unreadable; /* why the record cannot be understood, NULL */
} BpPair;
void bp_pair_free (BpPair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpPair, bp_pair_free)

typedef struct {
  GPtrArray *pairs; /* BpPair */
  GPtrArray *fetch; /* char*: known items that match a record and must be read into the inbox first */
  guint waiting;    /* records left out because an intent of theirs is not resolved yet */
  guint moving;     /* records that moved to another user and are not in his mailbox yet */
} BpCollected;
void bp_collected_free (BpCollected *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCollected, bp_collected_free)

/* taking_part: ids (gint64) of the users who are synced now. may_fetch FALSE: matches that would need reading are left; such records count as without counterpart. */
BpCollected *bp_collect (const BpLaneTools *tools, gint64 user, BpKind kind, const GArray *taking_part,
                         gboolean may_fetch, GError **error);
