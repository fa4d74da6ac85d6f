/* SPDX-License-Identifier: MIT */
#include "engine/off.h"

gboolean
bp_off_contains (const GArray *periods, BpKind kind, BpDirection direction, gint64 at)
{
  if (at <= 0)
    return FALSE;
  for (guint i = 0; periods && i < periods->len; i++) {
    const BpOffPeriod *period = &g_array_index (periods, BpOffPeriod, i);
    if (period->kind != BP_KIND_COUNT && period->kind != kind)
      continue;
    if (period->direction >= 0 && period->direction != (int) direction)
      continue;
    if (at >= period->begins && (period->ends == 0 || at < period->ends))
      return TRUE;
  }
  return FALSE;
}
