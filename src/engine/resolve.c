/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/series.h"
#include "core/task-series.h"
#include "engine/crash.h"
#include "engine/pass.h"
#include "engine/plan-series.h"
#include "store/journal.h"
#include "store/sync.h"

/* What was found out about one intent. */
typedef enum {
  FOUND_DONE, /* it was carried out: settle it from the intent's own shadows, never from what is read back */
  FOUND_PART, /* carried out, but for exceptions of a series, which are written one after the other: they stay pending */
  FOUND_DONE_GONE,   /* created, and deleted by the user since */
  FOUND_NOT_DONE,    /* certainly not carried out: forget it, the plan is made anew */
  FOUND_NOTHING_YET, /* not there, but the request may still be at work */
  FOUND_GONE,        /* the item of an update is not there any more: what took its place may tell, once it was listed */
} Finding;

typedef struct {
  const BpPassJob *job;
  BpPlanContext context; /* the site of it */
  BpIntent *intent;
  Finding finding;
  BpRemoteItem *item; /* what carries our token, or the item of an update; NULL */
  const BpItem *now;  /* the item of an update as it is, or what took its place; NULL */
} Resolution;

/* Whether nothing but exceptions is missing of what was intended. Those that the item has beyond are somebody's edit since. */
static gboolean
lacks_exceptions (const BpIntent *intent, const BpRemoteItem *item, BpUnitSet units)
{
  g_autoptr (BpItem) wanted = bp_item_from_json (intent->kind, intent->seen_remote, NULL);
  if (!wanted || (bp_item_diff (wanted, item->item) & units & ~BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)))
    return FALSE;
  for (guint i = 0; i < bp_item_n_exceptions (wanted); i++)
    if (!bp_item_find_exception (item->item, bp_item_nth_exception (wanted, i)->original_start))
      return TRUE;
  return FALSE;
}

/* Whether it is what was intended, but for exceptions that may be yet to be written. Info text is never read back. */
static gboolean
is_as_intended (const BpIntent *intent, const BpRemoteItem *item)
{
  const BpUnitSet units = BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_INFO);
  g_autoptr (BpItem) wanted = bp_item_from_json (intent->kind, intent->seen_remote, NULL);
  return wanted && (!(bp_item_diff (wanted, item->item) & units) || lacks_exceptions (intent, item, units));
}

/* The place of ours among those found in the folder (oldest first): the earliest, for a copy made in Outlook carries the token, too. Of
 * several of one second, or if no time is known, the one that still is as it was sent; nothing tells them apart otherwise. FALSE: none is
 * there. */
static gboolean
pick_created (const BpIntent *intent, const GPtrArray *found, const char *folder_id, guint *ret_at)
{
  const BpRemoteItem *first = NULL;
  for (guint i = 0; i < found->len; i++) {
    const BpRemoteItem *item = found->pdata[i];
    if (g_strcmp0 (item->folder_id, folder_id) != 0)
      continue;
    if (!first) {
      first = item;
      *ret_at = i;
    }
    if (first->created_at && item->created_at != first->created_at)
      break;
    if (is_as_intended (intent, item)) {
      *ret_at = i;
      break;
    }
  }
  return first != NULL;
}

static Finding
find_creation (const BpLaneTools *tools, const BpPassJob *job, const BpIntent *intent, const char *folder_id,
               BpRemoteItem **ret_item, GError **error)
{
  g_autoptr (GPtrArray) found = bp_driver_find_created (tools->driver, job->account, intent->kind, folder_id,
                                                        intent->create_token, tools->cancellable, error);
  guint at;
  if (!found)
    return FOUND_NOTHING_YET;
  if (pick_created (intent, found, folder_id, &at)) {
    *ret_item = g_steal_pointer (&found->pdata[at]);
    return lacks_exceptions (intent, *ret_item, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)) ? FOUND_PART : FOUND_DONE;
  }
  if (found->len > 0) {
    *ret_item = g_steal_pointer (&found->pdata[0]);
    return FOUND_DONE_GONE;
  }
  if (bp_clock_now () < intent->begun_at + 2 * (gint64) tools->request_timeout_ms * 1000)
    return FOUND_NOTHING_YET;
  return FOUND_NOT_DONE;
}

