/* SPDX-License-Identifier: MIT */
/* The settings: their table, what may stand in them, and the addresses of servers. */
#include "core/setting.h"

#include <string.h>

#include "base/error.h"

/* DESIGN 5. */
static const struct {
  const char *key, *default_value;
} contract[] = {
  { "auto-sync", "0" },
  { "use-mailboxes", "1" },
  { "skip-info-text", "0" },
  { "info-text-format", "html" },
  { "export", "1" },
  { "import", "1" },
  { "sync-appointments", "1" },
  { "sync-tasks", "1" },
  { "ews-host", "" },
  { "use-oauth2", "0" },
  { "admin-name", "" },
  { "admin-secret", "" },
  { "tenant", "" },
  { "secret-expires", "" },
  { "ca-file", "" },
  { "log-level", "info" },
  { "time-zone", "" },
  { "lanes", "8" },
  { "poll-seconds", "5" },
  { "deletion-guard", "20" },
  { "private-items", "full" },
  { "keep-past-days", "0" },
  { "online-host", "" },
  { "token-url", "" },
  { "oauth-certificate", "" },
  { "proxy", "" },
};

static void
test_table (void)
{
  g_autoptr (BpSettings) defaults = bp_settings_new ();
  BpSetting setting;
  g_assert_cmpuint (G_N_ELEMENTS (contract), ==, BP_SETTING_COUNT);
  for (guint i = 0; i < BP_SETTING_COUNT; i++) {
    g_autofree char *normal = NULL;
    g_assert_true (bp_setting_by_key (contract[i].key, &setting));
    g_assert_cmpstr (bp_setting_info (setting)->default_value, ==, contract[i].default_value);
    g_assert_cmpstr (bp_settings_get (defaults, setting), ==, contract[i].default_value);
    g_assert_nonnull (bp_setting_info (setting)->help);
    g_assert_cmpint (bp_setting_info (setting)->type == BP_SETTING_ENUM, ==, bp_setting_info (setting)->values != NULL);
    normal = bp_setting_normalise (setting, "", NULL);
    g_assert_cmpstr (normal, ==, contract[i].default_value);
  }
  g_assert_false (bp_setting_by_key ("colour", &setting));
  g_assert_false (bp_setting_by_key (NULL, &setting));
}

static const struct {
  BpSetting setting;
  const char *value, *normal; /* normal NULL: refused */
} cases[] = {
  { BP_SETTING_AUTO_SYNC, "yes", "1" },
  { BP_SETTING_AUTO_SYNC, " ON ", "1" },
  { BP_SETTING_AUTO_SYNC, "false", "0" },
  { BP_SETTING_AUTO_SYNC, "2", NULL },
  { BP_SETTING_AUTO_SYNC, "vielleicht", NULL },
  { BP_SETTING_INFO_TEXT_FORMAT, "TEXT", "text" },
  { BP_SETTING_INFO_TEXT_FORMAT, "rtf", NULL },
  { BP_SETTING_LOG_LEVEL, "debug", "debug" },
  { BP_SETTING_PRIVATE_ITEMS, "busy-only", "busy-only" },
  { BP_SETTING_PROXY, "proxy.firma.de:3128", "http://proxy.firma.de:3128" },
  { BP_SETTING_PROXY, "https://Proxy.firma.de:8443", "https://proxy.firma.de:8443" },
  { BP_SETTING_PROXY, "[::1]:3128", "http://[::1]:3128" },
  { BP_SETTING_PROXY, "NONE", "none" },
  { BP_SETTING_PROXY, "proxy.firma.de", NULL },
  { BP_SETTING_PROXY, "http://name:password@proxy.firma.de:3128", NULL },
  { BP_SETTING_PROXY, "ftp://proxy.firma.de:21", NULL },
  { BP_SETTING_OAUTH_CERTIFICATE, "/etc/bpexchange/app.pem", "/etc/bpexchange/app.pem" },
  { BP_SETTING_OAUTH_CERTIFICATE, "app.pem", NULL },
  { BP_SETTING_LANES, "08", "8" },
  { BP_SETTING_LANES, "0", NULL },
  { BP_SETTING_LANES, "65", NULL },
  { BP_SETTING_LANES, "8.5", NULL },
  { BP_SETTING_POLL_SECONDS, "99999999999999999999", NULL },
  { BP_SETTING_DELETION_GUARD, "0", "0" },
  { BP_SETTING_DELETION_GUARD, "101", NULL },
  { BP_SETTING_KEEP_PAST_DAYS, "-1", NULL },
  { BP_SETTING_TIME_ZONE, "Europe/Berlin", "Europe/Berlin" },
  { BP_SETTING_TIME_ZONE, "UTC", "UTC" },
  { BP_SETTING_TIME_ZONE, "W. Europe Standard Time", "Europe/Berlin" },
  { BP_SETTING_TIME_ZONE, "Entenhausen", NULL },
  { BP_SETTING_EWS_HOST, " exchange.firma.local ", "exchange.firma.local" },
  { BP_SETTING_EWS_HOST, "https://exchange.firma.local/EWS/Exchange.asmx",
    "https://exchange.firma.local/EWS/Exchange.asmx" },
  { BP_SETTING_EWS_HOST, "exchange firma", NULL },
  { BP_SETTING_ADMIN_NAME, "FIRMA\\exadmin", "FIRMA\\exadmin" },
  { BP_SETTING_ADMIN_NAME, "ex\nadmin", NULL },
  { BP_SETTING_ADMIN_NAME, "ex\x1b[0madmin", NULL },
  { BP_SETTING_ADMIN_NAME, "\xff", NULL },
  { BP_SETTING_TENANT, "firma.onmicrosoft.com", "firma.onmicrosoft.com" },
  { BP_SETTING_TENANT, "8e3a6f2c-1111-2222-3333-444455556666", "8e3a6f2c-1111-2222-3333-444455556666" },
  { BP_SETTING_TENANT, "fir ma", NULL },
  { BP_SETTING_TENANT, "a@b", NULL },
  { BP_SETTING_SECRET_EXPIRES, "2027-02-28", "2027-02-28" },
  { BP_SETTING_SECRET_EXPIRES, "28.2.2027", "2027-02-28" },
  { BP_SETTING_SECRET_EXPIRES, "2028-02-29", "2028-02-29" },
  { BP_SETTING_SECRET_EXPIRES, "2027-02-29", NULL },
  { BP_SETTING_SECRET_EXPIRES, "2027-13-01", NULL },
  { BP_SETTING_SECRET_EXPIRES, "27-01-01", NULL },
  { BP_SETTING_SECRET_EXPIRES, "2027-01-01x", NULL },
  { BP_SETTING_SECRET_EXPIRES, "2027--1-01", NULL },
  { BP_SETTING_SECRET_EXPIRES, "next year", NULL },
  { BP_SETTING_ADMIN_SECRET, " with blanks ", " with blanks " },
  { BP_SETTING_ADMIN_SECRET, "two\nlines", NULL },
};

