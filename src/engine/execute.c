/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "core/task-series.h"
#include "engine/blame.h"
#include "engine/crash.h"
#include "engine/pass.h"
#include "engine/report.h"
#include "engine/settle.h"

/* Local actions that share a writer job: enough for one disk write to pay, few enough for its 20 ms. */
#define LOCAL_CHUNK 100

typedef struct {
  const BpLaneTools *tools;
  const BpPassJob *job;
  BpKind kind;
  const char *folder_id;
  BpPassResult *result;
  GPtrArray *reread; /* char*: items that moved on under us */
} Execution;

/* Some of the actions, for one writer job. */
typedef struct {
  Execution *execution;
  BpAction **actions;
  guint n;
  BpIntent **intents; /* remote only, as many */
  GPtrArray *results; /* BpItemResult, remote only */
  BpSettled *settled;
} Chunk;

/* --- local actions -------------------------------------------------------------------------------------------------------- */

static gboolean
settle_chunk (BpStore *store, gpointer data, GError **error)
{
  Chunk *chunk = data;
  const BpPassJob *job = chunk->execution->job;
  for (guint i = 0; i < chunk->n; i++) {
    BpAction *action = chunk->actions[i];
    if (action->park_reason) {
      chunk->settled[i] = BP_SETTLED;
      if (!bp_settle_parked (store, job->user, action, action->park_direction, "unsupported", action->park_reason,
                             bp_clock_now (), error))
        return FALSE;
      continue;
    }
    chunk->settled[i] = bp_settle (store, job->user, job->start_company, action, bp_clock_now (), error);
    if (chunk->settled[i] == BP_SETTLE_FAILED)
      return FALSE;
  }
  return TRUE;
}

