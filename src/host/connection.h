/* SPDX-License-Identifier: MIT */
#pragma once

/* From stored settings to a connection: the EWS address, the credentials with the secret opened, the driver. The only
 * place that knows which protocol is used. Any thread. */

#include "base/log.h"
#include "engine/engine.h"
#include "store/store.h"

/* The secret as it may be stored; the key is made in the data folder if there is none. Caller frees. */
char *bp_connection_seal_secret (const char *dir, const char *secret, GError **error);

/* What the engine needs to run with the settings of now. Where no connection can be made, `unusable` says why. The
 * opened secret becomes unspeakable in `log`. NULL only if the database cannot be read. */
BpEngineConfig *bp_connection_config (const char *dir, BpStore *store, BpLog *log, GError **error);
