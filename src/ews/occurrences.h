/* SPDX-License-Identifier: MIT */
#pragma once

/* The occurrences of a series that were changed or cancelled: read beside the series, written one by one. They are addressed
 * by original start; never is the series written in place of one of them. Contracts as in driver/driver.h. */

#include "ews/connection.h"

/* Of a row of the field table: cancelled occurrences. */
void bp_ews_occurrences_read_deleted (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
/* Reads the changed occurrences that the items' elements name (NULL where there is none) into the results' items, and brings
 * these to their one form. An occurrence that is gone meanwhile is left out. */
gboolean bp_ews_occurrences_read_modified (BpEwsConnection *connection, const BpAccount *account, xmlNode *const *items,
                                           GPtrArray *results, GCancellable *cancellable, GError **error);
/* Makes the series' exceptions those of write->item, of which `series` is the one form (core/series.h). change_key: what the
 * series must still have. The outcome is put into the result: its change key afterwards, or its error. FALSE if the call as a
 * whole failed. */
gboolean bp_ews_occurrences_write (BpEwsConnection *connection, const BpAccount *account, const BpItemWrite *write,
                                   const BpItem *series, BpItemResult *result, GCancellable *cancellable,
                                   GError **error);
