/* SPDX-License-Identifier: MIT */
#pragma once

/* Patterns as RFC 5545 RRULE, for the control endpoint. Regenerating ones are "REGENERATE=DAILY;INTERVAL=2". */

#include "pattern.h"

/* `start`: the day of the first occurrence, from which what the rule leaves open is taken. FALSE if Exchange has no such pattern. */
gboolean rrule_read (const char *text, gint64 start, Pattern *ret_pattern);
/* Caller frees. */
char *rrule_write (const Pattern *pattern);