static void
test_normalise (void)
{
  g_autofree char *too_long = g_strnfill (100000, 'a');
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *normal = bp_setting_normalise (cases[i].setting, cases[i].value, &error);
    g_assert_cmpstr (normal, ==, cases[i].normal);
    if (normal)
      continue;
    g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, bp_setting_info (cases[i].setting)->key));
  }
  for (guint i = 0; i < BP_SETTING_COUNT; i++)
    g_assert_null (bp_setting_normalise (i, too_long, NULL));
}

static const struct {
  const char *typed, *url; /* url NULL: refused */
} urls[] = {
  { "exchange.firma.local", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "  EXCHANGE.firma.local  ", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "exchange", "https://exchange/EWS/Exchange.asmx" },
  { "exchange.firma.local:8443", "https://exchange.firma.local:8443/EWS/Exchange.asmx" },
  { "exchange.firma.local/", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "exchange.firma.local/ews/exchange.asmx", "https://exchange.firma.local/ews/exchange.asmx" },
  { "https://exchange.firma.local", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "https://exchange.firma.local/EWS/Exchange.asmx", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "HTTPS://exchange.firma.local", "https://exchange.firma.local/EWS/Exchange.asmx" },
  { "192.168.1.10", "https://192.168.1.10/EWS/Exchange.asmx" },
  { "[fe80::1]:8443", "https://[fe80::1]:8443/EWS/Exchange.asmx" },
  { "[::1]", "https://[::1]/EWS/Exchange.asmx" },
  { "::1", "https://[::1]/EWS/Exchange.asmx" },
  { " 2001:DB8::5 ", "https://[2001:DB8::5]/EWS/Exchange.asmx" },
  { "mail.müller.de", "https://mail.xn--mller-kva.de/EWS/Exchange.asmx" },
  { "http://127.0.0.1:8080", "http://127.0.0.1:8080/EWS/Exchange.asmx" },
  { "http://localhost:8080/EWS/Exchange.asmx", "http://localhost:8080/EWS/Exchange.asmx" },
  { "http://[::1]:8080", "http://[::1]:8080/EWS/Exchange.asmx" },
  { "", NULL },
  { "   ", NULL },
  { NULL, NULL },
  { "exchange firma", NULL },
  { "exchange\tfirma", NULL },
  { "exchange\nfirma", NULL },
  { "exchange.firma.local\x01", NULL },
  { "http://exchange.firma.local", NULL },
  { "http://localhost.firma.de", NULL },
  { "http://127.0.0.1.firma.de", NULL },
  { "ftp://exchange.firma.local", NULL },
  { "file:///etc/passwd", NULL },
  { "https://", NULL },
  { "https:///EWS", NULL },
  { "https://admin:geheim@exchange.firma.local", NULL },
  { "https://admin@exchange.firma.local", NULL },
  { "admin@exchange.firma.local", NULL },
  { "https://exchange.firma.local/?a=b", NULL },
  { "https://exchange.firma.local/#x", NULL },
  { "exchange..firma.local", NULL },
  { ".firma.local", NULL },
  { "exchange.firma.local:99999", NULL },
  { "exchange.firma.local:0", NULL },
  { "exchange.firma.local:abc", NULL },
  { "\\\\exchange\\share", NULL },
  { "exchange\".local", NULL },
  { "<exchange>", NULL },
  { "exchange;rm", NULL },
  { "\xff", NULL },
};

