/* SPDX-License-Identifier: MIT */
#pragma once

/* Recurring tasks: there is always one of them, the current one; finishing or skipping it moves it on. */

#include "view.h"

/* A response code if the task's pattern cannot be, NULL if it can or there is none. One without dates becomes due on its first day. */
const char *task_series_check (Bag **bag);
/* Before the updated bag of a task replaces the old one: if it completes a recurring task, a one-off copy of the completed task is
 * made and returned, and the bag moves on to the next date. NULL: nothing of that. */
Item *task_series_complete (const View *view, Bag **bag, gint64 now);
/* The same for whatever a request changed: a task that is given another date leaves its series as a one-off, which is returned, while
 * the series moves on (EWS-BEHAVIOUR 56); unless a pattern was given with it, from which the series counts anew. */
Item *task_series_update (const View *view, Bag **bag, gboolean pattern_given, gint64 now);
/* Skips the current date. A response code, or NULL. */
const char *task_series_skip (const View *view, gint64 now);
