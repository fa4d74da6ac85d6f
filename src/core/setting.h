/* SPDX-License-Identifier: MIT */
#pragma once

/* The settings: one table with key, type, default, range and help. The command line, the window and the engine read
 * the same rows. BpSettings is a plain snapshot that travels between threads as a copy. */

#include <glib.h>

typedef enum {
  BP_SETTING_AUTO_SYNC,
  BP_SETTING_USE_MAILBOXES,
  BP_SETTING_SKIP_INFO_TEXT,
  BP_SETTING_INFO_TEXT_FORMAT,
  BP_SETTING_EXPORT,
  BP_SETTING_IMPORT,
  BP_SETTING_SYNC_APPOINTMENTS,
  BP_SETTING_SYNC_TASKS,
  BP_SETTING_EWS_HOST,
  BP_SETTING_USE_OAUTH2,
  BP_SETTING_ADMIN_NAME,
  BP_SETTING_ADMIN_SECRET,
  BP_SETTING_TENANT,
  BP_SETTING_SECRET_EXPIRES,
  BP_SETTING_CA_FILE,
  BP_SETTING_LOG_LEVEL,
  BP_SETTING_TIME_ZONE,
  BP_SETTING_LANES,
  BP_SETTING_POLL_SECONDS,
  BP_SETTING_DELETION_GUARD,
  BP_SETTING_PRIVATE_ITEMS,
  BP_SETTING_KEEP_PAST_DAYS,
  BP_SETTING_ONLINE_HOST_NAME,
  BP_SETTING_TOKEN_URL,
  BP_SETTING_OAUTH_CERTIFICATE,
  BP_SETTING_PROXY,
  BP_SETTING_COUNT
} BpSetting;

typedef enum { BP_SETTING_BOOL, BP_SETTING_INT, BP_SETTING_ENUM, BP_SETTING_TEXT, BP_SETTING_SECRET } BpSettingType;

typedef struct {
  const char *key;
  BpSettingType type;
  const char *default_value; /* "" for none; time-zone: "" means the system's */
  const char *const *values; /* ENUM */
  int min, max;              /* INT */
  gboolean live;             /* takes effect at once; all others at the next engine start */
  const char *help;          /* N_() one line */
} BpSettingInfo;

const BpSettingInfo *bp_setting_info (BpSetting setting);
gboolean bp_setting_by_key (const char *key, BpSetting *ret_setting);
/* The value in normal form ("yes", "on", "true" are 1; hosts are trimmed and checked), or BP_ERROR_INVALID naming the key.
 * Empty text is the default. Caller frees. */
char *bp_setting_normalise (BpSetting setting, const char *value, GError **error);

/* A snapshot: text values indexed by BpSetting; the secret is never in it, only whether there is one ("set"). */
typedef struct {
  char *values[BP_SETTING_COUNT];
} BpSettings;
BpSettings *bp_settings_new (void); /* all defaults */
BpSettings *bp_settings_copy (const BpSettings *self);
void bp_settings_free (BpSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpSettings, bp_settings_free)
gboolean bp_settings_get_bool (const BpSettings *self, BpSetting setting);
int bp_settings_get_int (const BpSettings *self, BpSetting setting);
const char *bp_settings_get (const BpSettings *self, BpSetting setting);
void bp_settings_set (BpSettings *self, BpSetting setting, const char *normal_value);
gboolean bp_settings_equal (const BpSettings *a, const BpSettings *b);
/* Whether two people who began with `base` changed this setting in different ways. */
gboolean bp_settings_clash (const BpSettings *base, const BpSettings *mine, const BpSettings *theirs,
                            BpSetting setting);
/* Problems of the whole (host missing, admin name missing, tenant required …): the settings for which each is an error text (marked by N_(),
 * static), or NULL. */
const char *bp_settings_problem (const BpSettings *self, BpSetting setting);

/* A host or URL as typed -> the EWS URL: "exchange.firma.local" becomes "https://exchange.firma.local/EWS/Exchange.asmx"; plain http for
 * loopback only; no credentials, blanks, query or fragment. NULL with BP_ERROR_INVALID in words. Caller frees. */
char *bp_setting_ews_url (const char *host_or_url, GError **error);
/* The EWS URL of these settings: the typed host's, or Exchange Online's with OAuth2. Caller frees. */
#define BP_SETTING_ONLINE_HOST "outlook.office365.com"
char *bp_settings_endpoint (const BpSettings *self, GError **error);
/* Where OAuth2 tokens are issued for these settings' tenant. Caller frees. */
#define BP_SETTING_STANDARD_TOKEN_URL "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
char *bp_settings_token_url (const BpSettings *self, GError **error);
/* Whether the application signs in with a certificate: then no client secret is needed. */
gboolean bp_settings_use_certificate (const BpSettings *self);
/* What a token is asked for: everything the application may do at the EWS host. Caller frees. */
char *bp_settings_token_scope (const BpSettings *self);
/* The site's time zone, an IANA name: the setting, or the system's. Caller frees. */
char *bp_settings_dup_time_zone (const BpSettings *self);
