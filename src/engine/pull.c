/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "engine/adopt.h"
#include "engine/blame.h"
#include "engine/crash.h"
#include "engine/echo.h"
#include "engine/pass.h"
#include "store/sync.h"

/* Items: some megabytes. */
#define MAX_ARRIVED 4096

/* What one page brought, on its way into the database. */
typedef struct {
  const BpPassJob *job;
  BpKind kind;
  GPtrArray *rows;          /* BpInboxRow */
  const BpSyncState *state; /* to store with them; NULL: leave it */
  gboolean full;            /* the page is of a full listing: known and old items are no news */
  const BpEcho *echo;       /* what of the page needs no row; NULL: nothing */
} Page;

/* --- reading --------------------------------------------------------------------------------------------------------- */

static BpInboxRow *
row_deleted (const char *id)
{
  BpInboxRow *row = bp_inbox_row_new ();
  row->item_id = g_strdup (id);
  row->deleted = TRUE;
  return row;
}

/* An item of another folder was moved away: for us it is deleted (SYNC 11). */
static BpInboxRow *
row_from_item (const BpLaneTools *tools, BpRemoteItem *item, const char *folder_id)
{
  BpInboxRow *row;
  gint64 offset = 0;
  if (item->folder_id && g_strcmp0 (item->folder_id, folder_id) != 0)
    return row_deleted (item->id);
  bp_driver_clock_offset (tools->driver, &offset);
  row = bp_inbox_row_new ();
  row->item_id = g_strdup (item->id);
  row->change_key = g_strdup (item->change_key);
  row->folder_id = g_strdup (item->folder_id);
  row->uid = g_strdup (item->uid);
  row->create_token = g_strdup (item->create_token);
  row->created_at = item->created_at ? item->created_at - offset : 0;
  row->modified_at = item->modified_at ? item->modified_at - offset : 0;
  row->is_meeting = item->is_meeting;
  row->unsupported = g_strdup (item->unsupported);
  row->item = bp_item_ref (item->item);
  return row;
}

/* An item the server will not hand out, now or later: it must not hold up the others (SYNC 15). */
static BpInboxRow *
row_unreadable (BpKind kind, const char *id, const GError *error)
{
  BpInboxRow *row = bp_inbox_row_new ();
  row->item_id = g_strdup (id);
  row->unsupported = g_strdup (bp_error_get_saying (error));
  row->item = bp_item_new (kind);
  return row;
}

/* Takes what was read of one item; FALSE: the server may give it another time. */
static gboolean
take_row (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, const char *id,
          BpItemResult *result, GPtrArray *rows, GError **error)
{
  if (g_error_matches (result->error, BP_ERROR, BP_ERROR_NOT_FOUND))
    g_ptr_array_add (rows, row_deleted (id));
  else if (g_error_matches (result->error, BP_ERROR, BP_ERROR_INVALID)
           || (result->error && bp_blame_item (tools, job, result->error)))
    g_ptr_array_add (rows, row_unreadable (kind, id, result->error));
  else if (result->error) {
    g_propagate_error (error, g_steal_pointer (&result->error));
    return FALSE;
  } else if (!result->item->is_probe) {
    if (result->item->notice)
      bp_log (tools->log, BP_LOG_INFO, "sync.in.notice", job->account->login, "%s", result->item->notice);
    g_ptr_array_add (rows, row_from_item (tools, result->item, folder_id));
  }
  return TRUE;
}

static gboolean
read_part (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, const char *const *ids,
           guint n, GPtrArray *rows, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_read (tools->driver, job->account, kind, ids, n, tools->cancellable, &failure);
  if (!results && n == 1 && bp_blame_item (tools, job, failure)) {
    g_ptr_array_add (rows, row_unreadable (kind, ids[0], failure));
    return TRUE;
  }
  if (!results) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  for (guint i = 0; i < n; i++)
    if (!take_row (tools, job, kind, folder_id, ids[i], results->pdata[i], rows, error))
      return FALSE;
  return TRUE;
}

/* Whether one of those that were asked for, from the index on, is gone. Then the changes are to be listed once more before anything is
 * decided: what has taken its place came later than what was listed (SYNC 3, 11). */
static gboolean
is_one_gone (const GPtrArray *rows, guint from)
{
  for (guint i = from; i < rows->len; i++)
    if (((const BpInboxRow *) rows->pdata[i])->deleted)
      return TRUE;
  return FALSE;
}

