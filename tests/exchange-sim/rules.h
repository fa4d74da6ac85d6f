/* SPDX-License-Identifier: MIT */
#pragma once

/* What Exchange makes of an item before it stores it: defaults, corrections, refusals. Returned are response codes,
 * NULL for success. */

#include "bag.h"
#include "mailbox.h"

/* A new item of the kind, all its properties read. `zone` as in ReadContext. */
const char *rules_complete_new (Mailbox *mailbox, ItemKind kind, Bag **bag, const char *zone, gint64 now);
/* After updates; `before` is the bag as it was. */
const char *rules_check_update (ItemKind kind, const Bag *before, Bag **bag, const char *zone, gint64 now);
/* Start, end and all-day of a calendar item or an occurrence's exception. */
const char *rules_check_times (Bag **bag, const char *zone);
/* Called after each property of a task was set, in the order of the request: status, percent and date agree again. */
void rules_task_set (Bag **bag, PropertyId id, gint64 now);
