/* SPDX-License-Identifier: MIT */
#pragma once

/* Who takes part: every user with the reason why he is or is not synced (core/eligibility.h), and whose mailbox it is
 * when two users name the same one (SYNC 12). Reads the database; any thread with a connection of its own. */

#include "core/eligibility.h"
#include "store/store.h"

typedef struct {
  BpUser *user;
  BpEligibility *eligibility;
  gint64 enabled_at; /* instant at which he was last allowed; 0: never */
} BpRosterEntry;
void bp_roster_entry_free (BpRosterEntry *self);

/* BpRosterEntry, by login. */
GPtrArray *bp_roster_load (BpStore *store, const BpSettings *settings, GError **error);
/* Login of the user who holds this user's mailbox before him, or NULL. Caller frees. */
char *bp_roster_taken_by (BpStore *store, GPtrArray *users /* BpUser */, const BpUser *user);
