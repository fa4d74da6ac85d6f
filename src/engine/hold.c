/* SPDX-License-Identifier: MIT */
#include "engine/hold.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "engine/guard.h"

typedef struct {
  const BpLaneTools *tools;
  const BpPassJob *job;
  BpKind kind;
  BpDirection direction;
  GHashTable *stored;   /* record -> BpHeldDecision + 1 */
  guint undecided;      /* of them */
  GHashTable *withheld; /* record: held now */
  GHashTable *settling; /* record: decided, and about to be carried out */
} Hold;

static void
add_record (GHashTable *set, gint64 record)
{
  g_hash_table_add (set, g_memdup2 (&record, sizeof record));
}

static gboolean
is_deletion (const Hold *self, const BpAction *action)
{
  return !action->moved
         && (self->direction == BP_OUT ? action->remote_op == BP_REMOTE_DELETE : action->local_op == BP_LOCAL_DELETE);
}

static BpHeldDecision
decision_of (const Hold *self, const BpAction *action)
{
  gpointer found = g_hash_table_lookup (self->stored, &action->record);
  return found ? (BpHeldDecision) (GPOINTER_TO_INT (found) - 1) : BP_HELD_UNDECIDED;
}

static gboolean
load_stored (Hold *self, GError **error)
{
  g_autoptr (GArray) rows = bp_store_held (self->tools->reader, self->job->user, self->kind, error);
  g_autoptr (GPtrArray) intents =
    rows ? bp_store_intents (self->tools->reader, self->job->user, self->kind, error) : NULL;
  if (!intents)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const BpHeld *row = &g_array_index (rows, BpHeld, i);
    if (row->direction != self->direction)
      continue;
    g_hash_table_insert (self->stored, g_memdup2 (&row->record, sizeof row->record),
                         GINT_TO_POINTER (row->decision + 1));
    self->undecided += row->decision == BP_HELD_UNDECIDED;
  }
  /* Whose outcome is not known yet stays as it is. */
  for (guint i = 0; i < intents->len; i++)
    add_record (self->settling, ((BpIntent *) intents->pdata[i])->record);
  return TRUE;
}

/* What waits and what is about to be carried out. */
static guint
sort_actions (Hold *self, const GPtrArray *actions)
{
  guint batch = 0;
  for (guint i = 0; i < actions->len; i++) {
    const BpAction *action = actions->pdata[i];
    if (action->discards || (is_deletion (self, action) && decision_of (self, action) == BP_HELD_APPLY))
      add_record (self->settling, action->record);
    else
      batch += is_deletion (self, action);
  }
  return batch;
}

static gboolean
guard_holds (const Hold *self, guint batch)
{
  BpStore *reader = self->tools->reader;
  BpGuardInput input = { .percent = (guint) bp_settings_get_int (self->tools->settings, BP_SETTING_DELETION_GUARD),
                         .batch = batch,
                         .held = self->undecided > 0 };
  if (batch == 0)
    return FALSE;
  input.links = bp_store_links_count (reader, self->job->user, self->kind);
  input.deleted =
    bp_store_deletions_since (reader, self->job->user, self->kind, self->direction, bp_clock_now () - BP_GUARD_HOUR_US);
  return bp_guard_holds (&input);
}

static void
withhold (Hold *self, GPtrArray *actions)
{
  for (guint i = actions->len; i-- > 0;) {
    const BpAction *action = actions->pdata[i];
    if (!is_deletion (self, action) || g_hash_table_contains (self->settling, &action->record))
      continue;
    add_record (self->withheld, action->record);
    g_ptr_array_remove_index (actions, i);
  }
}

static gboolean
store_changes (BpStore *store, gpointer data, GError **error)
{
  const Hold *self = data;
  gint64 user = self->job->user;
  GHashTableIter iter;
  const gint64 *record;
  g_hash_table_iter_init (&iter, self->withheld);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    if (!bp_store_hold (store, user, self->kind, self->direction, *record, error))
      return FALSE;
  g_hash_table_iter_init (&iter, self->stored);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    if (!g_hash_table_contains (self->withheld, record) && !g_hash_table_contains (self->settling, record)
        && !bp_store_hold_drop (store, user, self->kind, self->direction, *record, error))
      return FALSE;
  return TRUE;
}

static gboolean
has_changed (const Hold *self)
{
  GHashTableIter iter;
  const gint64 *record;
  g_hash_table_iter_init (&iter, self->withheld);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    if (!g_hash_table_contains (self->stored, record))
      return TRUE;
  g_hash_table_iter_init (&iter, self->stored);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    if (!g_hash_table_contains (self->withheld, record) && !g_hash_table_contains (self->settling, record))
      return TRUE;
  return FALSE;
}

static void
report (const Hold *self)
{
  guint count = g_hash_table_size (self->withheld);
  if (count == 0 || self->undecided > 0)
    return;
  bp_log (self->tools->log, BP_LOG_WARNING, "sync.held", self->job->account->login,
          self->direction == BP_OUT
            ? _ ("%u deletions are held back: so many at once need the administrator's word before they go to Exchange")
            : _ ("%u deletions from Exchange are held back: so many at once need the administrator's word"),
          count);
}

static gboolean
hold_direction (Hold *self, GPtrArray *actions, GError **error)
{
  if (!load_stored (self, error))
    return FALSE;
  if (guard_holds (self, sort_actions (self, actions)))
    withhold (self, actions);
  if (!has_changed (self))
    return TRUE;
  report (self);
  return bp_writer_run (self->tools->writer, store_changes, self, self->tools->cancellable, error);
}

gboolean
bp_hold_deletions (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, GPtrArray *actions, GError **error)
{
  gboolean done = TRUE;
  for (int direction = BP_OUT; done && direction <= BP_IN; direction++) {
    Hold hold = { .tools = tools, .job = job, .kind = kind, .direction = (BpDirection) direction };
    hold.stored = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    hold.withheld = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    hold.settling = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    done = hold_direction (&hold, actions, error);
    g_hash_table_unref (hold.stored);
    g_hash_table_unref (hold.withheld);
    g_hash_table_unref (hold.settling);
  }
  return done;
}
