/* SPDX-License-Identifier: MIT */
#pragma once

/* Why a side's change was not transferred: stable names, as stored with a link (BpLink.reason_out, reason_in), and for each the sentence
 * that an administrator reads. Any thread. */

#include <glib.h>

#define BP_REASON_EXPORT_OFF "export-off"
#define BP_REASON_IMPORT_OFF "import-off"
#define BP_REASON_WHILE_OFF "while-off"
#define BP_REASON_INFO_TEXT "info-text-kept"
#define BP_REASON_MEETING "meeting"
#define BP_REASON_COMPANY "other-company"
#define BP_REASON_KEPT_PAST "kept-past"
#define BP_REASON_PRIVATE "private-skipped"
#define BP_REASON_PRIVATE_BUSY "private-busy-only"
#define BP_REASON_PRIVATE_SERIES "private-series"
#define BP_REASON_DISCARDED "deletion-discarded"
#define BP_REASON_STRAY "stray-exception"

/* Rules beside those of core/merge.h, by which one side of a conflict lost. */
#define BP_RULE_MOVED_ON "moved-on"
#define BP_RULE_STAYED_HERE "stayed-here"
#define BP_RULE_LEFT_ON_LINKING "left-on-linking"

/* Translated; the name itself if this version does not know it. */
const char *bp_reason_describe (const char *reason);
/* Which rule settled a clash (BpConflict.rule), likewise. */
const char *bp_rule_describe (const char *rule);
