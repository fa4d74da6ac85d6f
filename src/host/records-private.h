/* SPDX-License-Identifier: MIT */
#pragma once

/* What the files about records share. */

#include "host/records.h"
#include "store/listing.h"

/* "a17"; and back, FALSE if it is no such name. */
char *bp_data_dup_record_name (BpKind kind, gint64 id);
gboolean bp_data_parse_record (const char *name, BpKind *ret_kind, gint64 *ret_id);
BpConflictView *bp_conflict_view_new (const BpConflict *row, const char *login);
/* A running engine looks at once, whichever process has it; without one the next start does. login NULL: at everybody. */
void bp_data_wake_engine (BpData *self, const char *login);
