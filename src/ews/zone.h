/* SPDX-License-Identifier: MIT */
#pragma once

/* Zones that a server defines itself (SYNC 18): their rules, brought to a zone that has equal ones. Contracts as in
 * driver/driver.h. */

#include "ews/connection.h"

/* What t:StartTimeZone or the like defines, as a VTIMEZONE (core/zone.h): the rules in force today. NULL if it has none, or
 * none that make sense. New. Pure. */
char *bp_ews_zone_definition (xmlNode *zone);
/* Reads the results' items once more in the zone that they define themselves, where their zone has no name that is known
 * (items: their elements, NULL where there is none). */
gboolean bp_ews_zones_settle (BpEwsConnection *connection, const BpAccount *account, BpKind kind, xmlNode *const *items,
                              GPtrArray *results, GCancellable *cancellable, GError **error);
