/* SPDX-License-Identifier: MIT */
#include "host/connection.h"

#include "auth/credentials.h"
#include "auth/secret.h"
#include "base/error.h"
#include "base/i18n.h"
#include "ews/driver.h"
#include "host/paths.h"
#include "store/setting.h"

/* What the factory needs, on whichever thread it is called. */
typedef struct {
  BpEwsConfig ews;
  BpLog *log;
} Factory;

char *
bp_connection_seal_secret (const char *dir, const char *secret, GError **error)
{
  g_autofree char *key_path = bp_paths_dup_secret_key (dir);
  return bp_secret_seal (key_path, secret, error);
}

static void
factory_free (gpointer data)
{
  Factory *self = data;
  g_free (self->ews.url);
  g_clear_pointer (&self->ews.credentials, bp_credentials_unref);
  g_free (self->ews.ca_file);
  g_free (self->ews.time_zone);
  bp_log_unref (self->log);
  g_free (self);
}

static BpDriver *
make_driver (gpointer data, GError **error)
{
  const Factory *self = data;
  BpDriver *driver = bp_ews_driver_new (&self->ews, error);
  return driver ? bp_driver_trace_new (driver, self->log) : NULL;
}

static BpCredentials *
open_credentials (const char *dir, BpStore *store, const BpSettings *settings, BpLog *log, GError **error)
{
  g_autofree char *key_path = bp_paths_dup_secret_key (dir);
  g_autofree char *sealed = bp_store_sealed_secret (store, error);
  char *secret = sealed ? bp_secret_open (key_path, sealed, error) : NULL;
  BpCredentials *credentials;
  if (!secret)
    return NULL;
  bp_log_add_secret (log, secret);
  credentials = bp_credentials_new_basic (bp_settings_get (settings, BP_SETTING_TENANT),
                                          bp_settings_get (settings, BP_SETTING_ADMIN_NAME), secret);
  bp_secret_free (secret);
  return credentials;
}

/* The first thing that is missing, in words; NULL: all there. */
static char *
find_problem (const BpSettings *settings)
{
  if (bp_settings_get_bool (settings, BP_SETTING_USE_OAUTH2))
    return g_strdup (_ ("Exchange Online with OAuth2 is not available in this version yet."));
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    char *problem = bp_settings_problem (settings, (BpSetting) i);
    if (problem)
      return problem;
  }
  return NULL;
}

static char *
text_or_null (const char *text)
{
  return text && *text ? g_strdup (text) : NULL;
}

static Factory *
factory_new (const BpSettings *settings, BpLog *log)
{
  Factory *self = g_new0 (Factory, 1);
  self->log = bp_log_ref (log);
  self->ews.ca_file = text_or_null (bp_settings_get (settings, BP_SETTING_CA_FILE));
  self->ews.time_zone = bp_settings_dup_time_zone (settings);
  self->ews.info_as_html = g_str_equal (bp_settings_get (settings, BP_SETTING_INFO_TEXT_FORMAT), "html");
  return self;
}

BpEngineConfig *
bp_connection_config (const char *dir, BpStore *store, BpLog *log, GError **error)
{
  BpSettings *settings = bp_store_settings (store, error);
  g_autoptr (GError) problem = NULL;
  BpEngineConfig *config;
  Factory *factory;
  if (!settings)
    return NULL;
  config = bp_engine_config_new ();
  config->db_path = bp_paths_dup_database (dir);
  config->settings = settings;
  config->unusable = find_problem (settings);
  factory = factory_new (settings, log);
  config->make_driver = make_driver;
  config->driver_data = factory;
  config->free_driver_data = factory_free;
  if (config->unusable)
    return config;
  factory->ews.url = bp_settings_endpoint (settings, &problem);
  if (factory->ews.url)
    factory->ews.credentials = open_credentials (dir, store, settings, log, &problem);
  config->endpoint = g_strdup (factory->ews.url);
  config->unusable = g_strdup (problem ? problem->message : NULL);
  return config;
}
