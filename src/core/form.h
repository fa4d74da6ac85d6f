/* SPDX-License-Identifier: MIT */
#pragma once

/* The two forms of an item. The *local form* is what the database holds. The *remote form* is what Exchange gives back
 * after it was written there: zone names go through Windows' and come back as one canonical IANA name, a missing zone
 * is the site's, info text is never read, a wall clock that its zone leaves out is the one past the gap. Shadows are kept in their side's form, so
 * that an echo is equal to the letter. Pure; any thread. */

#include "core/item.h"

/* What of the site matters for the forms. */
typedef struct {
  const char *time_zone; /* IANA name of the site's zone */
} BpSite;

/* The remote form of a local item. New. */
BpItem *bp_form_to_remote (const BpItem *local, const BpSite *site);
/* Puts the units of a remote item into a copy of a local one (NULL: a new record), keeping the local name of a zone
 * that is equal (maps to the same Windows zone) (SYNC 18). Info texts of the local item stay, those of its exceptions, too (S7);
 * meeting data are taken over like any unit. New. */
BpItem *bp_form_to_local (const BpItem *remote, const BpItem *local, BpUnitSet units, const BpSite *site);
