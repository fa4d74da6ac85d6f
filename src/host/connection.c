/* SPDX-License-Identifier: MIT */
#include "host/connection.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "host/paths.h"
#include "store/setting.h"

char *
bp_connection_seal_secret (const char *dir, const char *secret, GError **error)
{
  bp_set_error (error, BP_ERROR_LOCAL, NULL, "Secrets cannot be stored yet.");
  return NULL;
}

static BpDriver *
no_driver (gpointer data, GError **error)
{
  bp_set_error (error, BP_ERROR_LOCAL, NULL, "There is no driver yet.");
  return NULL;
}

BpEngineConfig *
bp_connection_config (const char *dir, BpStore *store, BpLog *log, GError **error)
{
  g_autoptr (BpSettings) settings = bp_store_settings (store, error);
  BpEngineConfig *config;
  g_autoptr (GError) problem = NULL;
  if (!settings)
    return NULL;
  config = bp_engine_config_new ();
  config->db_path = bp_paths_dup_database (dir);
  config->endpoint = bp_setting_ews_url (settings->values[BP_SETTING_EWS_HOST], &problem);
  if (problem)
    config->unusable = g_strdup (problem->message);
  config->settings = g_steal_pointer (&settings);
  config->make_driver = no_driver;
  return config;
}
