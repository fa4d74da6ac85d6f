/* SPDX-License-Identifier: MIT */
#include "engine/origin.h"

struct _BpOrigins {
  BpPending *pending;
  GHashTable *taken; /* ids of links that were given to a row */
  GHashTable *given; /* the rows that have got one */
  GHashTable *named; /* UID or token -> GPtrArray of the unlinked rows that carry it; NULL: nobody had to know yet */
};

void
bp_origin_clear (BpOrigin *self)
{
  g_clear_pointer (&self->link, bp_link_free);
  g_clear_pointer (&self->original, g_free);
}

BpOrigins *
bp_origins_new (BpPending *pending)
{
  BpOrigins *self = g_new0 (BpOrigins, 1);
  self->pending = pending;
  self->taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->given = g_hash_table_new (NULL, NULL);
  return self;
}

void
bp_origins_free (BpOrigins *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->given);
  g_clear_pointer (&self->named, g_hash_table_unref);
  g_free (self);
}

/* --- several that could be the one --------------------------------------------------------------------------------------- */

static void
note_name (BpOrigins *self, BpInboxRow *row, const char *name)
{
  GPtrArray *rows = name ? g_hash_table_lookup (self->named, name) : NULL;
  if (!rows && name) {
    rows = g_ptr_array_new ();
    g_hash_table_insert (self->named, (char *) name, rows);
  }
  if (rows)
    g_ptr_array_add (rows, row);
}

static const GPtrArray *
rows_named (BpOrigins *self, const char *name)
{
  const GPtrArray *inbox = self->pending->inbox;
  if (!name)
    return NULL;
  if (!self->named) {
    self->named = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
    for (guint i = 0; i < inbox->len; i++) {
      BpInboxRow *row = inbox->pdata[i];
      if (!row || row->unsupported || !g_hash_table_contains (self->pending->unlinked, row->item_id))
        continue;
      note_name (self, row, row->uid);
      note_name (self, row, row->create_token);
    }
  }
  return g_hash_table_lookup (self->named, name);
}

/* In how many units it differs. */
static guint
distance (const BpInboxRow *row, const BpItem *seen)
{
  return __builtin_popcount (bp_item_diff (row->item, seen));
}

/* Whether one with the same name is more like what was known of the item that is gone. */
static gboolean
has_nearer_rival (BpOrigins *self, const BpInboxRow *row, const BpItem *seen, const char *name)
{
  const GPtrArray *rivals = rows_named (self, name);
  for (guint i = 0; rivals && i < rivals->len; i++)
    if (!g_hash_table_contains (self->given, rivals->pdata[i])
        && distance (rivals->pdata[i], seen) < distance (row, seen))
      return TRUE;
  return FALSE;
}

/* --- links that were known ------------------------------------------------------------------------------------------------ */

/* By UID, then by token; those that live come first. */
static GPtrArray *
links_named (BpOrigins *self, const BpInboxRow *row, GError **error)
{
  const BpPending *pending = self->pending;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) links =
    row->uid ? bp_store_links_by_uid (pending->reader, pending->user, pending->kind, row->uid, error)
             : g_ptr_array_new_with_free_func ((GDestroyNotify) bp_link_free);
  BpLink *by_token = links && row->create_token ? bp_store_link_by_token (pending->reader, pending->user, pending->kind,
                                                                          row->create_token, &local)
                                                : NULL;
  if (by_token)
    g_ptr_array_add (links, by_token);
  if (!local)
    return g_steal_pointer (&links);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Whether another record has the UID by now, entered anew: then the former one, which is gone, cannot be restored. */
static gboolean
is_superseded (BpOrigins *self, const BpLink *link, gboolean *ret_is, GError **error)
{
  const BpPending *pending = self->pending;
  gint64 holder = 0;
  if (link->record_gone && link->uid
      && !bp_store_record_by_uid (pending->reader, pending->kind, pending->user, link->uid, &holder, error))
    return FALSE;
  *ret_is = holder && holder != link->record;
  return TRUE;
}

static gboolean
is_known (BpOrigins *self, const BpInboxRow *row)
{
  const BpUnlinked *found = g_hash_table_lookup (self->pending->unlinked, row->item_id);
  return found && found->baseline;
}

/* Its item was deleted before, or in this very inbox; then one that was seen beside it has not taken its place. */
static gboolean
may_be_replaced_by (BpOrigins *self, const BpLink *link, const BpInboxRow *row)
{
  const BpInboxRow *now = bp_pending_peek (self->pending, link->item_id);
  return link->item_gone || (now && now->deleted && !is_known (self, row));
}

/* What an item is compared with. */
typedef struct {
  const BpLink *gone; /* the most like it of those that have lost their item; NULL */
  guint to_gone, to_living;
} Kin;

static gboolean
look_at_link (BpOrigins *self, const BpInboxRow *row, const BpLink *link, gboolean may_fetch, Kin *kin,
              BpOrigin *origin, GError **error)
{
  gboolean is_taken = g_hash_table_contains (self->taken, &link->id), superseded;
  const BpInboxRow *now = bp_pending_peek (self->pending, link->item_id);
  g_autoptr (BpItem) seen = NULL;
  guint apart;
  if (!is_superseded (self, link, &superseded, error))
    return FALSE;
  if (superseded)
    return TRUE;
  seen = bp_item_from_json (self->pending->kind, link->seen_remote ? link->seen_remote : "{}", error);
  if (!seen)
    return FALSE;
  apart = distance (row, now && !now->deleted && now->item ? now->item : seen);
  if (!is_taken && may_be_replaced_by (self, link, row)) {
    if (apart < kin->to_gone && !has_nearer_rival (self, row, seen, link->uid)
        && !has_nearer_rival (self, row, seen, link->create_token)) {
      kin->gone = link;
      kin->to_gone = apart;
    }
  } else {
    kin->to_living = MIN (kin->to_living, apart);
    /* What this inbox has is known to be there. Read once more it would be older than what is written to it now, and seem to take that back. */
    if (may_fetch && !is_taken && !origin->original && !now
        && !g_hash_table_contains (self->pending->taken_items, link->item_id))
      origin->original = g_strdup (link->item_id);
  }
  origin->is_copy = TRUE;
  return TRUE;
}

/* One that differs from a living item no more than from the one that is gone is a copy of the living: so nothing that was edited in the
 * record of the other gets into it. Unless it is the one that is gone to the letter. */
gboolean
bp_origins_find (BpOrigins *self, const BpInboxRow *row, gboolean may_fetch, BpOrigin *ret_origin, GError **error)
{
  g_autoptr (GPtrArray) links = links_named (self, row, error);
  Kin kin = { .to_gone = G_MAXUINT, .to_living = G_MAXUINT };
  for (guint i = 0; links && i < links->len; i++)
    if (!look_at_link (self, row, links->pdata[i], may_fetch, &kin, ret_origin, error))
      return FALSE;
  if (links && kin.gone && (kin.to_gone == 0 || kin.to_gone < kin.to_living)) {
    bp_origin_clear (ret_origin);
    ret_origin->is_copy = FALSE;
    ret_origin->link = bp_link_copy (kin.gone);
    g_hash_table_add (self->taken, g_memdup2 (&kin.gone->id, sizeof kin.gone->id));
    g_hash_table_add (self->given, (gpointer) row);
  }
  return links != NULL;
}
