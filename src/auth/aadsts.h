/* SPDX-License-Identifier: MIT */
#pragma once

/* What Microsoft Entra says when it gives no token, in plain words. Pure; any thread. */

#include <glib.h>

/* error: OAuth's own ("invalid_client"); description: begins with the AADSTS code. Either may be NULL. Sets BP_ERROR_AUTH
 * (or TEMPORARY) with the code as the server's own. */
void bp_aadsts_set_error (GError **error, const char *oauth_error, const char *description, const char *client_id);
