/* SPDX-License-Identifier: MIT */
/* Users and companies, and why each user is (not) synced. */
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "engine/roster.h"
#include "host/data-private.h"
#include "host/paths.h"
#include "store/setting.h"
#include "store/status.h"
#include "store/users.h"

/* What the views of one moment have in common. */
typedef struct {
  GPtrArray *companies; /* BpCompany */
  GPtrArray *statuses;  /* BpUserStatus */
  gboolean running;
} Surroundings;

static void
surroundings_clear (Surroundings *self)
{
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Surroundings, surroundings_clear)

static gboolean
surroundings_load (Surroundings *self, BpData *data, GError **error)
{
  self->running = bp_data_engine_is_here (data) || bp_paths_engine_runs (data->dir);
  self->companies = bp_store_companies (data->store, error);
  self->statuses = self->companies ? bp_store_user_statuses (data->store, error) : NULL;
  return self->statuses != NULL;
}

static const BpCompany *
find_company (const GPtrArray *companies, gint64 number)
{
  for (guint i = 0; i < companies->len; i++)
    if (((const BpCompany *) companies->pdata[i])->number == number)
      return companies->pdata[i];
  return NULL;
}

static const BpUserStatus *
find_status (const GPtrArray *statuses, gint64 user)
{
  for (guint i = 0; i < statuses->len; i++)
    if (((const BpUserStatus *) statuses->pdata[i])->user == user)
      return statuses->pdata[i];
  return NULL;
}

static const char *
state_label (const char *state)
{
  static const struct {
    const char *state, *label;
  } labels[] = {
    { "off", N_ ("off") },         { "waiting", N_ ("waiting") }, { "starting", N_ ("starting") },
    { "syncing", N_ ("syncing") }, { "in-step", N_ ("in step") }, { "error", N_ ("error") },
    { "held", N_ ("held") },       { "stopped", N_ ("stopped") },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].state, state))
      return _ (labels[i].label);
  return state;
}

static const char *
default_reason (const char *state)
{
  if (g_str_equal (state, "in-step"))
    return _ ("Both sides are in step.");
  if (g_str_equal (state, "syncing"))
    return _ ("Changes are being transferred.");
  if (g_str_equal (state, "held"))
    return _ ("Deletions are held until the administrator decides.");
  if (g_str_equal (state, "error"))
    return _ ("The last attempt failed.");
  return _ ("The engine has not come to this user yet.");
}

/* The engine's word counts while it runs; before that, what the stored data say. */
static void
set_state (BpUserView *view, const BpUserStatus *status, gboolean running)
{
  const char *reason = NULL;
  if (view->eligibility->code != BP_ELIGIBLE) {
    view->state = g_strdup ("off");
    view->reason = bp_eligibility_describe (view->eligibility);
  } else if (!running) {
    view->state = g_strdup ("stopped");
    view->reason = g_strdup (_ ("The sync engine is not running."));
  } else {
    view->state = g_strdup (status && status->state ? status->state : "waiting");
    reason = status ? status->reason : NULL;
    view->reason = reason ? bp_saying_say (reason) : g_strdup (default_reason (view->state));
  }
  view->state_label = g_strdup (state_label (view->state));
}

static char *
say (const char *saying)
{
  return saying ? bp_saying_say (saying) : NULL;
}

/* Takes the entry's parts. */
static BpUserView *
view_new (BpData *data, const Surroundings *around, BpRosterEntry *entry)
{
  BpUserView *view = g_new0 (BpUserView, 1);
  const BpUserStatus *status = find_status (around->statuses, entry->user->id);
  const BpCompany *company = find_company (around->companies, entry->user->start_company);
  view->user = g_steal_pointer (&entry->user);
  view->eligibility = g_steal_pointer (&entry->eligibility);
  view->revision = bp_store_user_revision (data->store, view->user->id);
  view->company_name = g_strdup (company ? company->name : NULL);
  set_state (view, status, around->running);
  if (status) {
    view->last_state = g_strdup (status->state);
    view->last_reason = say (status->reason);
    view->last_success = status->last_success;
    view->last_error_at = status->last_error_at;
    view->last_error = say (status->last_error);
    view->count_out = status->count_out;
    view->count_in = status->count_in;
    view->parked = status->parked;
    view->held = status->held;
  }
  return view;
}

