/* SPDX-License-Identifier: MIT */
#pragma once

/* Recurring tasks. There is always one of them, the current one; when it is completed, it moves on to its next date. The rule
 * counts from its start, else from its due date, and its COUNT is of what remains: two rules are equal if they leave the same
 * dates. A regenerating task (`regenerate`) has no dates in advance: its next one is INTERVAL after the day of completion; what
 * else the rule says does not count. Pure; any thread. */

#include "core/item.h"
#include "core/recurrence.h"

/* The date of the current one: its start, else its due date. Borrowed; NULL: it has neither. */
const char *bp_task_date (const BpItem *task);
gboolean bp_task_is_regenerating (const BpItem *task);
/* The task's rule as a value; a regenerating one's pattern is DAILY, WEEKLY, MONTHLY_DAY or YEARLY_DAY, of which only the interval
 * counts. zone: IANA, for an UNTIL in UTC. BP_ERROR_INVALID says in words what Exchange cannot express. */
gboolean bp_task_parse_rule (const BpItem *task, const char *zone, BpRecurrence *ret, GError **error);
/* And back: the one rule that means it. Caller frees. */
char *bp_task_rule (const BpRecurrence *rule, gboolean regenerating);
/* Brings rule and `regenerate` to their one form; a completed task that has no further date has no rule. What has a rule that
 * Exchange cannot express stays as it is. */
void bp_task_normalise (BpItem *task, const char *zone);
/* Takes the occurrences before the day `date` from a counted rule that began on the day `start`; one remains at least. */
void bp_task_count_from (BpRecurrence *rule, gboolean regenerating, const char *start, const char *date);
/* The record's own rule if it means what the one in `task` does there, or would but for its COUNT, which it then gets. Else NULL.
 * New. */
char *bp_task_own_rule (const BpItem *task, const BpItem *record, const char *zone);
/* TRUE if `now` is a later state of the recurring task: its dates are past those of `then`. strict: and lie on the rule, so that
 * a date that somebody moved by hand is not taken for the next one. */
gboolean bp_task_has_moved_on (const BpItem *then, const BpItem *now, gboolean strict, const char *zone);
/* TRUE for a recurring task that is completed and yet has a further date to move on to. */
gboolean bp_task_is_to_move_on (const BpItem *task);
