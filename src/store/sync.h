/* SPDX-License-Identifier: MIT */
#pragma once

/* What the engine remembers: links with both shadows, tokens, the baseline, what came from the server and is not dealt
 * with yet (inbox), intents, parked records, conflicts, off periods. Plain rows in, plain rows out; every decision is
 * the engine's. Functions that write only inside a writer job (store/writer.h). */

#include "core/item.h"
#include "store/store.h"

/* --- per user and kind ------------------------------------------------------------------------------------------ */
/* Whether the user's items were all listed. ANEW: they were, and the token was lost since, so that they are being listed once more. */
typedef enum { BP_LISTED_NEVER, BP_LISTED_ONCE, BP_LISTED_ANEW } BpListed;

typedef struct {
  char *folder_id;     /* the mailbox identity: NULL until the first pass */
  char *token;         /* NULL: list everything */
  gint64 t0;           /* when it was set up (SYNC 13); 0: not yet */
  int listed;          /* BpListed */
  char *private_items; /* the setting that private items were last dealt with under; NULL: not yet (SYNC 20) */
} BpSyncState;
void bp_sync_state_free (BpSyncState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpSyncState, bp_sync_state_free)
/* An empty state (all NULL, 0) if there is none. */
BpSyncState *bp_store_sync_state (BpStore *self, gint64 user, BpKind kind, GError **error);
gboolean bp_store_set_sync_state (BpStore *self, gint64 user, BpKind kind, const BpSyncState *state, GError **error);
/* Whether any user was ever set up: an engine has run with the sync switched on. */
gboolean bp_store_was_ever_set_up (BpStore *self);
/* The other user to whom this folder id belongs (SYNC 12): who holds links there, else the lower id; 0 if none has a better claim. */
gint64 bp_store_folder_holder (BpStore *self, BpKind kind, const char *folder_id, gint64 except_user);

/* --- links ------------------------------------------------------------------------------------------------------ */
typedef struct {
  gint64 id; /* 0: not stored yet */
  BpKind kind;
  gint64 user;
  gint64 record;
  gboolean record_gone; /* the record was deleted; the row remembers it (SYNC 11) */
  char *item_id;
  gboolean item_gone;  /* the item was deleted */
  gboolean set_aside;  /* belongs to an old mailbox identity (SYNC 12) */
  gboolean is_meeting; /* the item had attendees when last seen (SYNC 17) */
  char *change_key;
  char *uid;          /* the item's actual UID */
  char *create_token; /* if we created it */
  char *seen_local;   /* shadow: canonical JSON, local form */
  char *seen_remote;  /* shadow: canonical JSON, remote form */
  int field_version;
  char *reason_out;        /* why the record's last change was not sent: stable name, NULL if it was */
  char *reason_in;         /* why the item's last change was not taken */
  gint64 changed_at;       /* of this row */
  gint64 last_transfer_at; /* 0: never */
} BpLink;
BpLink *bp_link_new (void);
BpLink *bp_link_copy (const BpLink *self);
void bp_link_free (BpLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpLink, bp_link_free)

/* NULL without error if there is none. Set-aside links are found only by bp_store_links_set_aside. */
BpLink *bp_store_link_by_record (BpStore *self, BpKind kind, gint64 record, GError **error);
/* The record's link in one user's mailbox: of a record that moved to another user both may live for a while (SYNC 12). */
BpLink *bp_store_link_of_user (BpStore *self, gint64 user, BpKind kind, gint64 record, GError **error);
BpLink *bp_store_link_by_item (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error);
/* The same, if there is nothing to decide about the item as long as it is as it was last seen: both sides are there, nothing of it waits
 * in the inbox, nothing of it was left there for a reason. NULL if there is none. */
BpLink *bp_store_link_quiet (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error);
BpLink *bp_store_link_by_token (BpStore *self, gint64 user, BpKind kind, const char *create_token, GError **error);
/* All links with this item UID (live ones first). */
GPtrArray *bp_store_links_by_uid (BpStore *self, gint64 user, BpKind kind, const char *uid, GError **error);
GPtrArray *bp_store_links_set_aside (BpStore *self, gint64 user, BpKind kind, GError **error);
/* Item ids (char*) of the live links whose item is not gone. */
GPtrArray *bp_store_links_item_ids (BpStore *self, gint64 user, BpKind kind, GError **error);
/* Live links of a user's kind: how many, whether any. */
gint64 bp_store_links_count (BpStore *self, gint64 user, BpKind kind);
gboolean bp_store_has_links (BpStore *self, gint64 user, BpKind kind);
/* Inserts (id 0, then set) or replaces the row. Its item leaves the baseline: that holds what is known but unlinked. */
gboolean bp_store_link_put (BpStore *self, BpLink *link, GError **error);
gboolean bp_store_link_set_change_key (BpStore *self, gint64 id, const char *change_key, GError **error);
/* Only why something stays on its side (BpLink.reason_out, reason_in). */
gboolean bp_store_link_set_reasons (BpStore *self, const BpLink *link, GError **error);
/* A record that was deleted and entered again under the same UID is the same one (SYNC 10): the link of the deleted one, of which one
 * side at least was still there, and the record that takes its place. Links whose outcome is still open (intents) are left out. BpHeir. */
