/* SPDX-License-Identifier: MIT */
#pragma once

/* The deletion guard at work (SYNC 11): which of the planned deletions wait for the administrator's word, and what became of those he
 * has spoken about. What is held is stored record by record, so that a release means exactly those. A lane's thread. */

#include "engine/pass.h"
#include "engine/plan.h"

/* Takes out of the actions (BpAction) of one round those deletions that are held, and stores which they are. */
gboolean bp_hold_deletions (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, GPtrArray *actions,
                            GError **error);
