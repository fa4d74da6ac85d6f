/* SPDX-License-Identifier: MIT */
/* The administrator's word on held deletions (SYNC 11). */
#include "base/error.h"
#include "base/i18n.h"
#include "host/data-private.h"
#include "host/records-private.h"
#include "store/users.h"

static void
held_view_free (gpointer data)
{
  BpHeldView *view = data;
  g_free (view->record);
  g_free (view->subject);
  g_free (view->starts_at);
  g_free (view);
}

void
bp_held_group_free (BpHeldGroup *self)
{
  if (!self)
    return;
  g_free (self->login);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_free (self);
}

static char *
login_of (const GPtrArray *users, gint64 id)
{
  for (guint i = 0; i < users->len; i++)
    if (((const BpUser *) users->pdata[i])->id == id)
      return g_strdup (((const BpUser *) users->pdata[i])->login);
  return NULL;
}

static BpHeldGroup *
held_group_new (const BpHeldRow *row, const GPtrArray *users)
{
  BpHeldGroup *group = g_new0 (BpHeldGroup, 1);
  group->login = login_of (users, row->user);
  group->kind = row->kind;
  group->out = g_strcmp0 (row->direction, bp_direction_name (BP_OUT)) == 0;
  group->records = g_ptr_array_new_with_free_func (held_view_free);
  return group;
}

static void
held_group_add (BpHeldGroup *self, const BpHeldRow *row)
{
  BpHeldView *view;
  if (row->decision) {
    *(g_str_equal (row->decision, "apply") ? &self->applying : &self->discarding) += 1;
    return;
  }
  view = g_new0 (BpHeldView, 1);
  view->record = bp_data_dup_record_name (row->kind, row->record);
  view->subject = g_strdup (row->subject);
  view->starts_at = g_strdup (row->starts_at);
  g_ptr_array_add (self->records, view);
}

static gboolean
same_group (const BpHeldRow *a, const BpHeldRow *b)
{
  return a && a->user == b->user && a->kind == b->kind && g_strcmp0 (a->direction, b->direction) == 0;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(BpHeldGroup *const *) a)->login, (*(BpHeldGroup *const *) b)->login);
}

GPtrArray *
bp_data_held (BpData *self, GError **error)
{
  g_autoptr (GPtrArray) users = bp_store_users (self->store, error);
  g_autoptr (GPtrArray) rows = users ? bp_store_held_rows (self->store, error) : NULL;
  const BpHeldRow *before = NULL;
  BpHeldGroup *group = NULL;
  GPtrArray *groups;
  if (!rows)
    return NULL;
  groups = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_held_group_free);
  for (guint i = 0; i < rows->len; i++) {
    const BpHeldRow *row = rows->pdata[i];
    if (!same_group (before, row)) {
      group = held_group_new (row, users);
      g_ptr_array_add (groups, group);
    }
    held_group_add (group, row);
    before = row;
  }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

static gboolean
release (BpData *self, const char *login, BpKind kind, int direction, gboolean apply, guint *ret_count, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  gint64 count;
  if (!user
      || !bp_store_release_group (self->store, user->id, kind, direction, apply ? BP_HELD_APPLY : BP_HELD_DISCARD,
                                  &count, error))
    return FALSE;
  if (count == 0) {
    bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("No deletions of user %s are held."), user->login);
    return FALSE;
  }
  *ret_count = (guint) count;
  bp_data_wake_engine (self, user->login);
  return TRUE;
}

gboolean
bp_data_release (BpData *self, const char *login, gboolean apply, guint *ret_count, GError **error)
{
  return release (self, login, BP_KIND_COUNT, -1, apply, ret_count, error);
}

gboolean
bp_data_release_group (BpData *self, const char *login, BpKind kind, gboolean out, gboolean apply, guint *ret_count,
                       GError **error)
{
  return release (self, login, kind, out ? BP_OUT : BP_IN, apply, ret_count, error);
}
