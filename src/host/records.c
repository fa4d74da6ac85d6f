/* SPDX-License-Identifier: MIT */
#include "host/records.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "engine/reason.h"
#include "host/data-private.h"
#include "host/records-private.h"
#include "store/records.h"
#include "store/setting.h"
#include "store/users.h"

BpRecordView *
bp_record_view_ref (BpRecordView *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_record_view (gpointer data)
{
  BpRecordView *self = data;
  g_free (self->name);
  g_free (self->login);
  g_free (self->subject);
  g_free (self->starts_at);
  g_free (self->uid);
  g_free (self->item_id);
  g_free (self->state);
  g_free (self->state_label);
  g_free (self->reason_code);
  g_free (self->reason);
  g_free (self->search);
}

void
bp_record_view_free (BpRecordView *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, clear_record_view);
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
  g_free (self->rule_label);
  g_free (self);
}

/* What the views of one moment have in common. */
typedef struct {
  GPtrArray *users;  /* BpUserView */
  GHashTable *by_id; /* user id -> BpUserView */
  BpSettings *settings;
} Surroundings;

static void
surroundings_clear (Surroundings *self)
{
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->settings, bp_settings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Surroundings, surroundings_clear)

static gboolean
surroundings_load (Surroundings *self, BpData *data, GError **error)
{
  self->settings = bp_store_settings (data->store, error);
  self->users = self->settings ? bp_data_users (data, error) : NULL;
  if (!self->users)
    return FALSE;
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < self->users->len; i++) {
    BpUserView *view = self->users->pdata[i];
    g_hash_table_insert (self->by_id, &view->user->id, view);
  }
  return TRUE;
}

static const BpUserView *
user_of (const Surroundings *around, gint64 user)
{
  return g_hash_table_lookup (around->by_id, &user);
}

static char *
login_of (const Surroundings *around, gint64 user)
{
  const BpUserView *view = user_of (around, user);
  return g_strdup (view ? view->user->login : NULL);
}

/* --- why ------------------------------------------------------------------------------------------------------------ */

static const char *
state_label (const char *state)
{
  static const struct {
    const char *state, *label;
  } labels[] = {
    { "in-step", N_ ("in step") },
    { "pending", N_ ("waiting") },
    { "parked", N_ ("parked") },
    { "kept", N_ ("not taken over") },
    { "deleted", N_ ("deleted") },
    { "held", N_ ("held") },
    { "not-transferred", N_ ("not transferred") },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].state, state))
      return _ (labels[i].label);
  return state;
}

/* reason_code and the sentence; either may be NULL. */
static void
set_state (BpRecordView *view, const char *state, const char *code, const char *reason)
{
  view->state = g_strdup (state);
  view->state_label = g_strdup (state_label (state));
  view->reason_code = g_strdup (code);
  view->reason = g_strdup (reason ? reason : code ? code : "");
}

/* The engine may have met it in another language. */
static void
set_parked (BpRecordView *view, const char *code, const char *saying)
{
  g_autofree char *reason = saying ? bp_saying_say (saying) : NULL;
  set_state (view, "parked", code, reason);
}

/* Nothing at all of this record is transferred now: FALSE if something is. */
static gboolean
explain_off (BpRecordView *view, const BpRecordRow *row, const Surroundings *around)
{
  const BpUserView *user = user_of (around, row->user);
  if (user && user->eligibility->code != BP_ELIGIBLE) {
    g_autofree char *why = bp_eligibility_describe (user->eligibility);
    set_state (view, "not-transferred", bp_eligibility_code_name (user->eligibility->code), why);
  } else if (row->kind == BP_KIND_TASK && !bp_settings_get_bool (around->settings, BP_SETTING_SYNC_TASKS))
    set_state (view, "not-transferred", "kind-off", _ ("Tasks are not synced."));
  else if (row->kind == BP_KIND_APPOINTMENT && !bp_settings_get_bool (around->settings, BP_SETTING_SYNC_APPOINTMENTS))
    set_state (view, "not-transferred", "kind-off", _ ("Appointments are not synced."));
  else if (user && row->company != user->user->start_company)
    set_state (view, "not-transferred", BP_REASON_COMPANY, bp_reason_describe (BP_REASON_COMPANY));
  else
    return FALSE;
  return TRUE;
}

