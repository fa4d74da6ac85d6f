/* SPDX-License-Identifier: MIT */
#pragma once

/* One session of a front end: the log with its sinks, the engine if it runs in this process, a service thread that
 * reads and changes data for the window, and one channel of events (engine/event.h). Main thread, except where said. */

#include <gio/gio.h>

#include "base/channel.h"
#include "base/log.h"
#include "engine/event.h"
#include "host/data.h"

typedef struct _BpSession BpSession;

/* Opens the data folder (NULL: the default), creating it if need be. */
BpSession *bp_session_new (const char *dir, GError **error);
/* Stops the engine cleanly (waits under a second) and ends the service thread. */
void bp_session_free (BpSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpSession, bp_session_free)

/* Borrowed. Events of the engine here, log lines (also those another process appends to ExchangeSync.Log) and data changes. */
BpChannel *bp_session_get_events (BpSession *self);
BpLog *bp_session_get_log (BpSession *self);
const char *bp_session_get_dir (BpSession *self);

typedef struct {
  gboolean until_idle;
  gboolean adopt;
  gint64 for_seconds; /* 0: no limit */
} BpRunOptions;

/* Starts the engine in this process: takes the lock, checks machine and path, builds driver and config. TEMPORARY if
 * another process has it, DENIED if the database was copied from elsewhere. Restarts (after "restart" or a crash of the
 * thread, with back-off) are done inside. */
gboolean bp_session_start_engine (BpSession *self, const BpRunOptions *options, GError **error);
void bp_session_stop_engine (BpSession *self); /* asks; BP_EVENT_ENDED follows */
void bp_session_restart_engine (BpSession *self);
void bp_session_sync_now (BpSession *self, const char *login);
gboolean bp_session_engine_is_here (BpSession *self);
/* To be called about once a second: notices a stalled or dead engine thread, restarts it with back-off. */
void bp_session_supervise (BpSession *self);

/* Runs `func` on the service thread with its BpData; the result comes back on the caller's main context. The result is
 * freed with `free_result` if nobody takes it. func must own everything in `argument`, which is freed on the caller's
 * thread when it is done. */
typedef gpointer (*BpDataFunc) (BpData *data, gpointer argument, GError **error);
void bp_session_call (BpSession *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                      GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);
/* NULL with an error, or the result (NULL without error where func gives none). */
gpointer bp_session_call_finish (GAsyncResult *result, GError **error);
