/* SPDX-License-Identifier: MIT */
#pragma once

/* The table `setting`. The secret is stored sealed (auth/secret.h does that above us) and never part of BpSettings. */

#include "core/setting.h"
#include "store/store.h"

/* A snapshot of all; values[ADMIN_SECRET] is "set" or NULL. */
BpSettings *bp_store_settings (BpStore *self, GError **error);
/* Stores a normal value; NULL = back to the default. Raises sync "command" nothing: readers see it by data_version. */
gboolean bp_store_setting_set (BpStore *self, BpSetting setting, const char *normal_value, GError **error);
/* The sealed secret, NULL if none (no error). */
char *bp_store_sealed_secret (BpStore *self, GError **error);
gboolean bp_store_set_sealed_secret (BpStore *self, const char *sealed, GError **error);
/* When the setting was last changed; 0 if never. Instant. */
gint64 bp_store_setting_changed_at (BpStore *self, BpSetting setting);
