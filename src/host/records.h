/* SPDX-License-Identifier: MIT */
#pragma once

/* Records and conflicts as an administrator sees them: "why did this one (not) arrive?" Same thread as the BpData. All
 * texts are translated and ready to show. */

#include "core/item.h"
#include "host/data.h"

typedef struct {
  char *name; /* "a17", "t17"; NULL: an item that could not be taken over, so that it has no record */
  BpKind kind;
  gint64 id;
  char *login;
  gint64 company;
  char *subject;
  char *starts_at; /* wall clock; of a task its start or due date; NULL: none */
  char *uid;
  char *item_id;           /* in Exchange; NULL: not linked */
  gint64 last_transfer_at; /* 0: never */
  char *state;             /* stable: "in-step", "pending", "parked", "kept", "not-transferred", "held", "deleted" */
  char *state_label;       /* translated word */
  char *reason_code;       /* stable, NULL: none */
  char *reason;            /* translated sentence; never NULL */
  char *search;            /* subject, login and reason without case (g_utf8_casefold), a line each */
  gboolean deleted;        /* can be restored */
  guint conflicts;         /* clashes of which a value is kept */
} BpRecordView;
/* Shared by any number of threads; free gives one reference back. */
BpRecordView *bp_record_view_ref (BpRecordView *self);
void bp_record_view_free (BpRecordView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpRecordView, bp_record_view_free)

/* login NULL: everybody's (NOT_FOUND if unknown); kind BP_KIND_COUNT: both. By kind and id, the deleted ones included. */
GPtrArray *bp_data_records (BpData *self, const char *login, BpKind kind, GError **error);
/* Two equal stamps: the list has most likely not changed since. Caller frees. */
char *bp_data_records_stamp (BpData *self);

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

/* --- one record in full --------------------------------------------------------------------------------------------- */

/* What happened to a record. */
typedef struct {
  gint64 at;
  char *text;       /* translated: "Changed in büro+: location" */
  gboolean pending; /* not dealt with yet */
} BpHistoryEntry;
void bp_history_entry_free (BpHistoryEntry *self);

typedef struct {
  BpItem *local;        /* in büro+, of a deleted record its last content; NULL: there is none */
  BpItem *remote;       /* in Exchange as last read, in the form of that side (core/form.h); NULL: there is none */
  gboolean remote_new;  /* `remote` is not dealt with yet */
  BpItem *agreed_local; /* each side as last dealt with, in its own form; NULL: never */
  BpItem *agreed_remote;
  char *time_zone;      /* the site's */
  GPtrArray *conflicts; /* BpConflictView, newest first */
  GPtrArray *history;   /* BpHistoryEntry, newest first: changes here, and what the log says of the record */
} BpRecordDetail;
void bp_record_detail_free (BpRecordDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpRecordDetail, bp_record_detail_free)
/* "a17". INVALID: no record's name. A record that is not there gives an empty detail. */
BpRecordDetail *bp_data_record_detail (BpData *self, const char *record, GError **error);

/* --- what is done about them ---------------------------------------------------------------------------------------- */

/* "a17" again, with all its pending changes (SYNC 15); also Exchange's id of an item without a record. NOT_FOUND: it is not parked. */
gboolean bp_data_retry (BpData *self, const char *record, GError **error);
/* "a17" comes back under its id (SYNC 11). INVALID: no record's name; NOT_FOUND: it is not among the deleted. */
gboolean bp_data_restore (BpData *self, const char *record, GError **error);
/* The word on all held deletions of a user: carried out, or undone from the other side. NOT_FOUND if none is held. */
gboolean bp_data_release (BpData *self, const char *login, gboolean apply, guint *ret_count, GError **error);

/* --- held deletions (SYNC 11) ---------------------------------------------------------------------------------------- */

typedef struct {
  char *record; /* "a17" */
  char *subject, *starts_at;
} BpHeldView;
/* The deletions of one user, kind and direction. */
typedef struct {
  char *login;
  BpKind kind;
  gboolean out;       /* deleted in büro+, held in Exchange; else the other way round */
  GPtrArray *records; /* BpHeldView, undecided, by start */
  guint applying;     /* decided, and not carried out yet */
  guint discarding;
} BpHeldGroup;
void bp_held_group_free (BpHeldGroup *self);
/* By login; groups in which nothing is left are not there. */
GPtrArray *bp_data_held (BpData *self, GError **error);
/* As bp_data_release, of one group. */
gboolean bp_data_release_group (BpData *self, const char *login, BpKind kind, gboolean out, gboolean apply,
                                guint *ret_count, GError **error);
