/* SPDX-License-Identifier: MIT */
#pragma once

/* What lanes, listener and front ends tell the engine's thread. A message owns its data (base/channel.h). */

#include "base/channel.h"
#include "engine/pass.h"

typedef enum {
  BP_MESSAGE_STOP,
  BP_MESSAGE_RESTART,
  BP_MESSAGE_SYNC_NOW,     /* login, NULL: everybody */
  BP_MESSAGE_PASS_DONE,    /* lane, result */
  BP_MESSAGE_NOTIFIED,     /* user: Exchange says that something happened */
  BP_MESSAGE_UNSUBSCRIBED, /* user, error: his subscription is lost */
} BpMessageType;

typedef struct {
  BpMessageType type;
  guint lane;
  gint64 user;
  char *login;
  BpPassResult *result;
  GError *error;
} BpMessage;
BpMessage *bp_message_new (BpMessageType type);
void bp_message_free (BpMessage *self);
