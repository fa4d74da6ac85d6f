/* SPDX-License-Identifier: MIT */
#include "host/certificate.h"

#include "auth/certificate.h"
#include "auth/secret.h"
#include "base/clock.h"

gboolean
bp_certificate_read (const char *path, char **ret_thumbprint, gint64 *ret_not_after, GError **error)
{
  g_autoptr (BpAppCertificate) certificate = bp_app_certificate_load (path, error);
  char *proof;
  if (!certificate)
    return FALSE;
  *ret_thumbprint = g_strdup (bp_app_certificate_get_thumbprint (certificate));
  *ret_not_after = bp_app_certificate_get_not_after (certificate);
  proof = bp_app_certificate_sign (certificate, "test", "test", bp_clock_now (), error);
  bp_secret_free (proof);
  return proof != NULL;
}
