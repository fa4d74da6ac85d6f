/* SPDX-License-Identifier: MIT */
#pragma once

/* A task's progress: status, percent and completed date belong together (SYNC 5), and Exchange keeps them so. Other
 * programs may store any of them alone. Pure; any thread. */

#include "core/item.h"

/* Makes the three agree, as Exchange would: what changed since `before` (NULL: since a new task) decides, of several the
 * status before the percentage before the date. A task that is completed without a date gets `today` ("YYYY-MM-DD", may
 * be NULL). */
void bp_progress_resolve (BpItem *task, const BpItem *before, const char *today);
