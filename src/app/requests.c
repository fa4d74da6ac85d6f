/* SPDX-License-Identifier: MIT */
#include "app/requests.h"

#include "base/logfile.h"
#include "base/platform.h"
#include "host/setup-help.h"

#define TAIL_LINES 5000
#define COMMAND_TIMEOUT_MS 3000

void
bp_snapshot_free (BpSnapshot *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->overview, bp_overview_free);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  g_free (self);
}

gpointer
bp_request_snapshot (BpData *data, gpointer none, GError **error)
{
  g_autoptr (BpSnapshot) snapshot = g_new0 (BpSnapshot, 1);
  if (!(snapshot->overview = bp_data_overview (data, error)) || !(snapshot->users = bp_data_users (data, error))
      || !(snapshot->companies = bp_data_companies (data, error)))
    return NULL;
  return g_steal_pointer (&snapshot);
}

gpointer
bp_request_settings (BpData *data, gpointer none, GError **error)
{
  return bp_data_settings (data, error);
}

BpSettingsChange *
bp_settings_change_new (const BpSettings *base, const BpSettings *settings, const char *secret)
{
  BpSettingsChange *self = g_new0 (BpSettingsChange, 1);
  self->base = bp_settings_copy (base);
  self->settings = bp_settings_copy (settings);
  self->secret = secret && *secret ? g_strdup (secret) : NULL;
  return self;
}

void
bp_settings_change_free (BpSettingsChange *self)
{
  if (!self)
    return;
  bp_settings_free (self->base);
  bp_settings_free (self->settings);
  if (self->secret)
    bp_platform_wipe (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self);
}

gpointer
bp_request_save_settings (BpData *data, gpointer change, GError **error)
{
  BpSettingsChange *c = change;
  if (!bp_data_save_settings (data, c->base, c->settings, c->secret, error))
    return NULL;
  return bp_data_settings (data, error);
}

gpointer
bp_request_setup_help (BpData *data, gpointer settings, GError **error)
{
  return bp_data_setup_help (data, settings, error);
}

gpointer
bp_request_user (BpData *data, gpointer login, GError **error)
{
  return bp_data_user (data, login, error);
}

gpointer
bp_request_preview_user (BpData *data, gpointer user, GError **error)
{
  return bp_data_preview_user (data, user, error);
}

BpUserChange *
bp_user_change_new (const BpUser *user, gint64 revision)
{
  BpUserChange *self = g_new0 (BpUserChange, 1);
  self->user = bp_user_copy (user);
  self->revision = revision;
  return self;
}

void
bp_user_change_free (BpUserChange *self)
{
  if (!self)
    return;
  bp_user_free (self->user);
  g_free (self);
}

gpointer
bp_request_save_user (BpData *data, gpointer change, GError **error)
{
  BpUserChange *c = change;
  if (c->user->id)
    bp_data_update_user (data, c->user, c->revision, error);
  else
    bp_data_add_user (data, c->user, error);
  return NULL;
}

gpointer
bp_request_remove_users (BpData *data, gpointer logins, GError **error)
{
  for (char **login = logins; *login; login++)
    if (!bp_data_remove_user (data, *login, TRUE, error))
      break;
  return NULL;
}

gpointer
bp_request_companies (BpData *data, gpointer none, GError **error)
{
  return bp_data_companies (data, error);
}

BpCompanyChange *
bp_company_change_new (BpCompanyVerb verb, gint64 number, const char *name, const char *maintenance_until)
{
  BpCompanyChange *self = g_new0 (BpCompanyChange, 1);
  self->verb = verb;
  self->company = bp_company_new ();
  self->company->number = number;
  g_free (self->company->name);
  self->company->name = g_strdup (name);
  self->company->maintenance_until = maintenance_until && *maintenance_until ? g_strdup (maintenance_until) : NULL;
  return self;
}

void
bp_company_change_free (BpCompanyChange *self)
{
  if (!self)
    return;
  bp_company_free (self->company);
  g_free (self);
}

gpointer
bp_request_change_company (BpData *data, gpointer change, GError **error)
{
  BpCompanyChange *c = change;
  if (c->verb == BP_COMPANY_ADD)
    bp_data_add_company (data, c->company, error);
  else if (c->verb == BP_COMPANY_UPDATE)
    bp_data_update_company (data, c->company, error);
  else
    bp_data_remove_company (data, c->company->number, FALSE, error);
  return NULL;
}

gpointer
bp_request_log_tail (BpData *data, gpointer none, GError **error)
{
  g_autofree char *path = bp_data_dup_log_path (bp_data_get_dir (data));
  return bp_logfile_tail (path, TAIL_LINES);
}

gpointer
bp_request_command (BpData *data, gpointer words, GError **error)
{
  char **w = words;
  bp_data_command (data, w[0], w[1], COMMAND_TIMEOUT_MS, error);
  return NULL;
}
