/* SPDX-License-Identifier: MIT */
#include "ews/items.h"

#include "base/i18n.h"
#include "core/series.h"
#include "ews/occurrences.h"
#include "ews/zone.h"

/* Calls `take` for each result whose message is a success. FALSE if there are fewer answers than questions: then
 * nothing is known of any. */
static gboolean
add_results (GPtrArray *results, const BpEwsResponse *response, guint n,
             void (*take) (BpItemResult *result, xmlNode *message, BpKind kind, const BpEwsSite *site), BpKind kind,
             const BpEwsSite *site, GError **error)
{
  if (bp_ews_response_n_messages (response) < n) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    BpItemResult *result = bp_item_result_new ();
    xmlNode *message = bp_ews_response_nth_message (response, i);
    if (bp_ews_message_check (message, BP_ERROR_INVALID, &result->error))
      take (result, message, kind, site);
    g_ptr_array_add (results, result);
  }
  return TRUE;
}

/* A success that says nothing is one that cannot be relied upon. */
static void
set_missing (BpItemResult *result)
{
  bp_set_error (&result->error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
}

static void
take_item (BpItemResult *result, xmlNode *message, BpKind kind, const BpEwsSite *site)
{
  xmlNode *item = bp_ews_first (bp_ews_child (message, "Items"));
  if (!item) {
    set_missing (result);
    return;
  }
  result->item = bp_ews_fields_read (kind, item, site);
  result->id = g_strdup (result->item->id);
  result->change_key = g_strdup (result->item->change_key);
}

static void
take_id (BpItemResult *result, xmlNode *message, BpKind kind, const BpEwsSite *site)
{
  xmlNode *id = bp_ews_child (bp_ews_first (bp_ews_child (message, "Items")), "ItemId");
  result->id = bp_ews_dup_attribute (id, "Id");
  result->change_key = bp_ews_dup_attribute (id, "ChangeKey");
  if (!result->id)
    set_missing (result);
}

static void
take_nothing (BpItemResult *result, xmlNode *message, BpKind kind, const BpEwsSite *site)
{
}

/* -- reading ---------------------------------------------------------------------------------------------------- */

static gboolean
read_occurrences (BpEwsConnection *connection, const BpAccount *account, const BpEwsResponse *response,
                  GPtrArray *results, GCancellable *cancellable, GError **error)
{
  g_autofree xmlNode **items = g_new0 (xmlNode *, results->len);
  for (guint i = 0; i < results->len; i++)
    if (((BpItemResult *) results->pdata[i])->item)
      items[i] = bp_ews_first (bp_ews_child (bp_ews_response_nth_message (response, i), "Items"));
  return bp_ews_zones_settle (connection, account, BP_KIND_APPOINTMENT, items, results, cancellable, error)
         && bp_ews_occurrences_read_modified (connection, account, items, results, cancellable, error);
}

static gboolean
read_batch (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *const *ids, guint n,
            gboolean with_occurrences, GPtrArray *results, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (BpEwsResponse) response = NULL;
  g_autoptr (GPtrArray) read = bp_item_results_new ();
  bp_ews_envelope_open (out, "m:GetItem");
  bp_ews_envelope_open (out, "m:ItemShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_fields_write_shape (kind, out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:ItemIds");
  for (guint i = 0; i < n; i++)
    bp_ews_envelope_item_id (out, ids[i], NULL);
  response = bp_ews_send (connection, account, out, FALSE, cancellable, error);
  if (!response || !add_results (read, response, n, take_item, kind, bp_ews_connection_get_site (connection), error)
      || (with_occurrences && !read_occurrences (connection, account, response, read, cancellable, error)))
    return FALSE;
  g_ptr_array_extend_and_steal (results, g_steal_pointer (&read));
  return TRUE;
}

static GPtrArray *
read_all (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *const *ids, guint n,
          gboolean with_occurrences, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) results = bp_item_results_new ();
  for (guint at = 0; at < n; at += BP_EWS_READ_BATCH) {
    guint part = MIN (n - at, BP_EWS_READ_BATCH);
    if (!read_batch (connection, account, kind, ids + at, part, with_occurrences, results, cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&results);
}

GPtrArray *
bp_ews_items_read (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *const *ids, guint n,
                   GCancellable *cancellable, GError **error)
{
  return read_all (connection, account, kind, ids, n, kind == BP_KIND_APPOINTMENT, cancellable, error);
}

GPtrArray *
bp_ews_items_read_occurrences (BpEwsConnection *connection, const BpAccount *account, const char *const *ids, guint n,
                               GCancellable *cancellable, GError **error)
{
  return read_all (connection, account, BP_KIND_APPOINTMENT, ids, n, FALSE, cancellable, error);
}

/* -- writing ---------------------------------------------------------------------------------------------------- */

/* FALSE if one of the items may or may not have been written: then the call as a whole has failed, and the engine finds
 * out by looking (SYNC 8). */
static gboolean
all_certain (GPtrArray *results, GError **error)
{
  for (guint i = 0; i < results->len; i++) {
    BpItemResult *result = g_ptr_array_index (results, i);
    if (!bp_ews_error_is_uncertain (result->error))
      continue;
    g_propagate_error (error, g_steal_pointer (&result->error));
    return FALSE;
  }
  return TRUE;
}

static GPtrArray *
write_batch (BpEwsConnection *connection, const BpAccount *account, BpEwsEnvelope *out, guint n,
             void (*take) (BpItemResult *result, xmlNode *message, BpKind kind, const BpEwsSite *site), BpKind kind,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) results = bp_item_results_new ();
  g_autoptr (BpEwsResponse) response = bp_ews_send (connection, account, out, TRUE, cancellable, error);
  if (!response || !add_results (results, response, n, take, kind, bp_ews_connection_get_site (connection), error)
      || !all_certain (results, error))
    return NULL;
  return g_steal_pointer (&results);
}

/* The writes with each series in its one form. */
typedef struct {
  BpItemWrite *writes;
  GPtrArray *series; /* BpItem, NULL for what is none */
} Prepared;

static void
item_unref_if_any (gpointer item)
{
  g_clear_pointer ((BpItem **) &item, bp_item_unref);
}

static Prepared
prepare (const BpItemWrite *writes, guint n, const BpEwsSite *site)
{
  Prepared self = { g_memdup2 (writes, n * sizeof *writes), g_ptr_array_new_with_free_func (item_unref_if_any) };
  for (guint i = 0; i < n; i++) {
    BpItem *series = NULL;
    if (bp_item_kind (writes[i].item) == BP_KIND_APPOINTMENT && bp_item_is_series (writes[i].item)) {
      const char *zone = bp_item_get (writes[i].item, BP_FIELD_TIME_ZONE);
      series = bp_item_copy (writes[i].item);
      bp_series_normalise (series, zone ? zone : site->time_zone);
      self.writes[i].item = series;
    }
    g_ptr_array_add (self.series, series);
  }
  return self;
}

static void
prepared_clear (Prepared *self)
{
  g_free (self->writes);
  g_ptr_array_unref (self->series);
}

/* Part of what was to be written is there, whatever became of the rest: the engine finds out by looking, as after a request cut off. */
static void
propagate_half_done (GError **error, GError *why)
{
  const char *code = bp_error_get_server_code (why);
  if (g_error_matches (why, BP_ERROR, BP_ERROR_CANCELLED)) {
    g_propagate_error (error, why);
    return;
  }
  bp_set_said_error (error, BP_ERROR_TEMPORARY, g_strcmp0 (code, BP_NOT_SENT) == 0 ? NULL : code,
                     g_strdup (bp_error_get_saying (why)));
  g_error_free (why);
}

/* The exceptions of each series that was written. */
static gboolean
write_occurrences (BpEwsConnection *connection, const BpAccount *account, const BpItemWrite *writes,
                   const Prepared *prepared, GPtrArray *results, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < results->len; i++) {
    BpItemResult *result = results->pdata[i];
    const BpItem *series = prepared->series->pdata[i];
    GError *why = NULL;
    gboolean to_write = series && !result->error && (writes[i].units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
    /* A new series that has none needs no look. */
    if (!to_write || (!writes[i].id && bp_item_n_exceptions (series) == 0))
      continue;
    if (!bp_ews_occurrences_write (connection, account, &writes[i], series, result, cancellable, &why)) {
      propagate_half_done (error, why);
      return FALSE;
    }
  }
  return TRUE;
}

static GPtrArray *
create_items (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *folder_id,
              const BpItemWrite *writes, guint n, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:CreateItem");
  if (kind == BP_KIND_APPOINTMENT)
    bp_ews_envelope_attribute (out, "SendMeetingInvitations", "SendToNone");
  bp_ews_envelope_open (out, "m:SavedItemFolderId");
  bp_ews_envelope_folder_id (out, folder_id);
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:Items");
  for (guint i = 0; i < n; i++)
    bp_ews_fields_write_create (kind, &writes[i], bp_ews_connection_get_site (connection), out);
  return write_batch (connection, account, out, n, take_id, kind, cancellable, error);
}

GPtrArray *
bp_ews_items_create (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *folder_id,
                     const BpItemWrite *writes, guint n, GCancellable *cancellable, GError **error)
{
  Prepared prepared;
  g_autoptr (GPtrArray) results = NULL;
  gboolean done;
  if (!n)
    return bp_item_results_new ();
  prepared = prepare (writes, n, bp_ews_connection_get_site (connection));
  results = create_items (connection, account, kind, folder_id, prepared.writes, n, cancellable, error);
  done = results && write_occurrences (connection, account, writes, &prepared, results, cancellable, error);
  prepared_clear (&prepared);
  return done ? g_steal_pointer (&results) : NULL;
}

/* Whether the write has anything to send; an update without changes is refused by the schema. */
static gboolean
has_updates (BpKind kind, const BpItemWrite *write, const BpEwsSite *site)
{
  g_autoptr (BpEwsEnvelope) scratch = bp_ews_envelope_new (NULL, NULL);
  return bp_ews_fields_write_updates (kind, write, site, scratch) > 0;
}

static void
write_change (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out)
{
  bp_ews_envelope_open (out, "t:ItemChange");
  bp_ews_envelope_item_id (out, write->id, write->change_key);
  bp_ews_envelope_open (out, "t:Updates");
  bp_ews_fields_write_updates (kind, write, site, out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
}

/* A recurring task that was completed, or was given another date, moved on to its next one: the answer names the copy that was left
 * behind, while the task keeps its id (EWS-BEHAVIOUR 56). */
static void
take_moved_on (BpItemResult *result, const BpItemWrite *write)
{
  if (result->error || bp_item_kind (write->item) != BP_KIND_TASK || g_strcmp0 (result->id, write->id) == 0)
    return;
  g_free (result->id);
  result->id = g_strdup (write->id);
  g_clear_pointer (&result->change_key, g_free);
  result->reread = TRUE;
}

/* Puts results of writes that had nothing to send, as they were, between those of the server. */
static GPtrArray *
merge_untouched (GPtrArray *answered, const BpItemWrite *writes, guint n, const gboolean *sent)
{
  GPtrArray *results = bp_item_results_new ();
  for (guint i = 0; i < n; i++) {
    BpItemResult *result;
    if (sent[i]) {
      result = g_ptr_array_steal_index (answered, 0);
      take_moved_on (result, &writes[i]);
    } else {
      result = bp_item_result_new ();
      result->id = g_strdup (writes[i].id);
      result->change_key = g_strdup (writes[i].change_key);
    }
    g_ptr_array_add (results, result);
  }
  return results;
}

static GPtrArray *
update_items (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (GPtrArray) answered = NULL;
  g_autofree gboolean *sent = g_new0 (gboolean, n);
  const BpEwsSite *site = bp_ews_connection_get_site (connection);
  guint n_sent = 0;
  bp_ews_envelope_open (out, "m:UpdateItem");
  bp_ews_envelope_attribute (out, "ConflictResolution", "NeverOverwrite");
  bp_ews_envelope_attribute (out, "MessageDisposition", "SaveOnly");
  bp_ews_envelope_attribute (out, "SendMeetingInvitationsOrCancellations", "SendToNone");
  bp_ews_envelope_open (out, "m:ItemChanges");
  for (guint i = 0; i < n; i++) {
    sent[i] = has_updates (kind, &writes[i], site);
    if (!sent[i])
      continue;
    write_change (kind, &writes[i], site, out);
    n_sent++;
  }
  if (n_sent)
    answered = write_batch (connection, account, out, n_sent, take_id, kind, cancellable, error);
  if (n_sent && !answered)
    return NULL;
  return merge_untouched (answered, writes, n, sent);
}

GPtrArray *
bp_ews_items_update (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const BpItemWrite *writes,
                     guint n, GCancellable *cancellable, GError **error)
{
  Prepared prepared = prepare (writes, n, bp_ews_connection_get_site (connection));
  g_autoptr (GPtrArray) results = update_items (connection, account, kind, prepared.writes, n, cancellable, error);
  gboolean done = results && write_occurrences (connection, account, writes, &prepared, results, cancellable, error);
  prepared_clear (&prepared);
  return done ? g_steal_pointer (&results) : NULL;
}

GPtrArray *
bp_ews_items_remove (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const BpItemWrite *writes,
                     guint n, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = NULL;
  if (!n)
    return bp_item_results_new ();
  out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:DeleteItem");
  bp_ews_envelope_attribute (out, "DeleteType", "MoveToDeletedItems");
  bp_ews_envelope_attribute (out, "SendMeetingCancellations", "SendToNone");
  if (kind == BP_KIND_TASK)
    bp_ews_envelope_attribute (out, "AffectedTaskOccurrences", "AllOccurrences");
  bp_ews_envelope_open (out, "m:ItemIds");
  for (guint i = 0; i < n; i++)
    bp_ews_envelope_item_id (out, writes[i].id, writes[i].change_key);
  return write_batch (connection, account, out, n, take_nothing, kind, cancellable, error);
}
