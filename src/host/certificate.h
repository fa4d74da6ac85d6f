/* SPDX-License-Identifier: MIT */
#pragma once

/* The key file of the setting oauth-certificate, for people to look at. Any thread; reads one small file. */

#include <glib.h>

/* The thumbprint as Microsoft Entra shows it (SHA-1, upper-case hexadecimal; caller frees) and the last instant at which the
 * certificate is valid. FALSE with BP_ERROR_LOCAL in words for everything for which the file cannot be used, also that
 * the certificate has expired: then what is known is returned all the same. */
gboolean bp_certificate_read (const char *path, char **ret_thumbprint, gint64 *ret_not_after, GError **error);
