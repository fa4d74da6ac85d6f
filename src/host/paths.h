/* SPDX-License-Identifier: MIT */
#pragma once

/* The names in a data folder (DESIGN 5). Any thread. */

#include <glib.h>

#define BP_LOCK_NAME "engine.lock"

/* dir, or the default folder if it is NULL; absolute. Caller frees. */
char *bp_paths_dup_dir (const char *dir);
/* The database, the engine's lock, the log file and the key of the secret, in `dir`. Caller frees. */
char *bp_paths_dup_database (const char *dir);
char *bp_paths_dup_lock (const char *dir);
char *bp_paths_dup_log (const char *dir);
char *bp_paths_dup_secret_key (const char *dir);
/* Whether some process runs the engine of this folder. */
gboolean bp_paths_engine_runs (const char *dir);
