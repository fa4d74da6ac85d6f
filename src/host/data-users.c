/* SPDX-License-Identifier: MIT */
/* Users and companies, and why each user is (not) synced. */
#include "base/clock.h"
#include "base/i18n.h"
#include "host/data-private.h"
#include "host/holder.h"
#include "host/paths.h"
#include "store/setting.h"
#include "store/status.h"
#include "store/users.h"

/* What all views of one moment have in common. */
typedef struct {
  BpStore *store;
  BpSettings *settings;
  GPtrArray *users;      /* BpUser */
  GHashTable *companies; /* gint64* -> BpCompany, borrowed from list */
  GPtrArray *company_list;
  GHashTable *statuses; /* gint64* -> BpUserStatus, borrowed from list */
  GPtrArray *status_list;
  BpHolders *holders;
  char *today;
  gboolean running;
} ViewContext;

static void
view_context_free (ViewContext *self)
{
  g_clear_pointer (&self->settings, bp_settings_free);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->companies, g_hash_table_unref);
  g_clear_pointer (&self->company_list, g_ptr_array_unref);
  g_clear_pointer (&self->statuses, g_hash_table_unref);
  g_clear_pointer (&self->status_list, g_ptr_array_unref);
  g_clear_pointer (&self->holders, bp_holders_free);
  g_free (self->today);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ViewContext, view_context_free)

static BpCompany *
company_of (ViewContext *self, const BpUser *user)
{
  return g_hash_table_lookup (self->companies, &user->start_company);
}

static void
find_holders (ViewContext *self)
{
  self->holders = bp_holders_new ();
  for (guint i = 0; i < self->users->len; i++) {
    const BpUser *user = g_ptr_array_index (self->users, i);
    g_autoptr (BpEligibility) eligibility =
      bp_eligibility_new (self->settings, user, company_of (self, user), self->today, NULL);
    if (eligibility->code == BP_ELIGIBLE)
      bp_holders_add (self->holders, self->store, user, eligibility->address);
  }
}

static ViewContext *
view_context_new (BpData *data, GError **error)
{
  g_autoptr (ViewContext) self = g_new0 (ViewContext, 1);
  self->store = data->store;
  self->today = bp_clock_today ();
  self->running = bp_data_engine_is_here (data) || bp_paths_engine_runs (data->dir);
  self->companies = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->statuses = g_hash_table_new (g_int64_hash, g_int64_equal);
  if (!(self->settings = bp_store_settings (data->store, error)) || !(self->users = bp_store_users (data->store, error))
      || !(self->company_list = bp_store_companies (data->store, error))
      || !(self->status_list = bp_store_user_statuses (data->store, error)))
    return NULL;
  for (guint i = 0; i < self->company_list->len; i++) {
    BpCompany *company = g_ptr_array_index (self->company_list, i);
    g_hash_table_insert (self->companies, &company->number, company);
  }
  for (guint i = 0; i < self->status_list->len; i++) {
    BpUserStatus *status = g_ptr_array_index (self->status_list, i);
    g_hash_table_insert (self->statuses, &status->user, status);
  }
  find_holders (self);
  return g_steal_pointer (&self);
}

static BpEligibility *
eligibility_of (ViewContext *self, const BpUser *user)
{
  BpCompany *company = company_of (self, user);
  g_autoptr (BpEligibility) alone = bp_eligibility_new (self->settings, user, company, self->today, NULL);
  const char *taken_by;
  if (alone->code != BP_ELIGIBLE)
    return g_steal_pointer (&alone);
  taken_by = bp_holders_other (self->holders, self->store, user, alone->address);
  if (!taken_by)
    return g_steal_pointer (&alone);
  return bp_eligibility_new (self->settings, user, company, self->today, taken_by);
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
    view->reason = g_strdup (reason ? reason : default_reason (view->state));
  }
  view->state_label = g_strdup (state_label (view->state));
}

static BpUserView *
view_new (ViewContext *self, const BpUser *user)
{
  BpUserView *view = g_new0 (BpUserView, 1);
  const BpUserStatus *status = g_hash_table_lookup (self->statuses, &user->id);
  const BpCompany *company = company_of (self, user);
  view->user = bp_user_copy (user);
  view->revision = bp_store_user_revision (self->store, user->id);
  view->company_name = g_strdup (company ? company->name : NULL);
  view->eligibility = eligibility_of (self, user);
  set_state (view, status, self->running);
  if (status) {
    view->last_state = g_strdup (status->state);
    view->last_reason = g_strdup (status->reason);
    view->last_success = status->last_success;
    view->last_error_at = status->last_error_at;
    view->last_error = g_strdup (status->last_error);
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

GPtrArray *
bp_data_users (BpData *self, GError **error)
{
  g_autoptr (ViewContext) context = view_context_new (self, error);
  GPtrArray *views;
  if (!context)
    return NULL;
  views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_user_view_free);
  for (guint i = 0; i < context->users->len; i++)
    g_ptr_array_add (views, view_new (context, g_ptr_array_index (context->users, i)));
  return views;
}

BpUserView *
bp_data_user (BpData *self, const char *login, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  g_autoptr (ViewContext) context = user ? view_context_new (self, error) : NULL;
  return context ? view_new (context, user) : NULL;
}

BpEligibility *
bp_data_preview_user (BpData *self, const BpUser *user, GError **error)
{
  g_autoptr (ViewContext) context = view_context_new (self, error);
  return context ? eligibility_of (context, user) : NULL;
}

gboolean
bp_data_add_user (BpData *self, BpUser *user, GError **error)
{
  return bp_user_check (user, error) && bp_store_user_add (self->store, user, error);
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
