/* SPDX-License-Identifier: MIT */
#include "engine/engine-private.h"

#include "base/clock.h"
#include "store/journal.h"

gboolean
bp_idle_reached (BpEngine *self)
{
  gint64 last = bp_store_journal_last (self->reader);
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member)) {
    if (!bp_member_is_eligible (member))
      continue;
    if (member->turn.running || !(member->gives_up || (member->clean_seq >= last && member->clean_seq >= 0)))
      return FALSE;
  }
  return TRUE;
}

void
bp_idle_hurry (BpEngine *self)
{
  gint64 last = bp_store_journal_last (self->reader);
  GHashTableIter iter;
  BpMember *member;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &member))
    if (bp_member_is_eligible (member) && !member->gives_up && member->clean_seq < last && !member->again_at)
      bp_turn_mark (&member->turn, bp_clock_monotonic ());
}
