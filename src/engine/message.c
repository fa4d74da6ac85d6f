/* SPDX-License-Identifier: MIT */
#include "engine/message.h"

BpMessage *
bp_message_new (BpMessageType type)
{
  BpMessage *self = g_new0 (BpMessage, 1);
  self->type = type;
  return self;
}

void
bp_message_free (BpMessage *self)
{
  if (!self)
    return;
  g_free (self->login);
  bp_pass_result_free (self->result);
  g_clear_error (&self->error);
  g_free (self);
}
