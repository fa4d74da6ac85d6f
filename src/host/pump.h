/* SPDX-License-Identifier: MIT */
#pragma once

/* A channel as a source of a main context: `drain` is called on the context's thread whenever messages may be waiting,
 * and must receive until there are none. One pump a channel. */

#include "base/channel.h"

typedef struct _BpPump BpPump;

/* context NULL: the default one. */
BpPump *bp_pump_new (BpChannel *channel, GMainContext *context, void (*drain) (gpointer data), gpointer data);
/* On the context's thread, when no thread sends any more. */
void bp_pump_free (BpPump *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpPump, bp_pump_free)
