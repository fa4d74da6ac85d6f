/* SPDX-License-Identifier: MIT */
#pragma once

/* Series of appointments: a master with its pattern, its occurrences, and the exceptions among them. An occurrence is known by the
 * instant of its original start; its index counts from 1 and never changes while the pattern stays. */

#include "view.h"
#include "xmlin.h"

/* Before a calendar item's bag is stored (`before` NULL: it is new): the pattern must make sense, start and end go to its
 * first occurrence. A response code, or NULL; items without pattern always pass. */
const char *series_normalise (const Bag *before, Bag **bag);
/* Before a master's bag is replaced by `after`: its exceptions are dropped if pattern or times change. */
void series_changed (Item *item, const Bag *after);

/* What an OccurrenceItemId or RecurringMasterItemId stands for, and whether an occurrence's own id still holds. `view` comes in as
 * what the id alone says. A response code, or NULL. */
const char *series_resolve (const xmlNode *node, View *view);
/* Appends to `views` what a calendar view from `start` to `end` shows of the item: itself, or its occurrences. */
void series_expand (Mailbox *mailbox, const Item *item, gint64 start, gint64 end, GArray *views);

/* What an occurrence's properties are, start and end included, as a bag of its own; caller frees. */
Bag *series_occurrence_bag (const View *view);
/* Makes the occurrence an exception with these properties. A response code, or NULL. */
const char *series_update_occurrence (const View *view, Bag **bag, const char *zone, gint64 now);
const char *series_delete_occurrence (const View *view, gint64 now);
/* The original start of the occurrence with this index (from 1), or beginning on this wall clock day; FALSE if there is none. */
gboolean series_original_by_index (const Item *item, guint index, gint64 *ret_original);
gboolean series_original_by_day (const Item *item, gint64 day, gint64 *ret_original);

/* The elements of a master that come from its occurrences; nothing for other items. */
gboolean series_writes (PropertyId id);
void series_write (GString *out, const Property *property, const View *view, const char *zone);
