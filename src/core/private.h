/* SPDX-License-Identifier: MIT */
#pragma once

/* Private items of Exchange (SYNC 20, `private-items`): what of them a record may hold. Pure; any thread. */

#include "core/item.h"

typedef enum { BP_PRIVATE_FULL, BP_PRIVATE_BUSY_ONLY, BP_PRIVATE_SKIP } BpPrivateItems;
/* By the setting's value; FULL for an unknown one. */
BpPrivateItems bp_private_items_parse (const char *setting);

/* All that goes back to Exchange of an item of which only the time is known. */
#define BP_PRIVATE_OUT (BP_UNIT_BIT (BP_UNIT_WHEN) | BP_UNIT_BIT (BP_UNIT_SHOW_AS) | BP_UNIT_BIT (BP_UNIT_TASK_DATES))

/* Whether its sensitivity is private or confidential. */
gboolean bp_private_is (const BpItem *item);
/* What a record may hold under busy-only: when it is, how it is shown, its sensitivity and the subject "Privat"; of an item that is not
 * private itself, the same of its private occurrences. New. */
BpItem *bp_private_mask (const BpItem *item);
