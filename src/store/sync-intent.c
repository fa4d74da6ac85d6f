/* SPDX-License-Identifier: MIT */
#include "store/sync.h"

#include "store/sql.h"

static const BpColumn columns[] = {
  BP_COLUMN (INT64, BpIntent, id),          BP_COLUMN (INT64, BpIntent, user),
  BP_COLUMN (KIND, BpIntent, kind),         BP_COLUMN (INT, BpIntent, op),
  BP_COLUMN (INT64, BpIntent, record),      BP_COLUMN (INT64, BpIntent, link),
  BP_COLUMN (TEXT, BpIntent, item_id),      BP_COLUMN (TEXT, BpIntent, create_token),
  BP_COLUMN (TEXT, BpIntent, uid),          BP_COLUMN (UINT, BpIntent, units),
  BP_COLUMN (TEXT, BpIntent, seen_local),   BP_COLUMN (TEXT, BpIntent, seen_remote),
  BP_COLUMN (INT64, BpIntent, journal_seq), BP_COLUMN (INT64, BpIntent, inbox_seq),
  BP_COLUMN (INT64, BpIntent, begun_at),    BP_COLUMN_END,
};
static const BpRowType type = { "sync_intent", columns, sizeof (BpIntent), TRUE };

BpIntent *
bp_intent_new (void)
{
  return g_new0 (BpIntent, 1);
}

void
bp_intent_free (BpIntent *self)
{
  if (!self)
    return;
  bp_row_clear (&type, self);
  g_free (self);
}

static void
free_intent (gpointer intent)
{
  bp_intent_free (intent);
}

GPtrArray *
bp_store_intents (BpStore *self, gint64 user, BpKind kind, GError **error)
{
  return bp_row_list (self, &type, free_intent, error, "WHERE user = ? AND kind = ? ORDER BY id", "is", user,
                      bp_kind_name (kind));
}

gboolean
bp_store_intent_put (BpStore *self, BpIntent *intent, GError **error)
{
  return bp_row_put (self, &type, intent, 0, BP_KIND_COUNT, error);
}

gboolean
bp_store_intent_remove (BpStore *self, gint64 id, GError **error)
{
  return bp_sql_run (self, error, "DELETE FROM sync_intent WHERE id = ?", "i", id);
}
