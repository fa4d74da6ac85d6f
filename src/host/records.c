/* SPDX-License-Identifier: MIT */
#include "host/records.h"

#include "base/error.h"
#include "base/i18n.h"
#include "engine/plan.h"
#include "host/data-private.h"
#include "store/listing.h"
#include "store/users.h"

void
bp_record_view_free (BpRecordView *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_free (self->login);
  g_free (self->subject);
  g_free (self->uid);
  g_free (self->item_id);
  g_free (self->state);
  g_free (self->state_label);
  g_free (self->reason_code);
  g_free (self->reason);
  g_free (self);
}

void
bp_conflict_view_free (BpConflictView *self)
{
  if (!self)
    return;
  g_free (self->record);
  g_free (self->login);
  g_free (self->unit);
  g_free (self->unit_label);
  g_free (self->original_start);
  g_free (self->local_value);
  g_free (self->remote_value);
  g_free (self->winner);
  g_free (self->rule);
  g_free (self);
}

/* user id -> login. */
static GHashTable *
load_logins (BpData *self, GError **error)
{
  g_autoptr (GPtrArray) users = bp_store_users (self->store, error);
  GHashTable *logins;
  if (!users)
    return NULL;
  logins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < users->len; i++) {
    const BpUser *user = users->pdata[i];
    g_hash_table_insert (logins, g_memdup2 (&user->id, sizeof user->id), g_strdup (user->login));
  }
  return logins;
}

static char *
record_name (BpKind kind, gint64 id)
{
  return g_strdup_printf ("%c%" G_GINT64_FORMAT, bp_kind_letter (kind), id);
}

/* --- why ------------------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *name, *text;
} Word;

static const Word states[] = {
  { "in-step", N_ ("in step") },     { "pending", N_ ("waiting") }, { "parked", N_ ("parked") },
  { "kept", N_ ("not taken over") }, { "deleted", N_ ("deleted") }, { "not-transferred", N_ ("not transferred") },
};

static const Word reasons[] = {
  { BP_REASON_EXPORT_OFF, N_ ("Data are not exported to Exchange.") },
  { BP_REASON_IMPORT_OFF, N_ ("Data are not imported from Exchange.") },
  { BP_REASON_WHILE_OFF, N_ ("It was changed while the sync was switched off, and not since.") },
  { BP_REASON_INFO_TEXT, N_ ("Info texts are not stored in Exchange.") },
  { BP_REASON_MEETING, N_ ("Meeting with attendees: please change it in Outlook.") },
  { BP_REASON_COMPANY, N_ ("It belongs to another company than the user's.") },
  { BP_REASON_KEPT_PAST, N_ ("It is past, and kept although it was deleted in Exchange.") },
  { BP_REASON_PRIVATE, N_ ("Private items are not taken over from Exchange.") },
};

static const char *
find_word (const Word *words, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (words[i].name, name) == 0)
      return _ (words[i].text);
  return name;
}

static const char *
state_of (const BpRecordRow *row)
{
  if (row->deleted)
    return "deleted";
  if (row->parked_direction)
    return "parked";
  if (row->pending > 0)
    return "pending";
  if (row->reason_out || row->reason_in)
    return "kept";
  return row->item_id ? "in-step" : "not-transferred";
}

static const char *
default_reason (const char *state)
{
  if (g_str_equal (state, "in-step"))
    return _ ("Both sides are in step.");
  if (g_str_equal (state, "pending"))
    return _ ("It was changed and will be transferred with the next pass.");
  if (g_str_equal (state, "deleted"))
    return _ ("It was deleted and can be restored.");
  return _ ("It is older than the sync; it is transferred as soon as it changes.");
}

static void
explain (BpRecordView *view, const BpRecordRow *row)
{
  const char *kept = row->reason_out ? row->reason_out : row->reason_in;
  view->state = g_strdup (state_of (row));
  view->state_label = g_strdup (find_word (states, G_N_ELEMENTS (states), view->state));
  if (g_str_equal (view->state, "parked")) {
    view->reason_code = g_strdup (row->parked_code);
    view->reason = g_strdup (row->parked_reason ? row->parked_reason : row->parked_code);
  } else if (g_str_equal (view->state, "kept")) {
    view->reason_code = g_strdup (kept);
    view->reason = g_strdup (find_word (reasons, G_N_ELEMENTS (reasons), kept));
  }
  if (!view->reason)
    view->reason = g_strdup (default_reason (view->state));
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

/* 0 for everybody. */
static gboolean
find_user (BpData *self, const char *login, gint64 *ret_id, GError **error)
{
  g_autoptr (BpUser) user = login ? bp_store_user_by_login (self->store, login, error) : NULL;
  *ret_id = user ? user->id : 0;
  return user || !login;
}