/* A completion is done as soon as the task's dates are past those that it completed (SYNC 18), if the rest of the update is done, too. */
static gboolean
completion_is_done (const BpLaneTools *tools, const BpIntent *intent, const BpItem *wanted, const BpItem *now)
{
  const BpUnitSet moved =
    BP_UNIT_BIT (BP_UNIT_PROGRESS) | BP_UNIT_BIT (BP_UNIT_TASK_DATES) | BP_UNIT_BIT (BP_UNIT_REMINDER);
  return (intent->units & BP_UNIT_BIT (BP_UNIT_PROGRESS)) && bp_task_is_to_move_on (wanted)
         && bp_task_has_moved_on (wanted, now, FALSE, tools->site.time_zone)
         && !(bp_item_diff (wanted, now) & intent->units & ~moved & ~BP_UNIT_BIT (BP_UNIT_INFO));
}

/* Whether the rule is another one there, and yet gives the same times: it was not written back yet (take_other_words ()). */
static gboolean
has_other_words (const BpItem *now, const BpItem *was, const BpSite *site)
{
  const char *zone = bp_item_get (now, BP_FIELD_TIME_ZONE) ? bp_item_get (now, BP_FIELD_TIME_ZONE) : site->time_zone;
  return bp_item_kind (now) == BP_KIND_APPOINTMENT && (bp_item_diff (now, was) & BP_UNIT_BIT (BP_UNIT_WHEN))
         && bp_item_is_series (now) && bp_item_is_series (was) && bp_series_same_times (now, was, zone);
}

/* An update or deletion tells by the item itself: by its units, not by its change key. */
static Finding
find_change (const BpLaneTools *tools, const BpPassJob *job, const BpIntent *intent, BpRemoteItem **ret_item,
             GError **error)
{
  const char *ids[] = { intent->item_id };
  g_autoptr (GPtrArray) results =
    bp_driver_read (tools->driver, job->account, intent->kind, ids, 1, tools->cancellable, error);
  BpItemResult *result = results ? results->pdata[0] : NULL;
  g_autoptr (BpItem) wanted = NULL;
  if (!result)
    return FOUND_NOTHING_YET;
  if (g_error_matches (result->error, BP_ERROR, BP_ERROR_NOT_FOUND))
    return intent->op == BP_INTENT_DELETE ? FOUND_DONE : FOUND_GONE;
  if (result->error) {
    g_propagate_error (error, g_steal_pointer (&result->error));
    return FOUND_NOTHING_YET;
  }
  *ret_item = g_steal_pointer (&result->item);
  if (intent->op == BP_INTENT_DELETE)
    return FOUND_NOT_DONE;
  wanted = bp_item_from_json (intent->kind, intent->seen_remote, error);
  if (!wanted)
    return FOUND_NOTHING_YET;
  if (completion_is_done (tools, intent, wanted, (*ret_item)->item))
    return FOUND_DONE;
  /* Info text is never read back: an update of it alone is simply sent again. */
  if (!(intent->units & ~BP_UNIT_BIT (BP_UNIT_INFO)))
    return FOUND_NOT_DONE;
  if (lacks_exceptions (intent, *ret_item, intent->units & ~BP_UNIT_BIT (BP_UNIT_INFO))
      && (intent->units & BP_UNIT_BIT (BP_UNIT_WHEN)))
    return FOUND_PART;
  if ((intent->units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)) && has_other_words ((*ret_item)->item, wanted, &tools->site))
    return FOUND_NOT_DONE;
  return bp_item_diff (wanted, (*ret_item)->item) & intent->units & ~BP_UNIT_BIT (BP_UNIT_INFO) ? FOUND_NOT_DONE
                                                                                                : FOUND_DONE;
}

