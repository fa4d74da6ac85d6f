/* SPDX-License-Identifier: MIT */
#pragma once

/* The deletion guard (SYNC 11): whether a batch of deletions goes through or is held for the administrator. Pure. */

#include <glib.h>

typedef struct {
  guint percent;  /* setting deletion-guard; 0: off */
  gint64 links;   /* live links of the user's kind now */
  gint64 deleted; /* executed within the last hour, same direction */
  gint64 batch;   /* deletions this pass wants to execute */
  gboolean held;  /* a hold is in force already */
} BpGuardInput;

#define BP_GUARD_HOUR_US ((gint64) 3600 * G_USEC_PER_SEC)
#define BP_GUARD_ALWAYS_ALLOWED 10

/* TRUE: the whole batch is withheld. */
gboolean bp_guard_holds (const BpGuardInput *input);
