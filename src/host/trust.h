/* SPDX-License-Identifier: MIT */
#pragma once

/* The certificates that are trusted besides the system's: one file in the data folder, for the setting ca-file. Trusting never
 * replaces anything: what the setting names already stays trusted. */

#include <glib.h>

#define BP_TRUST_FILE "trusted.pem"

/* Writes the file with what `ca_file` (NULL or "": nothing) holds and the certificate. Its path, for the setting, new; NULL with
 * BP_ERROR_LOCAL. dir: the data folder. Blocks; any thread. */
char *bp_trust_add (const char *dir, const char *ca_file, const char *pem, GError **error);