static gboolean
read_rows (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GPtrArray *ids,
           GPtrArray *rows, GError **error)
{
  guint step = bp_blame_is_careful (job) ? 1 : MAX (ids->len, 1);
  for (guint at = 0; at < ids->len; at += step)
    if (!read_part (tools, job, kind, folder_id, (const char *const *) ids->pdata + at, MIN (step, ids->len - at), rows,
                    error))
      return FALSE;
  return TRUE;
}

/* --- storing ----------------------------------------------------------------------------------------------------------- */

static gboolean
put_baseline (BpStore *store, Page *page, const BpInboxRow *row, const BpBaseline *known, GError **error)
{
  g_autoptr (BpBaseline) baseline = g_new0 (BpBaseline, 1);
  baseline->item_id = g_strdup (row->item_id);
  baseline->uid = g_strdup (row->uid);
  baseline->match_key = bp_item_match_key (row->item);
  baseline->hashes = bp_item_unit_hashes (row->item);
  baseline->field_version = BP_FIELD_TABLE_VERSION;
  baseline->withheld = known && known->withheld;
  return bp_store_baseline_put (store, page->job->user, page->kind, baseline, error);
}

/* A link of the mailbox's former identity moves on to its counterpart, found by UID; what differs since is a change (SYNC 12). */
static gboolean
adopt_set_aside (BpStore *store, Page *page, const BpInboxRow *row, gboolean *ret_adopted, GError **error)
{
  g_autoptr (GPtrArray) links = NULL;
  *ret_adopted = FALSE;
  if (!page->full || !row->uid)
    return TRUE;
  links = bp_store_links_set_aside (store, page->job->user, page->kind, error);
  if (!links)
    return FALSE;
  for (guint i = 0; i < links->len; i++) {
    BpLink *link = links->pdata[i];
    if (g_strcmp0 (link->uid, row->uid) != 0)
      continue;
    link->set_aside = FALSE;
    g_free (link->item_id);
    link->item_id = g_strdup (row->item_id);
    *ret_adopted = TRUE;
    return bp_store_link_put (store, link, error);
  }
  return TRUE;
}

/* Whether an unlinked item of a full listing is old and known, so that only its baseline row is kept. Once everything was listed, who is
 * not known is new, whatever his stamp says (SYNC 2). */
static gboolean
is_no_news (const Page *page, const BpBaseline *known, const BpInboxRow *row)
{
  g_autofree char *hashes = NULL;
  if (!known)
    return page->state->listed == BP_LISTED_NEVER && row->modified_at <= page->state->t0;
  hashes = bp_item_unit_hashes (row->item);
  return bp_item_diff_hashes (known->hashes, hashes) == 0;
}

/* With the change key that our own write returned, what comes back is no change of its user's: what waits there, for a direction that is
 * closed, is of the time that it had before (SYNC 13). */
static gboolean
store_linked (BpStore *store, Page *page, const BpLink *link, BpInboxRow *row, GError **error)
{
  gint64 user = page->job->user;
  if (!row->deleted && g_strcmp0 (row->change_key, link->change_key) == 0) {
    g_autoptr (BpInboxRow) waiting = bp_store_inbox_row (store, user, page->kind, row->item_id, NULL);
    if (waiting && !waiting->deleted)
      row->modified_at = waiting->modified_at;
  }
  return bp_store_unlisted_remove (store, link, error) && bp_store_inbox_put (store, user, page->kind, row, error);
}

static gboolean
store_row (BpStore *store, Page *page, BpInboxRow *row, GError **error)
{
  gint64 user = page->job->user;
  g_autoptr (BpLink) link = bp_store_link_by_item (store, user, page->kind, row->item_id, NULL);
  g_autoptr (BpBaseline) known = NULL;
  gboolean adopted = FALSE;
  if (link)
    return store_linked (store, page, link, row, error);
  known = bp_store_baseline (store, user, page->kind, row->item_id, NULL);
  if (row->deleted) {
    g_autoptr (BpInboxRow) waiting = bp_store_inbox_row (store, user, page->kind, row->item_id, NULL);
    if (waiting)
      return bp_store_inbox_put (store, user, page->kind, row, error);
    return !known || bp_store_baseline_remove (store, user, page->kind, row->item_id, error);
  }
  if (!adopt_set_aside (store, page, row, &adopted, error))
    return FALSE;
  if (!adopted && page->full && is_no_news (page, known, row))
    return put_baseline (store, page, row, known, error);
  return bp_store_inbox_put (store, user, page->kind, row, error);
}

