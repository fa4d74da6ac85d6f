/* SPDX-License-Identifier: MIT */
/* The PEM file with which an application signs in: refused with the reason, or able to sign. */
#include <string.h>
#include <unistd.h>

#include "auth/certificate.h"
#include "base/error.h"
#include "base/platform.h"
#include "fuzz.h"

static char *path;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  path = g_strdup_printf ("%s/bp-fuzz-certificate-%d", g_get_tmp_dir (), (int) getpid ());
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAppCertificate) certificate = NULL;
  g_assert_true (
    g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  certificate = bp_app_certificate_load (path, &error);
  unlink (path);
  g_assert_true ((certificate == NULL) == (error != NULL));
  if (!certificate) {
    g_assert_cmpstr (bp_error_get_server_code (error), ==, "key-file");
    return 0;
  }
  g_assert_cmpuint (strlen (bp_app_certificate_get_thumbprint (certificate)), ==, 40);
  return 0;
}
