/* SPDX-License-Identifier: MIT */
#include "engine/schedule.h"

#include "base/backoff.h"

/* Something that moves on under every turn must not keep a lane spinning. */
#define AGAINS_AT_ONCE 3
#define AGAIN_PAUSE_US G_USEC_PER_SEC

void
bp_turn_mark (BpTurn *self, gint64 now)
{
  if (self->running)
    self->dirty = TRUE;
  else if (self->failures == 0)
    self->due_at = MIN (self->due_at, now);
}

void
bp_turn_reset (BpTurn *self, gint64 now)
{
  self->failures = 0;
  self->due_at = now;
  self->dirty = self->running;
}

gboolean
bp_turn_is_due (const BpTurn *self, gint64 now)
{
  return !self->running && now >= self->due_at;
}

void
bp_turn_begin (BpTurn *self)
{
  self->running = TRUE;
  self->dirty = FALSE;
}

void
bp_turn_end (BpTurn *self, BpTurnOutcome outcome, gint64 now, gint64 idle_us, guint server_ms, double jitter)
{
  gboolean failed = outcome == BP_TURN_RETRY || outcome == BP_TURN_REFUSED;
  self->running = FALSE;
  self->failures = failed ? self->failures + 1 : 0;
  self->agains = outcome == BP_TURN_AGAIN ? self->agains + 1 : 0;
  switch (outcome) {
  case BP_TURN_DONE:
    self->due_at = self->dirty ? now : now + idle_us;
    break;
  case BP_TURN_AGAIN:
    self->due_at = self->agains > AGAINS_AT_ONCE ? now + AGAIN_PAUSE_US : now;
    break;
  case BP_TURN_RETRY:
    self->due_at = now + (gint64) bp_backoff_delay_ms (self->failures, server_ms, jitter) * 1000;
    break;
  case BP_TURN_REFUSED:
    self->due_at = now + BP_SCHEDULE_REFUSED_US;
    break;
  }
  self->dirty = FALSE;
}
