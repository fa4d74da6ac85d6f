/* SPDX-License-Identifier: MIT */
#pragma once

/* Secrets at rest: AES-256-GCM under a random key that lives in a file of its own, readable by its owner only. So a copy
 * of the database alone gives nothing away. The sealed text is "v1:" and base64 of nonce, cipher text and tag. What held
 * the key or a secret is wiped. Any thread. Errors: BP_ERROR_LOCAL, in words that say to enter the password again. */

#include <glib.h>

#define BP_SECRET_KEY_NAME "secret.key"

/* Makes the key file when it is missing. The sealed text, new. */
char *bp_secret_seal (const char *key_path, const char *plain, GError **error);
/* The secret, new: bp_secret_free (). */
char *bp_secret_open (const char *key_path, const char *sealed, GError **error);
/* Wipes, then frees. NULL is fine. */
void bp_secret_free (char *secret);
