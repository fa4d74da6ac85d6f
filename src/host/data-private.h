/* SPDX-License-Identifier: MIT */
#pragma once

/* The inside of BpData, for the files of host/ that share it. */

#include "base/channel.h"
#include "host/data.h"
#include "store/store.h"

struct _BpData {
  char *dir;
  BpStore *store;
  BpChannel *ending;       /* closed when whoever owns this wants to end: nothing waits any longer */
  const gint *engine_here; /* atomic flag of the session that owns this, NULL: no session */
};

gboolean bp_data_engine_is_here (BpData *self);
