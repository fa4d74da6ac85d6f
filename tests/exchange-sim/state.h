/* SPDX-License-Identifier: MIT */
#pragma once

/* The state file: one SQLite database in WAL mode, written through. All writes of a request are one transaction, committed before the
 * answer leaves, so that a killed process loses nothing it has acknowledged. Every function takes NULL for "no state file". */

#include "mailbox.h"

/* NULL and *error if the file cannot be used. */
State *state_open (const char *path, GError **error);
void state_close (State *state);
/* The mailbox with all its content, or a new one. */
Mailbox *state_load_mailbox (State *state, guint32 number, const char *smtp);
/* FALSE and a message on stderr if the disk refuses. Does nothing when nothing was written. */
gboolean state_commit (State *state);

void state_put_item (State *state, Mailbox *mailbox, const Item *item);
void state_remove_item (State *state, Mailbox *mailbox, const Item *item);
void state_put_tombstone (State *state, Mailbox *mailbox, const Tombstone *tombstone);
void state_put_folder (State *state, Mailbox *mailbox, const Folder *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (State, state_close)
