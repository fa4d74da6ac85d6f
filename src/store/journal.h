/* SPDX-License-Identifier: MIT */
#pragma once

/* The journal: what every writer but the engine changed, entered by triggers. One entry per inserted or deleted record,
 * one per changed column of an updated one. An entry is pending until the engine has dealt with it, then done. */

#include "core/item.h"
#include "store/store.h"

typedef enum { BP_JOURNAL_INSERT, BP_JOURNAL_UPDATE, BP_JOURNAL_DELETE } BpJournalOp;

typedef struct {
  gint64 seq; /* AUTOINCREMENT, never reused */
  gint64 at;  /* instant */
  gint64 record;
  gint64 user, company; /* as of the entry (a delete: of the old row) */
  BpJournalOp op;
  BpUnit unit;          /* UPDATE: of the changed column; BP_UNIT_COUNT for user, company, uid */
  char *column;         /* UPDATE: its name, else NULL */
  char *original_start; /* of an exception's entry, else NULL */
  char *old_value;      /* UPDATE: before */
} BpJournalEntry;
void bp_journal_entry_free (BpJournalEntry *self);

/* The highest sequence number of all entries; 0 if none. */
gint64 bp_store_journal_last (BpStore *self);
/* Users (gint64 ids) with pending entries after `seq`. */
GArray *bp_store_journal_users (BpStore *self, gint64 after_seq, GError **error);
/* Pending entries of a user's kind, by record, then seq. BpJournalEntry. */
GPtrArray *bp_store_journal_pending (BpStore *self, gint64 user, BpKind kind, GError **error);
/* Whether the record has pending entries of that user. */
gboolean bp_store_journal_is_pending (BpStore *self, BpKind kind, gint64 user, gint64 record);
/* Number of pending entries of a user (all kinds) up to seq. */
gint64 bp_store_journal_count_pending (BpStore *self, gint64 user, gint64 upto_seq);
/* Writer job: entries of the record up to `seq` are done. record 0: of all records of that user and kind (baseline). */
gboolean bp_store_journal_done (BpStore *self, BpKind kind, gint64 user, gint64 record, gint64 upto_seq,
                                GError **error);
/* Writer job, the one kind of entry that is the engine's own: these units of the record, which nobody edited here, are yet to be sent. One entry
 * a unit; *ret_seq: the last one. */
gboolean bp_store_journal_note (BpStore *self, BpKind kind, gint64 user, gint64 company, gint64 record, BpUnitSet units,
                                gint64 *ret_seq, GError **error);
/* The record's last entry, done or not; 0 if none. */
gint64 bp_store_journal_last_of (BpStore *self, BpKind kind, gint64 record);