void
bp_user_view_free (BpUserView *self)
{
  if (!self)
    return;
  bp_user_free (self->user);
  bp_eligibility_free (self->eligibility);
  g_free (self->company_name);
  g_free (self->state);
  g_free (self->state_label);
  g_free (self->reason);
  g_free (self->last_state);
  g_free (self->last_reason);
  g_free (self->last_error);
  g_free (self);
}

static GPtrArray *
load_roster (BpData *self, GError **error)
{
  g_autoptr (BpSettings) settings = bp_store_settings (self->store, error);
  return settings ? bp_roster_load (self->store, settings, error) : NULL;
}

GPtrArray *
bp_data_users (BpData *self, GError **error)
{
  g_auto (Surroundings) around = { 0 };
  g_autoptr (GPtrArray) roster = surroundings_load (&around, self, error) ? load_roster (self, error) : NULL;
  GPtrArray *views;
  if (!roster)
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_user_view_free);
  for (guint i = 0; i < roster->len; i++)
    g_ptr_array_add (views, view_new (self, &around, roster->pdata[i]));
  return views;
}

BpUserView *
bp_data_user (BpData *self, const char *login, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  g_autoptr (GPtrArray) views = user ? bp_data_users (self, error) : NULL;
  if (!views)
    return NULL;
  for (guint i = 0; i < views->len; i++)
    if (((BpUserView *) views->pdata[i])->user->id == user->id)
      return g_ptr_array_steal_index (views, i);
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no user “%s”."), login);
  return NULL;
}

BpEligibility *
bp_data_preview_user (BpData *self, const BpUser *user, GError **error)
{
  g_autoptr (BpSettings) settings = bp_store_settings (self->store, error);
  g_autoptr (GPtrArray) companies = settings ? bp_store_companies (self->store, error) : NULL;
  g_autoptr (GPtrArray) users = companies ? bp_store_users (self->store, error) : NULL;
  g_autofree char *today = bp_clock_today ();
  g_autofree char *taken_by = NULL;
  if (!users)
    return NULL;
  if (bp_settings_get_bool (settings, BP_SETTING_USE_MAILBOXES))
    taken_by = bp_roster_taken_by (self->store, users, user);
  return bp_eligibility_new (settings, user, find_company (companies, user->start_company), today, taken_by);
}

gboolean
bp_data_add_user (BpData *self, BpUser *user, GError **error)
{
  g_autoptr (BpUser) other = NULL;
  if (!bp_user_check (user, error))
    return FALSE;
  other = bp_store_user_by_login (self->store, user->login, NULL);
  if (!other)
    return bp_store_user_add (self->store, user, error);
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("There is already a user “%s”."), other->login);
  return FALSE;
}

gboolean
bp_data_update_user (BpData *self, const BpUser *user, gint64 revision, GError **error)
{
  return bp_user_check (user, error) && bp_store_user_update (self->store, user, revision, error);
}

gboolean
bp_data_remove_user (BpData *self, const char *login, gboolean force, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  return user && bp_store_user_remove (self->store, user->id, force, error);
}

GPtrArray *
bp_data_companies (BpData *self, GError **error)
{
  return bp_store_companies (self->store, error);
}

gboolean
bp_data_add_company (BpData *self, const BpCompany *company, GError **error)
{
  return bp_store_company_add (self->store, company, error);
}

gboolean
bp_data_update_company (BpData *self, const BpCompany *company, GError **error)
{
  return bp_store_company_update (self->store, company, error);
}

gboolean
bp_data_remove_company (BpData *self, gint64 number, gboolean force, GError **error)
{
  return bp_store_company_remove (self->store, number, force, error);
}
