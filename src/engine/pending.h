/* SPDX-License-Identifier: MIT */
#pragma once

/* What a collection begins with: the changes that are yet to go out, what arrived, and what of both is not to be touched now. Read from one
 * snapshot of the database. A lane's thread. */

#include "engine/pass.h"
#include "engine/plan.h"

/* What is known of an item in the inbox that has no link. */
typedef struct {
  BpBaseline *baseline; /* NULL: nothing */
  char *key;            /* the match key that it had before the change at hand; only appointments have one */
} BpUnlinked;

/* Hash tables borrow their keys from the rows they index. */
typedef struct {
  BpStore *reader; /* borrowed */
  gint64 user;
  BpKind kind;
  GHashTable *changes;     /* record id -> BpLocalChange */
  GPtrArray *inbox;        /* BpInboxRow; NULL: taken */
  GHashTable *inbox_by_id; /* item id -> index + 1 */
  GHashTable *taken_items; /* item ids, its own, of those that were taken */
  GHashTable *unlinked;    /* item id -> BpUnlinked: what is in the inbox and has no link */
  GHashTable *key_count;   /* match key -> number of unlinked items in the inbox with it */
  GHashTable *blocked_records, *blocked_items;
  GHashTable *open_creations; /* UIDs and tokens of items that may be created at this moment */
  GHashTable *parked_records; /* record id -> journal seq at parking */
  GHashTable *parked_keys;    /* record id -> its item's change key at parking */
  GHashTable *parked_items;   /* item id -> change key at parking */
  GHashTable *discarded;      /* records whose deletion was held and is not wanted */
  guint intents;              /* how many are not resolved yet */
} BpPending;

/* arrived: rows in memory that need not be read again, or NULL (engine/pass.h). NULL with error: the database cannot be read. */
BpPending *bp_pending_new (BpStore *reader, GHashTable *arrived, gint64 user, BpKind kind, GError **error);
void bp_pending_free (BpPending *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpPending, bp_pending_free)

/* The row of an item, NULL if there is none or it was taken; taken: the caller's. */
BpInboxRow *bp_pending_peek (const BpPending *self, const char *item_id);
BpInboxRow *bp_pending_take (BpPending *self, const char *item_id);
void bp_pending_block_record (BpPending *self, gint64 record);
/* Parked and untouched since (SYNC 15). */
gboolean bp_pending_record_is_parked (const BpPending *self, gint64 record, gint64 seq);
gboolean bp_pending_item_is_parked (const BpPending *self, const BpInboxRow *row);
/* A row of a linked item whose record is parked, and which is as it was then. */
gboolean bp_pending_waits_beside_parked (const BpPending *self, const BpInboxRow *row, const BpLink *link);
gboolean bp_pending_is_being_created (const BpPending *self, const char *uid_or_token);
