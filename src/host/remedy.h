/* SPDX-License-Identifier: MIT */
#pragma once

/* What to do about an error: the one table of remedies, by the server's own code, a code of ours, or the reaction. */

#include <glib.h>

/* code: "ErrorImpersonateUserDenied", "HTTP 401", "AADSTS7000222", "certificate-expired" …; NULL: only by the error's
 * reaction. Translated; never NULL. Any thread. */
const char *bp_remedy (const char *code, const GError *error);
