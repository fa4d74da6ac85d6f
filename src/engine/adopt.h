/* SPDX-License-Identifier: MIT */
#pragma once

/* A mailbox is another one than before (SYNC 12): the former links of tasks, which have no UID, go over to their counterparts: by the creation
 * token if exactly one item carries it, else by equal subject, start, due and recurrence, one candidate on each side. Appointments are
 * found by UID as they are listed (pull.c). A lane's thread. */

#include "store/sync.h"

typedef struct _BpAdoption BpAdoption;
BpAdoption *bp_adoption_new (BpKind kind);
void bp_adoption_free (BpAdoption *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAdoption, bp_adoption_free)
/* Every row of a full listing. */
void bp_adoption_note (BpAdoption *self, const BpInboxRow *row);
/* Writer job, once the listing is complete. ids: gets the ids (char*) of the adopted items, to be read. */
gboolean bp_adoption_store (BpAdoption *self, BpStore *store, gint64 user, GPtrArray *ids, GError **error);
