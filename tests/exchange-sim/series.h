/* SPDX-License-Identifier: MIT */
#pragma once

/* Series: what their patterns mean. */

#include "view.h"
#include "xmlin.h"

#include <jansson.h>

/* A response code if the pattern cannot be, NULL if it can or there is none. */
const char *series_check (const Bag *bag);
const char *series_check_task (const Bag *bag);
/* Properties of a master that are written from its occurrences. */
gboolean series_writes (PropertyId id);
void series_write (GString *out, const Property *property, const View *view, const char *zone);

/* The item an OccurrenceItemId or RecurringMasterItemId stands for, or whether an occurrence's own id still holds: `view` comes
 * in as what the id alone says. A response code, or NULL. */
const char *series_resolve (const xmlNode *node, View *view);

/* What an occurrence's properties are, start and end included, as a bag of its own; caller frees. */
Bag *series_occurrence_bag (const View *view);
/* Makes the occurrence an exception with these properties (taken). A response code, or NULL. */
const char *series_update_occurrence (const View *view, Bag **bag, const char *zone, gint64 now);
/* Before a master's bag is replaced: exceptions are dropped if the pattern or the times change. */
void series_changed (Item *item, const Bag *after);
const char *series_delete_occurrence (const View *view, gint64 now);
/* Skips a recurring task's current occurrence. */
const char *series_delete_task_occurrence (const View *view, gint64 now);
/* Appends to `views` what a calendar view from `start` to `end` shows of the item: itself, or its occurrences. */
void series_expand (Mailbox *mailbox, const Item *item, gint64 start, gint64 end, GArray *views);

/* For the control endpoint: pattern and exceptions as JSON, and the pattern from it ("recurrence": the inner XML of t:Recurrence, null: none).
 * What is wrong (caller frees), or NULL. */
void series_to_json (json_t *object, const View *view);
char *series_from_json (json_t *object, ItemKind kind, Bag **bag);
