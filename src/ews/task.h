/* SPDX-License-Identifier: MIT */
#pragma once

/* Conversions of what only tasks have, for their rows in the field table (ews/fields.h). Pure; any thread. */

#include "ews/fields.h"

/* Dates and the reminder as instants (SYNC 18). */
char *bp_ews_task_dup_date (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_task_read_date (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* The due date, never without or before the start. */
char *bp_ews_task_dup_due (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
char *bp_ews_task_dup_has_reminder (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
char *bp_ews_task_dup_reminder (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_task_read_reminder (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* Numbers; none is 0. */
char *bp_ews_task_dup_number (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_task_read_number (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* "YYYY-MM-DD p RULE", or r for one that regenerates; NULL for a task that does not recur. */
char *bp_ews_task_dup_recurrence (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
void bp_ews_task_put_recurrence (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out);
void bp_ews_task_read_recurrence (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