static gboolean
store_page (BpStore *store, gpointer data, GError **error)
{
  Page *page = data;
  for (guint i = 0; i < page->rows->len; i++)
    if (!store_row (store, page, page->rows->pdata[i], error))
      return FALSE;
  return bp_echo_store (page->echo, store, error)
         && (!page->state || bp_store_set_sync_state (store, page->job->user, page->kind, page->state, error));
}

/* What was stored need not be read from the database again, as long as it is not too much to keep. */
static void
keep_arrived (const BpLaneTools *tools, GPtrArray *rows)
{
  for (guint i = 0; tools->arrived && i < rows->len && g_hash_table_size (tools->arrived) < MAX_ARRIVED; i++) {
    BpInboxRow *row = rows->pdata[i];
    if (!row->seq || !row->item)
      continue;
    g_hash_table_replace (tools->arrived, row->item_id, row);
    rows->pdata[i] = NULL;
  }
}

/* --- listing ------------------------------------------------------------------------------------------------------------- */

static void
split_changes (const BpChangePage *page, GPtrArray *rows, GPtrArray *ids, GHashTable *seen)
{
  g_autoptr (GHashTable) here = g_hash_table_new (g_str_hash, g_str_equal);
  /* An id may come twice; what is read is the state of now anyway. */
  for (guint i = 0; i < page->changes->len; i++) {
    const BpChange *change = page->changes->pdata[i];
    if (!g_hash_table_add (here, change->id))
      continue;
    g_hash_table_add (seen, g_strdup (change->id));
    if (change->deleted)
      g_ptr_array_add (rows, row_deleted (change->id));
    else
      g_ptr_array_add (ids, change->id);
  }
}

/* What a listing has shown so far. */
typedef struct {
  GHashTable *seen; /* ids */
  BpAdoption *adoption;
} Listing;

static gboolean
pull_page (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, BpSyncState *state,
           Listing *listing, gboolean *ret_more, GError **error)
{
  g_autoptr (BpChangePage) page =
    bp_driver_list_changes (tools->driver, job->account, kind, folder_id, state->token, tools->cancellable, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_inbox_row_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (BpEcho) echo = NULL;
  Page stored = { .job = job, .kind = kind, .rows = rows, .state = state, .full = state->listed != BP_LISTED_ONCE };
  guint told;
  gboolean gone;
  if (!page)
    return FALSE;
  if (page->changes->len == 0 && !page->more && !stored.full && g_strcmp0 (page->token, state->token) == 0) {
    *ret_more = FALSE;
    return TRUE;
  }
  split_changes (page, rows, ids, listing->seen);
  told = rows->len;
  if (!read_rows (tools, job, kind, folder_id, ids, rows, error))
    return FALSE;
  gone = is_one_gone (rows, told);
  for (guint i = 0; stored.full && i < rows->len; i++)
    bp_adoption_note (listing->adoption, rows->pdata[i]);
  if (ids->len > 0 && (echo = bp_echo_new (tools, job, kind)))
    bp_echo_sift (echo, rows);
  stored.echo = echo;
  g_free (state->token);
  state->token = g_strdup (page->token);
  *ret_more = page->more || gone;
  bp_crash_step ("pull:before-store");
  if (!bp_writer_run (tools->writer, store_page, &stored, tools->cancellable, error))
    return FALSE;
  keep_arrived (tools, rows);
  bp_crash_step ("pull:stored");
  return TRUE;
}

/* After a full listing: linked items that it did not show, and those that wait to be dealt with, are asked for one by one. Absence alone
 * deletes nothing (SYNC 11). */
static gboolean
check_missing (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GHashTable *seen,
               GError **error)
{
  g_autoptr (GPtrArray) linked = bp_store_links_item_ids (tools->reader, job->user, kind, error);
  g_autoptr (GPtrArray) waiting =
    linked ? bp_store_inbox (tools->reader, job->user, kind, tools->arrived, error) : NULL;
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  if (!waiting)
    return FALSE;
  for (guint i = 0; i < linked->len; i++)
    if (g_hash_table_add (seen, g_strdup (linked->pdata[i])))
      g_ptr_array_add (missing, linked->pdata[i]);
  for (guint i = 0; i < waiting->len; i++) {
    BpInboxRow *row = waiting->pdata[i];
    if (!row->deleted && g_hash_table_add (seen, g_strdup (row->item_id)))
      g_ptr_array_add (missing, row->item_id);
  }
  return bp_pull_items (tools, job, kind, folder_id, missing, error);
}

/* What came since the last listing. */
static gboolean
list_again (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GError **error)
{
  g_autoptr (BpSyncState) state = bp_store_sync_state (tools->reader, job->user, kind, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BpAdoption) adoption = bp_adoption_new (kind);
  Listing listing = { seen, adoption };
  gboolean more = state && state->token;
  while (more)
    if (!pull_page (tools, job, kind, folder_id, state, &listing, &more, error))
      return FALSE;
  return state != NULL;
}

gboolean
bp_pull_items (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GPtrArray *ids,
               GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_inbox_row_free);
  Page page = { .job = job, .kind = kind, .rows = rows };
  gboolean gone;
  if (ids->len == 0)
    return TRUE;
  if (!read_rows (tools, job, kind, folder_id, ids, rows, error)
      || !bp_writer_run (tools->writer, store_page, &page, tools->cancellable, error))
    return FALSE;
  gone = is_one_gone (rows, 0);
  keep_arrived (tools, rows);
  return !gone || list_again (tools, job, kind, folder_id, error);
}

