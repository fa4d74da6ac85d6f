/* SPDX-License-Identifier: MIT */
#include "engine/pass.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "engine/collect.h"
#include "engine/crash.h"
#include "engine/hold.h"
#include "store/journal.h"
#include "store/users.h"

/* How often one pass plans again because something moved on under it; what is left then goes to the next pass. */
#define MAX_ROUNDS 4
/* When to look again whether a record that moved to another user has arrived there. */
#define MOVING_RETRY_US (G_USEC_PER_SEC / 2)

BpPassJob *
bp_pass_job_new (void)
{
  return g_new0 (BpPassJob, 1);
}

void
bp_pass_job_free (BpPassJob *self)
{
  if (!self)
    return;
  bp_account_free (self->account);
  g_clear_pointer (&self->taking_part, g_array_unref);
  g_free (self);
}

void
bp_pass_result_free (BpPassResult *self)
{
  if (!self)
    return;
  bp_subscription_free (self->subscription);
  g_clear_error (&self->subscribe_error);
  g_clear_error (&self->stream_error);
  g_clear_error (&self->error);
  g_free (self->taken_by);
  g_free (self);
}

/* One kind of one mailbox within a pass. */
typedef struct {
  const BpLaneTools *tools;
  const BpPassJob *job;
  BpKind kind;
  const char *folder_id;
  BpPassResult *result;
} KindPass;

/* --- whose mailbox (SYNC 12, 13) -------------------------------------------------------------------------------------------- */

typedef struct {
  const KindPass *pass;
  gboolean set_up; /* first time: T0 is set */
  gboolean moved;  /* the folder is another one than before */
} Identity;

static gboolean
store_identity (BpStore *store, gpointer data, GError **error)
{
  Identity *self = data;
  const KindPass *pass = self->pass;
  gint64 user = pass->job->user;
  g_autoptr (BpSyncState) state = bp_store_sync_state (store, user, pass->kind, error);
  if (!state)
    return FALSE;
  if (self->moved) {
    if (!bp_store_links_put_aside (store, user, pass->kind, error))
      return FALSE;
    g_clear_pointer (&state->token, g_free);
    state->listed = BP_LISTED_NEVER;
  }
  g_free (state->folder_id);
  state->folder_id = g_strdup (pass->folder_id);
  if (self->set_up)
    state->t0 = pass->job->t0[pass->kind];
  return bp_store_set_sync_state (store, user, pass->kind, state, error);
}

