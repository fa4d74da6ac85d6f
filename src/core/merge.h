/* SPDX-License-Identifier: MIT */
#pragma once

/* Three-way merge by unit (SYNC 4-6): which side's change goes where, and who loses. Pure; any thread. */

#include "core/item.h"

typedef struct {
  BpUnitSet changed_local;        /* local differs from seen_local */
  BpUnitSet changed_remote;       /* remote differs from seen_remote */
  BpUnitSet equal;                /* both changed, to the same value */
  gint64 local_at[BP_UNIT_COUNT]; /* instant of the last local change of the unit; 0 unknown */
  gint64 remote_at;               /* corrected LastModifiedTime; 0 unknown */
  gboolean export_open, import_open;
} BpMergeInput;

typedef enum { BP_RULE_LATER, BP_RULE_EXCHANGE_ON_TIE, BP_RULE_OPEN_SIDE } BpMergeRule;

typedef struct {
  BpUnitSet to_remote;             /* write these units of the local item to Exchange */
  BpUnitSet to_local;              /* write these units of the remote item to the record */
  BpUnitSet clash;                 /* both changed, differently; the loser is kept as a conflict */
  BpUnitSet local_lost;            /* subset of clash: Exchange won */
  BpMergeRule rule[BP_UNIT_COUNT]; /* for units in clash */
} BpMergeResult;

/* Exchange wins within this many microseconds of each other (SYNC 6). */
#define BP_MERGE_TIE_US ((gint64) 2 * G_USEC_PER_SEC)

BpMergeResult bp_merge (const BpMergeInput *input);
const char *bp_merge_rule_name (BpMergeRule rule); /* "later", "exchange-on-tie", "open-side" */
