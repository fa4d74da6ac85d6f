/* SPDX-License-Identifier: MIT */
#pragma once

/* A series of appointments with its exceptions: the one form in which two of them can be compared. Pure; any thread. */

#include "core/item.h"

/* Brings a series to that form: the rule is the one of core/recurrence.h, the start its first occurrence; an exception says
 * only what differs from the series, and those that say nothing or match no occurrence are left out. What is no series, or
 * has a rule that Exchange cannot express, stays as it is. zone: IANA. */
void bp_series_normalise (BpItem *series, const char *zone);
/* The exception's value of a field, the series' own where it has none (start and end: of that occurrence). New; NULL = none. */
char *bp_series_dup_value (const BpItem *series, const BpException *exception, BpField field);
/* An occurrence as an appointment of its own, without info text. New. */
BpItem *bp_series_occurrence (const BpItem *series, const BpException *exception);
/* And back: the exception that such an occurrence is; bp_series_normalise () leaves of it what differs. New. */
BpException *bp_series_exception (const BpItem *occurrence, const char *original_start);
/* TRUE if an occurrence begins there. */
gboolean bp_series_has_occurrence (const BpItem *series, const char *zone, const char *original_start);
/* Exchange keeps occurrences in their order: none passes its neighbour or runs into the next one, cancelled ones left out.
 * FALSE with INVALID, in words. The series must be in its one form. */
gboolean bp_series_check_order (const BpItem *series, const char *zone, GError **error);
/* TRUE if both have occurrences at the same times, whatever words their rules have for that. */
gboolean bp_series_same_times (const BpItem *a, const BpItem *b, const char *zone);
/* TRUE if nothing of their rules' days differs but where they end: then exceptions that still match stay (SYNC 5). */
gboolean bp_series_only_end_differs (const BpItem *a, const BpItem *b, const char *zone);
