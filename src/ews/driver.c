/* SPDX-License-Identifier: MIT */
#include "ews/driver.h"

#include "base/i18n.h"
#include "ews/check.h"
#include "ews/connection.h"
#include "ews/find.h"
#include "ews/folders.h"
#include "ews/items.h"
#include "ews/notify.h"
#include "ews/stream.h"
#include "ews/sync.h"

typedef struct {
  BpDriver base;
  BpEwsConnection *connection;
  BpEwsStreams *streams; /* NULL until something is watched */
} BpEwsDriver;

static BpEwsConnection *
connection_of (BpDriver *driver)
{
  return ((BpEwsDriver *) driver)->connection;
}

static void
ews_free (BpDriver *driver)
{
  bp_ews_streams_free (((BpEwsDriver *) driver)->streams);
  bp_ews_connection_free (connection_of (driver));
  g_free (driver);
}

static gboolean
ews_open (BpDriver *driver, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
          GError **error)
{
  return bp_ews_folders_get (connection_of (driver), account, kinds, ret_folders, c, error);
}

static BpChangePage *
ews_list_changes (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
                  GCancellable *c, GError **error)
{
  return bp_ews_sync_list (connection_of (driver), account, kind, folder_id, token, c, error);
}

static GPtrArray *
ews_read (BpDriver *driver, const BpAccount *account, BpKind kind, const char *const *ids, guint n, GCancellable *c,
          GError **error)
{
  return bp_ews_items_read (connection_of (driver), account, kind, ids, n, c, error);
}

static GPtrArray *
ews_create (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const BpItemWrite *writes,
            guint n, GCancellable *c, GError **error)
{
  return bp_ews_items_create (connection_of (driver), account, kind, folder_id, writes, n, c, error);
}

static GPtrArray *
ews_update (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
            GCancellable *c, GError **error)
{
  return bp_ews_items_update (connection_of (driver), account, kind, writes, n, c, error);
}

static GPtrArray *
ews_remove (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
            GCancellable *c, GError **error)
{
  return bp_ews_items_remove (connection_of (driver), account, kind, writes, n, c, error);
}

static GPtrArray *
ews_find_created (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id,
                  const char *create_token, GCancellable *c, GError **error)
{
  return bp_ews_find_created (connection_of (driver), account, kind, folder_id, create_token, c, error);
}

static gboolean
ews_check (BpDriver *driver, BpKind kind, const BpItemWrite *write, GError **error)
{
  return bp_ews_check (kind, write, bp_ews_connection_get_site (connection_of (driver)), error);
}

static BpSubscription *
ews_subscribe (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c, GError **error)
{
  return bp_ews_notify_subscribe (connection_of (driver), account, folders, c, error);
}

static void
ews_poll (BpDriver *driver, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c)
{
  bp_ews_notify_poll (connection_of (driver), subscriptions, n, results, c);
}

static BpSubscription *
ews_subscribe_stream (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c,
                      GError **error)
{
  return bp_ews_notify_subscribe_stream (connection_of (driver), account, folders, c, error);
}

static BpEwsStreams *
streams_of (BpDriver *driver)
{
  BpEwsDriver *self = (BpEwsDriver *) driver;
  if (!self->streams)
    self->streams = bp_ews_streams_new (self->connection);
  return self->streams;
}

static void
ews_watch (BpDriver *driver, BpSubscription *subscription)
{
  bp_ews_streams_watch (streams_of (driver), subscription);
}

static void
ews_unwatch (BpDriver *driver, BpSubscription *subscription)
{
  bp_ews_streams_unwatch (streams_of (driver), subscription);
}

static void
ews_listen (BpDriver *driver, gint64 timeout_us, GArray *notices, GCancellable *c)
{
  bp_ews_streams_listen (streams_of (driver), timeout_us, notices, c);
}

static void
ews_unsubscribe (BpDriver *driver, BpSubscription *subscription, GCancellable *c)
{
  bp_ews_notify_unsubscribe (connection_of (driver), subscription, c);
}

static gboolean
ews_clock_offset (BpDriver *driver, gint64 *ret_offset_us)
{
  return bp_ews_connection_get_clock_offset (connection_of (driver), ret_offset_us);
}

static const BpDriverClass ews_class = {
  .name = "ews",
  .kinds = (1u << BP_KIND_APPOINTMENT) | (1u << BP_KIND_TASK),
  .read_batch = BP_EWS_READ_BATCH,
  .write_batch = BP_EWS_WRITE_BATCH,
  .page_size = BP_EWS_PAGE_SIZE,
  .free = ews_free,
  .open = ews_open,
  .list_changes = ews_list_changes,
  .read = ews_read,
  .create = ews_create,
  .update = ews_update,
  .remove = ews_remove,
  .find_created = ews_find_created,
  .check = ews_check,
  .subscribe = ews_subscribe,
  .poll = ews_poll,
  .subscribe_stream = ews_subscribe_stream,
  .watch = ews_watch,
  .unwatch = ews_unwatch,
  .listen = ews_listen,
  .unsubscribe = ews_unsubscribe,
  .clock_offset = ews_clock_offset,
};

BpDriver *
bp_ews_driver_new (const BpEwsConfig *config, GError **error)
{
  BpEwsDriver *self;
  BpEwsConnection *connection = bp_ews_connection_new (config, error);
  if (!connection)
    return NULL;
  self = g_new0 (BpEwsDriver, 1);
  self->base.klass = &ews_class;
  self->connection = connection;
  return &self->base;
}
