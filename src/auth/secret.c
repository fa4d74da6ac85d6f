/* SPDX-License-Identifier: MIT */
#include "auth/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "base/platform.h"

#define PREFIX "v1:"
#define KEY_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16

#ifndef O_BINARY
#define O_BINARY 0
#endif

void
bp_secret_free (char *secret)
{
  if (secret)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

/* -- the key file ----------------------------------------------------------------------------------------------- */

/* cause: marked by N_(), or the system's own words. */
static gboolean
set_key_error (GError **error, const char *path, const char *cause)
{
  g_autofree char *words = g_strconcat (BP_SAYING_TEXT, cause, NULL);
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The key file “%s” cannot be used (%s). Enter the password again."),
                path, words);
  return FALSE;
}

static gboolean
read_key (const char *path, guint8 key[KEY_BYTES], GError **error)
{
  FILE *file = g_fopen (path, "rb");
  guint8 more;
  gsize got;
  if (!file)
    return set_key_error (error, path, g_strerror (errno));
  setvbuf (file, NULL, _IONBF, 0); /* no copy of the key in a buffer that nobody wipes */
  got = fread (key, 1, KEY_BYTES, file);
  if (got == KEY_BYTES && fread (&more, 1, 1, file) == 1)
    got++;
  fclose (file);
  return got == KEY_BYTES || set_key_error (error, path, N_ ("it is damaged"));
}

static gboolean
write_key (int fd, const char *path, const guint8 key[KEY_BYTES], GError **error)
{
  FILE *file = fdopen (fd, "wb");
  gboolean ok;
  setvbuf (file, NULL, _IONBF, 0);
  ok = fwrite (key, 1, KEY_BYTES, file) == KEY_BYTES && g_fsync (fd) == 0;
  if (fclose (file) != 0)
    ok = FALSE;
  if (ok && bp_platform_make_private (path, error))
    return TRUE;
  if (!ok)
    set_key_error (error, path, g_strerror (errno));
  g_unlink (path);
  return FALSE;
}

/* Reads the key, or makes it: O_EXCL decides between two processes that begin at the same moment. A damaged key opens
 * nothing any more, so it gives way to a new one. */
static gboolean
get_or_make_key (const char *path, guint8 key[KEY_BYTES], GError **error)
{
  int fd;
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (read_key (path, key, NULL))
      return TRUE;
    g_unlink (path);
  }
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_BINARY, 0600);
  if (fd < 0)
    return errno == EEXIST ? read_key (path, key, error) : set_key_error (error, path, g_strerror (errno));
  if (RAND_bytes (key, KEY_BYTES) != 1) {
    g_close (fd, NULL);
    g_unlink (path);
    return set_key_error (error, path, N_ ("no random numbers"));
  }
  return write_key (fd, path, key, error);
}

/* -- the cipher ------------------------------------------------------------------------------------------------- */

/* out: nonce, cipher text, tag; NONCE_BYTES + length + TAG_BYTES. */
static gboolean
encrypt (const guint8 *key, const guint8 *plain, int length, guint8 *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 *cipher = out + NONCE_BYTES;
  int part = 0, rest = 0;
  gboolean ok = context && RAND_bytes (out, NONCE_BYTES) == 1
                && EVP_EncryptInit_ex (context, EVP_aes_256_gcm (), NULL, key, out) == 1
                && EVP_EncryptUpdate (context, cipher, &part, plain, length) == 1
                && EVP_EncryptFinal_ex (context, cipher + part, &rest) == 1 && part + rest == length
                && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, cipher + length) == 1;
  EVP_CIPHER_CTX_free (context);
  return ok;
}

/* plain: length bytes. FALSE unless every bit is as it was sealed. */
static gboolean
decrypt (const guint8 *key, guint8 *sealed, int length, guint8 *plain)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 *cipher = sealed + NONCE_BYTES;
  int part = 0, rest = 0;
  gboolean ok = context && EVP_DecryptInit_ex (context, EVP_aes_256_gcm (), NULL, key, sealed) == 1
                && EVP_DecryptUpdate (context, plain, &part, cipher, length) == 1
                && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, cipher + length) == 1
                && EVP_DecryptFinal_ex (context, plain + part, &rest) == 1;
  EVP_CIPHER_CTX_free (context);
  return ok;
}

char *
bp_secret_seal (const char *key_path, const char *plain, GError **error)
{
  guint8 key[KEY_BYTES];
  gsize length = strlen (plain), sealed_length = NONCE_BYTES + length + TAG_BYTES;
  g_autofree guint8 *sealed = g_malloc0 (sealed_length);
  g_autofree char *base64 = NULL;
  gboolean ok;
  if (!get_or_make_key (key_path, key, error))
    return NULL;
  ok = length < G_MAXINT && encrypt (key, (const guint8 *) plain, (int) length, sealed);
  OPENSSL_cleanse (key, sizeof key);
  if (!ok) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The password could not be encrypted."));
    return NULL;
  }
  base64 = g_base64_encode (sealed, sealed_length);
  return g_strconcat (PREFIX, base64, NULL);
}

static char *
open_with_key (const guint8 *key, const char *sealed)
{
  gsize length = 0;
  g_autofree guint8 *bytes = NULL;
  char *plain;
  if (!g_str_has_prefix (sealed, PREFIX))
    return NULL;
  bytes = g_base64_decode (sealed + strlen (PREFIX), &length);
  if (length < NONCE_BYTES + TAG_BYTES || length > G_MAXINT)
    return NULL;
  length -= NONCE_BYTES + TAG_BYTES;
  plain = g_malloc0 (length + 1);
  if (decrypt (key, bytes, (int) length, (guint8 *) plain))
    return plain;
  OPENSSL_cleanse (plain, length + 1);
  g_free (plain);
  return NULL;
}

char *
bp_secret_open (const char *key_path, const char *sealed, GError **error)
{
  guint8 key[KEY_BYTES];
  char *plain;
  if (!read_key (key_path, key, error))
    return NULL;
  plain = open_with_key (key, sealed);
  OPENSSL_cleanse (key, sizeof key);
  if (!plain)
    bp_set_error (
      error, BP_ERROR_LOCAL, NULL,
      N_ ("The stored password does not belong to this data folder's key, or is damaged. Enter the password "
          "again."));
  return plain;
}
