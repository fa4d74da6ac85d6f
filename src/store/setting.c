/* SPDX-License-Identifier: MIT */
#include "store/setting.h"

#include "store/sql.h"

/* NULL: back to the default. A trigger keeps changed_at, the revision and the master switch's off periods. */
static gboolean
store_value (BpStore *self, BpSetting setting, const char *value, GError **error)
{
  return bp_sql_run (
    self, error,
    "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "ss",
    bp_setting_info (setting)->key, value);
}

BpSettings *
bp_store_settings (BpStore *self, GError **error)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  g_autoptr (BpQuery) query = bp_sql_query (self, error, "SELECT key, value FROM setting WHERE value IS NOT NULL", "");
  while (query && bp_query_next (query, error)) {
    g_autofree char *key = bp_query_text (query, 0);
    g_autofree char *value = bp_query_text (query, 1);
    BpSetting setting;
    if (bp_setting_by_key (key, &setting))
      bp_settings_set (settings, setting, bp_setting_info (setting)->type == BP_SETTING_SECRET ? "set" : value);
  }
  return query && !bp_query_failed (query) ? g_steal_pointer (&settings) : NULL;
}

gboolean
bp_store_setting_set (BpStore *self, BpSetting setting, const char *normal_value, GError **error)
{
  return store_value (self, setting, normal_value, error);
}

char *
bp_store_sealed_secret (BpStore *self, GError **error)
{
  g_autoptr (BpQuery) query = bp_sql_query (self, error, "SELECT value FROM setting WHERE key = ?", "s",
                                            bp_setting_info (BP_SETTING_ADMIN_SECRET)->key);
  return query && bp_query_next (query, error) ? bp_query_text (query, 0) : NULL;
}

gboolean
bp_store_set_sealed_secret (BpStore *self, const char *sealed, GError **error)
{
  return store_value (self, BP_SETTING_ADMIN_SECRET, sealed, error);
}

gint64
bp_store_setting_changed_at (BpStore *self, BpSetting setting)
{
  return bp_sql_int (self, "SELECT changed_at FROM setting WHERE key = ?", "s", bp_setting_info (setting)->key);
}
