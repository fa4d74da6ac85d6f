/* SPDX-License-Identifier: MIT */
#include "engine/reason.h"

#include "base/i18n.h"

typedef struct {
  const char *name, *sentence;
} Entry;

static const Entry reasons[] = {
  { BP_REASON_EXPORT_OFF, N_ ("A change in büro+ was not sent, because the export is switched off.") },
  { BP_REASON_IMPORT_OFF, N_ ("A change in Exchange was not taken over, because the import is switched off.") },
  { BP_REASON_WHILE_OFF,
    N_ ("It was changed while the sync was switched off; it is transferred when it is changed again.") },
  { BP_REASON_INFO_TEXT, N_ ("The info text was not sent, because info texts are left out.") },
  { BP_REASON_MEETING, N_ ("Meeting with attendees: please change it in Outlook.") },
  { BP_REASON_COMPANY, N_ ("It belongs to another company than the user's start company.") },
  { BP_REASON_KEPT_PAST, N_ ("It was deleted in Exchange, but past appointments are kept (keep-past-days).") },
  { BP_REASON_PRIVATE, N_ ("Private items are not taken over (private-items).") },
  { BP_REASON_PRIVATE_BUSY, N_ ("Private item: only its time and how it is shown are transferred (private-items).") },
  { BP_REASON_PRIVATE_SERIES,
    N_ ("Private series: only the times of single occurrences and how it is shown are transferred; please change the "
        "series in Outlook (private-items).") },
  { BP_REASON_STRAY,
    N_ ("An exception of the series matches none of its occurrences and is left out; all else is transferred.") },
  { BP_REASON_DISCARDED, N_ ("Its deletion on the other side was held, and the administrator discarded it.") },
};

static const Entry rules[] = {
  { "later", N_ ("the later change wins") },
  { "exchange-on-tie", N_ ("both at the same time: Exchange wins") },
  { "open-side", N_ ("only one direction is switched on: its side wins") },
  { BP_RULE_MOVED_ON, N_ ("the recurring task had moved on to its next date in Exchange") },
  { BP_RULE_STAYED_HERE, N_ ("such a change stays in büro+, until it is changed in Exchange, too") },
  { BP_RULE_LEFT_ON_LINKING, N_ ("found on both sides and different: both values stay") },
};

static const char *
describe (const Entry *entries, gsize count, const char *name)
{
  for (gsize i = 0; i < count; i++)
    if (g_strcmp0 (entries[i].name, name) == 0)
      return _ (entries[i].sentence);
  return name;
}

const char *
bp_reason_describe (const char *reason)
{
  return describe (reasons, G_N_ELEMENTS (reasons), reason);
}

const char *
bp_rule_describe (const char *rule)
{
  return describe (rules, G_N_ELEMENTS (rules), rule);
}