static void
test_url (void)
{
  g_autofree char *too_long = g_strnfill (5000, 'a');
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *url = bp_setting_ews_url (urls[i].typed, &error);
    g_test_message ("%s", urls[i].typed && *urls[i].typed != '\xff' ? urls[i].typed : "-");
    g_assert_cmpstr (url, ==, urls[i].url);
    if (!url) {
      g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
      g_assert_cmpstr (error->message, !=, "");
    }
  }
  g_assert_null (bp_setting_ews_url (too_long, NULL));
}

static void
assert_problems (const BpSettings *settings, gboolean host, gboolean name, gboolean secret, gboolean tenant)
{
  for (guint i = 0; i < BP_SETTING_COUNT; i++) {
    const char *problem = bp_settings_problem (settings, i);
    gboolean expected = (i == BP_SETTING_EWS_HOST && host) || (i == BP_SETTING_ADMIN_NAME && name)
                        || (i == BP_SETTING_ADMIN_SECRET && secret) || (i == BP_SETTING_TENANT && tenant);
    g_assert_cmpint (problem != NULL, ==, expected);
  }
}

static void
test_problems (void)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  assert_problems (settings, TRUE, TRUE, TRUE, FALSE);
  bp_settings_set (settings, BP_SETTING_USE_OAUTH2, "1");
  assert_problems (settings, FALSE, TRUE, TRUE, TRUE);
  bp_settings_set (settings, BP_SETTING_TENANT, "firma.de");
  bp_settings_set (settings, BP_SETTING_ADMIN_NAME, "app");
  bp_settings_set (settings, BP_SETTING_ADMIN_SECRET, "set");
  assert_problems (settings, FALSE, FALSE, FALSE, FALSE);
  bp_settings_set (settings, BP_SETTING_USE_OAUTH2, NULL);
  assert_problems (settings, TRUE, FALSE, FALSE, FALSE);
  bp_settings_set (settings, BP_SETTING_EWS_HOST, "exchange.firma.local");
  assert_problems (settings, FALSE, FALSE, FALSE, FALSE);
}

static void
test_snapshot (void)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  g_autoptr (BpSettings) copy = NULL;
  g_autofree char *zone = NULL;
  g_autofree char *endpoint = NULL;
  g_autofree char *online = NULL;
  g_assert_cmpint (bp_settings_get_int (settings, BP_SETTING_LANES), ==, 8);
  g_assert_true (bp_settings_get_bool (settings, BP_SETTING_EXPORT));
  bp_settings_set (settings, BP_SETTING_LANES, "3");
  bp_settings_set (settings, BP_SETTING_TIME_ZONE, "Europe/Vienna");
  bp_settings_set (settings, BP_SETTING_EWS_HOST, "ex.firma.de");
  copy = bp_settings_copy (settings);
  bp_settings_set (settings, BP_SETTING_LANES, NULL);
  g_assert_cmpint (bp_settings_get_int (settings, BP_SETTING_LANES), ==, 8);
  g_assert_cmpint (bp_settings_get_int (copy, BP_SETTING_LANES), ==, 3);
  zone = bp_settings_dup_time_zone (copy);
  g_assert_cmpstr (zone, ==, "Europe/Vienna");
  endpoint = bp_settings_endpoint (copy, NULL);
  g_assert_cmpstr (endpoint, ==, "https://ex.firma.de/EWS/Exchange.asmx");
  bp_settings_set (copy, BP_SETTING_USE_OAUTH2, "1");
  online = bp_settings_endpoint (copy, NULL);
  g_assert_cmpstr (online, ==, "https://outlook.office365.com/EWS/Exchange.asmx");
  /* Damaged from outside: the default. */
  bp_settings_set (copy, BP_SETTING_LANES, "many");
  g_assert_cmpint (bp_settings_get_int (copy, BP_SETTING_LANES), ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setting/table", test_table);
  g_test_add_func ("/setting/normalise", test_normalise);
  g_test_add_func ("/setting/url", test_url);
  g_test_add_func ("/setting/problems", test_problems);
  g_test_add_func ("/setting/snapshot", test_snapshot);
  return g_test_run ();
}
