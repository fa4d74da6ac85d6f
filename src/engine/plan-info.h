/* SPDX-License-Identifier: MIT */
#pragma once

/* What the plan decides about info texts (SYNC 16). Pure; any thread. */

#include "engine/plan.h"

/* Exchange's shadow as JSON. Its texts are never read: it holds the one that was last sent. sent: where that stands now, NULL:
 * no text was sent this time. New. */
char *bp_plan_remote_shadow (const BpLink *link, const BpItem *remote, const BpItem *sent);
/* TRUE if the record's text is the one that was last sent, or neither has one. */
gboolean bp_plan_info_is_as_sent (const BpPlanInput *in);
/* Texts of exceptions go out when they were edited, and not under R3: the others are taken out of what is written. */
void bp_plan_drop_old_infos (BpItem *item, const BpPlanInput *in, const BpPlanContext *ctx);