typedef struct {
  const BpPassJob *job;
  BpAdoption *adoption;
  GPtrArray *ids;
} Adopting;

static gboolean
store_adopted (BpStore *store, gpointer data, GError **error)
{
  Adopting *self = data;
  return bp_adoption_store (self->adoption, store, self->job->user, self->ids, error);
}

/* Former links found their items: what differs since is read as a change. */
static gboolean
adopt_rest (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, Listing *listing,
            GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Adopting adopting = { job, listing->adoption, ids };
  if (kind != BP_KIND_TASK)
    return TRUE;
  if (!bp_writer_run (tools->writer, store_adopted, &adopting, tools->cancellable, error))
    return FALSE;
  bp_crash_step ("pull:adopted");
  return bp_pull_items (tools, job, kind, folder_id, ids, error);
}

/* A full listing is complete only when the missing ones were asked for: a crash before that must not make us believe it was. */
static gboolean
finish_listing (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, Listing *listing,
                GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (BpSyncState) state = NULL;
  Page page = { .job = job, .kind = kind, .rows = rows };
  bp_crash_step ("pull:listed");
  if (!adopt_rest (tools, job, kind, folder_id, listing, error)
      || !check_missing (tools, job, kind, folder_id, listing->seen, error))
    return FALSE;
  page.state = state = bp_store_sync_state (tools->reader, job->user, kind, error);
  if (!state)
    return FALSE;
  state->listed = BP_LISTED_ONCE;
  return bp_writer_run (tools->writer, store_page, &page, tools->cancellable, error);
}

/* What we created and was not listed since may be gone already; the server would not say so by itself. */
static gboolean
check_unlisted (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GError **error)
{
  g_autoptr (GPtrArray) ids = bp_store_unlisted_ids (tools->reader, job->user, kind, error);
  return ids && bp_pull_items (tools, job, kind, folder_id, ids, error);
}

gboolean
bp_pull (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GError **error)
{
  g_autoptr (BpSyncState) state = bp_store_sync_state (tools->reader, job->user, kind, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (BpAdoption) adoption = bp_adoption_new (kind);
  Listing listing = { seen, adoption };
  g_autoptr (GError) local = NULL;
  gboolean more = TRUE, full;
  if (!state)
    return FALSE;
  full = state->listed != BP_LISTED_ONCE;
  while (more) {
    if (pull_page (tools, job, kind, folder_id, state, &listing, &more, &local))
      continue;
    if (!g_error_matches (local, BP_ERROR, BP_ERROR_TOKEN_EXPIRED) || !state->token) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    bp_log_error (tools->log, BP_LOG_WARNING, "sync.token-lost", job->account->login, local, "%s",
                  _ ("Exchange no longer knows where the sync stood; the calendar is compared anew"));
    g_clear_error (&local);
    g_clear_pointer (&state->token, g_free);
    state->listed = state->listed == BP_LISTED_NEVER ? BP_LISTED_NEVER : BP_LISTED_ANEW;
    full = TRUE;
    g_hash_table_remove_all (seen);
  }
  return full ? finish_listing (tools, job, kind, folder_id, &listing, error)
              : check_unlisted (tools, job, kind, folder_id, error);
}
