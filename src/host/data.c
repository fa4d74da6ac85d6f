/* SPDX-License-Identifier: MIT */
#include "host/data.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "host/data-private.h"
#include "host/paths.h"

gboolean
bp_data_init (const char *dir, gboolean *ret_created, GError **error)
{
  g_autofree char *folder = bp_paths_dup_dir (dir);
  g_autofree char *database = bp_paths_dup_database (folder);
  gboolean created = FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The folder %s cannot be created: %s"), folder, g_strerror (errno));
    return FALSE;
  }
  if (!bp_store_init (database, &created, error))
    return FALSE;
  if (ret_created)
    *ret_created = created;
  return TRUE;
}

BpData *
bp_data_open (const char *dir, GError **error)
{
  g_autofree char *folder = bp_paths_dup_dir (dir);
  g_autofree char *database = bp_paths_dup_database (folder);
  BpStore *store;
  BpData *self;
  if (!g_file_test (database, G_FILE_TEST_EXISTS)) {
    bp_set_error (error, BP_ERROR_NOT_FOUND, NULL,
                  N_ ("There is no database in %s yet. “bpexchange-cli init” creates it."), folder);
    return NULL;
  }
  store = bp_store_open (database, BP_STORE_WRITE, error);
  if (!store)
    return NULL;
  self = g_new0 (BpData, 1);
  self->dir = g_steal_pointer (&folder);
  self->store = store;
  self->ending = bp_channel_new (NULL, 0);
  return self;
}

void
bp_data_close (BpData *self)
{
  if (!self)
    return;
  bp_store_close (self->store);
  bp_channel_unref (self->ending);
  g_free (self->dir);
  g_free (self);
}

const char *
bp_data_get_dir (BpData *self)
{
  return self->dir;
}

char *
bp_data_dup_log_path (const char *dir)
{
  g_autofree char *folder = bp_paths_dup_dir (dir);
  return bp_paths_dup_log (folder);
}

gboolean
bp_data_engine_is_here (BpData *self)
{
  return self->engine_here && g_atomic_int_get (self->engine_here);
}

gboolean
bp_data_claim (BpData *self, gboolean adopt, GError **error)
{
  return bp_store_claim (self->store, adopt, error);
}

gboolean
bp_data_backup (BpData *self, const char *target, GError **error)
{
  if (g_file_test (target, G_FILE_TEST_EXISTS)) {
    bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("%s exists already; nothing was overwritten."), target);
    return FALSE;
  }
  return bp_store_backup (self->store, target, error);
}
