/* SPDX-License-Identifier: MIT */
#pragma once

/* Recurrence patterns on the wire: the conversions of their rows in the field table (ews/fields.h). Pure; any thread. */

#include "ews/fields.h"

/* "YYYY-MM-DD RULE": the day on which the range begins, and the rule in its one form; NULL for a single appointment. */
char *bp_ews_recurrence_dup (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_recurrence_put (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out);
void bp_ews_recurrence_read (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
