/* SPDX-License-Identifier: MIT */
#pragma once

/* Whose a mailbox is when several users name the same one: the one that already holds links keeps it, else the lower id
 * (SYNC 12). Built from the users that would otherwise be synced. One thread. */

#include "core/user.h"
#include "store/store.h"

typedef struct _BpHolders BpHolders;

BpHolders *bp_holders_new (void);
void bp_holders_free (BpHolders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpHolders, bp_holders_free)
/* The user claims the address; kept only if nobody with a better claim has it. */
void bp_holders_add (BpHolders *self, BpStore *store, const BpUser *user, const char *address);
/* The login of the user with a better claim to the address than this one (id 0: not stored yet), NULL if none. Borrowed. */
const char *bp_holders_other (BpHolders *self, BpStore *store, const BpUser *user, const char *address);
