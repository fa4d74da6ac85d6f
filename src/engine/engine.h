/* SPDX-License-Identifier: MIT */
#pragma once

/* The engine: its thread owns the schedule, watches the journal and takes commands; lanes run mailbox passes; the writer
 * writes; the listener asks for notifications. It reads its settings once, at the start. Whoever starts it holds the
 * engine lock. Functions may be called from any thread unless said otherwise. */

#include "base/channel.h"
#include "base/log.h"
#include "core/setting.h"
#include "driver/driver.h"
#include "engine/event.h"

typedef struct {
  char *db_path;
  BpSettings *settings;
  char *endpoint; /* for status and log; no credentials */
  char *unusable; /* base/saying.h: why no connection can be made (no host, no secret); NULL: all right */
  BpDriverFactory make_driver;
  gpointer driver_data;
  GDestroyNotify free_driver_data;
  gboolean until_idle; /* end with BP_ENDED_IDLE as DESIGN 5 defines */
} BpEngineConfig;
BpEngineConfig *bp_engine_config_new (void);
void bp_engine_config_free (BpEngineConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEngineConfig, bp_engine_config_free)

typedef struct _BpEngine BpEngine;

/* Takes the config; log and events are shared. Nothing runs yet. */
BpEngine *bp_engine_new (BpEngineConfig *config, BpLog *log, BpChannel *events);
/* Launches the engine thread. What fails after that is a BP_EVENT_ENDED. */
gboolean bp_engine_start (BpEngine *self, GError **error);
/* Asks; returns at once. The thread ends within a second, even while the server is silent. */
void bp_engine_stop (BpEngine *self);
void bp_engine_restart (BpEngine *self);
/* A pass for one user now (login), or for all (NULL). */
void bp_engine_sync_now (BpEngine *self, const char *login);
/* Monotonic instant of the last heartbeat; a watcher calls it stalled after 10 s. */
gint64 bp_engine_last_heartbeat (BpEngine *self);
/* The same, but waits no longer than this for a thread that does not answer: FALSE, and the engine is left as it is for good (the process
 * is about to end). */
gboolean bp_engine_free_within (BpEngine *self, gint64 timeout_us);
/* Waits for the thread to end and frees. */
void bp_engine_free (BpEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEngine, bp_engine_free)
