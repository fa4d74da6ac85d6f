/* SPDX-License-Identifier: MIT */
#pragma once

/* The certificate with which an application of Microsoft Entra signs in instead of a client secret: one PEM file that holds
 * the certificate and its RSA key, unencrypted and readable by the service only. Nothing of the key is kept longer than the
 * object lives. Any thread. Errors: BP_ERROR_LOCAL with the server code "key-file", in words that name the file. */

#include <glib.h>

#define BP_KEY_FILE_CODE "key-file"

typedef struct _BpAppCertificate BpAppCertificate;

/* NULL if the file is missing, holds no certificate or no RSA key, or the two do not belong together. That it has expired
 * is no error here. */
BpAppCertificate *bp_app_certificate_load (const char *path, GError **error);
void bp_app_certificate_free (BpAppCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAppCertificate, bp_app_certificate_free)

/* SHA-1, upper-case hexadecimal, as Microsoft Entra shows it beside the uploaded certificate. Borrowed. */
const char *bp_app_certificate_get_thumbprint (const BpAppCertificate *self);
/* The first and the last instant at which it is valid. */
gint64 bp_app_certificate_get_not_before (const BpAppCertificate *self);
gint64 bp_app_certificate_get_not_after (const BpAppCertificate *self);

/* The signed JWT (PS256) that proves to `audience`, the token endpoint, that `client_id` has the key; good for ten minutes
 * from `now`. bp_secret_free (). NULL also if the certificate is not valid at `now`. */
char *bp_app_certificate_sign (const BpAppCertificate *self, const char *client_id, const char *audience, gint64 now,
                               GError **error);
