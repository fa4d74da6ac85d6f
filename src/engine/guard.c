/* SPDX-License-Identifier: MIT */
#include "engine/guard.h"

gboolean
bp_guard_holds (const BpGuardInput *input)
{
  gint64 allowed;
  if (input->batch == 0)
    return FALSE;
  if (input->held)
    return TRUE;
  if (input->percent == 0)
    return FALSE;
  allowed = MAX (BP_GUARD_ALWAYS_ALLOWED, (input->links + input->deleted) * input->percent / 100);
  return input->deleted + input->batch > allowed;
}