/* What happened before T0 lies outside the sync: those entries are done. */
static gboolean
drop_old_entries (BpStore *store, gpointer data, GError **error)
{
  const KindPass *pass = data;
  g_autoptr (GPtrArray) entries = bp_store_journal_pending (store, pass->job->user, pass->kind, error);
  if (!entries)
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const BpJournalEntry *entry = entries->pdata[i];
    if (entry->at <= pass->job->t0[pass->kind]
        && !bp_store_journal_done (store, pass->kind, pass->job->user, entry->record, entry->seq, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_identity (KindPass *pass, GError **error)
{
  g_autoptr (BpSyncState) state = bp_store_sync_state (pass->tools->reader, pass->job->user, pass->kind, error);
  Identity identity = { .pass = pass };
  if (!state)
    return FALSE;
  identity.set_up = state->t0 == 0;
  identity.moved = state->folder_id && g_strcmp0 (state->folder_id, pass->folder_id) != 0;
  if (!identity.set_up && !identity.moved && state->folder_id)
    return TRUE;
  if (identity.moved)
    bp_log (pass->tools->log, BP_LOG_WARNING, "sync.mailbox-changed", pass->job->account->login, "%s",
            _ ("This is another mailbox than before; its calendar is taken as a new starting point"));
  if (!bp_writer_run (pass->tools->writer, store_identity, &identity, pass->tools->cancellable, error))
    return FALSE;
  bp_crash_step ("identity:stored");
  return !identity.set_up
         || bp_writer_run (pass->tools->writer, drop_old_entries, pass, pass->tools->cancellable, error);
}

/* Another user's links hold this folder already: theirs it stays (SYNC 12). TRUE if so, then ret_login says whose. */
static gboolean
is_taken (const KindPass *pass, char **ret_login)
{
  gint64 holder = bp_store_folder_holder (pass->tools->reader, pass->kind, pass->folder_id, pass->job->user);
  g_autoptr (BpUser) user = holder ? bp_store_user_by_id (pass->tools->reader, holder, NULL) : NULL;
  if (!holder)
    return FALSE;
  *ret_login = g_strdup (user ? user->login : "?");
  return TRUE;
}

/* --- private items (SYNC 20) ------------------------------------------------------------------------------------------------------ */

static gboolean
store_private_items (BpStore *store, gpointer data, GError **error)
{
  const KindPass *pass = data;
  g_autoptr (BpSyncState) state = bp_store_sync_state (store, pass->job->user, pass->kind, error);
  if (!state)
    return FALSE;
  g_free (state->private_items);
  state->private_items = g_strdup (bp_settings_get (pass->tools->settings, BP_SETTING_PRIVATE_ITEMS));
  return bp_store_set_sync_state (store, pass->job->user, pass->kind, state, error);
}

/* Under another setting than before, private items are looked at anew: what was held back comes in, or what came in goes. */
static gboolean
check_private_items (KindPass *pass, GError **error)
{
  const char *now = bp_settings_get (pass->tools->settings, BP_SETTING_PRIVATE_ITEMS);
  g_autoptr (BpSyncState) state = bp_store_sync_state (pass->tools->reader, pass->job->user, pass->kind, error);
  g_autoptr (GPtrArray) ids = NULL;
  if (!state)
    return FALSE;
  if (g_strcmp0 (state->private_items, now) == 0)
    return TRUE;
  if (state->private_items) {
    ids = bp_store_private_item_ids (pass->tools->reader, pass->job->user, pass->kind, error);
    if (!ids || !bp_pull_items (pass->tools, pass->job, pass->kind, pass->folder_id, ids, error))
      return FALSE;
    bp_crash_step ("private:read");
  }
  return bp_writer_run (pass->tools->writer, store_private_items, pass, pass->tools->cancellable, error);
}

/* --- planning ------------------------------------------------------------------------------------------------------------------ */

static BpPlanContext
plan_context (const KindPass *pass, const GArray *off)
{
  const BpSettings *settings = pass->tools->settings;
  gint64 offset;
  return (BpPlanContext){ .site = pass->tools->site,
                          .export_open = bp_settings_get_bool (settings, BP_SETTING_EXPORT),
                          .import_open = bp_settings_get_bool (settings, BP_SETTING_IMPORT),
                          .skip_info = bp_settings_get_bool (settings, BP_SETTING_SKIP_INFO_TEXT),
                          .private_items =
                            bp_private_items_parse (bp_settings_get (settings, BP_SETTING_PRIVATE_ITEMS)),
                          .keep_past_days = bp_settings_get_int (settings, BP_SETTING_KEEP_PAST_DAYS),
                          .now = bp_clock_now (),
                          .no_clock = !bp_driver_clock_offset (pass->tools->driver, &offset),
                          .start_company = pass->job->start_company,
                          .off = off,
                          .last_pass = pass->job->last_pass };
}

/* What was collected is let go as soon as it is planned: of many records it is much. */
static GPtrArray *
plan_all (const KindPass *pass, BpCollected *collected, GError **error)
{
  g_autoptr (GArray) off = bp_store_off_periods (pass->tools->reader, pass->job->user, error);
  g_autoptr (GPtrArray) actions = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_action_free);
  BpPlanContext context;
  if (!off)
    return NULL;
  context = plan_context (pass, off);
  for (guint i = 0; i < collected->pairs->len; i++) {
    g_autoptr (BpPair) pair = g_steal_pointer (&collected->pairs->pdata[i]);
    BpAction *action = bp_plan (&pair->input, &context);
    action->replaced_item = g_strdup (pair->replaced_item);
    action->replaced_seq = pair->replaced_seq;
    g_ptr_array_add (actions, action);
  }
  return g_steal_pointer (&actions);
}

/* --- deleted and entered again (SYNC 10) ----------------------------------------------------------------------------------------- */

static gboolean
store_heirs (BpStore *store, gpointer data, GError **error)
{
  const KindPass *pass = data;
  g_autoptr (GArray) heirs = bp_store_link_heirs (store, pass->job->user, pass->kind, error);
  for (guint i = 0; heirs && i < heirs->len; i++)
    if (!bp_store_link_inherit (store, pass->job->user, pass->kind, &g_array_index (heirs, BpHeir, i), error))
      return FALSE;
  return heirs != NULL;
}

/* An import that deletes and inserts under the same UID means the same appointment: its item is changed, not made anew. */
static gboolean
settle_heirs (KindPass *pass, GError **error)
{
  g_autoptr (GArray) heirs = bp_store_link_heirs (pass->tools->reader, pass->job->user, pass->kind, error);
  if (!heirs || heirs->len == 0)
    return heirs != NULL;
  return bp_writer_run (pass->tools->writer, store_heirs, pass, pass->tools->cancellable, error);
}

/* --- one round, one kind, one mailbox ------------------------------------------------------------------------------------------------- */

/* Collects, plans and acts once. *ret_again: something was read or moved on, so that another round is worthwhile. */
static gboolean
round_once (KindPass *pass, gboolean may_fetch, gboolean *ret_again, GError **error)
{
  const BpLaneTools *tools = pass->tools;
  g_autoptr (BpCollected) collected = NULL;
  g_autoptr (GPtrArray) actions = NULL;
  /* Without export a record that moved to another user arrives nowhere, and leaves nothing. */
  const GArray *taking_part = bp_settings_get_bool (tools->settings, BP_SETTING_EXPORT) ? pass->job->taking_part : NULL;
  if (!settle_heirs (pass, error))
    return FALSE;
  collected = bp_collect (tools, pass->job->user, pass->kind, taking_part, may_fetch, error);
  if (!collected)
    return FALSE;
  *ret_again = collected->fetch->len > 0;
  if (collected->moving > 0)
    pass->result->again_at = MAX (pass->result->again_at, bp_clock_now () + MOVING_RETRY_US);
  if (!bp_pull_items (tools, pass->job, pass->kind, pass->folder_id, collected->fetch, error))
    return FALSE;
  actions = plan_all (pass, collected, error);
  if (!actions || !bp_hold_deletions (tools, pass->job, pass->kind, actions, error))
    return FALSE;
  pass->result->again = FALSE;
  if (!bp_execute (tools, pass->job, pass->kind, pass->folder_id, actions, pass->result, error))
    return FALSE;
  *ret_again = *ret_again || pass->result->again;
  return TRUE;
}

static gboolean
pass_kind (KindPass *pass, GError **error)
{
  g_autoptr (GPtrArray) gone = NULL;
  gboolean again = TRUE;
  if (is_taken (pass, &pass->result->taken_by))
    return TRUE;
  if (!check_identity (pass, error)
      || !bp_resolve (pass->tools, pass->job, pass->kind, pass->folder_id, &pass->result->again_at, &gone, error)
      || !bp_pull (pass->tools, pass->job, pass->kind, pass->folder_id, error)
      || !bp_resolve_gone (pass->tools, pass->job, pass->kind, gone, error) || !check_private_items (pass, error))
    return FALSE;
  for (int round = 0; again && round < MAX_ROUNDS; round++)
    if (!round_once (pass, round < MAX_ROUNDS - 1, &again, error))
      return FALSE;
  pass->result->again = again;
  return TRUE;
}

/* Whether a server that refused a stream may have meant the stream, and not the mailbox or the moment. */
static gboolean
is_about_stream (const GError *error)
{
  const char *code = bp_error_get_server_code (error);
  gboolean failed = g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY) && code
                    && (g_str_has_prefix (code, "Error") || g_str_has_prefix (code, "HTTP "));
  return failed || g_error_matches (error, BP_ERROR, BP_ERROR_INVALID)
         || g_error_matches (error, BP_ERROR, BP_ERROR_LOCAL);
}

static void
subscribe (const BpLaneTools *tools, const BpPassJob *job, const BpFolders *folders, BpPassResult *result)
{
  g_autoptr (GError) refused = NULL;
  if (!job->subscribe)
    return;
  if (!job->poll)
    result->subscription =
      bp_driver_subscribe_stream (tools->driver, job->account, folders, tools->cancellable, &refused);
  if (result->subscription)
    return;
  if (refused && !is_about_stream (refused)) {
    result->subscribe_error = g_steal_pointer (&refused);
    return;
  }
  result->subscription =
    bp_driver_subscribe (tools->driver, job->account, folders, tools->cancellable, &result->subscribe_error);
  if (result->subscription)
    result->stream_error = g_steal_pointer (&refused);
}

static gboolean
pass_all (const BpLaneTools *tools, const BpPassJob *job, BpPassResult *result, GError **error)
{
  BpFolders folders = { 0 };
  gboolean done = TRUE, again = FALSE;
  if (!bp_driver_open (tools->driver, job->account, job->kinds, &folders, tools->cancellable, error))
    return FALSE;
  result->reached = TRUE;
  subscribe (tools, job, &folders, result);
  for (int kind = 0; done && kind < BP_KIND_COUNT; kind++) {
    KindPass pass = { tools, job, kind, folders.folder_id[kind], result };
    if (!pass.folder_id)
      continue;
    done = pass_kind (&pass, error);
    if (tools->arrived)
      g_hash_table_remove_all (tools->arrived);
    again = again || result->again;
  }
  result->again = again;
  bp_folders_clear (&folders);
  return done;
}

BpPassResult *
bp_pass_run (const BpLaneTools *tools, const BpPassJob *job)
{
  BpPassResult *result = g_new0 (BpPassResult, 1);
  gint64 begin = bp_clock_monotonic ();
  g_autoptr (GPtrArray) parked = NULL;
  result->user = job->user;
  result->seen_journal = bp_store_journal_last (tools->reader);
  if (!pass_all (tools, job, result, &result->error) && !result->error)
    bp_set_error (&result->error, BP_ERROR_LOCAL, NULL, N_ ("The pass failed without saying why."));
  parked = bp_store_parked (tools->reader, job->user, NULL);
  result->parked = parked ? parked->len : 0;
  if (!bp_driver_clock_offset (tools->driver, &result->clock_offset_us))
    result->clock_offset_us = 0;
  result->held = (guint) bp_store_held_count (tools->reader, job->user);
  result->duration_us = bp_clock_monotonic () - begin;
  return result;
}
