/* SPDX-License-Identifier: MIT */
#pragma once

/* Decide, then act (SYNC 3): for one record and its counterpart, what changed on either side since they were last dealt
 * with, and what is to be done about it. A pure function: no I/O, no clock, no log. What it reads was taken from the
 * database in one snapshot; what it answers names everything that the execution writes. Any thread. */

#include "core/form.h"
#include "core/merge.h"
#include "core/private.h"
#include "engine/reason.h"
#include "store/records.h"
#include "store/sync.h"

/* What holds for the whole pass of one user's kind. Borrowed. */
typedef struct {
  BpSite site;
  gboolean export_open, import_open; /* R5, R6 */
  gboolean skip_info;                /* R3 */
  BpPrivateItems private_items;
  int keep_past_days; /* 0: off */
  gint64 now;
  gboolean
    no_clock; /* the server does not say what time it is there: its stamps cannot be compared with ours (SYNC 6) */
  gint64 start_company; /* records of other companies are off (SYNC 12) */
  const GArray *off;    /* BpOffPeriod */
  gint64 last_pass;     /* end of the last complete pass: what Exchange reports since changed after it; 0: none yet */
} BpPlanContext;

/* What the journal says of a record since it was last dealt with. */
typedef struct {
  gint64 seq;     /* its last pending entry; 0: nothing pending */
  gint64 last_at; /* instant of it */
  gboolean inserted, deleted;
  gint64 deleted_at;
  gint64 company; /* of a record that was deleted, else 0 */
  gboolean moved; /* deleted here only because it lives on with another user (SYNC 12): none for the guard */
  gint64 changed_at[BP_UNIT_COUNT]; /* instant of the unit's last pending entry; 0: unchanged */
} BpLocalChange;

/* One record and its counterpart. Any part may be missing; borrowed. */
typedef struct {
  BpKind kind;
  gint64 record_id;         /* also of a record that is gone; 0: none */
  const BpLink *link;       /* NULL: not linked (record and inbox together: matched, SYNC 10) */
  const BpItem *seen_local; /* the link's shadows, parsed; NULL without link */
  const BpItem *seen_remote;
  const BpRecord *record; /* NULL: no such record */
  const BpItem *before;   /* an edited task's record before what is pending of it; NULL: not known */
  gint64 record_seq;      /* the last entry of the record's journal, done or not, also of one that is gone */
  BpLocalChange local;
  const BpInboxRow *inbox;    /* NULL: nothing new from Exchange */
  const BpBaseline *baseline; /* of an unlinked item; NULL: never seen before */
  const char *unreadable;     /* why the record, which is there, cannot be understood (base/saying.h); NULL: it can */
  const BpRecord
    *deleted_copy; /* of a deleted record whose deletion may have to be undone: as it was; NULL if that is not known */
  gboolean discarded; /* the deletion, on whichever side, was held, and the administrator does not want it (SYNC 11) */
  gboolean is_copy;   /* the item's UID or token belongs to another living item: a copy made in Outlook */
} BpPlanInput;

typedef enum { BP_REMOTE_NOTHING, BP_REMOTE_CREATE, BP_REMOTE_UPDATE, BP_REMOTE_DELETE } BpRemoteOp;
typedef enum { BP_LOCAL_NOTHING, BP_LOCAL_INSERT, BP_LOCAL_UPDATE, BP_LOCAL_DELETE, BP_LOCAL_RESTORE } BpLocalOp;

typedef struct {
  BpUnit unit;
  gboolean exchange_won;
  const char *rule;                 /* static */
  char *local_value, *remote_value; /* JSON of the unit */
} BpPlanConflict;

/* What is to be done for one pair. Owns what it names. */
typedef struct {
  BpKind kind;
  gint64 record;       /* 0: none yet */
  gint64 journal_seq;  /* entries up to it are done afterwards */
  gint64 record_seq;   /* the record's last entry as read: local writes apply only if it still is (SYNC 7) */
  char *item_id;       /* NULL: none yet */
  gint64 inbox_seq;    /* the inbox row is dealt with afterwards; 0: there was none */
  char *replaced_item; /* another inbox row (a deletion) that is settled with this one, NULL */
  gint64 replaced_seq;
  BpRemoteOp remote_op;
  BpUnitSet remote_units;
  gboolean was_series;       /* UPDATE: the item is a series there */
  BpUnitSet exception_units; /* UPDATE: all that may be written of its exceptions */
  BpItem *remote_item;       /* CREATE, UPDATE: what to write, local form */
  char *create_token;        /* CREATE: drawn by the execution */
  char *uid;                 /* CREATE: the UID to send; INSERT: the record's uid */
  char *change_key;          /* UPDATE, DELETE: what was read */
  BpLocalOp local_op;
  BpUnitSet local_units;
  BpItem *local_item; /* INSERT, UPDATE, RESTORE: local form */
  BpLink *link;       /* the link as it will be; NULL: none is to be written */
  gboolean link_is_new;
  char *
    first_local; /* UPDATE with something to settle here before anything is sent (local part, conflicts): the shadows */
  char *first_remote;    /* in between, in which what is yet to go out still differs; NULL: nothing is settled before */
  BpUnitSet first_notes; /* and no journal entry says so: these units get one */
  BpBaseline *baseline;  /* the row to write, NULL: none */
  gboolean drop_baseline;
  GPtrArray *conflicts; /* BpPlanConflict */
  char *park_reason;    /* the record or item cannot be transferred at all (SYNC 15; base/saying.h); NULL: fine */
  BpDirection park_direction;
  gboolean moved;    /* as in the input */
  gboolean discards; /* settles a held deletion that the administrator does not want */
  char
    *left_reason; /* for the log: why it is left where it is, although it has no link to say so (stable name), NULL */
} BpAction;
BpAction *bp_action_new (void);
void bp_action_free (BpAction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAction, bp_action_free)

/* Never NULL: an action may be just bookkeeping (advance a shadow, mark the journal done). */
BpAction *bp_plan (const BpPlanInput *input, const BpPlanContext *context);

/* Whether the action transfers something, in either direction (for "zero writes" and counts). */
gboolean bp_action_writes (const BpAction *self);
