/* SPDX-License-Identifier: MIT */
#pragma once

/* One group of held deletions as a card: whose, what was deleted where, the records, the two decisions, progress. Main thread.
 *
 * Signal: "decided" (gboolean apply). */

#include <gtk/gtk.h>

#include "host/records.h"

#define BP_TYPE_HELD_CARD (bp_held_card_get_type ())
G_DECLARE_FINAL_TYPE (BpHeldCard, bp_held_card, BP, HELD_CARD, GtkBox)

BpHeldCard *bp_held_card_new (void);
/* Takes the group. running: whether an engine is there to carry out what was decided. */
void bp_held_card_take_group (BpHeldCard *self, BpHeldGroup *group, gboolean running);
/* Borrowed. */
const BpHeldGroup *bp_held_card_get_group (BpHeldCard *self);
