/* SPDX-License-Identifier: MIT */
#pragma once

/* What every action of a plan is put together from: the link as it will be, its shadows, and what is written to Exchange. Pure; any
 * thread. */

#include "engine/plan-limit.h"

/* Replaces the text at `place`, which it frees. */
void bp_plan_set_text (char **place, const char *text);
/* The link as it stands now, brought up to date with what the inbox row says of the item's identity. New. */
BpLink *bp_plan_link_base (const BpPlanInput *in);
/* Advances the shadows, of the sides given; sent: what was sent, for the text that is never read, NULL: it stays as last sent. */
void bp_plan_set_shadows (BpLink *link, const BpItem *local, const BpItem *remote, const BpItem *sent);
/* What is written to Exchange for the record: a task's progress made whole, by what changed of it; an item with limits as it is
 * there (`remote`), but for what may go out. limit: NULL for a new item. New. */
BpItem *bp_plan_outgoing (const BpPlanInput *in, const BpPlanContext *ctx, const BpPlanLimit *limit,
                          const BpItem *remote);
