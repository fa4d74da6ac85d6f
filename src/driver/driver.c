/* SPDX-License-Identifier: MIT */
#include "driver/driver.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

/* --- values ------------------------------------------------------------------------------------------------------- */

BpAccount *
bp_account_new (const char *login, const char *address, gboolean by_login)
{
  BpAccount *self = g_new (BpAccount, 1);
  *self = (BpAccount){ g_strdup (login), g_strdup (address), by_login };
  return self;
}

BpAccount *
bp_account_copy (const BpAccount *self)
{
  return bp_account_new (self->login, self->address, self->by_login);
}

void
bp_account_free (BpAccount *self)
{
  if (!self)
    return;
  g_free (self->login);
  g_free (self->address);
  g_free (self);
}

void
bp_folders_clear (BpFolders *self)
{
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++)
    g_clear_pointer (&self->folder_id[kind], g_free);
}

static void
change_free (gpointer data)
{
  BpChange *change = data;
  g_free (change->id);
  g_free (change);
}

BpChangePage *
bp_change_page_new (void)
{
  BpChangePage *self = g_new0 (BpChangePage, 1);
  self->changes = g_ptr_array_new_with_free_func (change_free);
  return self;
}

void
bp_change_page_add (BpChangePage *self, const char *id, gboolean deleted)
{
  BpChange *change = g_new (BpChange, 1);
  *change = (BpChange){ g_strdup (id), deleted };
  g_ptr_array_add (self->changes, change);
}

void
bp_change_page_free (BpChangePage *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->changes);
  g_free (self->token);
  g_free (self);
}

BpRemoteItem *
bp_remote_item_new (BpKind kind)
{
  BpRemoteItem *self = g_new0 (BpRemoteItem, 1);
  self->item = bp_item_new (kind);
  return self;
}

void
bp_remote_item_free (BpRemoteItem *self)
{
  if (!self)
    return;
  g_free (self->id);
  g_free (self->change_key);
  g_free (self->folder_id);
  g_free (self->uid);
  g_free (self->create_token);
  g_free (self->unsupported);
  g_free (self->notice);
  bp_item_unref (self->item);
  g_free (self);
}

BpItemResult *
bp_item_result_new (void)
{
  return g_new0 (BpItemResult, 1);
}

void
bp_item_result_free (BpItemResult *self)
{
  if (!self)
    return;
  g_free (self->id);
  g_free (self->change_key);
  bp_remote_item_free (self->item);
  g_clear_error (&self->error);
  g_free (self);
}

GPtrArray *
bp_item_results_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bp_item_result_free);
}

BpSubscription *
bp_subscription_new (const BpAccount *account, const char *id, const char *watermark)
{
  BpSubscription *self = g_new (BpSubscription, 1);
  *self = (BpSubscription){ bp_account_copy (account), g_strdup (id), g_strdup (watermark) };
  return self;
}

void
bp_subscription_free (BpSubscription *self)
{
  if (!self)
    return;
  bp_account_free (self->account);
  g_free (self->id);
  g_free (self->watermark);
  g_free (self->affinity);
  g_free (self);
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

void
bp_driver_free (BpDriver *self)
{
  if (self)
    self->klass->free (self);
}

guint
bp_driver_kinds (BpDriver *self)
{
  return self->klass->kinds;
}

guint
bp_driver_read_batch (BpDriver *self)
{
  return MAX (self->klass->read_batch, 1);
}

guint
bp_driver_write_batch (BpDriver *self)
{
  return MAX (self->klass->write_batch, 1);
}

/* A result per item, in order, is what every caller counts on. Takes the results. */
static GPtrArray *
check_complete (GPtrArray *results, guint n, GError **error)
{
  if (!results || results->len == n)
    return results;
  bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server answered for %u of %u items."), results->len, n);
  g_ptr_array_unref (results);
  return NULL;
}

gboolean
bp_driver_open (BpDriver *self, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
                GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return FALSE;
  *ret_folders = (BpFolders){ 0 };
  return self->klass->open (self, account, kinds, ret_folders, c, error);
}

BpChangePage *
bp_driver_list_changes (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
                        GCancellable *c, GError **error)
{
  g_autoptr (BpChangePage) page = NULL;
  if (bp_error_if_cancelled (c, error))
    return NULL;
  page = self->klass->list_changes (self, account, kind, folder_id, token, c, error);
  if (page && page->more && g_strcmp0 (page->token, token) == 0) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server does not get on with its list of changes."));
    return NULL;
  }
  return g_steal_pointer (&page);
}

