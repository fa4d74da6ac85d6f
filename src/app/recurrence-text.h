/* SPDX-License-Identifier: MIT */
#pragma once

/* A recurrence rule in words: pure. */

/* "every 2 weeks on Monday, Friday, 10 times"; a rule that cannot be told in words comes back as it is. Caller frees. */
char *bp_recurrence_text (const char *rrule);
