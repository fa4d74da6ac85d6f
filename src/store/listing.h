/* SPDX-License-Identifier: MIT */
#pragma once

/* What an administrator asks about records and conflicts: rows to show, read in one query each; and what he does about them through a
 * writing connection of his own (the command line, the windows). */

#include "store/sync.h"

typedef struct {
  BpKind kind;
  gint64 record;
  gint64 user, company;
  char *uid;
  char *subject;
  char *starts_at;         /* of a task its start or due date; NULL: none */
  char *item_id;           /* NULL: not linked */
  gint64 last_transfer_at; /* 0: never */
  gint64 pending;          /* journal entries not dealt with */
  char *reason_out;        /* why the last change of a side was not transferred: stable names, NULL if it was */
  char *reason_in;
  char *parked_direction; /* "out", "in"; NULL: not parked */
  char *parked_code;
  char *parked_reason; /* in words */
  gboolean deleted;    /* among the deleted records: restorable */
  char *cause;         /* of that: "local", "exchange", "removed" */
  gboolean item_gone;  /* the link is left, its item was deleted */
  gboolean meeting;    /* has attendees */
  char *held;          /* direction of its deletion that waits for the administrator's word, NULL */
  gint64 conflicts;    /* clashes kept of it */
} BpRecordRow;
void bp_record_row_free (BpRecordRow *self);
/* user 0: everybody's; kind BP_KIND_COUNT: both. By kind and id, the deleted ones included. */
GPtrArray *bp_store_record_rows (BpStore *self, gint64 user, BpKind kind, GError **error);

/* What can be known of a record's changes here: its journal entries, done or not. */
typedef struct {
  gint64 seq;
  gint64 at;            /* instant */
  char *op;             /* "insert", "update", "delete" */
  char *column_name;    /* update: which */
  char *original_start; /* of an exception's entry, else NULL */
  char *old_value;      /* update: before */
  int done;
} BpHistoryRow;
void bp_history_row_free (BpHistoryRow *self);
/* Newest first, at most `max`. */
GPtrArray *bp_store_record_history (BpStore *self, BpKind kind, gint64 record, guint max, GError **error);

/* A deletion that was held by the guard, until it is carried out. */
typedef struct {
  gint64 user;
  BpKind kind;
  char *direction; /* "out", "in" */
  gint64 record;
  char *decision; /* "apply", "discard"; NULL: the administrator has not spoken yet */
  char *subject, *starts_at;
} BpHeldRow;
void bp_held_row_free (BpHeldRow *self);
/* Everybody's, by user, kind, direction and start. */
GPtrArray *bp_store_held_rows (BpStore *self, GError **error);

/* Rises with what a list of records shows, as far as that is cheap to say; two equal values may still hide a change of a reason. */
char *bp_store_records_stamp (BpStore *self);

typedef struct {
  gint64 id;
  gint64 at; /* instant */
  gint64 user;
  BpKind kind;
  gint64 record;
  char *unit;           /* bp_unit_name () */
  char *original_start; /* of an exception, else NULL */
  char *local_value;    /* JSON; the loser's is what was overwritten */
  char *remote_value;
  char *winner; /* "local", "exchange" */
  char *rule;
} BpConflict;
void bp_conflict_free (BpConflict *self);
/* Newest first. user 0: everybody's. */
GPtrArray *bp_store_conflicts (BpStore *self, gint64 user, GError **error);
GPtrArray *bp_store_record_conflicts (BpStore *self, BpKind kind, gint64 record, GError **error);

/* A parked record is planned again with all that is pending (SYNC 15). NOT_FOUND if it is not parked. */
gboolean bp_store_retry (BpStore *self, BpKind kind, gint64 record, GError **error);
/* The same for an item of Exchange that could not be taken over, so that it has no record. */
gboolean bp_store_retry_item (BpStore *self, const char *item_id, GError **error);
