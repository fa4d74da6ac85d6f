/* SPDX-License-Identifier: MIT */
#pragma once

/* The engine of this process: the lock, whose database it is, its settings, and its supervision. An engine that is asked
 * to restart gets the settings of now; one that fails is started again after a growing delay. Main thread (the context
 * that was the thread's default when it was made). */

#include "base/channel.h"
#include "engine/engine.h"
#include "host/filelog.h"
#include "host/session.h"

typedef struct _BpRunner BpRunner;

/* Shares log and events; borrows filelog. The engine's events are passed on to `events`, except the end of a run that
 * is followed by the next. here: atomic flag, kept true while the engine's lock is held. */
BpRunner *bp_runner_new (const char *dir, BpLog *log, BpFilelog *filelog, BpChannel *events, gint *here);
/* Stops the engine, waits for it and frees. */
void bp_runner_free (BpRunner *self);
/* For tests: another driver than the settings say. Before the start. */
void bp_runner_set_driver (BpRunner *self, BpDriverFactory make_driver, gpointer data);

/* As the functions of host/session.h. */
gboolean bp_runner_start (BpRunner *self, const BpRunOptions *options, GError **error);
void bp_runner_stop (BpRunner *self);
void bp_runner_restart (BpRunner *self);
void bp_runner_sync_now (BpRunner *self, const char *login);
void bp_runner_supervise (BpRunner *self);