GPtrArray *
bp_driver_read (BpDriver *self, const BpAccount *account, BpKind kind, const char *const *ids, guint n, GCancellable *c,
                GError **error)
{
  g_autoptr (GPtrArray) all = bp_item_results_new ();
  guint batch = bp_driver_read_batch (self);
  for (guint done = 0; done < n; done += batch) {
    guint count = MIN (batch, n - done);
    GPtrArray *results;
    if (bp_error_if_cancelled (c, error))
      return NULL;
    results = check_complete (self->klass->read (self, account, kind, ids + done, count, c, error), count, error);
    if (!results)
      return NULL;
    g_ptr_array_extend_and_steal (all, results);
  }
  return g_steal_pointer (&all);
}

GPtrArray *
bp_driver_create (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                  const BpItemWrite *writes, guint n, GCancellable *c, GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  return check_complete (self->klass->create (self, account, kind, folder_id, writes, n, c, error), n, error);
}

GPtrArray *
bp_driver_update (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                  GCancellable *c, GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  return check_complete (self->klass->update (self, account, kind, writes, n, c, error), n, error);
}

GPtrArray *
bp_driver_remove (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                  GCancellable *c, GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  return check_complete (self->klass->remove (self, account, kind, writes, n, c, error), n, error);
}

GPtrArray *
bp_driver_find_created (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                        const char *create_token, GCancellable *c, GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  return self->klass->find_created (self, account, kind, folder_id, create_token, c, error);
}

gboolean
bp_driver_check (BpDriver *self, BpKind kind, const BpItemWrite *write, GError **error)
{
  return !self->klass->check || self->klass->check (self, kind, write, error);
}

BpSubscription *
bp_driver_subscribe (BpDriver *self, const BpAccount *account, const BpFolders *folders, GCancellable *c,
                     GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  return self->klass->subscribe (self, account, folders, c, error);
}

void
bp_driver_poll (BpDriver *self, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c)
{
  for (guint i = 0; i < n; i++)
    results[i] = (BpPollResult){ 0 };
  if (n > 0)
    self->klass->poll (self, subscriptions, n, results, c);
}

BpSubscription *
bp_driver_subscribe_stream (BpDriver *self, const BpAccount *account, const BpFolders *folders, GCancellable *c,
                            GError **error)
{
  if (bp_error_if_cancelled (c, error))
    return NULL;
  if (self->klass->subscribe_stream)
    return self->klass->subscribe_stream (self, account, folders, c, error);
  bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s has no streams", self->klass->name);
  return NULL;
}

void
bp_driver_watch (BpDriver *self, BpSubscription *subscription)
{
  self->klass->watch (self, subscription);
}

void
bp_driver_unwatch (BpDriver *self, BpSubscription *subscription)
{
  self->klass->unwatch (self, subscription);
}

void
bp_driver_listen (BpDriver *self, gint64 timeout_us, GArray *notices, GCancellable *c)
{
  self->klass->listen (self, timeout_us, notices, c);
}

void
bp_driver_unsubscribe (BpDriver *self, BpSubscription *subscription, GCancellable *c)
{
  self->klass->unsubscribe (self, subscription, c);
}

gboolean
bp_driver_clock_offset (BpDriver *self, gint64 *ret_offset_us)
{
  return self->klass->clock_offset && self->klass->clock_offset (self, ret_offset_us);
}