static BpLink *
link_of (BpStore *store, const BpIntent *intent)
{
  BpLink *link = bp_store_link_of_user (store, intent->user, intent->kind, intent->record, NULL);
  if (link)
    return link;
  link = bp_link_new ();
  link->kind = intent->kind;
  link->user = intent->user;
  link->record = intent->record;
  return link;
}

static void
replace (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* The shadows without the exceptions that the item lacks: those are a change yet to be made. */
static gboolean
set_exceptions (BpLink *link, const BpItem *item, GError **error)
{
  char **const shadows[] = { &link->seen_local, &link->seen_remote };
  g_autoptr (BpItem) wanted = bp_item_from_json (link->kind, link->seen_remote, error);
  if (!wanted)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (shadows); i++) {
    g_autoptr (BpItem) shadow = bp_item_from_json (link->kind, *shadows[i], error);
    if (!shadow)
      return FALSE;
    for (guint nth = 0; nth < bp_item_n_exceptions (wanted); nth++) {
      const char *key = bp_item_nth_exception (wanted, nth)->original_start;
      if (!bp_item_find_exception (item, key))
        bp_item_remove_exception (shadow, key);
    }
    g_free (*shadows[i]);
    *shadows[i] = bp_item_to_json (shadow);
  }
  return TRUE;
}

/* A new link had no place yet for what is said of the record beside. */
static gboolean
note_reason (BpLink *link, const Resolution *self, GError **error)
{
  g_autoptr (BpItem) sent = bp_item_from_json (link->kind, link->seen_local, error);
  if (!sent)
    return FALSE;
  replace (&link->reason_out, bp_plan_why_stray (sent, &self->context));
  return TRUE;
}

static gboolean
settle_found (BpStore *store, const Resolution *self, GError **error)
{
  const BpIntent *intent = self->intent;
  g_autoptr (BpLink) link = link_of (store, intent);
  if (self->item) {
    replace (&link->item_id, self->item->id);
    replace (&link->change_key, self->item->change_key);
    replace (&link->uid, self->item->uid);
  }
  if (intent->op == BP_INTENT_CREATE)
    replace (&link->create_token, intent->create_token);
  link->item_gone = intent->op == BP_INTENT_DELETE;
  link->record_gone = intent->op == BP_INTENT_DELETE;
  replace (&link->seen_local, intent->seen_local);
  replace (&link->seen_remote, intent->seen_remote);
  if (intent->op == BP_INTENT_CREATE && !note_reason (link, self, error))
    return FALSE;
  if (self->finding == FOUND_PART && self->item && !set_exceptions (link, self->item->item, error))
    return FALSE;
  link->field_version = BP_FIELD_TABLE_VERSION;
  link->last_transfer_at = intent->begun_at;
  link->changed_at = bp_clock_now ();
  if (!bp_store_link_put (store, link, error)
      || (self->finding != FOUND_PART
          && !bp_store_journal_done (store, intent->kind, intent->user, intent->record, intent->journal_seq, error)))
    return FALSE;
  if (intent->op == BP_INTENT_CREATE && !bp_store_unlisted_put (store, link, error))
    return FALSE;
  if (intent->op == BP_INTENT_DELETE
      && !bp_store_deletion_done (store, intent->user, intent->kind, BP_OUT, intent->record, intent->begun_at, error))
    return FALSE;
  if (link->item_id && intent->inbox_seq
      && !bp_store_inbox_remove (store, intent->user, intent->kind, link->item_id, intent->inbox_seq, error))
    return FALSE;
  if (self->finding == FOUND_DONE_GONE) {
    g_autoptr (BpInboxRow) row = bp_inbox_row_new ();
    row->item_id = g_strdup (link->item_id);
    row->deleted = TRUE;
    return bp_store_inbox_put (store, intent->user, intent->kind, row, error);
  }
  return TRUE;
}

/* On the way to that the rule is written by other words, and then as it was. Stopped in between, what Exchange has is what the record's rule is
 * told by, and so it is written again. TRUE if so. */
