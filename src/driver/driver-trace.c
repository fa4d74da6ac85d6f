/* SPDX-License-Identifier: MIT */
#include "driver/driver.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

typedef struct {
  BpDriver base;
  BpDriverClass klass; /* ours, with the inner one's name and sizes */
  BpDriver *inner;
  BpLog *log;
} BpDriverTrace;

/* One line a call, for whoever reads level debug: protocol words, not translated. `size` is what went in or came out.
 */
static void
trace (BpDriverTrace *self, const char *call, const char *login, gint64 begun, guint size, const GError *error)
{
  g_autofree char *id = g_strconcat ("driver.", call, NULL);
  double ms = (double) (bp_clock_monotonic () - begun) / 1000;
  if (error)
    bp_log_error (self->log, BP_LOG_DEBUG, id, login, error, "%s %s (%u) failed as %s after %.1f ms", self->klass.name,
                  call, size, error->domain == BP_ERROR ? bp_error_code_name ((BpError) error->code) : "unknown", ms);
  else
    bp_log (self->log, BP_LOG_DEBUG, id, login, "%s %s (%u) in %.1f ms", self->klass.name, call, size, ms);
}

/* The whole call's outcome, else the first item's that failed. */
static void
trace_results (BpDriverTrace *self, const char *call, const char *login, gint64 begun, guint size, GPtrArray *results,
               const GError *error)
{
  for (guint i = 0; results && !error && i < results->len; i++)
    error = ((BpItemResult *) g_ptr_array_index (results, i))->error;
  trace (self, call, login, begun, size, error);
}

static void
trace_free (BpDriver *driver)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  bp_driver_free (self->inner);
  bp_log_unref (self->log);
  g_free (self);
}

static gboolean
trace_open (BpDriver *driver, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
            GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  gboolean ok = bp_driver_open (self->inner, account, kinds, ret_folders, c, &failed);
  trace (self, "open", account->login, begun, kinds, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return ok;
}

static BpChangePage *
trace_list_changes (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
                    GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  BpChangePage *page = bp_driver_list_changes (self->inner, account, kind, folder_id, token, c, &failed);
  trace (self, "list-changes", account->login, begun, page ? page->changes->len : 0, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return page;
}

static GPtrArray *
trace_read (BpDriver *driver, const BpAccount *account, BpKind kind, const char *const *ids, guint n, GCancellable *c,
            GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  GPtrArray *results = bp_driver_read (self->inner, account, kind, ids, n, c, &failed);
  trace_results (self, "read", account->login, begun, n, results, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return results;
}

static GPtrArray *
trace_create (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const BpItemWrite *writes,
              guint n, GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  GPtrArray *results = bp_driver_create (self->inner, account, kind, folder_id, writes, n, c, &failed);
  trace_results (self, "create", account->login, begun, n, results, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return results;
}

static GPtrArray *
trace_update (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
              GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  GPtrArray *results = bp_driver_update (self->inner, account, kind, writes, n, c, &failed);
  trace_results (self, "update", account->login, begun, n, results, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return results;
}

static GPtrArray *
trace_remove (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
              GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  GPtrArray *results = bp_driver_remove (self->inner, account, kind, writes, n, c, &failed);
  trace_results (self, "remove", account->login, begun, n, results, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return results;
}

static GPtrArray *
trace_find_created (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id,
                    const char *create_token, GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  GPtrArray *items = bp_driver_find_created (self->inner, account, kind, folder_id, create_token, c, &failed);
  trace (self, "find-created", account->login, begun, items ? items->len : 0, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return items;
}

static gboolean
trace_check (BpDriver *driver, BpKind kind, const BpItemWrite *write, GError **error)
{
  return bp_driver_check (((BpDriverTrace *) driver)->inner, kind, write, error);
}

static BpSubscription *
trace_subscribe (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c, GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  BpSubscription *subscription = bp_driver_subscribe (self->inner, account, folders, c, &failed);
  trace (self, "subscribe", account->login, begun, 1, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return subscription;
}

static void
trace_poll (BpDriver *driver, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  const GError *failed = NULL;
  bp_driver_poll (self->inner, subscriptions, n, results, c);
  for (guint i = 0; i < n && !failed; i++)
    failed = results[i].error;
  trace (self, "poll", NULL, begun, n, failed);
}

static BpSubscription *
trace_subscribe_stream (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c,
                        GError **error)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  g_autoptr (GError) failed = NULL;
  BpSubscription *subscription = bp_driver_subscribe_stream (self->inner, account, folders, c, &failed);
  trace (self, "subscribe-stream", account->login, begun, 1, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  return subscription;
}

static void
trace_watch (BpDriver *driver, BpSubscription *subscription)
{
  bp_driver_watch (((BpDriverTrace *) driver)->inner, subscription);
}

static void
trace_unwatch (BpDriver *driver, BpSubscription *subscription)
{
  bp_driver_unwatch (((BpDriverTrace *) driver)->inner, subscription);
}

/* Only what has ended is worth a line. */
static void
trace_listen (BpDriver *driver, gint64 timeout_us, GArray *notices, GCancellable *c)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  guint before = notices->len;
  bp_driver_listen (self->inner, timeout_us, notices, c);
  for (guint i = before; i < notices->len; i++) {
    const BpNotice *notice = &g_array_index (notices, BpNotice, i);
    if (notice->error)
      trace (self, "listen", notice->subscription->account->login, begun, 1, notice->error);
  }
}

static void
trace_unsubscribe (BpDriver *driver, BpSubscription *subscription, GCancellable *c)
{
  BpDriverTrace *self = (BpDriverTrace *) driver;
  gint64 begun = bp_clock_monotonic ();
  bp_driver_unsubscribe (self->inner, subscription, c);
  trace (self, "unsubscribe", subscription->account->login, begun, 1, NULL);
}

static gboolean
trace_clock_offset (BpDriver *driver, gint64 *ret_offset_us)
{
  return bp_driver_clock_offset (((BpDriverTrace *) driver)->inner, ret_offset_us);
}

BpDriver *
bp_driver_trace_new (BpDriver *inner, BpLog *log)
{
  BpDriverTrace *self = g_new0 (BpDriverTrace, 1);
  self->klass = (BpDriverClass){
    .name = inner->klass->name,
    .kinds = inner->klass->kinds,
    .read_batch = inner->klass->read_batch,
    .write_batch = inner->klass->write_batch,
    .page_size = inner->klass->page_size,
    .free = trace_free,
    .open = trace_open,
    .list_changes = trace_list_changes,
    .read = trace_read,
    .create = trace_create,
    .update = trace_update,
    .remove = trace_remove,
    .find_created = trace_find_created,
    .check = trace_check,
    .subscribe = trace_subscribe,
    .poll = trace_poll,
    .subscribe_stream = inner->klass->subscribe_stream ? trace_subscribe_stream : NULL,
    .watch = trace_watch,
    .unwatch = trace_unwatch,
    .listen = trace_listen,
    .unsubscribe = trace_unsubscribe,
    .clock_offset = trace_clock_offset,
  };
  self->base.klass = &self->klass;
  self->inner = inner;
  self->log = bp_log_ref (log);
  return &self->base;
}
