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
  BpEwsConfig *ews; /* NULL: the connection cannot be used */
  char *problem;    /* why not (base/saying.h) */
  BpLog *log;
} Factory;

char *
bp_connection_seal_secret (const char *dir, const char *secret, GError **error)
{
  g_autofree char *key_path = bp_paths_dup_secret_key (dir);
  return bp_secret_seal (key_path, secret, error);
}

void
bp_connection_ews_config_free (BpEwsConfig *config)
{
  if (!config)
    return;
  g_free (config->url);
  g_clear_pointer (&config->credentials, bp_credentials_unref);
  g_free (config->ca_file);
  g_free (config->proxy);
  g_free (config->time_zone);
  g_free (config);
}

static void
factory_free (gpointer data)
{
  Factory *self = data;
  bp_connection_ews_config_free (self->ews);
  g_free (self->problem);
  bp_log_unref (self->log);
  g_free (self);
}

static BpDriver *
make_driver (gpointer data, GError **error)
{
  const Factory *self = data;
  BpDriver *driver;
  if (!self->ews) {
    bp_set_said_error (error, BP_ERROR_LOCAL, NULL, g_strdup (self->problem));
    return NULL;
  }
  driver = bp_ews_driver_new (self->ews, error);
  return driver ? bp_driver_trace_new (driver, self->log) : NULL;
}

char *
bp_connection_open_secret (const char *dir, BpStore *store, GError **error)
{
  g_autofree char *key_path = bp_paths_dup_secret_key (dir);
  g_autoptr (GError) reason = NULL;
  g_autofree char *sealed = bp_store_sealed_secret (store, &reason);
  if (sealed)
    return bp_secret_open (key_path, sealed, error);
  if (reason)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("Enter the password of the administrative account."));
  return NULL;
}

static BpCredentials *
make_application (const BpSettings *settings, const char *secret, GError **error)
{
  g_autofree char *url = bp_settings_token_url (settings, error);
  g_autofree char *scope = bp_settings_token_scope (settings);
  const char *ca_file = bp_settings_get (settings, BP_SETTING_CA_FILE);
  const char *proxy = bp_settings_get (settings, BP_SETTING_PROXY);
  BpTokenConfig config = { .url = url,
                           .client_id = bp_settings_get (settings, BP_SETTING_ADMIN_NAME),
                           .secret = secret,
                           .certificate = bp_settings_use_certificate (settings)
                                            ? bp_settings_get (settings, BP_SETTING_OAUTH_CERTIFICATE)
                                            : NULL,
                           .scope = scope,
                           .ca_file = *ca_file ? ca_file : NULL,
                           .proxy = *proxy ? proxy : NULL };
  return url ? bp_credentials_new_application (&config) : NULL;
}

static BpCredentials *
make_credentials (const BpSettings *settings, const char *secret, BpLog *log, GError **error)
{
  bp_log_add_secret (log, secret);
  if (bp_settings_get_bool (settings, BP_SETTING_USE_OAUTH2))
    return make_application (settings, secret, error);
  return bp_credentials_new_password (bp_settings_get (settings, BP_SETTING_TENANT),
                                      bp_settings_get (settings, BP_SETTING_ADMIN_NAME), secret);
}

/* The first thing that is missing, marked by N_(); NULL: all there. */
static const char *
find_problem (const BpSettings *settings, gboolean has_secret)
{
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    const char *problem =
      has_secret && i == BP_SETTING_ADMIN_SECRET ? NULL : bp_settings_problem (settings, (BpSetting) i);
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

BpEwsConfig *
bp_connection_ews_config (const char *dir, BpStore *store, const BpSettings *settings, const char *secret, BpLog *log,
                          GError **error)
{
  const char *problem = find_problem (settings, secret != NULL);
  g_autofree char *url = NULL;
  BpCredentials *credentials;
  BpEwsConfig *config;
  char *opened;
  if (problem) {
    bp_set_said_error (error, BP_ERROR_LOCAL, NULL, g_strdup (problem));
    return NULL;
  }
  url = bp_settings_endpoint (settings, error);
  opened = !url                                     ? NULL
           : bp_settings_use_certificate (settings) ? g_strdup ("")
           : secret                                 ? g_strdup (secret)
                                                    : bp_connection_open_secret (dir, store, error);
  credentials = opened ? make_credentials (settings, opened, log, error) : NULL;
  bp_secret_free (opened);
  if (!credentials)
    return NULL;
  config = g_new0 (BpEwsConfig, 1);
  config->url = g_steal_pointer (&url);
  config->credentials = credentials;
  config->ca_file = text_or_null (bp_settings_get (settings, BP_SETTING_CA_FILE));
  config->proxy = text_or_null (bp_settings_get (settings, BP_SETTING_PROXY));
  config->time_zone = bp_settings_dup_time_zone (settings);
  config->info_as_html = g_str_equal (bp_settings_get (settings, BP_SETTING_INFO_TEXT_FORMAT), "html");
  return config;
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
  factory = g_new0 (Factory, 1);
  factory->log = bp_log_ref (log);
  factory->ews = bp_connection_ews_config (dir, store, settings, NULL, log, &problem);
  factory->problem = g_strdup (problem ? bp_error_get_saying (problem) : NULL);
  config = bp_engine_config_new ();
  config->db_path = bp_paths_dup_database (dir);
  config->settings = settings;
  config->make_driver = make_driver;
  config->driver_data = factory;
  config->free_driver_data = factory_free;
  config->endpoint = factory->ews ? g_strdup (factory->ews->url) : bp_settings_endpoint (settings, NULL);
  config->unusable = g_strdup (problem ? bp_error_get_saying (problem) : NULL);
  return config;
}