static BpRecordView *
record_view_new (const BpRecordRow *row, GHashTable *logins)
{
  BpRecordView *view = g_new0 (BpRecordView, 1);
  view->name = record_name (row->kind, row->record);
  view->kind = row->kind;
  view->id = row->record;
  view->login = g_strdup (g_hash_table_lookup (logins, &row->user));
  view->company = row->company;
  view->subject = g_strdup (row->subject);
  view->uid = g_strdup (row->uid);
  view->item_id = g_strdup (row->item_id);
  view->last_transfer_at = row->last_transfer_at;
  explain (view, row);
  return view;
}

GPtrArray *
bp_data_records (BpData *self, const char *login, BpKind kind, GError **error)
{
  gint64 user;
  g_autoptr (GHashTable) logins = find_user (self, login, &user, error) ? load_logins (self, error) : NULL;
  g_autoptr (GPtrArray) rows = logins ? bp_store_record_rows (self->store, user, kind, error) : NULL;
  GPtrArray *views;
  if (!rows)
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (views, record_view_new (rows->pdata[i], logins));
  return views;
}

static BpConflictView *
conflict_view_new (const BpConflict *row, GHashTable *logins)
{
  BpConflictView *view = g_new0 (BpConflictView, 1);
  BpUnit unit;
  view->record = record_name (row->kind, row->record);
  view->login = g_strdup (g_hash_table_lookup (logins, &row->user));
  view->at = row->at;
  view->unit = g_strdup (row->unit);
  view->unit_label = g_strdup (bp_unit_parse (row->unit, &unit) ? bp_unit_label (unit) : row->unit);
  view->original_start = g_strdup (row->original_start);
  view->local_value = g_strdup (row->local_value);
  view->remote_value = g_strdup (row->remote_value);
  view->winner = g_strdup (row->winner);
  view->rule = g_strdup (row->rule);
  return view;
}

GPtrArray *
bp_data_conflicts (BpData *self, GError **error)
{
  g_autoptr (GHashTable) logins = load_logins (self, error);
  g_autoptr (GPtrArray) rows = logins ? bp_store_conflicts (self->store, 0, error) : NULL;
  GPtrArray *views;
  if (!rows)
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_conflict_view_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (views, conflict_view_new (rows->pdata[i], logins));
  return views;
}

static gboolean
parse_name (const char *name, BpKind *ret_kind, gint64 *ret_id)
{
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    if (*name == bp_kind_letter ((BpKind) kind)) {
      *ret_kind = (BpKind) kind;
      return g_ascii_string_to_signed (name + 1, 10, 1, G_MAXINT64, ret_id, NULL);
    }
  return FALSE;
}

gboolean
bp_data_retry (BpData *self, const char *record, GError **error)
{
  BpKind kind;
  gint64 id;
  if (parse_name (record, &kind, &id))
    return bp_store_retry (self->store, kind, id, error);
  bp_set_error (error, BP_ERROR_INVALID, NULL, _ ("“%s” is not a record's name, as in a17 or t17."), record);
  return FALSE;
}
