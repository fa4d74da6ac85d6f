/* SPDX-License-Identifier: MIT */
#pragma once

/* A user's appointments and tasks from and to a file of iCalendar. Same thread as the BpData. */

#include "host/data.h"

typedef struct {
  guint added, changed, unchanged;
} BpImportCounts;

/* Takes the whole file in, or nothing: in one transaction, as another program would enter it, so that it goes to Exchange. A
 * record with the same UID is brought to what the file says. INVALID: the file, with line and reason; the user has no company.
 * NOT_FOUND: the user. LOCAL: the file cannot be read. */
gboolean bp_data_import (BpData *self, const char *path, const char *login, BpImportCounts *ret_counts, GError **error);
/* The user's records as text. What cannot be read is left out and said in *ret_left_out (char*, sentences; caller unrefs).
 * Caller frees. */
char *bp_data_export (BpData *self, const char *login, GPtrArray **ret_left_out, GError **error);
