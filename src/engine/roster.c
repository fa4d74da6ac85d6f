/* SPDX-License-Identifier: MIT */
#include "engine/roster.h"

#include <string.h>

#include "base/clock.h"
#include "core/field.h"
#include "store/sync.h"
#include "store/users.h"

void
bp_roster_entry_free (BpRosterEntry *self)
{
  if (!self)
    return;
  bp_user_free (self->user);
  bp_eligibility_free (self->eligibility);
  g_free (self);
}

static gboolean
same_mailbox (const BpUser *a, const BpUser *b)
{
  return a->exchange_mailbox && b->exchange_mailbox && *a->exchange_mailbox
         && g_ascii_strcasecmp (a->exchange_mailbox, b->exchange_mailbox) == 0;
}

static gboolean
holds_links (BpStore *store, const BpUser *user)
{
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    if (bp_store_has_links (store, user->id, kind))
      return TRUE;
  return FALSE;
}

char *
bp_roster_taken_by (BpStore *store, GPtrArray *users, const BpUser *user)
{
  const BpUser *first = NULL;
  gboolean mine = FALSE;
  if (!user->exchange_sync)
    return NULL;
  for (guint i = 0; i < users->len; i++) {
    const BpUser *other = users->pdata[i];
    gboolean holds;
    if (other->id == user->id || !other->exchange_sync || !same_mailbox (user, other))
      continue;
    holds = holds_links (store, other);
    mine = mine || (!holds && holds_links (store, user));
    if (!mine && (holds || other->id < user->id || user->id == 0) && (!first || other->id < first->id))
      first = other;
  }
  return first && !mine ? g_strdup (first->login) : NULL;
}

static const BpCompany *
find_company (GPtrArray *companies, gint64 number)
{
  for (guint i = 0; i < companies->len; i++)
    if (((BpCompany *) companies->pdata[i])->number == number)
      return companies->pdata[i];
  return NULL;
}

GPtrArray *
bp_roster_load (BpStore *store, const BpSettings *settings, GError **error)
{
  g_autoptr (GPtrArray) users = bp_store_users (store, error);
  g_autoptr (GPtrArray) companies = users ? bp_store_companies (store, error) : NULL;
  g_autofree char *today = bp_clock_today ();
  GPtrArray *roster;
  if (!companies)
    return NULL;
  roster = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_roster_entry_free);
  for (guint i = 0; i < users->len; i++) {
    const BpUser *user = users->pdata[i];
    BpRosterEntry *entry = g_new0 (BpRosterEntry, 1);
    g_autofree char *taken_by =
      bp_settings_get_bool (settings, BP_SETTING_USE_MAILBOXES) ? bp_roster_taken_by (store, users, user) : NULL;
    entry->user = bp_user_copy (user);
    entry->eligibility =
      bp_eligibility_new (settings, user, find_company (companies, user->start_company), today, taken_by);
    entry->enabled_at = bp_store_user_enabled_at (store, user->id);
    g_ptr_array_add (roster, entry);
  }
  return roster;
}
