/* SPDX-License-Identifier: MIT */
#include "assertion.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

/* How far the clocks of client and server may be apart, in seconds. */
#define SKEW 300

enum {
  MALFORMED = 50027,
  WRONG_CLIENT = 700021,
  WRONG_AUDIENCE = 700023,
  WRONG_TIME = 700024,
  WRONG_SIGNATURE = 700027
};

/* Base64 without padding, with '-' and '_' (RFC 4648). */
static guchar *
decode (const char *text, gsize *ret_size)
{
  g_autoptr (GString) plain = g_string_new (text);

  g_strdelimit (plain->str, "-", '+');
  g_strdelimit (plain->str, "_", '/');
  while (plain->len % 4)
    g_string_append_c (plain, '=');
  return g_base64_decode (plain->str, ret_size);
}

static json_t *
decode_object (const char *text)
{
  gsize size;
  g_autofree guchar *bytes = decode (text, &size);

  return json_loadb ((const char *) bytes, size, 0, NULL);
}

static const char *
get (const json_t *object, const char *name)
{
  return json_string_value (json_object_get (object, name));
}

static gboolean
is_thumbprint (X509 *certificate, const EVP_MD *digest, const char *text)
{
  guchar expected[EVP_MAX_MD_SIZE];
  guint expected_size;
  gsize size;
  g_autofree guchar *given = decode (text, &size);

  return X509_digest (certificate, digest, expected, &expected_size) && size == expected_size
         && memcmp (given, expected, size) == 0;
}

/* Each thumbprint that is given must be the certificate's, and one must be given. */
static gboolean
names_certificate (const json_t *header, X509 *certificate)
{
  const char *sha1 = get (header, "x5t"), *sha256 = get (header, "x5t#S256");

  return (sha1 || sha256) && (!sha1 || is_thumbprint (certificate, EVP_sha1 (), sha1))
         && (!sha256 || is_thumbprint (certificate, EVP_sha256 (), sha256));
}

static gboolean
verify (X509 *certificate, gboolean pss, const char *text, gsize size, const char *encoded_signature)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *padding;
  gsize signature_size;
  g_autofree guchar *signature = decode (encoded_signature, &signature_size);
  gboolean good = EVP_DigestVerifyInit (context, &padding, EVP_sha256 (), NULL, X509_get0_pubkey (certificate)) == 1;

  if (good && pss)
    good = EVP_PKEY_CTX_set_rsa_padding (padding, RSA_PKCS1_PSS_PADDING) == 1
           && EVP_PKEY_CTX_set_rsa_pss_saltlen (padding, RSA_PSS_SALTLEN_DIGEST) == 1;
  good = good && EVP_DigestVerify (context, signature, signature_size, (const guchar *) text, size) == 1;
  EVP_MD_CTX_free (context);
  return good;
}

static int
refuse (int number, const char *words, const char **ret_words)
{
  *ret_words = words;
  return number;
}

static int
check_claims (const AssertionContext *context, const json_t *claims, const char **ret_words)
{
  const json_t *ends = json_object_get (claims, "exp"), *begins = json_object_get (claims, "nbf");

  if (g_strcmp0 (get (claims, "iss"), context->client) != 0 || g_strcmp0 (get (claims, "sub"), context->client) != 0)
    return refuse (WRONG_CLIENT, "Client assertion application identifier doesn't match 'client_id' parameter.",
                   ret_words);
  if (!get (claims, "aud") || g_ascii_strcasecmp (get (claims, "aud"), context->audience) != 0)
    return refuse (WRONG_AUDIENCE, "Client assertion audience claim does not match Realm issuer.", ret_words);
  if (!json_is_number (ends) || json_number_value (ends) + SKEW < context->now
      || (begins && json_number_value (begins) > context->now + SKEW))
    return refuse (WRONG_TIME, "Client assertion is not within its valid time range.", ret_words);
  return 0;
}

static int
check_parts (const AssertionContext *context, X509 *certificate, const char *text, char **parts, const char **ret_words)
{
  json_t *header = decode_object (parts[0]), *claims = decode_object (parts[1]);
  const char *algorithm = get (header, "alg");
  gboolean pss = g_strcmp0 (algorithm, "PS256") == 0;
  int number;

  if (!header || !claims || (!pss && g_strcmp0 (algorithm, "RS256") != 0))
    number = refuse (MALFORMED, "JWT token is invalid or malformed.", ret_words);
  else if (!certificate || !names_certificate (header, certificate))
    number = refuse (
      WRONG_SIGNATURE,
      "The certificate with identifier used to sign the client assertion is not registered on application.", ret_words);
  else if (!verify (certificate, pss, text, strlen (parts[0]) + 1 + strlen (parts[1]), parts[2]))
    number = refuse (WRONG_SIGNATURE, "Client assertion failed signature validation.", ret_words);
  else
    number = check_claims (context, claims, ret_words);
  json_decref (header);
  json_decref (claims);
  return number;
}

int
assertion_check (const AssertionContext *context, X509 *certificate, const char *text, const char **ret_words)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);

  if (g_strv_length (parts) != 3)
    return refuse (MALFORMED, "JWT token is invalid or malformed.", ret_words);
  return check_parts (context, certificate, text, parts, ret_words);
}
