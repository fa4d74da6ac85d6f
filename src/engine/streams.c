/* SPDX-License-Identifier: MIT */
#include "engine/streams.h"

#include <pthread.h>

#include "base/error.h"
#include "engine/message.h"

/* Nothing has to be looked at in between: orders wake the thread. */
#define LISTEN_US (60 * (gint64) G_USEC_PER_SEC)
/* Before the driver is tried again that could not be made. */
#define AGAIN_US (5 * (gint64) G_USEC_PER_SEC)

struct _BpStreams {
  const BpEngineConfig *config;
  BpChannel *engine;
  BpChannel *orders; /* Entry */
  GCancellable *wake;
  pthread_t thread;
  /* The thread's own. */
  BpDriver *driver;
  GPtrArray *entries; /* Entry */
};

typedef struct {
  gint64 user;                  /* 0 in an order: renew all */
  BpSubscription *subscription; /* NULL in an order: remove */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *self = data;
  bp_subscription_free (self->subscription);
  g_free (self);
}

static void
forget (BpStreams *self, guint index)
{
  Entry *entry = self->entries->pdata[index];
  if (self->driver)
    bp_driver_unwatch (self->driver, entry->subscription);
  g_ptr_array_remove_index_fast (self->entries, index);
}

static void
renew (BpStreams *self)
{
  for (guint i = 0; self->driver && i < self->entries->len; i++)
    bp_driver_unwatch (self->driver, ((Entry *) self->entries->pdata[i])->subscription);
  for (guint i = 0; self->driver && i < self->entries->len; i++)
    bp_driver_watch (self->driver, ((Entry *) self->entries->pdata[i])->subscription);
}

/* Takes the order. */
static void
obey (BpStreams *self, Entry *order)
{
  if (!order->user)
    renew (self);
  for (guint i = self->entries->len; i-- > 0;)
    if (((Entry *) self->entries->pdata[i])->user == order->user)
      forget (self, i);
  if (!order->subscription) {
    entry_free (order);
    return;
  }
  g_ptr_array_add (self->entries, order);
  if (self->driver)
    bp_driver_watch (self->driver, order->subscription);
}

static gboolean
equip (BpStreams *self)
{
  if (self->driver)
    return TRUE;
  self->driver = self->config->make_driver (self->config->driver_data, NULL);
  for (guint i = 0; self->driver && i < self->entries->len; i++)
    bp_driver_watch (self->driver, ((Entry *) self->entries->pdata[i])->subscription);
  return self->driver != NULL;
}

/* Takes the notice's error. */
static void
tell (BpStreams *self, BpNotice *notice)
{
  guint i = 0;
  BpMessage *message;
  while (i < self->entries->len && ((Entry *) self->entries->pdata[i])->subscription != notice->subscription)
    i++;
  if (i == self->entries->len) {
    g_clear_error (&notice->error);
    return;
  }
  message = bp_message_new (notice->error ? BP_MESSAGE_UNSUBSCRIBED : BP_MESSAGE_NOTIFIED);
  message->user = ((Entry *) self->entries->pdata[i])->user;
  message->error = g_steal_pointer (&notice->error);
  if (message->error)
    g_ptr_array_remove_index_fast (self->entries, i);
  bp_channel_send (self->engine, message);
}

static void
listen_once (BpStreams *self)
{
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (BpNotice));
  bp_driver_listen (self->driver, LISTEN_US, notices, self->wake);
  for (guint i = 0; i < notices->len; i++)
    tell (self, &g_array_index (notices, BpNotice, i));
}

static void *
streams_main (void *data)
{
  BpStreams *self = data;
  while (!bp_channel_is_closed (self->orders)) {
    gboolean idle = self->entries->len == 0;
    gboolean ready = !idle && equip (self);
    Entry *order = bp_channel_receive (self->orders, idle ? -1 : ready ? 0 : AGAIN_US);
    /* Before the orders are looked at: one that comes later wakes again. */
    g_cancellable_reset (self->wake);
    for (; order; order = bp_channel_receive (self->orders, 0))
      obey (self, order);
    if (self->driver && self->entries->len > 0 && !bp_channel_is_closed (self->orders))
      listen_once (self);
  }
  while (self->entries->len > 0)
    forget (self, self->entries->len - 1);
  bp_driver_free (self->driver);
  return NULL;
}

BpStreams *
bp_streams_new (const BpEngineConfig *config, BpChannel *engine)
{
  BpStreams *self = g_new0 (BpStreams, 1);
  self->config = config;
  self->engine = engine;
  self->orders = bp_channel_new (entry_free, 0);
  self->wake = g_cancellable_new ();
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  pthread_create (&self->thread, NULL, streams_main, self);
  return self;
}

void
bp_streams_set (BpStreams *self, gint64 user, BpSubscription *subscription)
{
  Entry *order = g_new0 (Entry, 1);
  order->user = user;
  order->subscription = subscription;
  bp_channel_send (self->orders, order);
  g_cancellable_cancel (self->wake);
}

void
bp_streams_renew (BpStreams *self)
{
  bp_streams_set (self, 0, NULL);
}

void
bp_streams_free (BpStreams *self)
{
  if (!self)
    return;
  bp_channel_close (self->orders);
  g_cancellable_cancel (self->wake);
  pthread_join (self->thread, NULL);
  bp_channel_unref (self->orders);
  g_object_unref (self->wake);
  g_ptr_array_unref (self->entries);
  g_free (self);
}