static const char *
why_deleted (const BpRecordRow *row)
{
  if (g_strcmp0 (row->cause, "exchange") == 0)
    return _ ("It was deleted in Exchange; “Restore” brings it back.");
  if (g_strcmp0 (row->cause, "removed") == 0)
    return _ ("It was removed together with its user or company.");
  return _ ("It was deleted in büro+; “Restore” brings it back.");
}

static void
explain_held (BpRecordView *view, const BpRecordRow *row)
{
  gboolean out = g_strcmp0 (row->held, bp_direction_name (BP_OUT)) == 0;
  g_autofree char *why = g_strdup_printf (
    out ? _ ("It was deleted in büro+; in Exchange that is held until you decide (“Review…”, or “release %s”).")
        : _ ("It was deleted in Exchange; here that is held until you decide (“Review…”, or “release %s”)."),
    view->login);
  set_state (view, "held", out ? "held-out" : "held-in", why);
}

/* Both directions may have something to say. */
static void
explain_kept (BpRecordView *view, const BpRecordRow *row)
{
  const char *first = row->reason_out ? row->reason_out : row->reason_in;
  gboolean both = row->reason_out && row->reason_in && !g_str_equal (row->reason_out, row->reason_in);
  g_autofree char *why = g_strconcat (bp_reason_describe (first), both ? " " : NULL,
                                      both ? bp_reason_describe (row->reason_in) : NULL, NULL);
  set_state (view, "kept", first, why);
}

static void
explain_unlinked (BpRecordView *view, const BpRecordRow *row, const Surroundings *around)
{
  const char *code = !bp_settings_get_bool (around->settings, BP_SETTING_EXPORT) ? BP_REASON_EXPORT_OFF
                     : row->meeting                                              ? BP_REASON_MEETING
                                                                                 : NULL;
  set_state (view, "not-transferred", code,
             code ? bp_reason_describe (code)
                  : _ ("It is older than the sync; it is transferred as soon as it changes."));
}

static void
explain (BpRecordView *view, const BpRecordRow *row, const Surroundings *around)
{
  if (row->held)
    explain_held (view, row);
  else if (row->parked_direction)
    set_parked (view, row->parked_code, row->parked_reason);
  else if (row->deleted && g_strcmp0 (row->reason_in, BP_REASON_PRIVATE) == 0)
    set_state (view, "deleted", BP_REASON_PRIVATE, bp_reason_describe (BP_REASON_PRIVATE));
  else if (row->deleted && row->pending == 0)
    set_state (view, "deleted", NULL, why_deleted (row));
  else if (explain_off (view, row, around))
    return;
  else if (row->pending > 0 && !bp_settings_get_bool (around->settings, BP_SETTING_EXPORT))
    set_state (view, "not-transferred", BP_REASON_EXPORT_OFF, bp_reason_describe (BP_REASON_EXPORT_OFF));
  else if (row->pending > 0)
    set_state (view, "pending", NULL, _ ("It was changed and will be transferred with the next pass."));
  else if (row->reason_out || row->reason_in)
    explain_kept (view, row);
  else if (row->item_gone)
    set_state (view, "not-transferred", "item-gone",
               _ ("It was deleted in Exchange; it is created there anew as soon as it changes here."));
  else if (!row->item_id)
    explain_unlinked (view, row, around);
  else
    set_state (view, "in-step", NULL, _ ("Both sides are in step."));
}

/* Once, here, and not with every letter that somebody types into a search field. */
static void
set_search (BpRecordView *view)
{
  g_autofree char *text = g_strjoin ("\n", view->subject ? view->subject : "", view->login ? view->login : "",
                                     view->reason ? view->reason : "", NULL);
  view->search = g_utf8_casefold (text, -1);
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
record_view_new (const BpRecordRow *row, const Surroundings *around)
{
  BpRecordView *view = g_atomic_rc_box_new0 (BpRecordView);
  view->name = bp_data_dup_record_name (row->kind, row->record);
  view->kind = row->kind;
  view->id = row->record;
  view->login = login_of (around, row->user);
  view->company = row->company;
  view->subject = g_strdup (row->subject);
  view->starts_at = g_strdup (row->starts_at);
  view->deleted = row->deleted;
  view->conflicts = (guint) row->conflicts;
  view->uid = g_strdup (row->uid);
  view->item_id = row->item_gone ? NULL : g_strdup (row->item_id);
  view->last_transfer_at = row->last_transfer_at;
  explain (view, row, around);
  set_search (view);
  return view;
}

static BpRecordView *
parked_item_view_new (const BpParked *parked, const Surroundings *around)
{
  BpRecordView *view = g_atomic_rc_box_new0 (BpRecordView);
  view->kind = parked->kind;
  view->login = login_of (around, parked->user);
  view->item_id = g_strdup (parked->item_id);
  set_parked (view, parked->code, parked->reason);
  set_search (view);
  return view;
}

GPtrArray *
bp_data_records (BpData *self, const char *login, BpKind kind, GError **error)
{
  gint64 user;
  g_auto (Surroundings) around = { 0 };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) parked = NULL;
  GPtrArray *views;
  if (!find_user (self, login, &user, error) || !surroundings_load (&around, self, error)
      || !(rows = bp_store_record_rows (self->store, user, kind, error))
      || !(parked = bp_store_parked (self->store, user, error)))
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (views, record_view_new (rows->pdata[i], &around));
  for (guint i = 0; i < parked->len; i++) {
    const BpParked *item = parked->pdata[i];
    if (!item->record && (kind == BP_KIND_COUNT || kind == item->kind))
      g_ptr_array_add (views, parked_item_view_new (item, &around));
  }
  return views;
}

