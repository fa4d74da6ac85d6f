/* SPDX-License-Identifier: MIT */
#pragma once

/* What other processes see of a running engine, and how they talk to it (sync_status, sync_engine, sync_command).
 * Contract for `status` and the commands of the command line. Writers: the engine's writer, except bp_store_command_add. */

#include "store/store.h"

typedef struct {
  gint64 user;
  char *state;         /* stable: "off", "waiting", "starting", "syncing", "in-step", "error", "held" */
  char *reason;        /* a sentence (base/saying.h), NULL when in step */
  gint64 last_success; /* instants, 0: never */
  gint64 last_error_at;
  char *last_error;           /* base/saying.h, or NULL */
  gint64 count_out, count_in; /* transfers */
  gint64 parked, held;
} BpUserStatus;
BpUserStatus *bp_user_status_new (void);
BpUserStatus *bp_user_status_copy (const BpUserStatus *self);
void bp_user_status_free (BpUserStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpUserStatus, bp_user_status_free)
GPtrArray *bp_store_user_statuses (BpStore *self, GError **error); /* of users that have one; BpUserStatus */
gboolean bp_store_user_status_put (BpStore *self, const BpUserStatus *status, GError **error);

typedef struct {
  char *state; /* "stopped", "starting", "running", "stopping" (a crash leaves what was: check the lock) */
  gint64 started_at, heartbeat_at;
  char *endpoint;   /* EWS URL, no credentials */
  char *connection; /* base/saying.h: what the connection is like; NULL unknown */
  gboolean connected;
  gboolean restart_needed; /* a setting was saved after the start that takes effect only at the next */
} BpEngineStatus;
BpEngineStatus *bp_engine_status_new (void);
void bp_engine_status_free (BpEngineStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEngineStatus, bp_engine_status_free)
BpEngineStatus *bp_store_engine_status (BpStore *self, GError **error);
gboolean bp_store_engine_status_put (BpStore *self, const BpEngineStatus *status, GError **error);

/* Commands to a running engine: "stop", "restart", "sync-now" [login]. */
typedef struct {
  gint64 id;
  char *command;
  char *argument;
} BpCommandRow;
void bp_command_row_free (BpCommandRow *self);
gboolean bp_store_command_add (BpStore *self, const char *command, const char *argument, gint64 *ret_id,
                               GError **error);
/* Commands not taken yet, oldest first. */
GPtrArray *bp_store_commands (BpStore *self, GError **error);
/* Writer job: it was carried out; result NULL = well, else a sentence. */
gboolean bp_store_command_done (BpStore *self, gint64 id, const char *result, GError **error);
/* Whether a command is done, and its result. */
gboolean bp_store_command_is_done (BpStore *self, gint64 id, char **ret_result);
/* Writer job, at engine start: commands left over from before are dropped; those that a start fulfils are done. */
gboolean bp_store_commands_clear (BpStore *self, GError **error);
