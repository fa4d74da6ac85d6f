/* SPDX-License-Identifier: MIT */
#include "host/holder.h"

#include "store/sync.h"

typedef struct {
  gint64 id;
  char *login;
  gboolean has_links;
} Claim;

struct _BpHolders {
  GHashTable *by_address; /* address without case -> Claim */
};

static void
claim_free (Claim *self)
{
  g_free (self->login);
  g_free (self);
}

static Claim *
claim_new (BpStore *store, const BpUser *user)
{
  Claim *self = g_new0 (Claim, 1);
  self->id = user->id;
  self->login = g_strdup (user->login);
  for (int kind = 0; user->id && kind < BP_KIND_COUNT; kind++)
    self->has_links = self->has_links || bp_store_links_count (store, user->id, (BpKind) kind) > 0;
  return self;
}

static gboolean
claim_is_better (const Claim *a, const Claim *b)
{
  if (a->has_links != b->has_links)
    return a->has_links;
  return a->id && (!b->id || a->id < b->id);
}

BpHolders *
bp_holders_new (void)
{
  BpHolders *self = g_new0 (BpHolders, 1);
  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) claim_free);
  return self;
}

void
bp_holders_free (BpHolders *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->by_address);
  g_free (self);
}

void
bp_holders_add (BpHolders *self, BpStore *store, const BpUser *user, const char *address)
{
  g_autofree char *key = g_utf8_casefold (address, -1);
  Claim *claim = claim_new (store, user);
  const Claim *held = g_hash_table_lookup (self->by_address, key);
  if (held && !claim_is_better (claim, held))
    claim_free (claim);
  else
    g_hash_table_insert (self->by_address, g_steal_pointer (&key), claim);
}

const char *
bp_holders_other (BpHolders *self, BpStore *store, const BpUser *user, const char *address)
{
  g_autofree char *key = g_utf8_casefold (address, -1);
  const Claim *held = g_hash_table_lookup (self->by_address, key);
  Claim *claim;
  gboolean better;
  if (!held || held->id == user->id)
    return NULL;
  claim = claim_new (store, user);
  better = claim_is_better (held, claim);
  claim_free (claim);
  return better ? held->login : NULL;
}
