/* SPDX-License-Identifier: MIT */
#pragma once

/* The table sync_deleted, whose rows triggers write as JSON (docs/DATABASE.md); private to store/. */

#include "store/records.h"

/* A deleted record; NULL with NOT_FOUND. ret_created_at may be NULL. */
BpRecord *bp_deleted_read (BpStore *self, BpKind kind, gint64 id, char **ret_created_at, GError **error);
