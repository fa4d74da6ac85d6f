/* SPDX-License-Identifier: MIT */
/* The key file of an application: what it must hold, and that it proves something only while it is valid. */
#include "auth/certificate.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "auth/secret.h"
#include "base/error.h"

#define DAY_SECONDS (24 * 3600)

typedef struct {
  char *dir, *path;
  EVP_PKEY *key;
  X509 *certificate;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  X509_NAME *name;
  fixture->dir = g_dir_make_tmp ("bp-certificate-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "app.pem", NULL);
  fixture->key = EVP_RSA_gen (2048);
  fixture->certificate = X509_new ();
  ASN1_INTEGER_set (X509_get_serialNumber (fixture->certificate), 1);
  X509_gmtime_adj (X509_getm_notBefore (fixture->certificate), 0);
  X509_gmtime_adj (X509_getm_notAfter (fixture->certificate), 2 * DAY_SECONDS);
  X509_set_pubkey (fixture->certificate, fixture->key);
  name = X509_get_subject_name (fixture->certificate);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) "bpexchange", -1, -1, 0);
  X509_set_issuer_name (fixture->certificate, name);
  g_assert_cmpint (X509_sign (fixture->certificate, fixture->key, EVP_sha256 ()), >, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->dir);
  EVP_PKEY_free (fixture->key);
  X509_free (fixture->certificate);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static void
write_file (Fixture *fixture, EVP_PKEY *key, const EVP_CIPHER *cipher, X509 *certificate)
{
  FILE *file = g_fopen (fixture->path, "w");
  if (certificate)
    PEM_write_X509 (file, certificate);
  if (key)
    PEM_write_PrivateKey (file, key, cipher, (const guchar *) "geheim", cipher ? 6 : 0, NULL, NULL);
  fclose (file);
}

static void
assert_refused (Fixture *fixture, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_app_certificate_load (fixture->path, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_KEY_FILE_CODE);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, fixture->path));
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  EVP_PKEY *other = EVP_RSA_gen (2048), *curve = EVP_EC_gen ("P-256"), *weak = EVP_RSA_gen (1024);
  assert_refused (fixture, "cannot be used");
  write_file (fixture, NULL, NULL, fixture->certificate);
  assert_refused (fixture, "private key");
  write_file (fixture, fixture->key, NULL, NULL);
  assert_refused (fixture, "no certificate");
  write_file (fixture, other, NULL, fixture->certificate);
  assert_refused (fixture, "belong together");
  write_file (fixture, curve, NULL, fixture->certificate);
  assert_refused (fixture, "RSA");
  write_file (fixture, weak, NULL, fixture->certificate);
  assert_refused (fixture, "2048");
  write_file (fixture, fixture->key, EVP_aes_256_cbc (), fixture->certificate);
  assert_refused (fixture, "password");
  EVP_PKEY_free (other);
  EVP_PKEY_free (curve);
  EVP_PKEY_free (weak);
}

static void
test_dates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpAppCertificate) certificate = NULL;
  gint64 day = DAY_SECONDS * (gint64) G_USEC_PER_SEC;
  write_file (fixture, fixture->key, NULL, fixture->certificate);
  certificate = bp_app_certificate_load (fixture->path, NULL);
  g_assert_nonnull (certificate);
  g_assert_cmpuint (strlen (bp_app_certificate_get_thumbprint (certificate)), ==, 40);
  for (int days = -1; days <= 3; days++) {
    g_autoptr (GError) error = NULL;
    gint64 now = bp_app_certificate_get_not_before (certificate) + days * day + G_USEC_PER_SEC;
    char *proof = bp_app_certificate_sign (certificate, "app", "https://login/token", now, &error);
    g_assert_cmpint (proof != NULL, ==, days == 0 || days == 1);
    if (!proof)
      g_assert_nonnull (strstr (error->message, days < 0 ? "valid only from" : "has expired on"));
    bp_secret_free (proof);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/certificate/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/certificate/dates", Fixture, NULL, set_up, test_dates, tear_down);
  return g_test_run ();
}
