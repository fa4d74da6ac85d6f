/* SPDX-License-Identifier: MIT */
#include "engine/listener.h"

#include <pthread.h>

#include "base/clock.h"
#include "engine/streams.h"

struct _BpListener {
  const BpEngineConfig *config;
  gint64 interval_us;
  BpLog *log;
  BpChannel *engine;
  BpChannel *orders;
  GCancellable *cancellable;
  BpStreams *streams;
  pthread_t thread;
  /* The listener thread's own. */
  BpDriver *driver;
  GPtrArray *entries; /* Entry */
};

typedef struct {
  gint64 user;
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
obey (BpListener *self, Entry *order)
{
  for (guint i = self->entries->len; i-- > 0;)
    if (((Entry *) self->entries->pdata[i])->user == order->user)
      g_ptr_array_remove_index_fast (self->entries, i);
  if (order->subscription)
    g_ptr_array_add (self->entries, order);
  else
    entry_free (order);
}

static void
tell (BpListener *self, BpMessageType type, gint64 user, GError *error)
{
  BpMessage *message = bp_message_new (type);
  message->user = user;
  message->error = error;
  bp_channel_send (self->engine, message);
}

static void
poll_all (BpListener *self)
{
  guint n = self->entries->len;
  g_autofree BpSubscription **subscriptions = g_new0 (BpSubscription *, n);
  g_autofree BpPollResult *results = g_new0 (BpPollResult, n);
  for (guint i = 0; i < n; i++)
    subscriptions[i] = ((Entry *) self->entries->pdata[i])->subscription;
  bp_driver_poll (self->driver, subscriptions, n, results, self->cancellable);
  for (guint i = n; i-- > 0;) {
    gint64 user = ((Entry *) self->entries->pdata[i])->user;
    if (results[i].error) {
      tell (self, BP_MESSAGE_UNSUBSCRIBED, user, results[i].error);
      g_ptr_array_remove_index_fast (self->entries, i);
    } else if (results[i].changed) {
      tell (self, BP_MESSAGE_NOTIFIED, user, NULL);
    }
  }
}

static void *
listener_main (void *data)
{
  BpListener *self = data;
  gint64 next = bp_clock_monotonic () + self->interval_us;
  while (!bp_channel_is_closed (self->orders)) {
    gint64 now = bp_clock_monotonic ();
    Entry *order = bp_channel_receive (self->orders, MAX (next - now, 0));
    if (order)
      obey (self, order);
    if (bp_clock_monotonic () < next)
      continue;
    if (!self->driver && self->entries->len > 0)
      self->driver = self->config->make_driver (self->config->driver_data, NULL);
    if (self->driver && self->entries->len > 0)
      poll_all (self);
    next = bp_clock_monotonic () + self->interval_us;
  }
  bp_driver_free (self->driver);
  return NULL;
}

BpListener *
bp_listener_new (const BpEngineConfig *config, guint poll_seconds, BpLog *log, BpChannel *engine)
{
  BpListener *self = g_new0 (BpListener, 1);
  self->config = config;
  self->interval_us = (gint64) MAX (poll_seconds, 1) * G_USEC_PER_SEC;
  self->log = log;
  self->engine = engine;
  self->orders = bp_channel_new (entry_free, 0);
  self->cancellable = g_cancellable_new ();
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->streams = bp_streams_new (config, engine);
  pthread_create (&self->thread, NULL, listener_main, self);
  return self;
}

static void
give_order (BpListener *self, gint64 user, BpSubscription *subscription)
{
  Entry *order = g_new0 (Entry, 1);
  order->user = user;
  order->subscription = subscription;
  bp_channel_send (self->orders, order);
}

void
bp_listener_add (BpListener *self, gint64 user, BpSubscription *subscription)
{
  gboolean stream = !subscription->watermark;
  give_order (self, user, stream ? NULL : subscription);
  bp_streams_set (self->streams, user, stream ? subscription : NULL);
}

void
bp_listener_remove (BpListener *self, gint64 user)
{
  give_order (self, user, NULL);
  bp_streams_set (self->streams, user, NULL);
}

void
bp_listener_renew (BpListener *self)
{
  bp_streams_renew (self->streams);
}

void
bp_listener_free (BpListener *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->cancellable);
  bp_channel_close (self->orders);
  bp_streams_free (self->streams);
  pthread_join (self->thread, NULL);
  bp_channel_unref (self->orders);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->entries);
  g_free (self);
}