typedef struct {
  gint64 link, former, record;
} BpHeir;
GArray *bp_store_link_heirs (BpStore *self, gint64 user, BpKind kind, GError **error);
/* Writer job: the link goes over to the new record; of the former one's deletion nothing is left, and what was kept of its clashes
 * goes with it. */
gboolean bp_store_link_inherit (BpStore *self, gint64 user, BpKind kind, const BpHeir *heir, GError **error);
/* A new mailbox identity: sets all live links of the user's kind aside, drops token, baseline, inbox and intents. */
gboolean bp_store_links_put_aside (BpStore *self, gint64 user, BpKind kind, GError **error);

/* --- baseline --------------------------------------------------------------------------------------------------- */
typedef struct {
  char *item_id;
  char *uid;
  char *match_key;
  char *hashes; /* bp_item_unit_hashes () */
  int field_version;
  gboolean withheld; /* a private item that is held back (SYNC 20) */
} BpBaseline;
void bp_baseline_free (BpBaseline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpBaseline, bp_baseline_free)
BpBaseline *bp_store_baseline (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error);
/* Unlinked baseline rows with this uid / match key (BpBaseline). */
GPtrArray *bp_store_baseline_by_uid (BpStore *self, gint64 user, BpKind kind, const char *uid, GError **error);
GPtrArray *bp_store_baseline_by_key (BpStore *self, gint64 user, BpKind kind, const char *match_key, GError **error);
/* Ids (char*) of the user's items that are private as last seen, or held back for it. */
GPtrArray *bp_store_private_item_ids (BpStore *self, gint64 user, BpKind kind, GError **error);
gboolean bp_store_baseline_put (BpStore *self, gint64 user, BpKind kind, const BpBaseline *row, GError **error);
gboolean bp_store_baseline_remove (BpStore *self, gint64 user, BpKind kind, const char *item_id, GError **error);

/* Items that we created and the server has not listed yet, by their links: until it has, it would not report their deletion either,
 * so that they must be asked for. */
gboolean bp_store_unlisted_put (BpStore *self, const BpLink *link, GError **error);
gboolean bp_store_unlisted_remove (BpStore *self, const BpLink *link, GError **error);
GPtrArray *bp_store_unlisted_ids (BpStore *self, gint64 user, BpKind kind, GError **error); /* of the items, char* */

/* --- inbox: seen on the server, not yet dealt with ---------------------------------------------------------------- */
typedef struct {
  char *item_id;
  gboolean deleted;
  char *change_key;
  char *folder_id;
  char *uid;
  char *create_token;
  gint64 created_at, modified_at; /* server's clock, corrected; 0 unknown */
  gboolean is_meeting;
  char *unsupported; /* why (base/saying.h), or NULL */
  BpItem *item;      /* NULL when deleted */
  gint64 seq;        /* rises with every put: "the row the plan read" */
} BpInboxRow;
BpInboxRow *bp_inbox_row_new (void);
void bp_inbox_row_free (BpInboxRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpInboxRow, bp_inbox_row_free)
/* All rows of the user's kind, by seq. read: item id -> BpInboxRow, rows as they were put: their items need not be read again. NULL: none. */
GPtrArray *bp_store_inbox (BpStore *self, gint64 user, BpKind kind, GHashTable *read, GError **error);
BpInboxRow *bp_store_inbox_row (BpStore *self, gint64 user, BpKind kind, const char *item_id,
                                GError **error); /* NULL if none */
/* Sets the row's seq. */
gboolean bp_store_inbox_put (BpStore *self, gint64 user, BpKind kind, BpInboxRow *row, GError **error);
/* Removes the row if its seq is still that one. */
gboolean bp_store_inbox_remove (BpStore *self, gint64 user, BpKind kind, const char *item_id, gint64 seq,
                                GError **error);

/* --- intents ------------------------------------------------------------------------------------------------------ */
typedef enum { BP_INTENT_CREATE, BP_INTENT_UPDATE, BP_INTENT_DELETE } BpIntentOp;
typedef struct {
  gint64 id;
  gint64 user;
  BpKind kind;
  BpIntentOp op;
  gint64 record;
  gint64 link; /* 0: create */
  char *item_id;
  char *create_token;
  char *uid; /* create: what was sent */
  BpUnitSet units;
  char *seen_local; /* the shadows as they will be when it is done */
  char *seen_remote;
  gint64 journal_seq; /* what the plan had read of the record's journal */
  gint64 inbox_seq;   /* and of the inbox; 0 if none */
  gint64 begun_at;    /* instant */
} BpIntent;
BpIntent *bp_intent_new (void);
void bp_intent_free (BpIntent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpIntent, bp_intent_free)
GPtrArray *bp_store_intents (BpStore *self, gint64 user, BpKind kind, GError **error);
gboolean bp_store_intent_put (BpStore *self, BpIntent *intent, GError **error); /* sets id */
gboolean bp_store_intent_remove (BpStore *self, gint64 id, GError **error);

