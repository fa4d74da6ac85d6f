/* SPDX-License-Identifier: MIT */
#pragma once

/* Records and conflicts as an administrator sees them: "why did this one (not) arrive?" Same thread as the BpData. All
 * texts are translated and ready to show. */

#include "core/field.h"
#include "host/data.h"

typedef struct {
  char *name; /* "a17", "t17"; NULL: an item that could not be taken over, so that it has no record */
  BpKind kind;
  gint64 id;
  char *login;
  gint64 company;
  char *subject;
  char *uid;
  char *item_id;           /* in Exchange; NULL: not linked */
  gint64 last_transfer_at; /* 0: never */
  char *state;             /* stable: "in-step", "pending", "parked", "kept", "not-transferred", "held", "deleted" */
  char *state_label;       /* translated word */
  char *reason_code;       /* stable, NULL: none */
  char *reason;            /* translated sentence; never NULL */
} BpRecordView;
void bp_record_view_free (BpRecordView *self);

/* login NULL: everybody's (NOT_FOUND if unknown); kind BP_KIND_COUNT: both. By kind and id, the deleted ones included. */
GPtrArray *bp_data_records (BpData *self, const char *login, BpKind kind, GError **error);

typedef struct {
  char *record; /* "a17" */
  char *login;
  gint64 at;
  char *unit;                       /* stable, "when" */
  char *unit_label;                 /* translated */
  char *original_start;             /* of an occurrence, NULL */
  char *local_value, *remote_value; /* JSON */
  char *winner;                     /* "local", "exchange" */
  char *rule;                       /* stable */
  char *rule_label;                 /* translated */
} BpConflictView;
void bp_conflict_view_free (BpConflictView *self);

/* Newest first. */
GPtrArray *bp_data_conflicts (BpData *self, GError **error);

/* "a17" again, with all its pending changes (SYNC 15); also Exchange's id of an item without a record. NOT_FOUND: it is not parked. */
gboolean bp_data_retry (BpData *self, const char *record, GError **error);
/* "a17" comes back under its id (SYNC 11). INVALID: no record's name; NOT_FOUND: it is not among the deleted. */
gboolean bp_data_restore (BpData *self, const char *record, GError **error);
/* The word on all held deletions of a user: carried out, or undone from the other side. NOT_FOUND if none is held. */
gboolean bp_data_release (BpData *self, const char *login, gboolean apply, guint *ret_count, GError **error);
