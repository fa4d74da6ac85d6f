/* SPDX-License-Identifier: MIT */
#pragma once

/* The schema's versions: what a fresh database gets, and how an older one becomes the current one. Private to store/. */

#include <sqlite3.h>

#include "store/store.h"

/* PRAGMA application_id: "bpex". */
#define BP_SCHEMA_APPLICATION_ID 0x62706578

typedef enum {
  BP_SCHEMA_EMPTY, /* nothing in it yet */
  BP_SCHEMA_CURRENT,
  BP_SCHEMA_OLDER, /* ours, to be migrated */
} BpSchemaState;

/* What the open file is; FALSE with LOCAL if it is newer, damaged or another program's. Only reads. */
gboolean bp_schema_examine (sqlite3 *db, BpSchemaState *ret_state, int *ret_version, GError **error);
/* Runs what is missing, in one transaction; does nothing if another process was quicker. TRUE in *ret_created if it was empty. */
gboolean bp_schema_upgrade (sqlite3 *db, gboolean *ret_created, GError **error);
