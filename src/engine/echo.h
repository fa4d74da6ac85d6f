/* SPDX-License-Identifier: MIT */
#pragma once

/* What comes back from Exchange as it was last seen there: an echo of our own write, or an item that a full listing shows again. About
 * an echo there is nothing to decide (SYNC 7, 9), so it needs no way through the inbox; only its new change key is kept. Whether
 * an item is one is told by its content alone, never by its change key. A lane's thread. */

#include "engine/pass.h"
#include "store/sync.h"

typedef struct _BpEcho BpEcho;

/* For the items of one page. NULL if at this moment none may be passed over: something is parked or under way, or private items
 * are masked. */
BpEcho *bp_echo_new (const BpLaneTools *tools, const BpPassJob *job, BpKind kind);
void bp_echo_free (BpEcho *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEcho, bp_echo_free)

/* Takes the echoes out of the rows (BpInboxRow). */
void bp_echo_sift (BpEcho *self, GPtrArray *rows);
/* Writer job: what is to be kept of them. self may be NULL. */
gboolean bp_echo_store (const BpEcho *self, BpStore *store, GError **error);
