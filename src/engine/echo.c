/* SPDX-License-Identifier: MIT */
#include "engine/echo.h"

#include "core/private.h"
#include "engine/plan-units.h"

struct _BpEcho {
  BpStore *reader;
  gint64 user;
  BpKind kind;
  GPtrArray *links; /* BpLink, with the change key that the item has now */
  GPtrArray *moved; /* those of them whose key is another one; borrowed */
};

/* Whoever waits for the item to be looked at again must not wait for ever. */
static gboolean
is_calm (const BpLaneTools *tools, const BpPassJob *job, BpKind kind)
{
  g_autoptr (GPtrArray) parked = bp_store_parked (tools->reader, job->user, NULL);
  g_autoptr (GPtrArray) intents = bp_store_intents (tools->reader, job->user, kind, NULL);
  return parked && parked->len == 0 && intents && intents->len == 0
         && bp_private_items_parse (bp_settings_get (tools->settings, BP_SETTING_PRIVATE_ITEMS)) == BP_PRIVATE_FULL;
}

BpEcho *
bp_echo_new (const BpLaneTools *tools, const BpPassJob *job, BpKind kind)
{
  BpEcho *self;
  if (!is_calm (tools, job, kind))
    return NULL;
  self = g_new0 (BpEcho, 1);
  self->reader = tools->reader;
  self->user = job->user;
  self->kind = kind;
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_link_free);
  self->moved = g_ptr_array_new ();
  return self;
}

void
bp_echo_free (BpEcho *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->moved);
  g_free (self);
}

/* Texts are never read: the shadow's is the one that was last sent. */
static gboolean
is_as_seen (const BpItem *item, const char *seen_remote)
{
  g_autofree char *now = bp_item_to_json (item);
  g_autoptr (BpItem) seen = NULL;
  if (g_strcmp0 (now, seen_remote) == 0)
    return TRUE;
  seen = seen_remote ? bp_item_from_json (bp_item_kind (item), seen_remote, NULL) : NULL;
  return seen && !(bp_item_diff (item, seen) & ~BP_PLAN_NEVER_IN);
}

/* A recurring task moves on by itself, whatever it looks like (SYNC 18). */
static BpLink *
link_of_echo (BpEcho *self, const BpInboxRow *row)
{
  g_autoptr (BpLink) link = NULL;
  if (row->deleted || !row->item || row->unsupported
      || (self->kind == BP_KIND_TASK && bp_item_get (row->item, BP_FIELD_RECURRENCE)))
    return NULL;
  link = bp_store_link_quiet (self->reader, self->user, self->kind, row->item_id, NULL);
  if (!link || g_strcmp0 (link->uid, row->uid) != 0 || !link->is_meeting != !row->is_meeting
      || !is_as_seen (row->item, link->seen_remote))
    return NULL;
  return g_steal_pointer (&link);
}

void
bp_echo_sift (BpEcho *self, GPtrArray *rows)
{
  guint kept = 0;
  for (guint i = 0; i < rows->len; i++) {
    BpInboxRow *row = rows->pdata[i];
    BpLink *link = link_of_echo (self, row);
    if (!link) {
      rows->pdata[kept++] = row;
      continue;
    }
    g_ptr_array_add (self->links, link);
    if (g_strcmp0 (link->change_key, row->change_key) != 0) {
      g_free (link->change_key);
      link->change_key = g_steal_pointer (&row->change_key);
      g_ptr_array_add (self->moved, link);
    }
    bp_inbox_row_free (row);
  }
  /* The rest has moved up or is gone. */
  for (guint i = kept; i < rows->len; i++)
    rows->pdata[i] = NULL;
  g_ptr_array_set_size (rows, (int) kept);
}

gboolean
bp_echo_store (const BpEcho *self, BpStore *store, GError **error)
{
  for (guint i = 0; self && i < self->links->len; i++)
    if (!bp_store_unlisted_remove (store, self->links->pdata[i], error))
      return FALSE;
  for (guint i = 0; self && i < self->moved->len; i++) {
    const BpLink *link = self->moved->pdata[i];
    if (!bp_store_link_set_change_key (store, link->id, link->change_key, error))
      return FALSE;
  }
  return TRUE;
}
