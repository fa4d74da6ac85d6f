/* SPDX-License-Identifier: MIT */
#include "base/backoff.h"

#define FIRST_MS 1000u
#define LONGEST_MS 300000u

guint
bp_backoff_delay_ms (guint failures, guint server_ms, double jitter)
{
  guint doublings = MIN (failures > 0 ? failures - 1 : 0, 16);
  guint64 delay = MIN ((guint64) FIRST_MS << doublings, LONGEST_MS);
  guint with_jitter = (guint) (delay - delay * 0.25 * CLAMP (jitter, 0.0, 1.0));
  return MAX (with_jitter, server_ms);
}
