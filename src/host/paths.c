/* SPDX-License-Identifier: MIT */
#include "host/paths.h"

#include "auth/secret.h"
#include "base/logfile.h"
#include "base/platform.h"
#include "store/store.h"

char *
bp_paths_dup_dir (const char *dir)
{
  if (!dir)
    return bp_platform_data_dir ();
  return g_canonicalize_filename (dir, NULL);
}

char *
bp_paths_dup_database (const char *dir)
{
  return g_build_filename (dir, BP_STORE_FILE, NULL);
}

char *
bp_paths_dup_lock (const char *dir)
{
  return g_build_filename (dir, BP_LOCK_NAME, NULL);
}

char *
bp_paths_dup_log (const char *dir)
{
  return g_build_filename (dir, BP_LOGFILE_NAME, NULL);
}

char *
bp_paths_dup_secret_key (const char *dir)
{
  return g_build_filename (dir, BP_SECRET_KEY_NAME, NULL);
}

gboolean
bp_paths_engine_runs (const char *dir)
{
  g_autofree char *lock = bp_paths_dup_lock (dir);
  return bp_platform_is_locked (lock);
}
