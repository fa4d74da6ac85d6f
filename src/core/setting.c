/* SPDX-License-Identifier: MIT */
#include "core/setting.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/zone.h"

#define EWS_PATH "/EWS/Exchange.asmx"
#define MAX_TEXT 2000

static const char *const info_formats[] = { "html", "text", NULL };
static const char *const log_levels[] = { "debug", "info", "warning", "error", NULL };
static const char *const private_items[] = { "full", "busy-only", "skip", NULL };

#define BOOLEAN(key, default_value, live, help)                                                                        \
  {                                                                                                                    \
    key, BP_SETTING_BOOL, default_value, NULL, 0, 1, live, help                                                        \
  }
#define CHOICE(key, default_value, values, help)                                                                       \
  {                                                                                                                    \
    key, BP_SETTING_ENUM, default_value, values, 0, 0, FALSE, help                                                     \
  }
#define NUMBER(key, default_value, min, max, help)                                                                     \
  {                                                                                                                    \
    key, BP_SETTING_INT, default_value, NULL, min, max, FALSE, help                                                    \
  }
#define STRING(key, help)                                                                                              \
  {                                                                                                                    \
    key, BP_SETTING_TEXT, "", NULL, 0, 0, FALSE, help                                                                  \
  }

/* clang-format off */
static const BpSettingInfo settings[BP_SETTING_COUNT] = {
  [BP_SETTING_AUTO_SYNC] = BOOLEAN ("auto-sync", "0", TRUE, N_("automatic synchronisation: the master switch")),
  [BP_SETTING_USE_MAILBOXES] = BOOLEAN ("use-mailboxes", "1", FALSE, N_("use the mailboxes of the user records, not the login names")),
  [BP_SETTING_SKIP_INFO_TEXT] = BOOLEAN ("skip-info-text", "0", FALSE, N_("never send info texts to Exchange")),
  [BP_SETTING_INFO_TEXT_FORMAT] = CHOICE ("info-text-format", "html", info_formats, N_("how info texts are written to Exchange")),
  [BP_SETTING_EXPORT] = BOOLEAN ("export", "1", FALSE, N_("carry changes from büro+ to Exchange")),
  [BP_SETTING_IMPORT] = BOOLEAN ("import", "1", FALSE, N_("carry changes from Exchange to büro+")),
  [BP_SETTING_SYNC_APPOINTMENTS] = BOOLEAN ("sync-appointments", "1", FALSE, N_("synchronise appointments")),
  [BP_SETTING_SYNC_TASKS] = BOOLEAN ("sync-tasks", "1", FALSE, N_("synchronise tasks")),
  [BP_SETTING_EWS_HOST] = STRING ("ews-host", N_("host name or URL of the Exchange server")),
  [BP_SETTING_USE_OAUTH2] = BOOLEAN ("use-oauth2", "0", FALSE, N_("use Exchange Online with OAuth2")),
  [BP_SETTING_ADMIN_NAME] = STRING ("admin-name", N_("administrative account; with OAuth2 the application (client) id")),
  [BP_SETTING_ADMIN_SECRET] = { "admin-secret", BP_SETTING_SECRET, "", NULL, 0, 0, FALSE, N_("its password; with OAuth2 the client secret") },
  [BP_SETTING_TENANT] = STRING ("tenant", N_("domain of the account; with OAuth2 the directory (tenant) id or domain")),
  [BP_SETTING_SECRET_EXPIRES] = { "secret-expires", BP_SETTING_TEXT, "", NULL, 0, 0, TRUE, N_("OAuth2: last day of the client secret (YYYY-MM-DD), to be warned before") },
  [BP_SETTING_CA_FILE] = STRING ("ca-file", N_("file of certificates to trust besides the system's")),
  [BP_SETTING_LOG_LEVEL] = CHOICE ("log-level", "info", log_levels, N_("what is logged at least")),
  [BP_SETTING_TIME_ZONE] = STRING ("time-zone", N_("time zone of records that name none; empty: the system's")),
  [BP_SETTING_LANES] = NUMBER ("lanes", "8", 1, 64, N_("mailboxes worked on at the same time")),
  [BP_SETTING_POLL_SECONDS] = NUMBER ("poll-seconds", "5", 1, 3600, N_("seconds between two questions for changes")),
  [BP_SETTING_DELETION_GUARD] = NUMBER ("deletion-guard", "20", 0, 100, N_("percent of deletions in an hour that are held; 0: off")),
  [BP_SETTING_PRIVATE_ITEMS] = CHOICE ("private-items", "full", private_items, N_("what is taken over of private items in Exchange")),
  [BP_SETTING_KEEP_PAST_DAYS] = NUMBER ("keep-past-days", "0", 0, 36500, N_("keep what ended more than so many days ago when Exchange deletes it; 0: off")),
  [BP_SETTING_ONLINE_HOST_NAME] = STRING ("online-host", N_("host of Exchange Online in a national cloud; empty: outlook.office365.com")),
  [BP_SETTING_TOKEN_URL] = STRING ("token-url", N_("where OAuth2 tokens are issued in a national cloud, {tenant} for the tenant; empty: login.microsoftonline.com")),
  [BP_SETTING_OAUTH_CERTIFICATE] = STRING ("oauth-certificate", N_("OAuth2: PEM file with certificate and key of the application, instead of the client secret")),
  [BP_SETTING_PROXY] = STRING ("proxy", N_("proxy as host:port; empty: the system's (https_proxy, no_proxy); none: no proxy")),
};
/* clang-format on */