char *
bp_data_dup_record_name (BpKind kind, gint64 id)
{
  return g_strdup_printf ("%c%" G_GINT64_FORMAT, bp_kind_letter (kind), id);
}

gboolean
bp_data_parse_record (const char *name, BpKind *ret_kind, gint64 *ret_id)
{
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    if (*name == bp_kind_letter ((BpKind) kind)) {
      *ret_kind = (BpKind) kind;
      return g_ascii_string_to_signed (name + 1, 10, 1, G_MAXINT64, ret_id, NULL);
    }
  return FALSE;
}

BpConflictView *
bp_conflict_view_new (const BpConflict *row, const char *login)
{
  BpConflictView *view = g_new0 (BpConflictView, 1);
  BpUnit unit;
  view->record = bp_data_dup_record_name (row->kind, row->record);
  view->login = g_strdup (login);
  view->at = row->at;
  view->unit = g_strdup (row->unit);
  view->unit_label = g_strdup (bp_unit_parse (row->unit, &unit) ? bp_unit_label (unit) : row->unit);
  view->original_start = g_strdup (row->original_start);
  view->local_value = g_strdup (row->local_value);
  view->remote_value = g_strdup (row->remote_value);
  view->winner = g_strdup (row->winner);
  view->rule = g_strdup (row->rule);
  view->rule_label = g_strdup (bp_rule_describe (row->rule));
  return view;
}

char *
bp_data_records_stamp (BpData *self)
{
  g_autofree char *rows = bp_store_records_stamp (self->store);
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT "/%d", rows, bp_store_config_revision (self->store),
                          bp_data_engine_is_here (self));
}

GPtrArray *
bp_data_conflicts (BpData *self, GError **error)
{
  g_auto (Surroundings) around = { 0 };
  g_autoptr (GPtrArray) rows =
    surroundings_load (&around, self, error) ? bp_store_conflicts (self->store, 0, error) : NULL;
  GPtrArray *views;
  if (!rows)
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_conflict_view_free);
  for (guint i = 0; i < rows->len; i++) {
    const BpConflict *row = rows->pdata[i];
    const BpUserView *user = user_of (&around, row->user);
    g_ptr_array_add (views, bp_conflict_view_new (row, user ? user->user->login : NULL));
  }
  return views;
}

/* --- what is done about them ---------------------------------------------------------------------------------------- */

/* A running engine looks at once, whichever process has it; without one the next start does. */
void
bp_data_wake_engine (BpData *self, const char *login)
{
  bp_data_command (self, "sync-now", login, 0, NULL);
}

gboolean
bp_data_retry (BpData *self, const char *record, GError **error)
{
  BpKind kind;
  gint64 id;
  gboolean done = bp_data_parse_record (record, &kind, &id) ? bp_store_retry (self->store, kind, id, error)
                                                            : bp_store_retry_item (self->store, record, error);
  if (done)
    bp_data_wake_engine (self, NULL);
  return done;
}

gboolean
bp_data_restore (BpData *self, const char *record, GError **error)
{
  BpKind kind;
  gint64 id;
  if (bp_data_parse_record (record, &kind, &id)) {
    gboolean done = bp_store_record_restore (self->store, kind, id, error);
    if (done)
      bp_data_wake_engine (self, NULL);
    return done;
  }
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("“%s” is not a record's name, as in a17 or t17."), record);
  return FALSE;
}
