/* SPDX-License-Identifier: MIT */
#include "auth/certificate.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "auth/secret.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

/* How long one assertion is good, and how far back it begins, against clocks that differ a little; in seconds. */
#define LIFETIME 600
#define EARLIER 60
#define MIN_KEY_BITS 2048

struct _BpAppCertificate {
  char *path;
  X509 *certificate;
  EVP_PKEY *key;
  char *thumbprint;
  gint64 not_before, not_after;
};

/* cause: marked by N_(), or the system's own words. */
static void
set_error (GError **error, const char *path, const char *cause)
{
  g_autofree char *words = g_strconcat (BP_SAYING_TEXT, cause, NULL);
  bp_set_error (error, BP_ERROR_LOCAL, BP_KEY_FILE_CODE,
                N_ ("The key file of the certificate, “%s”, cannot be used: %s."), path, words);
}

/* -- the file --------------------------------------------------------------------------------------------------- */

/* A key under a password cannot be opened unattended. */
static int
no_password_cb (char *buffer, int size, int writing, void *data)
{
  *(gboolean *) data = TRUE;
  return -1;
}

static EVP_PKEY *
read_key (BIO *bio, const char **ret_cause)
{
  gboolean is_protected = FALSE;
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, no_password_cb, &is_protected);
  if (is_protected)
    *ret_cause = N_ ("its key is protected by a password; store it without one, readable by the service only");
  else if (!key)
    *ret_cause = N_ ("it holds no private key (“-----BEGIN PRIVATE KEY-----”)");
  else if (EVP_PKEY_get_base_id (key) != EVP_PKEY_RSA || EVP_PKEY_get_bits (key) < MIN_KEY_BITS)
    *ret_cause = N_ ("Microsoft Entra takes only RSA keys of 2048 bits and more");
  else
    return key;
  EVP_PKEY_free (key);
  return NULL;
}

/* The certificate of the key: a file may hold the authorities' as well. */
static X509 *
read_certificate (BIO *bio, const EVP_PKEY *key, const char **ret_cause)
{
  X509 *certificate;
  gboolean any = FALSE;
  while ((certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL))) {
    if (X509_check_private_key (certificate, key) == 1)
      return certificate;
    any = TRUE;
    X509_free (certificate);
  }
  *ret_cause = any ? N_ ("its certificate and its key do not belong together")
                   : N_ ("it holds no certificate (“-----BEGIN CERTIFICATE-----”)");
  return NULL;
}

static gint64
to_instant (const ASN1_TIME *time)
{
  struct tm tm = { 0 };
  g_autoptr (GDateTime) moment = NULL;
  if (ASN1_TIME_to_tm (time, &tm) != 1)
    return 0;
  moment = g_date_time_new_utc (tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
  return moment ? g_date_time_to_unix (moment) * G_USEC_PER_SEC : 0;
}

static char *
dup_thumbprint (const X509 *certificate)
{
  guchar digest[EVP_MAX_MD_SIZE];
  guint length = 0;
  GString *text = g_string_new (NULL);
  X509_digest (certificate, EVP_sha1 (), digest, &length);
  for (guint i = 0; i < length; i++)
    g_string_append_printf (text, "%02X", digest[i]);
  return g_string_free (text, FALSE);
}

static BpAppCertificate *
read_both (BIO *bio, const char *path, GError **error)
{
  BpAppCertificate *self;
  const char *cause = NULL;
  EVP_PKEY *key = read_key (bio, &cause);
  X509 *certificate = NULL;
  if (key) {
    (void) BIO_reset (bio);
    certificate = read_certificate (bio, key, &cause);
  }
  if (!certificate) {
    EVP_PKEY_free (key);
    set_error (error, path, cause);
    return NULL;
  }
  self = g_new0 (BpAppCertificate, 1);
  self->path = g_strdup (path);
  self->certificate = certificate;
  self->key = key;
  self->thumbprint = dup_thumbprint (certificate);
  self->not_before = to_instant (X509_get0_notBefore (certificate));
  self->not_after = to_instant (X509_get0_notAfter (certificate));
  return self;
}

BpAppCertificate *
bp_app_certificate_load (const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  BpAppCertificate *self;
  char *text = NULL;
  gsize length;
  BIO *bio;
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    set_error (error, path, cause->message);
    return NULL;
  }
  bio = BIO_new_mem_buf (text, (int) MIN (length, G_MAXINT));
  self = read_both (bio, path, error);
  BIO_free (bio);
  OPENSSL_cleanse (text, length);
  g_free (text);
  return self;
}

