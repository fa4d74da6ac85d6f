/* SPDX-License-Identifier: MIT */
#pragma once

/* The inside of BpData, for the files of host/ that share it. */

#include "host/data.h"
#include "store/store.h"

struct _BpData {
  char *dir;
  BpStore *store;
  const gint *engine_here; /* atomic flag of the session that owns this, NULL: no session */
};

gboolean bp_data_engine_is_here (BpData *self);