/* --- parked records (SYNC 15) --------------------------------------------------------------------------------------- */
typedef enum { BP_OUT, BP_IN } BpDirection;            /* büro+ -> Exchange, Exchange -> büro+ */
const char *bp_direction_name (BpDirection direction); /* "out", "in" */
typedef struct {
  BpKind kind;
  gint64 user;
  gint64 record; /* 0: an item without record */
  char *item_id; /* NULL: a record without item */
  BpDirection direction;
  gint64 journal_seq; /* planned again when the record's last entry is newer … */
  char *change_key;   /* … or the item's change key is another */
  char *code;         /* server's or ours, stable */
  char *reason;       /* in words (base/saying.h) */
  gint64 at;
} BpParked;
void bp_parked_free (BpParked *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpParked, bp_parked_free)
GPtrArray *bp_store_parked (BpStore *self, gint64 user /* 0: all */, GError **error);
gboolean bp_store_park (BpStore *self, const BpParked *parked,
                        GError **error); /* replaces the same record/item and direction */
gboolean bp_store_unpark (BpStore *self, BpKind kind, gint64 user, gint64 record, const char *item_id, GError **error);
/* Whether the record does not get into the user's mailbox until somebody sees to it: it is parked as of its entry `seq`, or the mailbox is refused. */
gboolean bp_store_is_stuck (BpStore *self, BpKind kind, gint64 user, gint64 record, gint64 seq);

/* --- conflicts ------------------------------------------------------------------------------------------------------- */
/* The same clash within the hour is kept once: it is entered before the remote write, and perhaps planned again after it. */
gboolean bp_store_conflict_add (BpStore *self, gint64 user, BpKind kind, gint64 record, BpUnit unit,
                                const char *original_start, const char *local_value, const char *remote_value,
                                gboolean exchange_won, const char *rule, GError **error);

/* --- off periods (SYNC 13) -------------------------------------------------------------------------------------------- */
typedef struct {
  BpKind kind;         /* BP_KIND_COUNT: all */
  int direction;       /* BpDirection, -1: both */
  gint64 begins, ends; /* instants; ends 0: still off */
} BpOffPeriod;
/* Of the user, those of everybody included. GArray of BpOffPeriod, by begin. */
GArray *bp_store_off_periods (BpStore *self, gint64 user, GError **error);
/* Opens or closes (writes only if it changes) an off period. source: "auto-sync", "kind", "direction", "maintenance"; user 0: everybody. */
gboolean bp_store_off_set (BpStore *self, const char *source, gint64 user, BpKind kind, int direction, gboolean off,
                           gint64 at, GError **error);

/* Users whose data are off or on by a setting alone (a missing mailbox while use-mailboxes changed): triggers see to it only when the
 * user is changed, so the engine says at its start that the settings are read. Writes only what changes. */
gboolean bp_store_off_refresh (BpStore *self, gint64 at, GError **error);

/* --- deletions and holds (SYNC 11) -------------------------------------------------------------------------------------- */
/* A record's deletion was carried out: it is counted, unless it was released or the record lives on with another user. */
gboolean bp_store_deletion_done (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record,
                                 gint64 at, GError **error);
gint64 bp_store_deletions_since (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 since);

/* A deletion that was held, until it is carried out or no longer wanted. */
typedef enum { BP_HELD_UNDECIDED, BP_HELD_APPLY, BP_HELD_DISCARD } BpHeldDecision;
typedef struct {
  BpDirection direction;
  gint64 record;
  BpHeldDecision decision;
} BpHeld;
GArray *bp_store_held (BpStore *self, gint64 user, BpKind kind, GError **error); /* BpHeld */
/* Of both kinds and directions, undecided. */
gint64 bp_store_held_count (BpStore *self, gint64 user);
gboolean bp_store_hold (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record, GError **error);
gboolean bp_store_hold_drop (BpStore *self, gint64 user, BpKind kind, BpDirection direction, gint64 record,
                             GError **error);
/* The administrator's word on all that is undecided; on a writing connection of his own. */
gboolean bp_store_release (BpStore *self, gint64 user, BpHeldDecision decision, gint64 *ret_count, GError **error);
/* Only of one kind (BP_KIND_COUNT: both) and direction (BpDirection, -1: both). */
gboolean bp_store_release_group (BpStore *self, gint64 user, BpKind kind, int direction, BpHeldDecision decision,
                                 gint64 *ret_count, GError **error);

/* --- what need not be kept for ever ------------------------------------------------------------------------------------- */
#define BP_STORE_KEEP_DAYS 90
/* Writer job, once a day: done journal entries, deleted records, links gone on both sides or set aside, conflicts and counted deletions
 * older than BP_STORE_KEEP_DAYS. Not deleted records whose deletion is held: it may be discarded yet (SYNC 11). */
gboolean bp_store_prune (BpStore *self, gint64 now, GError **error);
