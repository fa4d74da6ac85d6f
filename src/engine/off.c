/* SPDX-License-Identifier: MIT */
#include "engine/off.h"

static gboolean
concerns (const BpOffPeriod *period, BpKind kind, BpDirection direction)
{
  return (period->kind == BP_KIND_COUNT || period->kind == kind)
         && (period->direction < 0 || period->direction == (int) direction);
}

gboolean
bp_off_contains (const GArray *periods, BpKind kind, BpDirection direction, gint64 at)
{
  if (at <= 0)
    return FALSE;
  for (guint i = 0; periods && i < periods->len; i++) {
    const BpOffPeriod *period = &g_array_index (periods, BpOffPeriod, i);
    if (concerns (period, kind, direction) && at >= period->begins && (period->ends == 0 || at < period->ends))
      return TRUE;
  }
  return FALSE;
}

gboolean
bp_off_ended_since (const GArray *periods, BpKind kind, BpDirection direction, gint64 at)
{
  for (guint i = 0; periods && i < periods->len; i++) {
    const BpOffPeriod *period = &g_array_index (periods, BpOffPeriod, i);
    if (concerns (period, kind, direction) && period->ends > at)
      return TRUE;
  }
  return FALSE;
}

gboolean
bp_off_began_since (const GArray *periods, BpKind kind, BpDirection direction, gint64 at)
{
  for (guint i = 0; at > 0 && periods && i < periods->len; i++) {
    const BpOffPeriod *period = &g_array_index (periods, BpOffPeriod, i);
    if (concerns (period, kind, direction) && period->ends == 0 && period->begins > at)
      return TRUE;
  }
  return FALSE;
}
