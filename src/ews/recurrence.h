/* SPDX-License-Identifier: MIT */
#pragma once

/* Recurrence patterns on the wire: the conversions of their rows in the field table (ews/fields.h). Pure; any thread. */

#include "core/recurrence.h"
#include "ews/fields.h"

/* "YYYY-MM-DD RULE": the day on which the range begins, and the rule in its one form; NULL for a single appointment. */
char *bp_ews_recurrence_dup (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_recurrence_put (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out);
void bp_ews_recurrence_read (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);

/* The element t:Recurrence of a rule whose range begins on the day first_day ("YYYY-MM-DD"). regenerates: of a task (core/task-series.h). */
void bp_ews_recurrence_put_rule (const BpRecurrence *rule, gboolean regenerates, const char *first_day,
                                 BpEwsEnvelope *out);
/* And back. FALSE if it is not understood. ret_first_day: new. */
gboolean bp_ews_recurrence_read_rule (xmlNode *recurrence, BpRecurrence *ret, gboolean *ret_regenerates,
                                      char **ret_first_day);
