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
} BpRecordRow;
void bp_record_row_free (BpRecordRow *self);
/* user 0: everybody's; kind BP_KIND_COUNT: both. By kind and id, the deleted ones included. */
GPtrArray *bp_store_record_rows (BpStore *self, gint64 user, BpKind kind, GError **error);

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

/* A parked record is planned again with all that is pending (SYNC 15). NOT_FOUND if it is not parked. */
gboolean bp_store_retry (BpStore *self, BpKind kind, gint64 record, GError **error);
/* The same for an item of Exchange that could not be taken over, so that it has no record. */
gboolean bp_store_retry_item (BpStore *self, const char *item_id, GError **error);