static gboolean
take_other_words (const Resolution *self, BpItem *was, BpItem *local)
{
  const BpItem *now = self->item->item;
  const BpUnitSet when = BP_UNIT_BIT (BP_UNIT_WHEN);
  g_autoptr (BpItem) here = NULL;
  if (!has_other_words (now, was, &self->context.site))
    return FALSE;
  here = bp_form_to_local (now, local, when, &self->context.site);
  bp_item_copy_units (was, now, when);
  bp_item_copy_units (local, here, when);
  return TRUE;
}

/* To bring back a cancelled occurrence Exchange is made to forget all exceptions of a series. Stopped half-way, those that
 * were there before and are to be there, as they were or otherwise, are not the user's deletions: they are yet to be written. TRUE if so. */
static gboolean
forget_dropped (const Resolution *self, const BpItem *wanted, BpItem *was, BpItem *local)
{
  gboolean dropped = take_other_words (self, was, local);
  for (guint i = bp_item_n_exceptions (was); i-- > 0;) {
    const BpException *one = bp_item_nth_exception (was, i);
    const BpException *again = bp_item_find_exception (wanted, one->original_start);
    g_autofree char *key = g_strdup (one->original_start);
    if (!again || bp_item_find_exception (self->item->item, key))
      continue;
    bp_item_remove_exception (was, key);
    bp_item_remove_exception (local, key);
    dropped = TRUE;
  }
  return dropped;
}

/* Units that are as they were sent, and were not before, are no edits of Outlook's: what is edited here since goes out, and is no
 * conflict. TRUE if there are any. */
static gboolean
take_arrived (const Resolution *self, const BpItem *wanted, const BpItem *sent, BpItem *was, BpItem *local)
{
  const BpUnitSet apart = BP_UNIT_BIT (BP_UNIT_INFO) | BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  BpUnitSet arrived = self->intent->units & ~apart & bp_item_diff (wanted, was) & ~bp_item_diff (wanted, self->now);
  /* A rule goes with its exceptions. */
  if (bp_item_is_series (wanted) || bp_item_is_series (was))
    arrived &= ~BP_UNIT_BIT (BP_UNIT_WHEN);
  bp_item_copy_units (was, wanted, arrived);
  bp_item_copy_units (local, sent, arrived);
  return arrived != 0;
}

/* An update that is planned anew: what of it is there all the same. */
static gboolean
keep_what_is_there (BpStore *store, const Resolution *self, GError **error)
{
  const BpIntent *intent = self->intent;
  g_autoptr (BpLink) link = link_of (store, intent);
  g_autoptr (BpItem) wanted = NULL, sent = NULL, was = NULL, local = NULL;
  gboolean changed;
  if (!self->now || intent->op != BP_INTENT_UPDATE || !link->seen_remote || !link->seen_local)
    return TRUE;
  wanted = bp_item_from_json (intent->kind, intent->seen_remote, error);
  sent = wanted ? bp_item_from_json (intent->kind, intent->seen_local, error) : NULL;
  was = sent ? bp_item_from_json (intent->kind, link->seen_remote, error) : NULL;
  local = was ? bp_item_from_json (intent->kind, link->seen_local, error) : NULL;
  if (!local)
    return FALSE;
  changed = take_arrived (self, wanted, sent, was, local);
  if (self->item && (intent->units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)))
    changed = forget_dropped (self, wanted, was, local) || changed;
  if (!changed)
    return TRUE;
  g_free (link->seen_remote);
  link->seen_remote = bp_item_to_json (was);
  g_free (link->seen_local);
  link->seen_local = bp_item_to_json (local);
  return bp_store_link_put (store, link, error);
}

static gboolean
resolve_job (BpStore *store, gpointer data, GError **error)
{
  Resolution *self = data;
  if ((self->finding == FOUND_DONE || self->finding == FOUND_PART || self->finding == FOUND_DONE_GONE)
      && !settle_found (store, self, error))
    return FALSE;
  if ((self->finding == FOUND_NOT_DONE || self->finding == FOUND_GONE) && !keep_what_is_there (store, self, error))
    return FALSE;
  return bp_store_intent_remove (store, self->intent->id, error);
}

