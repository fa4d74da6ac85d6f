/* SPDX-License-Identifier: MIT */
#pragma once

/* Off periods (SYNC 13): what changed while something was switched off lies outside the sync. Pure; any thread. */

#include "store/sync.h"

/* Whether the instant lies in a period of that kind and direction. periods: GArray of BpOffPeriod; NULL: none. An unknown
 * instant (0) lies in none. */
gboolean bp_off_contains (const GArray *periods, BpKind kind, BpDirection direction, gint64 at);
/* Whether one of them has ended after `at`, such as the end of the last complete pass: then the next one is the first since. */
gboolean bp_off_ended_since (const GArray *periods, BpKind kind, BpDirection direction, gint64 at);
/* Whether the one that lasts still began only after `at`. An unknown instant (0) is older than nothing. */
gboolean bp_off_began_since (const GArray *periods, BpKind kind, BpDirection direction, gint64 at);
