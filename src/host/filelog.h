/* SPDX-License-Identifier: MIT */
#pragma once

/* ExchangeSync.Log of the process that runs the engine (SPEC L1): written from the moment the sync is switched on. What
 * was logged before that (the engine's start) is kept back and then written first. */

#include "base/log.h"

typedef struct _BpFilelog BpFilelog;

BpFilelog *bp_filelog_new (BpLog *log, const char *path);
void bp_filelog_free (BpFilelog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpFilelog, bp_filelog_free)
/* Whether this process has the engine and so writes the file. Main thread. */
void bp_filelog_set_active (BpFilelog *self, gboolean active);
/* The sync is switched on: the file is written from now on. A file that exists already goes on in any case. Any thread. */
void bp_filelog_switch_on (BpFilelog *self);
/* How often this process has had the engine. Any thread: who saw the number change knows that lines of the file are its own,
 * even if the run is over already. */
int bp_filelog_get_runs (BpFilelog *self);