const BpSettingInfo *
bp_setting_info (BpSetting setting)
{
  return &settings[setting];
}

gboolean
bp_setting_by_key (const char *key, BpSetting *ret_setting)
{
  for (guint i = 0; key && i < BP_SETTING_COUNT; i++)
    if (strcmp (settings[i].key, key) == 0) {
      *ret_setting = (BpSetting) i;
      return TRUE;
    }
  return FALSE;
}

/* --- addresses of servers ----------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *english)
{
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, g_strdup (english));
  return FALSE;
}

static gboolean
check_line (const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, N_ ("The text is not UTF-8."));
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return refuse (error, N_ ("Control characters and line breaks are not allowed."));
  if (strlen (text) > MAX_TEXT)
    return refuse (error, N_ ("The value is too long."));
  return TRUE;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  return address ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* The host as it goes into a URL: ASCII, checked; NULL if it is none. */
static char *
url_host (const char *host)
{
  g_autofree char *ascii = NULL;
  if (strchr (host, ':'))
    return g_hostname_is_ip_address (host) ? g_strdup_printf ("[%s]", host) : NULL;
  ascii = g_hostname_to_ascii (host);
  if (!ascii || !*ascii || strlen (ascii) > 253 || *ascii == '.' || *ascii == '-' || strstr (ascii, ".."))
    return NULL;
  for (const char *c = ascii; *c; c++)
    if (!g_ascii_isalnum (*c) && *c != '.' && *c != '-' && *c != '_')
      return NULL;
  return g_steal_pointer (&ascii);
}

static gboolean
check_url (GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    return refuse (error, N_ ("Only addresses with https:// are possible."));
  if (g_uri_get_userinfo (uri))
    return refuse (error, N_ ("The account and its password do not belong into the address."));
  if (g_uri_get_query (uri) || g_uri_get_fragment (uri))
    return refuse (error, N_ ("The address must not contain “?” or “#”."));
  if (!g_uri_get_host (uri) || !*g_uri_get_host (uri))
    return refuse (error, N_ ("The host name is missing."));
  if (strcmp (scheme, "http") == 0 && !is_loopback (g_uri_get_host (uri)))
    return refuse (error, N_ ("Without encryption (http://) only this machine itself may be addressed."));
  return TRUE;
}

static char *
compose_url (GUri *uri, GError **error)
{
  const char *path = g_uri_get_path (uri);
  int port = g_uri_get_port (uri);
  g_autofree char *host = url_host (g_uri_get_host (uri));
  g_autofree char *port_part = port > 0 ? g_strdup_printf (":%d", port) : g_strdup ("");
  if (!host || port == 0) {
    refuse (error, N_ ("This is no host name, as in exchange.firma.de."));
    return NULL;
  }
  return g_strconcat (g_uri_get_scheme (uri), "://", host, port_part,
                      *path && strcmp (path, "/") != 0 ? path : EWS_PATH, NULL);
}

