/* SPDX-License-Identifier: MIT */
#pragma once

/* The database: one SQLite file in WAL mode, the open contract of docs/DATABASE.md. This layer is the only SQL.
 *
 * A BpStore is one connection, used by one thread. Readers (lanes, the engine thread, the windows' service) open it
 * BP_STORE_READ and hold no statement open across a call. Everything the engine writes goes through the one writer
 * (store/writer.h); the command line and the windows change users and settings through a BP_STORE_WRITE connection of
 * their own, as any other program would, with a busy timeout.
 *
 * Errors: LOCAL (damaged, newer, disk full, read-only), TEMPORARY (locked), NOT_FOUND, INVALID (a value refused: its
 * column is the error's server code). No function leaves a transaction open that it began. */

#include <glib.h>

#define BP_STORE_FILE "bpexchange.db"
#define BP_STORE_SCHEMA_VERSION 5

typedef struct _BpStore BpStore;
typedef enum { BP_STORE_READ, BP_STORE_WRITE } BpStoreMode;

/* Creates the file with the current schema if it is not there (TRUE in *ret_created); an older one is migrated after a
 * backup beside it; a newer, damaged or foreign file is left untouched (LOCAL). A path on a network drive is refused. */
gboolean bp_store_init (const char *path, gboolean *ret_created, GError **error);
/* Opens an existing database; refuses a missing (NOT_FOUND), newer, older, damaged or foreign one (LOCAL). */
BpStore *bp_store_open (const char *path, BpStoreMode mode, GError **error);
void bp_store_close (BpStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpStore, bp_store_close)

/* Whether the file is still where it was opened; LOCAL ("moved") if it was deleted, moved or replaced: what is written
 * through this connection then reaches nobody. */
gboolean bp_store_check_place (BpStore *self, GError **error);

/* Transactions for callers that group calls. bp_store_begin is BEGIN IMMEDIATE on a writing connection, BEGIN on a
 * reading one (a stable snapshot; keep it short). A writing one begins only where the file still is in its place. */
gboolean bp_store_begin (BpStore *self, GError **error);
gboolean bp_store_commit (BpStore *self, GError **error);
void bp_store_rollback (BpStore *self);

/* Changes whenever any other connection committed; cheap (a pragma), asked many times a second. */
gboolean bp_store_data_version (BpStore *self, gint64 *ret_version, GError **error);
/* A complete copy while it is in use (SQLite's backup). Refuses to overwrite. */
gboolean bp_store_backup (BpStore *self, const char *target, GError **error);

/* What front ends and the host note for themselves (rows of `meta`). A missing one is NULL; caller frees. */
char *bp_store_note (BpStore *self, const char *key);
gboolean bp_store_set_note (BpStore *self, const char *key, const char *value, GError **error);

/* Which machine and path the database belongs to (DESIGN 4): TRUE if it is this one, or nobody's yet (it is then
 * claimed). FALSE with DENIED if it was copied from elsewhere; `adopt` claims it. Before an engine starts: also looks
 * through the whole file (about a second per 100 MB), LOCAL if it is damaged. */
gboolean bp_store_claim (BpStore *self, gboolean adopt, GError **error);
