/* SPDX-License-Identifier: MIT */
#include "engine/adopt.h"

struct _BpAdoption {
  BpKind kind;
  GHashTable *by_token, *by_key; /* -> item id, "" if there are several */
};

BpAdoption *
bp_adoption_new (BpKind kind)
{
  BpAdoption *self = g_new0 (BpAdoption, 1);
  self->kind = kind;
  self->by_token = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
bp_adoption_free (BpAdoption *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->by_token);
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/* Takes the name. */
static void
note (GHashTable *table, char *name, const char *id)
{
  const char *known = g_hash_table_lookup (table, name);
  g_hash_table_insert (table, name, g_strdup (!known || g_str_equal (known, id) ? id : ""));
}

void
bp_adoption_note (BpAdoption *self, const BpInboxRow *row)
{
  if (self->kind != BP_KIND_TASK || row->deleted || !row->item)
    return;
  if (row->create_token)
    note (self->by_token, g_strdup (row->create_token), row->item_id);
  note (self->by_key, bp_item_match_key (row->item), row->item_id);
}

static char *
key_of_link (const BpLink *link)
{
  g_autoptr (BpItem) seen = link->seen_remote ? bp_item_from_json (link->kind, link->seen_remote, NULL) : NULL;
  return seen ? bp_item_match_key (seen) : NULL;
}

/* The one link of each key; of several none. */
static GHashTable *
links_by_key (const GPtrArray *links)
{
  GHashTable *by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < links->len; i++) {
    char *key = key_of_link (links->pdata[i]);
    if (key)
      g_hash_table_insert (by_key, key, g_hash_table_contains (by_key, key) ? NULL : links->pdata[i]);
  }
  return by_key;
}

/* Borrowed; NULL: none, or more than one. */
static const char *
counterpart (const BpAdoption *self, BpLink *link, GHashTable *links)
{
  g_autofree char *key = NULL;
  const char *id = link->create_token ? g_hash_table_lookup (self->by_token, link->create_token) : NULL;
  if (id && *id)
    return id;
  key = key_of_link (link);
  if (!key || g_hash_table_lookup (links, key) != link)
    return NULL;
  id = g_hash_table_lookup (self->by_key, key);
  return id && *id ? id : NULL;
}

static gboolean
adopt (BpStore *store, gint64 user, BpLink *link, const char *id, gboolean *ret_adopted, GError **error)
{
  g_autoptr (BpLink) other = bp_store_link_by_item (store, user, link->kind, id, NULL);
  *ret_adopted = other == NULL;
  if (other)
    return TRUE;
  link->set_aside = FALSE;
  g_free (link->item_id);
  link->item_id = g_strdup (id);
  return bp_store_link_put (store, link, error);
}

gboolean
bp_adoption_store (BpAdoption *self, BpStore *store, gint64 user, GPtrArray *ids, GError **error)
{
  g_autoptr (GPtrArray) links = NULL;
  g_autoptr (GHashTable) by_key = NULL;
  g_ptr_array_set_size (ids, 0);
  if (self->kind != BP_KIND_TASK)
    return TRUE;
  links = bp_store_links_set_aside (store, user, self->kind, error);
  if (!links)
    return FALSE;
  by_key = links_by_key (links);
  for (guint i = 0; i < links->len; i++) {
    BpLink *link = links->pdata[i];
    const char *id = link->record_gone || link->item_gone ? NULL : counterpart (self, link, by_key);
    gboolean adopted;
    if (!id)
      continue;
    if (!adopt (store, user, link, id, &adopted, error))
      return FALSE;
    if (adopted)
      g_ptr_array_add (ids, g_strdup (id));
  }
  return TRUE;
}
