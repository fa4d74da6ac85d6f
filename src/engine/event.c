/* SPDX-License-Identifier: MIT */
#include "engine/event.h"

#include "base/clock.h"

const char *
bp_engine_state_name (BpEngineState state)
{
  static const char *const names[] = { "stopped", "starting", "running", "stopping" };
  return names[state];
}

BpEvent *
bp_event_new (BpEventType type)
{
  BpEvent *self = g_new0 (BpEvent, 1);
  self->type = type;
  self->at = bp_clock_now ();
  return self;
}

void
bp_event_free (BpEvent *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->line, bp_log_line_unref);
  g_free (self->text);
  g_free (self);
}
