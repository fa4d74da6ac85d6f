/* SPDX-License-Identifier: MIT */
/* What is typed: settings, hosts and URLs, values of users. A line is "KEY VALUE". */
#include "core/setting.h"

#include <string.h>

#include "core/user.h"
#include "fuzz.h"
#include "net/url.h"

static void
check_setting (const char *key, const char *value)
{
  BpSetting setting;
  g_autofree char *normal = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  if (!bp_setting_by_key (key, &setting))
    return;
  normal = bp_setting_normalise (setting, value, &error);
  g_assert_true (!normal == (error != NULL));
  if (!normal)
    return;
  again = bp_setting_normalise (setting, normal, NULL);
  g_assert_cmpstr (normal, ==, again);
}

static void
check_url (const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = bp_setting_ews_url (value, &error), *host = NULL;
  g_assert_true (!url == (error != NULL));
  if (!url)
    return;
  host = bp_url_dup_host (url);
  g_assert_true (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"));
  g_assert_null (strpbrk (url, " \t\r\n?#"));
}

static void
check_whole (BpSettings *settings)
{
  g_free (bp_settings_endpoint (settings, NULL));
  g_free (bp_settings_token_url (settings, NULL));
  g_free (bp_settings_token_scope (settings));
  g_free (bp_settings_dup_time_zone (settings));
  for (BpSetting setting = 0; setting < BP_SETTING_COUNT; setting++)
    bp_settings_problem (settings, setting);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  g_autoptr (BpUser) user = bp_user_new ();
  char *line;
  while ((line = fuzz_take_line (&data, &size))) {
    char *value = strchr (line, ' ');
    BpSetting setting;
    if (value) {
      *value++ = '\0';
      check_setting (line, value);
      check_url (value);
      g_free (bp_url_dup_host (value));
      bp_user_set (user, line, value, NULL);
      if (bp_setting_by_key (line, &setting)) {
        g_autofree char *normal = bp_setting_normalise (setting, value, NULL);
        if (normal)
          bp_settings_set (settings, setting, normal);
      }
    }
    g_free (line);
  }
  check_whole (settings);
  bp_user_check (user, NULL);
  return 0;
}
