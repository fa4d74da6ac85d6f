/* SPDX-License-Identifier: MIT */
#pragma once

/* The thread of a session that reads and changes data for the window, and watches for what others changed: users and
 * settings by whomever, and, when the engine runs in another process, its log lines and state. */

#include "base/channel.h"
#include "host/data.h"
#include "host/filelog.h"
#include "host/session.h"

typedef struct _BpService BpService;

/* Takes data, shares the rest. engine_here: atomic flag of the session. */
BpService *bp_service_new (BpData *data, BpLog *log, BpFilelog *filelog, BpChannel *events, const gint *engine_here);
/* Finishes the job at hand; those still waiting end with CANCELLED. */
void bp_service_free (BpService *self);
/* As bp_session_call. */
void bp_service_call (BpService *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                      GDestroyNotify free_result, GTask *task);
