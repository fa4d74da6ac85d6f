/* SPDX-License-Identifier: MIT */
#pragma once

/* What an item without a link of its own comes from (SYNC 10, 11): Outlook puts a new item into the place of one that is gone (an accepted
 * invitation, an undo, a move and back), and a copy carries the UID and the token of what it was copied from. Reads the snapshot of a
 * collection; no network. A lane's thread. */

#include "engine/pending.h"

typedef struct {
  BpLink *link;     /* its item is gone, and this one takes its place; NULL */
  gboolean is_copy; /* of an item that is still there, or that has another successor */
  char *
    original; /* an item that must be read first, for the server does not report the deletion of what it never listed; NULL */
} BpOrigin;
void bp_origin_clear (BpOrigin *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BpOrigin, bp_origin_clear)

/* The origins of one collection. Borrows pending. */
typedef struct _BpOrigins BpOrigins;
BpOrigins *bp_origins_new (BpPending *pending);
void bp_origins_free (BpOrigins *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpOrigins, bp_origins_free)

/* row: there, and without link. A link is given to one row only: of several in the inbox to the one that is most like what was known, and to none that is more like an item
 * that is still there.
 * may_fetch FALSE: what would have to be read first counts as being there. FALSE with error: the database cannot be read. */
gboolean bp_origins_find (BpOrigins *self, const BpInboxRow *row, gboolean may_fetch, BpOrigin *ret_origin,
                          GError **error);