/* As people write it who do not know that a URL wants brackets around it. */
static gboolean
is_bare_ipv6 (const char *typed)
{
  return strchr (typed, ':') && g_hostname_is_ip_address (typed);
}

char *
bp_setting_ews_url (const char *host_or_url, GError **error)
{
  g_autofree char *typed = g_strstrip (g_strdup (host_or_url ? host_or_url : ""));
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;
  if (!*typed) {
    refuse (error, N_ ("The host name is missing."));
    return NULL;
  }
  if (!check_line (typed, error))
    return NULL;
  if (strpbrk (typed, " \\\"<>")) {
    refuse (error, N_ ("The address contains a character that is not possible there, for example a blank."));
    return NULL;
  }
  url = strstr (typed, "://")  ? g_strdup (typed)
        : is_bare_ipv6 (typed) ? g_strdup_printf ("https://[%s]", typed)
                               : g_strconcat ("https://", typed, NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED_PATH, NULL);
  if (!uri) {
    refuse (error, N_ ("This is no host name, as in exchange.firma.de."));
    return NULL;
  }
  return check_url (uri, error) ? compose_url (uri, error) : NULL;
}

/* The address of a token endpoint with the tenant in it; NULL if it is none. */
static char *
compose_token_url (const char *pattern, const char *tenant, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "{tenant}", -1);
  g_autofree char *url = g_strjoinv (tenant, parts);
  g_autoptr (GUri) uri = strpbrk (url, " \\\"<>") ? NULL : g_uri_parse (url, G_URI_FLAGS_ENCODED_PATH, NULL);
  if (!uri) {
    refuse (error, N_ ("This is no web address (https://…)."));
    return NULL;
  }
  return check_url (uri, error) ? g_steal_pointer (&url) : NULL;
}

/* "none", or the address of a proxy with its port (libcurl's own default, 1080, is nobody's proxy). */
static char *
normal_proxy (const char *value, GError **error)
{
  g_autofree char *url = strstr (value, "://") ? g_strdup (value) : g_strconcat ("http://", value, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  if (g_ascii_strcasecmp (value, "none") == 0)
    return g_strdup ("none");
  uri = strpbrk (value, " \\\"<>") ? NULL : g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  host = uri && g_uri_get_host (uri) ? url_host (g_uri_get_host (uri)) : NULL;
  if (!host || (strcmp (g_uri_get_scheme (uri), "http") != 0 && strcmp (g_uri_get_scheme (uri), "https") != 0)
      || g_uri_get_port (uri) <= 0)
    refuse (error, N_ ("Write the proxy with its port, as in proxy.firma.de:3128, or “none”."));
  else if (g_uri_get_userinfo (uri))
    refuse (error, N_ ("A proxy that demands a sign-in is not supported; exempt the Exchange server from it."));
  else
    return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, g_uri_get_port (uri));
  return NULL;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static char *
normal_bool (const char *value, GError **error)
{
  static const char *const yes[] = { "1", "yes", "on", "true", NULL };
  static const char *const no[] = { "0", "no", "off", "false", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);
  if (g_strv_contains (yes, lower))
    return g_strdup ("1");
  if (g_strv_contains (no, lower))
    return g_strdup ("0");
  refuse (error, N_ ("Only 0 (no) and 1 (yes) are allowed."));
  return NULL;
}

static char *
normal_int (const BpSettingInfo *info, const char *value, GError **error)
{
  gint64 number;
  if (g_ascii_string_to_signed (value, 10, info->min, info->max, &number, NULL))
    return g_strdup_printf ("%d", (int) number);
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("Only a number from %d to %d is allowed."), info->min, info->max);
  return NULL;
}

static char *
normal_enum (const BpSettingInfo *info, const char *value, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  g_autofree char *allowed = g_strjoinv (", ", (char **) info->values);
  if (g_strv_contains (info->values, lower))
    return g_steal_pointer (&lower);
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("Only one of these is allowed: %s."), allowed);
  return NULL;
}

static char *
normal_zone (const char *value, GError **error)
{
  const char *iana = bp_zone_from_windows (value);
  if (bp_zone_is_known (value))
    return g_strdup (value);
  if (iana)
    return g_strdup (iana);
  refuse (error, N_ ("This time zone is not known; write it as in Europe/Berlin."));
  return NULL;
}

