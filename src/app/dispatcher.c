/* SPDX-License-Identifier: MIT */
#include "app/dispatcher.h"

#define BATCH 2000
#define PAUSE_US 8000

typedef struct {
  GSource source;
  BpChannel *channel;
  GDestroyNotify free_message;
} Dispatcher;

static gboolean
dispatcher_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Dispatcher *self = (Dispatcher *) source;
  /* Disarm first: a message that arrives from here on arms the source again. */
  g_source_set_ready_time (source, -1);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (self->free_message);
  gpointer message;
  while (batch->len < BATCH && (message = bp_channel_receive (self->channel, 0)))
    g_ptr_array_add (batch, message);
  if (batch->len == BATCH)
    g_source_set_ready_time (source, g_get_monotonic_time () + PAUSE_US);
  if (batch->len)
    ((BpDispatch) (void (*) (void)) callback) (batch, data);
  return G_SOURCE_CONTINUE;
}

static void
dispatcher_finalize (GSource *source)
{
  bp_channel_unref (((Dispatcher *) source)->channel);
}

static GSourceFuncs dispatcher_funcs = { .dispatch = dispatcher_dispatch, .finalize = dispatcher_finalize };

/* From the sending thread. */
static void
message_arrived_cb (gpointer source)
{
  g_source_set_ready_time (source, 0);
}

GSource *
bp_dispatcher_start (BpChannel *channel, GDestroyNotify free_message, BpDispatch dispatch, gpointer data)
{
  GSource *source = g_source_new (&dispatcher_funcs, sizeof (Dispatcher));
  Dispatcher *self = (Dispatcher *) source;
  self->channel = bp_channel_ref (channel);
  self->free_message = free_message;
  g_source_set_static_name (source, "bp-dispatcher");
  g_source_set_callback (source, (GSourceFunc) (void (*) (void)) dispatch, data, NULL);
  /* Once without being asked: something may have arrived before we listened. */
  g_source_set_ready_time (source, 0);
  g_source_attach (source, NULL);
  bp_channel_set_notify (channel, message_arrived_cb, source);
  return source;
}

void
bp_dispatcher_stop (GSource *source)
{
  if (!source)
    return;
  bp_channel_set_notify (((Dispatcher *) source)->channel, NULL, NULL);
  g_source_destroy (source);
  g_source_unref (source);
}