void
bp_app_certificate_free (BpAppCertificate *self)
{
  if (!self)
    return;
  X509_free (self->certificate);
  EVP_PKEY_free (self->key); /* wipes it */
  g_free (self->thumbprint);
  g_free (self->path);
  g_free (self);
}

const char *
bp_app_certificate_get_thumbprint (const BpAppCertificate *self)
{
  return self->thumbprint;
}

gint64
bp_app_certificate_get_not_before (const BpAppCertificate *self)
{
  return self->not_before;
}

gint64
bp_app_certificate_get_not_after (const BpAppCertificate *self)
{
  return self->not_after;
}

/* -- the assertion (RFC 7519, 7523) ----------------------------------------------------------------------------- */

/* Base64 without padding, with '-' and '_' (RFC 4648). */
static char *
encode (const guchar *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* Takes the object. */
static char *
encode_json (json_t *object)
{
  char *text = json_dumps (object, JSON_COMPACT);
  char *encoded = encode ((const guchar *) text, strlen (text));
  free (text);
  json_decref (object);
  return encoded;
}

static char *
encode_digest (const X509 *certificate, const EVP_MD *algorithm)
{
  guchar digest[EVP_MAX_MD_SIZE];
  guint length = 0;
  X509_digest (certificate, algorithm, digest, &length);
  return encode (digest, length);
}

static char *
dup_claims (const BpAppCertificate *self, const char *client_id, const char *audience, gint64 now)
{
  g_autofree char *sha1 = encode_digest (self->certificate, EVP_sha1 ());
  g_autofree char *sha256 = encode_digest (self->certificate, EVP_sha256 ());
  g_autofree char *id = g_uuid_string_random ();
  json_int_t seconds = now / G_USEC_PER_SEC;
  g_autofree char *header =
    encode_json (json_pack ("{ssssssss}", "alg", "PS256", "typ", "JWT", "x5t", sha1, "x5t#S256", sha256));
  g_autofree char *claims =
    encode_json (json_pack ("{sssssssssIsIsI}", "aud", audience, "iss", client_id, "sub", client_id, "jti", id, "iat",
                            seconds, "nbf", seconds - EARLIER, "exp", seconds + LIFETIME));
  return g_strconcat (header, ".", claims, NULL);
}

static char *
dup_signature (EVP_PKEY *key, const char *text)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *padding = NULL;
  gsize length = (gsize) EVP_PKEY_get_size (key);
  g_autofree guchar *signature = g_malloc0 (length);
  gboolean ok = context && EVP_DigestSignInit (context, &padding, EVP_sha256 (), NULL, key) == 1
                && EVP_PKEY_CTX_set_rsa_padding (padding, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen (padding, RSA_PSS_SALTLEN_DIGEST) == 1
                && EVP_DigestSign (context, signature, &length, (const guchar *) text, strlen (text)) == 1;
  EVP_MD_CTX_free (context);
  return ok ? encode (signature, length) : NULL;
}

static gboolean
check_dates (const BpAppCertificate *self, gint64 now, GError **error)
{
  gint64 wrong = now > self->not_after ? self->not_after : now < self->not_before ? self->not_before : 0;
  g_autofree char *moment = wrong ? bp_clock_format (wrong) : NULL;
  if (!wrong)
    return TRUE;
  bp_set_error (
    error, BP_ERROR_LOCAL, BP_KEY_FILE_CODE,
    wrong == self->not_after
      ? N_ ("The key file of the certificate, “%s”, cannot be used: its certificate (thumbprint %s) has expired on %s.")
      : N_ ("The key file of the certificate, “%s”, cannot be used: its certificate (thumbprint %s) is valid only from "
            "%s."),
    self->path, self->thumbprint, moment);
  return FALSE;
}

char *
bp_app_certificate_sign (const BpAppCertificate *self, const char *client_id, const char *audience, gint64 now,
                         GError **error)
{
  g_autofree char *claims = NULL;
  g_autofree char *signature = NULL;
  if (!check_dates (self, now, error))
    return NULL;
  claims = dup_claims (self, client_id, audience, now);
  signature = dup_signature (self->key, claims);
  if (!signature) {
    set_error (error, self->path, N_ ("nothing can be signed with its key"));
    return NULL;
  }
  return g_strconcat (claims, ".", signature, NULL);
}
