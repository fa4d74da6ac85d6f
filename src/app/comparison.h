/* SPDX-License-Identifier: MIT */
#pragma once

/* A record beside its counterpart, field by field, in words: pure. */

#include "host/records.h"

typedef struct {
  char *label; /* "Start"; of an exception of a series its day */
  char *local, *remote, *agreed;
  gboolean local_changed; /* since it was last dealt with */
  gboolean remote_changed;
  gboolean differs; /* what the two sides say now */
} BpComparisonRow;
void bp_comparison_row_free (BpComparisonRow *self);

/* The fields that say anything on any side (BpComparisonRow), in the order of the field table, then the exceptions. */
GPtrArray *bp_comparison_new (BpKind kind, const BpRecordDetail *detail);
/* A kept clash in a sentence: what was changed on both sides, both values, which one counts and by which rule. Caller frees. */
char *bp_comparison_conflict_text (const BpConflictView *conflict, BpKind kind);
