/* SPDX-License-Identifier: MIT */
#pragma once

/* When a client secret runs out: warned of 30, 7 and 1 days before, and afterwards. Pure; any thread. */

#include "core/setting.h"

/* The warning that is due, in its order. */
typedef enum {
  BP_EXPIRY_NONE,  /* far off, or not to be told */
  BP_EXPIRY_MONTH, /* 30 days or less */
  BP_EXPIRY_WEEK,  /* 7 */
  BP_EXPIRY_DAY,   /* 1: tomorrow, or today */
  BP_EXPIRY_OVER,  /* the day has passed */
} BpExpiry;

/* expires: the last day on which the secret is good, YYYY-MM-DD; "" or NULL: not known. *ret_days: from today to it. */
BpExpiry bp_expiry_of_date (const char *expires, const char *today, int *ret_days);
/* The same for settings: NONE where no client secret is used. */
BpExpiry bp_expiry (const BpSettings *settings, const char *today);
/* The sentence for the administrator; NULL for NONE. Caller frees. */
char *bp_expiry_describe (const BpSettings *settings, const char *today);
