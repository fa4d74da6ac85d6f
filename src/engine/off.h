/* SPDX-License-Identifier: MIT */
#pragma once

/* Off periods (SYNC 13): what changed while something was switched off lies outside the sync. Pure; any thread. */

#include "store/sync.h"

/* How much later than its stamp something may have happened in Exchange: stamps are cut to the second, and the offset of
 * the clocks is known to half a second. In doubt it counts as after the switching on: nothing entered since may be missed. */
#define BP_OFF_STAMP_US (3 * G_USEC_PER_SEC / 2)

/* Whether the instant lies in a period of that kind and direction. periods: GArray of BpOffPeriod; NULL: none. An unknown
 * instant (0) lies in none. */
gboolean bp_off_contains (const GArray *periods, BpKind kind, BpDirection direction, gint64 at);
