/* SPDX-License-Identifier: MIT */
#pragma once

/* From stored settings to a connection: the EWS address, the credentials with the secret opened, the driver. The only
 * place that knows which protocol is used. Any thread. */

#include "base/log.h"
#include "engine/engine.h"
#include "ews/driver.h"
#include "store/store.h"

/* The secret as it may be stored; the key is made in the data folder if there is none. Caller frees. */
char *bp_connection_seal_secret (const char *dir, const char *secret, GError **error);

/* The stored secret, new: bp_secret_free (). NULL with an error, also where none was entered yet. */
char *bp_connection_open_secret (const char *dir, BpStore *store, GError **error);

/* How to reach the server by these settings. secret: to be used instead of the stored one, or NULL. It becomes unspeakable
 * in `log`. NULL with BP_ERROR_LOCAL that says what is missing. */
BpEwsConfig *bp_connection_ews_config (const char *dir, BpStore *store, const BpSettings *settings, const char *secret,
                                       BpLog *log, GError **error);
void bp_connection_ews_config_free (BpEwsConfig *config);

/* What the engine needs to run with the settings of now. Where no connection can be made, `unusable` says why. The
 * opened secret becomes unspeakable in `log`. NULL only if the database cannot be read. */
BpEngineConfig *bp_connection_config (const char *dir, BpStore *store, BpLog *log, GError **error);