static gboolean
store_resolution (const BpLaneTools *tools, Resolution *self, GError **error)
{
  g_autofree char *record =
    g_strdup_printf ("%c%" G_GINT64_FORMAT, bp_kind_letter (self->intent->kind), self->intent->record);
  bp_log (tools->log, BP_LOG_INFO, "sync.resolved", self->job->account->login,
          self->finding == FOUND_GONE
            ? _ ("The item of an interrupted transfer of record %s is no longer there; it is planned anew")
          : self->finding == FOUND_NOT_DONE
            ? _ ("An interrupted transfer of record %s had not reached Exchange; it is planned anew")
            : _ ("An interrupted transfer of record %s was found done in Exchange"),
          record);
  if (!bp_writer_run (tools->writer, resolve_job, self, tools->cancellable, error))
    return FALSE;
  bp_crash_step ("resolve:stored");
  return TRUE;
}

/* *ret_gone: nothing can be said of it yet, for the item is gone. */
static gboolean
resolve_one (const BpLaneTools *tools, const BpPassJob *job, BpIntent *intent, const char *folder_id,
             gint64 *ret_again_at, gboolean *ret_gone, GError **error)
{
  g_autoptr (BpRemoteItem) item = NULL;
  g_autoptr (GError) local = NULL;
  Resolution self = { .job = job, .context = { .site = tools->site }, .intent = intent };
  self.finding = intent->op == BP_INTENT_CREATE ? find_creation (tools, job, intent, folder_id, &item, &local)
                                                : find_change (tools, job, intent, &item, &local);
  self.item = item;
  self.now = item ? item->item : NULL;
  *ret_gone = !local && self.finding == FOUND_GONE;
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (self.finding == FOUND_NOTHING_YET)
    *ret_again_at = MAX (*ret_again_at, intent->begun_at + 2 * (gint64) tools->request_timeout_ms * 1000 + 1000);
  return self.finding == FOUND_NOTHING_YET || *ret_gone || store_resolution (tools, &self, error);
}

gboolean
bp_resolve (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, gint64 *ret_again_at,
            GPtrArray **ret_gone, GError **error)
{
  g_autoptr (GPtrArray) intents = bp_store_intents (tools->reader, job->user, kind, error);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_intent_free);
  gboolean is_gone;
  for (guint i = 0; intents && i < intents->len; i++) {
    if (!resolve_one (tools, job, intents->pdata[i], folder_id, ret_again_at, &is_gone, error))
      return FALSE;
    if (is_gone)
      g_ptr_array_add (gone, g_steal_pointer (&intents->pdata[i]));
  }
  *ret_gone = intents ? g_steal_pointer (&gone) : NULL;
  return intents != NULL;
}

/* An accepted invitation, an undo: a new item under the UID of the one that is gone (SYNC 11). */
static gboolean
find_successor (BpStore *reader, const GPtrArray *inbox, const BpIntent *intent, const BpItem **ret_now, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (BpLink) link = bp_store_link_of_user (reader, intent->user, intent->kind, intent->record, &local);
  *ret_now = NULL;
  for (guint i = 0; link && link->uid && i < inbox->len && !*ret_now; i++) {
    const BpInboxRow *row = inbox->pdata[i];
    if (!row->deleted && row->item && g_strcmp0 (row->uid, link->uid) == 0)
      *ret_now = row->item;
  }
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
bp_resolve_gone (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const GPtrArray *gone, GError **error)
{
  g_autoptr (GPtrArray) inbox = gone->len > 0 ? bp_store_inbox (tools->reader, job->user, kind, NULL, error) : NULL;
  if (gone->len > 0 && !inbox)
    return FALSE;
  for (guint i = 0; i < gone->len; i++) {
    Resolution self = { .job = job, .intent = gone->pdata[i], .finding = FOUND_GONE };
    if (!find_successor (tools->reader, inbox, self.intent, &self.now, error)
        || !store_resolution (tools, &self, error))
      return FALSE;
  }
  return TRUE;
}