/* Settles what comes before the sending (settle.h). */
static gboolean
settle_first_chunk (BpStore *store, gpointer data, GError **error)
{
  Chunk *chunk = data;
  const BpPassJob *job = chunk->execution->job;
  for (guint i = 0; i < chunk->n; i++) {
    chunk->settled[i] =
      bp_settle_first (store, job->user, job->start_company, chunk->actions[i], bp_clock_now (), error);
    if (chunk->settled[i] == BP_SETTLE_FAILED)
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  Execution *execution;
  BpAction *action;
  BpDirection direction;
  const GError *why;
  gint64 intent;
} Parking;

static gboolean
park_job (BpStore *store, gpointer data, GError **error)
{
  Parking *parking = data;
  const char *code = bp_error_get_server_code (parking->why);
  if (parking->intent && !bp_store_intent_remove (store, parking->intent, error))
    return FALSE;
  return bp_settle_parked (store, parking->execution->job->user, parking->action, parking->direction,
                           code ? code : "refused", bp_error_get_saying (parking->why), bp_clock_now (), error);
}

static gboolean
park (Execution *self, BpAction *action, BpDirection direction, const GError *why, gint64 intent, GError **error)
{
  Parking parking = { self, action, direction, why, intent };
  bp_report_parked (self->tools->log, self->job->account->login, action, direction, why);
  return bp_writer_run (self->tools->writer, park_job, &parking, self->tools->cancellable, error);
}

static void
count (Execution *self, BpAction *action, BpSettled settled)
{
  if (settled == BP_SETTLED_STALE) {
    self->result->again = TRUE;
    return;
  }
  self->result->moved_out += action->remote_op != BP_REMOTE_NOTHING;
  self->result->moved_in += action->local_op != BP_LOCAL_NOTHING;
  bp_report_done (self->tools->log, self->job->account->login, action);
}

/* What was settled before the sending; why the rest may stay here is said afterwards, once. */
static void
count_first (Execution *self, BpAction *action, BpSettled settled)
{
  BpAction first = *action;
  first.remote_op = BP_REMOTE_NOTHING;
  first.journal_seq = 0;
  count (self, &first, settled);
  if (settled == BP_SETTLED)
    bp_settle_first_done (action);
}

/* One writer job for all; if one of them is refused for its content, each alone, so that only it is parked. sending: those that are
 * to be sent afterwards; what is not settled leaves it. */
static gboolean
run_local (Execution *self, BpAction **actions, guint n, GPtrArray *sending, GError **error)
{
  g_autofree BpSettled *settled = g_new0 (BpSettled, n);
  g_autoptr (GError) local = NULL;
  Chunk chunk = { .execution = self, .actions = actions, .n = n, .settled = settled };
  if (bp_writer_run (self->tools->writer, sending ? settle_first_chunk : settle_chunk, &chunk, self->tools->cancellable,
                     &local)) {
    for (guint i = 0; i < n; i++) {
      (sending ? count_first : count) (self, actions[i], settled[i]);
      if (sending && settled[i] == BP_SETTLED)
        g_ptr_array_add (sending, actions[i]);
    }
    return TRUE;
  }
  if (!g_error_matches (local, BP_ERROR, BP_ERROR_INVALID)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (n == 1)
    return park (self, actions[0], BP_IN, local, 0, error);
  for (guint i = 0; i < n; i++)
    if (!run_local (self, &actions[i], 1, sending, error))
      return FALSE;
  return TRUE;
}

/* --- remote actions --------------------------------------------------------------------------------------------------------- */

static char *
random_token (void)
{
  guint8 bytes[16];
  GString *text = g_string_sized_new (33);
  bp_platform_random (bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static BpIntent *
intent_of (Execution *self, BpAction *action)
{
  static const BpIntentOp ops[] = {
    [BP_REMOTE_CREATE] = BP_INTENT_CREATE, [BP_REMOTE_UPDATE] = BP_INTENT_UPDATE, [BP_REMOTE_DELETE] = BP_INTENT_DELETE
  };
  BpIntent *intent = bp_intent_new ();
  if (action->remote_op == BP_REMOTE_CREATE) {
    action->create_token = random_token ();
    g_free (action->link->create_token);
    action->link->create_token = g_strdup (action->create_token);
  }
  intent->user = self->job->user;
  intent->kind = self->kind;
  intent->op = ops[action->remote_op];
  intent->record = action->record;
  intent->link = action->link->id;
  intent->item_id = g_strdup (action->remote_op == BP_REMOTE_CREATE ? NULL : action->link->item_id);
  intent->create_token = g_strdup (action->create_token);
  intent->uid = g_strdup (action->uid);
  intent->units = action->remote_units;
  intent->seen_local = g_strdup (action->link->seen_local);
  intent->seen_remote = g_strdup (action->link->seen_remote);
  intent->journal_seq = action->journal_seq;
  intent->inbox_seq = action->inbox_seq;
  intent->begun_at = bp_clock_now ();
  return intent;
}

/* Why something stays here is kept before the write: a resolved intent knows of the write alone. */
static gboolean
foretell (BpStore *store, const BpAction *action, GError **error)
{
  return !action->link->id || bp_store_link_set_reasons (store, action->link, error);
}

static gboolean
store_intents (BpStore *store, gpointer data, GError **error)
{
  Chunk *chunk = data;
  for (guint i = 0; i < chunk->n; i++)
    if (!bp_store_intent_put (store, chunk->intents[i], error) || !foretell (store, chunk->actions[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
drop_intents (BpStore *store, gpointer data, GError **error)
{
  Chunk *chunk = data;
  for (guint i = 0; i < chunk->n; i++)
    if (!bp_store_intent_remove (store, chunk->intents[i]->id, error))
      return FALSE;
  return TRUE;
}

static BpItemWrite
write_of (const BpAction *action)
{
  /* Of what is created anew the link still has the item of before. */
  return (BpItemWrite){ .id = action->remote_op == BP_REMOTE_CREATE ? NULL : action->link->item_id,
                        .change_key = action->change_key,
                        .uid = action->uid,
                        .create_token = action->create_token,
                        .item = action->remote_item,
                        .was_series = action->was_series,
                        .exception_units = action->exception_units,
                        .units = action->remote_units };
}

static GPtrArray *
send (Execution *self, Chunk *chunk, GError **error)
{
  const BpLaneTools *tools = self->tools;
  const BpAccount *account = self->job->account;
  g_autofree BpItemWrite *writes = g_new0 (BpItemWrite, chunk->n);
  for (guint i = 0; i < chunk->n; i++)
    writes[i] = write_of (chunk->actions[i]);
  switch (chunk->actions[0]->remote_op) {
  case BP_REMOTE_CREATE:
    return bp_driver_create (tools->driver, account, self->kind, self->folder_id, writes, chunk->n, tools->cancellable,
                             error);
  case BP_REMOTE_UPDATE:
    return bp_driver_update (tools->driver, account, self->kind, writes, chunk->n, tools->cancellable, error);
  default:
    return bp_driver_remove (tools->driver, account, self->kind, writes, chunk->n, tools->cancellable, error);
  }
}

/* Whether the request as a whole was certainly not carried out, so that nothing needs to be found out later. */
static gboolean
certainly_not_done (const GError *error)
{
  return g_error_matches (error, BP_ERROR, BP_ERROR_AUTH) || g_error_matches (error, BP_ERROR, BP_ERROR_DENIED)
         || g_error_matches (error, BP_ERROR, BP_ERROR_INVALID)
         || g_error_matches (error, BP_ERROR, BP_ERROR_BUSY_UNTIL)
         || g_strcmp0 (bp_error_get_server_code (error), BP_NOT_SENT) == 0;
}

static void
take_result (BpAction *action, BpItemResult *result)
{
  if (result->id) {
    g_free (action->link->item_id);
    action->link->item_id = g_strdup (result->id);
  }
  if (result->change_key) {
    g_free (action->link->change_key);
    action->link->change_key = g_strdup (result->change_key);
  }
  if (action->remote_op == BP_REMOTE_CREATE && !action->link->uid)
    action->link->uid = g_strdup (action->uid);
}

/* Done, in the sense of the action: also a deletion of what is gone already. */
static gboolean
succeeded (const BpAction *action, const BpItemResult *result)
{
  return !result->error
         || (action->remote_op == BP_REMOTE_DELETE && g_error_matches (result->error, BP_ERROR, BP_ERROR_NOT_FOUND));
}

static gboolean
settle_results (BpStore *store, gpointer data, GError **error)
{
  Chunk *chunk = data;
  const BpPassJob *job = chunk->execution->job;
  for (guint i = 0; i < chunk->n; i++) {
    BpAction *action = chunk->actions[i];
    if (!succeeded (action, chunk->results->pdata[i]))
      continue;
    if (!bp_store_intent_remove (store, chunk->intents[i]->id, error))
      return FALSE;
    chunk->settled[i] = bp_settle (store, job->user, job->start_company, action, bp_clock_now (), error);
    if (chunk->settled[i] == BP_SETTLE_FAILED)
      return FALSE;
  }
  return TRUE;
}

/* One item of the batch was refused: plan again after reading, park, or pass the error on (for the schedule). */
static gboolean
handle_refusal (Execution *self, Chunk *chunk, guint i, GError **error)
{
  BpAction *action = chunk->actions[i];
  GError *why = ((BpItemResult *) chunk->results->pdata[i])->error;
  Chunk one = { .execution = self, .actions = &chunk->actions[i], .n = 1, .intents = &chunk->intents[i] };
  if (g_error_matches (why, BP_ERROR, BP_ERROR_INVALID))
    return park (self, action, BP_OUT, why, chunk->intents[i]->id, error);
  if (!bp_writer_run (self->tools->writer, drop_intents, &one, self->tools->cancellable, error))
    return FALSE;
  if (action->link->item_id
      && (g_error_matches (why, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE)
          || g_error_matches (why, BP_ERROR, BP_ERROR_NOT_FOUND))) {
    g_ptr_array_add (self->reread, g_strdup (action->link->item_id));
    return TRUE;
  }
  g_propagate_error (error, g_error_copy (why));
  return FALSE;
}

/* A recurring task that we completed, or that answered with another than itself, has moved on: at once its record follows (SYNC 18). */
static void
read_again (Execution *self, const BpAction *action, const BpItemResult *result)
{
  gboolean completed = action->remote_op == BP_REMOTE_UPDATE && (action->remote_units & BP_UNIT_BIT (BP_UNIT_PROGRESS))
                       && bp_task_is_to_move_on (action->remote_item);
  if (completed || result->reread)
    g_ptr_array_add (self->reread, g_strdup (action->link->item_id));
}

static gboolean
handle_results (Execution *self, Chunk *chunk, GError **error)
{
  for (guint i = 0; i < chunk->n; i++)
    if (succeeded (chunk->actions[i], chunk->results->pdata[i]))
      take_result (chunk->actions[i], chunk->results->pdata[i]);
  if (!bp_writer_run (self->tools->writer, settle_results, chunk, NULL, error))
    return FALSE;
  bp_crash_step ("execute:settled");
  for (guint i = 0; i < chunk->n; i++) {
    if (succeeded (chunk->actions[i], chunk->results->pdata[i])) {
      count (self, chunk->actions[i], chunk->settled[i]);
      read_again (self, chunk->actions[i], chunk->results->pdata[i]);
    } else if (!handle_refusal (self, chunk, i, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_remote (Execution *self, BpAction **actions, guint n, GError **error)
{
  g_autoptr (GPtrArray) intents = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_intent_free);
  g_autofree BpSettled *settled = g_new0 (BpSettled, n);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) local = NULL;
  Chunk chunk = { .execution = self, .actions = actions, .n = n, .settled = settled };
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (intents, intent_of (self, actions[i]));
  chunk.intents = (BpIntent **) intents->pdata;
  if (!bp_writer_run (self->tools->writer, store_intents, &chunk, self->tools->cancellable, error))
    return FALSE;
  bp_crash_step ("execute:intended");
  results = send (self, &chunk, &local);
  bp_crash_step ("execute:sent");
  if (results) {
    chunk.results = results;
    return handle_results (self, &chunk, error);
  }
  if (certainly_not_done (local) && !bp_writer_run (self->tools->writer, drop_intents, &chunk, NULL, error))
    return FALSE;
  /* One item that the server cannot even read fails the request as a whole: alone, each shows which one it is. */
  if (g_error_matches (local, BP_ERROR, BP_ERROR_INVALID)) {
    if (n == 1)
      return park (self, actions[0], BP_OUT, local, 0, error);
    for (guint i = 0; i < n; i++)
      if (!run_remote (self, &actions[i], 1, error))
        return FALSE;
    return TRUE;
  }
  /* Its intent stays: whether it was carried out is found out before it is ever planned again. */
  if (n == 1 && bp_blame_item (self->tools, self->job, local))
    return park (self, actions[0], BP_OUT, local, 0, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- what must be seen before it is done ---------------------------------------------------------------------------------------- */

/* Before a deletion the item is read, and planned again if it changed (SYNC 7). Keeps the actions that may go on. */
static gboolean
check_deletions (Execution *self, GPtrArray *deletions, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = NULL;
  const BpLaneTools *tools = self->tools;
  for (guint i = 0; i < deletions->len; i++)
    g_ptr_array_add (ids, ((BpAction *) deletions->pdata[i])->link->item_id);
  if (ids->len == 0)
    return TRUE;
  results = bp_driver_read (tools->driver, self->job->account, self->kind, (const char *const *) ids->pdata, ids->len,
                            tools->cancellable, error);
  if (!results)
    return FALSE;
  for (guint i = deletions->len; i-- > 0;) {
    BpAction *action = deletions->pdata[i];
    BpItemResult *result = results->pdata[i];
    g_autoptr (BpItem) seen = NULL;
    if (g_error_matches (result->error, BP_ERROR, BP_ERROR_NOT_FOUND))
      continue;
    if (result->error) {
      g_propagate_error (error, g_steal_pointer (&result->error));
      return FALSE;
    }
    seen = bp_item_from_json (self->kind, action->link->seen_remote, error);
    if (!seen)
      return FALSE;
    /* With the key that was planned with, the plan has seen all of it. Texts are never read: the shadow's is the one that was last sent. */
    if (g_strcmp0 (result->item->change_key, action->change_key) != 0
        && bp_item_diff (seen, result->item->item) & ~BP_UNIT_BIT (BP_UNIT_INFO)) {
      g_ptr_array_add (self->reread, g_strdup (action->link->item_id));
      g_ptr_array_remove_index (deletions, i);
      continue;
    }
    g_free (action->change_key);
    action->change_key = g_strdup (result->item->change_key);
  }
  return TRUE;
}

/* What cannot be expressed is refused here, before anything is sent (SYNC 15). */
static gboolean
check_writes (Execution *self, GPtrArray *actions, GError **error)
{
  for (guint i = actions->len; i-- > 0;) {
    BpAction *action = actions->pdata[i];
    BpItemWrite write = write_of (action);
    g_autoptr (GError) why = NULL;
    if (bp_driver_check (self->tools->driver, self->kind, &write, &why))
      continue;
    g_ptr_array_remove_index (actions, i);
    if (!park (self, action, BP_OUT, why, 0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_remote_all (Execution *self, GPtrArray *actions, GError **error)
{
  guint batch = bp_blame_is_careful (self->job) ? 1 : MAX (1, bp_driver_write_batch (self->tools->driver));
  for (guint at = 0; at < actions->len; at += batch)
    if (!run_remote (self, (BpAction **) actions->pdata + at, MIN (batch, actions->len - at), error))
      return FALSE;
  return TRUE;
}

static gboolean
run_local_all (Execution *self, GPtrArray *actions, GPtrArray *sending, GError **error)
{
  for (guint at = 0; at < actions->len; at += LOCAL_CHUNK) {
    if (!run_local (self, (BpAction **) actions->pdata + at, MIN (LOCAL_CHUNK, actions->len - at), sending, error))
      return FALSE;
    bp_crash_step (sending ? "execute:first" : "execute:local");
  }
  return TRUE;
}

gboolean
bp_execute (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GPtrArray *actions,
            BpPassResult *result, GError **error)
{
  g_autoptr (GPtrArray) local = g_ptr_array_new ();
  g_autoptr (GPtrArray) creates = g_ptr_array_new ();
  g_autoptr (GPtrArray) updates = g_ptr_array_new ();
  g_autoptr (GPtrArray) first = g_ptr_array_new ();
  g_autoptr (GPtrArray) deletions = g_ptr_array_new ();
  g_autoptr (GPtrArray) reread = g_ptr_array_new_with_free_func (g_free);
  Execution self = { tools, job, kind, folder_id, result, reread };
  GPtrArray *by_op[] = { [BP_REMOTE_NOTHING] = local,
                         [BP_REMOTE_CREATE] = creates,
                         [BP_REMOTE_UPDATE] = updates,
                         [BP_REMOTE_DELETE] = deletions };
  for (guint i = 0; i < actions->len; i++) {
    BpAction *action = actions->pdata[i];
    g_ptr_array_add (action->first_local ? first : by_op[action->remote_op], action);
  }
  if (!run_local_all (&self, local, NULL, error) || !run_local_all (&self, first, updates, error)
      || !check_writes (&self, updates, error) || !run_remote_all (&self, updates, error)
      || !check_writes (&self, creates, error) || !run_remote_all (&self, creates, error)
      || !check_deletions (&self, deletions, error) || !run_remote_all (&self, deletions, error))
    return FALSE;
  if (reread->len > 0) {
    result->again = TRUE;
    return bp_pull_items (tools, job, kind, folder_id, reread, error);
  }
  return TRUE;
}
