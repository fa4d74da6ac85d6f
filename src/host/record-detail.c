/* SPDX-License-Identifier: MIT */
/* One record in full: both sides, what they last agreed upon, and what happened. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/logfile.h"
#include "host/data-private.h"
#include "host/paths.h"
#include "host/records-private.h"
#include "store/records.h"
#include "store/setting.h"

#define MAX_HISTORY 200
#define LOG_LINES 20000

void
bp_history_entry_free (BpHistoryEntry *self)
{
  if (!self)
    return;
  g_free (self->text);
  g_free (self);
}

void
bp_record_detail_free (BpRecordDetail *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->local, bp_item_unref);
  g_clear_pointer (&self->remote, bp_item_unref);
  g_clear_pointer (&self->agreed_local, bp_item_unref);
  g_clear_pointer (&self->agreed_remote, bp_item_unref);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_free (self->time_zone);
  g_free (self);
}

/* --- both sides ------------------------------------------------------------------------------------------------------ */

static BpItem *
read_shadow (BpKind kind, const char *json)
{
  return json ? bp_item_from_json (kind, json, NULL) : NULL;
}

/* What the last pass brought and nobody has dealt with yet counts before the shadow. */
static void
fill_remote (BpRecordDetail *self, BpData *data, const BpLink *link)
{
  g_autoptr (BpInboxRow) row =
    link->item_id ? bp_store_inbox_row (data->store, link->user, link->kind, link->item_id, NULL) : NULL;
  self->remote_new = row != NULL;
  if (row)
    self->remote = row->item ? bp_item_ref (row->item) : NULL;
  else if (!link->item_gone)
    self->remote = read_shadow (link->kind, link->seen_remote);
}

static gboolean
fill_sides (BpRecordDetail *self, BpData *data, BpKind kind, gint64 id, GError **error)
{
  g_autoptr (BpSettings) settings = bp_store_settings (data->store, error);
  g_autoptr (BpRecord) record = NULL;
  g_autoptr (BpLink) link = NULL;
  if (!settings)
    return FALSE;
  self->time_zone = bp_settings_dup_time_zone (settings);
  record = bp_store_record (data->store, kind, id, NULL);
  if (!record)
    record = bp_store_deleted_record (data->store, kind, id, NULL);
  self->local = record ? bp_item_ref (record->item) : NULL;
  link = bp_store_link_by_record (data->store, kind, id, NULL);
  if (!link)
    return TRUE;
  fill_remote (self, data, link);
  self->agreed_local = read_shadow (kind, link->seen_local);
  self->agreed_remote = read_shadow (kind, link->seen_remote);
  return TRUE;
}

/* --- what happened ----------------------------------------------------------------------------------------------------- */

static void
add_history (GPtrArray *history, gint64 at, gboolean pending, const char *text)
{
  BpHistoryEntry *entry = g_new0 (BpHistoryEntry, 1);
  entry->at = at;
  entry->pending = pending;
  entry->text = g_strdup (text);
  g_ptr_array_add (history, entry);
}

/* What a column is part of, in the words of the merge. */
static const char *
column_label (BpKind kind, const BpHistoryRow *row)
{
  BpField field;
  if (row->original_start)
    return bp_unit_label (BP_UNIT_EXCEPTIONS);
  if (row->column_name && bp_field_by_name (row->column_name, &field) && bp_field_applies (field, kind))
    return bp_unit_label (bp_field_unit (field, kind));
  return row->column_name && g_str_equal (row->column_name, "user")      ? _ ("user")
         : row->column_name && g_str_equal (row->column_name, "company") ? _ ("company")
                                                                         : row->column_name;
}

/* One update makes an entry a column, all at one instant: they are told in one line. */
static gboolean
fill_journal (GPtrArray *history, BpData *data, BpKind kind, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) rows = bp_store_record_history (data->store, kind, id, MAX_HISTORY, error);
  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len;) {
    const BpHistoryRow *row = rows->pdata[i];
    g_autoptr (GString) labels = g_string_new (NULL);
    if (!g_str_equal (row->op, "update")) {
      add_history (history, row->at, !row->done,
                   g_str_equal (row->op, "insert") ? _ ("Entered in büro+.") : _ ("Deleted in büro+."));
      i++;
      continue;
    }
    for (; i < rows->len; i++) {
      const BpHistoryRow *next = rows->pdata[i];
      const char *label = column_label (kind, next);
      if (!g_str_equal (next->op, "update") || next->at != row->at)
        break;
      if (label && !strstr (labels->str, label))
        g_string_append_printf (labels, "%s%s", labels->len ? ", " : "", label);
    }
    g_autofree char *text = g_strdup_printf (_ ("Changed in büro+: %s."), labels->str);
    add_history (history, row->at, !row->done, text);
  }
  return TRUE;
}

static gboolean
mentions (const char *text, const char *name)
{
  gsize length = strlen (name);
  for (const char *at = strstr (text, name); at; at = strstr (at + 1, name)) {
    gboolean begins = at == text || !g_ascii_isalnum (at[-1]);
    if (begins && !g_ascii_isalnum (at[length]))
      return TRUE;
  }
  return FALSE;
}

/* Transfers are told in the log file alone; what is older than its newest lines has gone from here, too. */
static void
fill_log (GPtrArray *history, BpData *data, const char *name)
{
  g_autofree char *path = bp_paths_dup_log (data->dir);
  g_autoptr (GPtrArray) lines = bp_logfile_tail (path, LOG_LINES);
  for (guint i = 0; i < lines->len; i++) {
    const BpLogLine *line = lines->pdata[i];
    if (line->level > BP_LOG_DEBUG && mentions (line->text, name))
      add_history (history, line->at, FALSE, line->text);
  }
}

static int
compare_history (gconstpointer a, gconstpointer b)
{
  gint64 x = (*(BpHistoryEntry *const *) a)->at, y = (*(BpHistoryEntry *const *) b)->at;
  return x < y ? 1 : x > y ? -1 : 0;
}

/* --- all of it ---------------------------------------------------------------------------------------------------------- */

BpRecordDetail *
bp_data_record_detail (BpData *self, const char *record, GError **error)
{
  g_autoptr (BpRecordDetail) detail = g_new0 (BpRecordDetail, 1);
  g_autoptr (GPtrArray) conflicts = NULL;
  BpKind kind;
  gint64 id;
  if (!bp_data_parse_record (record, &kind, &id)) {
    bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("“%s” is not a record's name, as in a17 or t17."), record);
    return NULL;
  }
  detail->history = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_history_entry_free);
  detail->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_conflict_view_free);
  if (!fill_sides (detail, self, kind, id, error) || !fill_journal (detail->history, self, kind, id, error)
      || !(conflicts = bp_store_record_conflicts (self->store, kind, id, error)))
    return NULL;
  for (guint i = 0; i < conflicts->len; i++)
    g_ptr_array_add (detail->conflicts, bp_conflict_view_new (conflicts->pdata[i], NULL));
  fill_log (detail->history, self, record);
  g_ptr_array_sort (detail->history, compare_history);
  return g_steal_pointer (&detail);
}