/* As Microsoft Entra shows it, in either language. */
static char *
normal_date (const char *value, GError **error)
{
  int year, month, day, length = 0;
  if ((sscanf (value, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3
       || sscanf (value, "%2d.%2d.%4d%n", &day, &month, &year, &length) == 3)
      && !value[length] && year >= 2000 && day > 0 && month > 0
      && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  refuse (error, N_ ("A date is written as year-month-day, as in 2026-12-31."));
  return NULL;
}

static char *
normal_text (BpSetting setting, const char *value, GError **error)
{
  if (setting == BP_SETTING_EWS_HOST || setting == BP_SETTING_ONLINE_HOST_NAME) {
    g_autofree char *url = bp_setting_ews_url (value, error);
    return url ? g_strdup (value) : NULL;
  }
  if (setting == BP_SETTING_TOKEN_URL) {
    g_autofree char *url = compose_token_url (value, "tenant", error);
    return url ? g_strdup (value) : NULL;
  }
  if (setting == BP_SETTING_PROXY)
    return normal_proxy (value, error);
  if (setting == BP_SETTING_OAUTH_CERTIFICATE && !g_path_is_absolute (value)) {
    refuse (error, N_ ("Write the whole path of the file."));
    return NULL;
  }
  if (setting == BP_SETTING_SECRET_EXPIRES)
    return normal_date (value, error);
  if (setting == BP_SETTING_TIME_ZONE)
    return normal_zone (value, error);
  if (setting == BP_SETTING_TENANT && strpbrk (value, " /\\@")) {
    refuse (error, N_ ("A tenant contains no blank, slash or @."));
    return NULL;
  }
  return g_strdup (value);
}

static char *
normal_form (BpSetting setting, const char *value, GError **error)
{
  const BpSettingInfo *info = &settings[setting];
  g_autofree char *trimmed = g_strstrip (g_strdup (value));
  if (info->type == BP_SETTING_SECRET)
    return check_line (value, error) ? g_strdup (value) : NULL;
  if (!check_line (trimmed, error))
    return NULL;
  if (!*trimmed)
    return g_strdup (info->default_value);
  switch (info->type) {
  case BP_SETTING_BOOL:
    return normal_bool (trimmed, error);
  case BP_SETTING_INT:
    return normal_int (info, trimmed, error);
  case BP_SETTING_ENUM:
    return normal_enum (info, trimmed, error);
  case BP_SETTING_TEXT:
  case BP_SETTING_SECRET:
    return normal_text (setting, trimmed, error);
  }
  return NULL;
}

char *
bp_setting_normalise (BpSetting setting, const char *value, GError **error)
{
  char *normal = normal_form (setting, value ? value : "", error);
  if (!normal)
    bp_prefix_said_error (error, bp_saying_new ("%s: ", settings[setting].key, NULL));
  return normal;
}

/* --- snapshots ---------------------------------------------------------------------------------------------------- */

BpSettings *
bp_settings_new (void)
{
  BpSettings *self = g_new0 (BpSettings, 1);
  for (guint i = 0; i < BP_SETTING_COUNT; i++)
    self->values[i] = g_strdup (settings[i].default_value);
  return self;
}

BpSettings *
bp_settings_copy (const BpSettings *self)
{
  BpSettings *copy = g_new0 (BpSettings, 1);
  for (guint i = 0; i < BP_SETTING_COUNT; i++)
    copy->values[i] = g_strdup (self->values[i]);
  return copy;
}

void
bp_settings_free (BpSettings *self)
{
  if (!self)
    return;
  for (guint i = 0; i < BP_SETTING_COUNT; i++)
    g_free (self->values[i]);
  g_free (self);
}

const char *
bp_settings_get (const BpSettings *self, BpSetting setting)
{
  return self->values[setting] ? self->values[setting] : settings[setting].default_value;
}

void
bp_settings_set (BpSettings *self, BpSetting setting, const char *normal_value)
{
  char *copy = g_strdup (normal_value ? normal_value : settings[setting].default_value);
  g_free (self->values[setting]);
  self->values[setting] = copy;
}

static gboolean
same_value (const BpSettings *a, const BpSettings *b, BpSetting setting)
{
  return strcmp (bp_settings_get (a, setting), bp_settings_get (b, setting)) == 0;
}

gboolean
bp_settings_equal (const BpSettings *a, const BpSettings *b)
{
  for (guint i = 0; i < BP_SETTING_COUNT; i++)
    if (!same_value (a, b, (BpSetting) i))
      return FALSE;
  return TRUE;
}

gboolean
bp_settings_clash (const BpSettings *base, const BpSettings *mine, const BpSettings *theirs, BpSetting setting)
{
  return !same_value (base, mine, setting) && !same_value (base, theirs, setting)
         && !same_value (mine, theirs, setting);
}

gboolean
bp_settings_get_bool (const BpSettings *self, BpSetting setting)
{
  return strcmp (bp_settings_get (self, setting), "1") == 0;
}

int
bp_settings_get_int (const BpSettings *self, BpSetting setting)
{
  gint64 number;
  if (!g_ascii_string_to_signed (bp_settings_get (self, setting), 10, settings[setting].min, settings[setting].max,
                                 &number, NULL))
    g_ascii_string_to_signed (settings[setting].default_value, 10, G_MININT, G_MAXINT, &number, NULL);
  return (int) number;
}

static gboolean
is_empty (const BpSettings *self, BpSetting setting)
{
  return *bp_settings_get (self, setting) == '\0';
}

gboolean
bp_settings_use_certificate (const BpSettings *self)
{
  return bp_settings_get_bool (self, BP_SETTING_USE_OAUTH2) && !is_empty (self, BP_SETTING_OAUTH_CERTIFICATE);
}

const char *
bp_settings_problem (const BpSettings *self, BpSetting setting)
{
  gboolean online = bp_settings_get_bool (self, BP_SETTING_USE_OAUTH2);
  switch (setting) {
  case BP_SETTING_EWS_HOST:
    if (!online && is_empty (self, setting))
      return N_ ("Enter the host of your Exchange server.");
    break;
  case BP_SETTING_ADMIN_NAME:
    if (is_empty (self, setting))
      return online ? N_ ("Enter the application (client) id.") : N_ ("Enter the name of the administrative account.");
    break;
  case BP_SETTING_ADMIN_SECRET:
    if (is_empty (self, setting) && !bp_settings_use_certificate (self))
      return online ? N_ ("Enter the client secret.") : N_ ("Enter the password of the administrative account.");
    break;
  case BP_SETTING_TENANT:
    if (online && is_empty (self, setting))
      return N_ ("Enter the directory (tenant) id or its domain.");
    break;
  default:
    break;
  }
  return NULL;
}

char *
bp_settings_endpoint (const BpSettings *self, GError **error)
{
  if (bp_settings_get_bool (self, BP_SETTING_USE_OAUTH2))
    return bp_setting_ews_url (is_empty (self, BP_SETTING_ONLINE_HOST_NAME)
                                 ? BP_SETTING_ONLINE_HOST
                                 : bp_settings_get (self, BP_SETTING_ONLINE_HOST_NAME),
                               error);
  return bp_setting_ews_url (bp_settings_get (self, BP_SETTING_EWS_HOST), error);
}

char *
bp_settings_token_url (const BpSettings *self, GError **error)
{
  return compose_token_url (is_empty (self, BP_SETTING_TOKEN_URL) ? BP_SETTING_STANDARD_TOKEN_URL
                                                                  : bp_settings_get (self, BP_SETTING_TOKEN_URL),
                            bp_settings_get (self, BP_SETTING_TENANT), error);
}

char *
bp_settings_token_scope (const BpSettings *self)
{
  g_autofree char *endpoint = bp_settings_endpoint (self, NULL);
  g_autoptr (GUri) uri = endpoint ? g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL) : NULL;
  return g_strdup_printf ("https://%s/.default", uri ? g_uri_get_host (uri) : BP_SETTING_ONLINE_HOST);
}

char *
bp_settings_dup_time_zone (const BpSettings *self)
{
  return is_empty (self, BP_SETTING_TIME_ZONE) ? bp_zone_system ()
                                               : g_strdup (bp_settings_get (self, BP_SETTING_TIME_ZONE));
}
