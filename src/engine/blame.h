/* SPDX-License-Identifier: MIT */
#pragma once

/* One bad item stops nobody (SYNC 15): when a mailbox keeps failing, is it the server, or one item that the server chokes
 * on? A lane's thread. */

#include "engine/pass.h"

/* After so many failures in a row items are read and written one by one, to find the one. */
#define BP_BLAME_AFTER 2
gboolean bp_blame_is_careful (const BpPassJob *job);
/* Whether the error, got for a single item, is that item's own: the server answers everything else. Asks it. */
gboolean bp_blame_item (const BpLaneTools *tools, const BpPassJob *job, const GError *error);
