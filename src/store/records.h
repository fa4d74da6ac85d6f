/* SPDX-License-Identifier: MIT */
#pragma once

/* Appointments and tasks (contract tables) as BpItem in local form. */

#include "core/item.h"
#include "store/store.h"

typedef struct {
  BpKind kind;
  gint64 id;
  gint64 user;
  gint64 company;
  char *uid;
  gint64 last_seq; /* its last journal entry, done or not; 0 if none */
  BpItem *item;
} BpRecord;
void bp_record_free (BpRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpRecord, bp_record_free)

/* NULL with NOT_FOUND if it is not there. Values another program stored are normalised; what cannot be understood although the checks
 * let it pass is INVALID, naming the column. */
BpRecord *bp_store_record (BpStore *self, BpKind kind, gint64 id, GError **error);
/* What it was before its pending changes, as far as the journal's old values tell: not its exceptions. NULL if it is itself new. New. */
BpItem *bp_store_record_before (BpStore *self, const BpRecord *record);
/* The record's match key (core/item.h) as it was before its pending changes, which the journal's old values tell (SYNC 10); of a
 * record that is itself new, the key it has now. Caller frees. */
char *bp_store_record_key (BpStore *self, const BpRecord *record);
/* Ids of the user's records of one company without a link, whose uid is `uid` / whose match key (core/item.h) is `key`. gint64. pending
 * FALSE: no record of the user has a change that is yet to go out, so that keys of before need not be looked for. */
GArray *bp_store_records_unlinked_by_uid (BpStore *self, BpKind kind, gint64 user, const char *uid, GError **error);
GArray *bp_store_records_unlinked_by_key (BpStore *self, BpKind kind, gint64 user, const char *match_key,
                                          gboolean pending, GError **error);

/* Ids of all of the user's records, in the order in which they were entered. gint64. */
GArray *bp_store_records_of (BpStore *self, BpKind kind, gint64 user, GError **error);
/* The user's record with that uid; 0 in *ret_id: there is none. */
gboolean bp_store_record_by_uid (BpStore *self, BpKind kind, gint64 user, const char *uid, gint64 *ret_id,
                                 GError **error);
/* created_at and modified_at, UTC with Z; NULL leaves one as it is. */
gboolean bp_store_record_get_stamps (BpStore *self, BpKind kind, gint64 id, char **ret_created, char **ret_modified,
                                     GError **error);
gboolean bp_store_record_set_stamps (BpStore *self, BpKind kind, gint64 id, const char *created, const char *modified,
                                     GError **error);

/* The rest inside a writer job, or as another program would, by a writing connection of its own. */
gboolean bp_store_record_insert (BpStore *self, BpKind kind, gint64 user, gint64 company,
                                 const char *uid /* NULL: default */, const BpItem *item, gint64 *ret_id,
                                 GError **error);
/* Writes the units' columns (and exceptions). */
gboolean bp_store_record_update (BpStore *self, BpKind kind, gint64 id, const BpItem *item, BpUnitSet units,
                                 GError **error);
/* Moves it to the deleted records; cause: "exchange", "user", … */
gboolean bp_store_record_delete (BpStore *self, BpKind kind, gint64 id, const char *cause, GError **error);
/* Puts a deleted record back under its old id (NOT_FOUND if it is not among the deleted). */
gboolean bp_store_record_restore (BpStore *self, BpKind kind, gint64 id, GError **error);
/* A deleted record's last content, user and uid; NOT_FOUND. */
BpRecord *bp_store_deleted_record (BpStore *self, BpKind kind, gint64 id, GError **error);
