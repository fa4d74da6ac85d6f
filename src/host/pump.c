/* SPDX-License-Identifier: MIT */
#include "host/pump.h"

struct _BpPump {
  BpChannel *channel;
  GSource *source;
};

/* A source that is ready when its time is set to now, which any thread may do. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback ? callback (data) : G_SOURCE_CONTINUE;
}

static GSourceFuncs pump_funcs = { .dispatch = dispatch };

typedef struct {
  void (*drain) (gpointer data);
  gpointer data;
} Drain;

static gboolean
drain_cb (gpointer data)
{
  Drain *call = data;
  call->drain (call->data);
  return G_SOURCE_CONTINUE;
}

/* Messages that come thick and fast are taken together: to wake the loop costs more than most of them. */
#define GATHER_US 5000

static void
arm (gpointer data)
{
  GSource *source = data;
  g_source_set_ready_time (source, g_get_monotonic_time () + GATHER_US);
}

BpPump *
bp_pump_new (BpChannel *channel, GMainContext *context, void (*drain) (gpointer data), gpointer data)
{
  BpPump *self = g_new0 (BpPump, 1);
  Drain *call = g_new (Drain, 1);
  *call = (Drain){ drain, data };
  self->channel = bp_channel_ref (channel);
  self->source = g_source_new (&pump_funcs, sizeof (GSource));
  g_source_set_callback (self->source, drain_cb, call, g_free);
  g_source_attach (self->source, context);
  bp_channel_set_notify (channel, arm, self->source);
  return self;
}

void
bp_pump_free (BpPump *self)
{
  if (!self)
    return;
  bp_channel_set_notify (self->channel, NULL, NULL);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  bp_channel_unref (self->channel);
  g_free (self);
}
