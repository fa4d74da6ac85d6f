/* SPDX-License-Identifier: MIT */
/* Settings: read, check, save. */
#include "base/error.h"
#include "base/i18n.h"
#include "host/connection.h"
#include "host/data-private.h"
#include "store/setting.h"

BpSettings *
bp_data_settings (BpData *self, GError **error)
{
  return bp_store_settings (self->store, error);
}

/* An empty text goes back to the default, as the store does for NULL. */
static gboolean
store_value (BpData *self, BpSetting setting, const char *text, GError **error)
{
  g_autofree char *normal = NULL;
  if (!text || !*text)
    return bp_store_setting_set (self->store, setting, NULL, error);
  normal = bp_setting_normalise (setting, text, error);
  return normal && bp_store_setting_set (self->store, setting, normal, error);
}

gboolean
bp_data_set_setting (BpData *self, BpSetting setting, const char *text, GError **error)
{
  if (setting == BP_SETTING_ADMIN_SECRET) {
    bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("admin-secret: the secret is stored in another way."));
    return FALSE;
  }
  return store_value (self, setting, text, error);
}

static gboolean
check_meanwhile (const BpSettings *base, const BpSettings *settings, const BpSettings *stored, GError **error)
{
  for (int i = 0; i < BP_SETTING_COUNT; i++)
    if (bp_settings_clash (base, settings, stored, (BpSetting) i)) {
      bp_set_error (error, BP_ERROR_CHANGED_MEANWHILE, NULL,
                    N_ ("The setting %s was changed meanwhile; nothing was saved."),
                    bp_setting_info ((BpSetting) i)->key);
      return FALSE;
    }
  return TRUE;
}

static gboolean
save_differing (BpData *self, const BpSettings *base, const BpSettings *settings, GError **error)
{
  g_autoptr (BpSettings) stored = bp_store_settings (self->store, error);
  if (!stored || !check_meanwhile (base, settings, stored, error))
    return FALSE;
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    const char *value = bp_settings_get (settings, (BpSetting) i);
    if (i == BP_SETTING_ADMIN_SECRET || g_str_equal (value, bp_settings_get (base, (BpSetting) i)))
      continue;
    if (!store_value (self, (BpSetting) i, value, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
bp_data_save_settings (BpData *self, const BpSettings *base, const BpSettings *settings, const char *secret,
                       GError **error)
{
  if (!bp_store_begin (self->store, error))
    return FALSE;
  if (save_differing (self, base, settings, error) && (!secret || bp_data_set_secret (self, secret, error))
      && bp_store_commit (self->store, error))
    return TRUE;
  bp_store_rollback (self->store);
  return FALSE;
}

gboolean
bp_data_set_secret (BpData *self, const char *secret, GError **error)
{
  g_autofree char *sealed = NULL;
  if (!secret || !*secret)
    return bp_store_set_sealed_secret (self->store, NULL, error);
  sealed = bp_connection_seal_secret (self->dir, secret, error);
  return sealed && bp_store_set_sealed_secret (self->store, sealed, error);
}
