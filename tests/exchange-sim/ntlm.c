/* SPDX-License-Identifier: MIT */
#include "ntlm.h"

#include "md4.h"

#include <string.h>

#define SIGNATURE "NTLMSSP"
#define NAME "EXCHANGE-SIM"
#define PROOF_SIZE 16
/* The proof, and the fixed part of NTLMv2_CLIENT_CHALLENGE behind it. */
#define RESPONSE_MINIMUM (PROOF_SIZE + 28)

enum {
  FLAG_UNICODE = 0x1,
  FLAG_REQUEST_TARGET = 0x4,
  FLAG_NTLM = 0x200,
  FLAG_ALWAYS_SIGN = 0x8000,
  FLAG_TARGET_TYPE_DOMAIN = 0x10000,
  FLAG_EXTENDED_SESSION_SECURITY = 0x80000,
  FLAG_TARGET_INFO = 0x800000,
};

enum { AV_END, AV_COMPUTER, AV_DOMAIN };

static void
put16 (GByteArray *out, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, sizeof little);
}

static void
put32 (GByteArray *out, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, sizeof little);
}

static guint32
get (const guint8 *bytes, guint size)
{
  guint32 value = 0;

  for (guint i = size; i > 0; i--)
    value = value << 8 | bytes[i - 1];
  return value;
}

/* UTF-16 in little endian. */
static void
put_text (GByteArray *out, const char *text)
{
  glong length = 0;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (text, -1, NULL, &length, NULL);

  for (glong i = 0; i < length; i++)
    put16 (out, wide[i]);
}

guint
ntlm_message_type (const guint8 *bytes, gsize size)
{
  guint32 type = size >= 12 && memcmp (bytes, SIGNATURE, 8) == 0 ? get (bytes + 8, 4) : 0;

  return type == 1 || type == 3 ? type : 0;
}

static void
put_pair (GByteArray *out, guint16 id, const char *text)
{
  put16 (out, id);
  put16 (out, strlen (text) * 2);
  put_text (out, text);
}

char *
ntlm_challenge (const guint8 challenge[NTLM_CHALLENGE_SIZE])
{
  static const guint8 nothing[8] = { 0 };
  const guint head = 48;
  g_autoptr (GByteArray) out = g_byte_array_new (), info = g_byte_array_new ();

  put_pair (info, AV_DOMAIN, NAME);
  put_pair (info, AV_COMPUTER, NAME);
  put_pair (info, AV_END, "");
  g_byte_array_append (out, (const guint8 *) SIGNATURE, 8);
  put32 (out, 2);
  put16 (out, strlen (NAME) * 2);
  put16 (out, strlen (NAME) * 2);
  put32 (out, head);
  put32 (out, FLAG_UNICODE | FLAG_REQUEST_TARGET | FLAG_NTLM | FLAG_ALWAYS_SIGN | FLAG_TARGET_TYPE_DOMAIN
                | FLAG_EXTENDED_SESSION_SECURITY | FLAG_TARGET_INFO);
  g_byte_array_append (out, challenge, NTLM_CHALLENGE_SIZE);
  g_byte_array_append (out, nothing, sizeof nothing);
  put16 (out, info->len);
  put16 (out, info->len);
  put32 (out, head + strlen (NAME) * 2);
  put_text (out, NAME);
  g_byte_array_append (out, info->data, info->len);
  return g_base64_encode (out->data, out->len);
}

/* What the descriptor at `offset` of the message points to; NULL if it lies outside. */
static const guint8 *
find_field (const guint8 *bytes, gsize size, gsize offset, gsize *ret_length)
{
  gsize start;

  if (offset + 8 > size)
    return NULL;
  *ret_length = get (bytes + offset, 2);
  start = get (bytes + offset + 4, 4);
  return start <= size && *ret_length <= size - start ? bytes + start : NULL;
}

static char *
read_text (const guint8 *bytes, gsize size, gsize offset)
{
  gsize length;
  const guint8 *field = find_field (bytes, size, offset, &length);
  g_autofree gunichar2 *wide = field ? g_new0 (gunichar2, length / 2 + 1) : NULL;

  if (!field)
    return NULL;
  for (gsize i = 0; i < length / 2; i++)
    wide[i] = get (field + 2 * i, 2);
  return g_utf16_to_utf8 (wide, length / 2, NULL, NULL, NULL);
}

gboolean
ntlm_read_answer (const guint8 *bytes, gsize size, NtlmAnswer *ret_answer)
{
  gsize length;
  const guint8 *response = find_field (bytes, size, 20, &length);

  memset (ret_answer, 0, sizeof *ret_answer);
  ret_answer->domain = read_text (bytes, size, 28);
  ret_answer->user = read_text (bytes, size, 36);
  ret_answer->response = response ? g_bytes_new (response, length) : NULL;
  return ret_answer->response && ret_answer->domain && ret_answer->user && *ret_answer->user;
}

void
ntlm_answer_clear (NtlmAnswer *answer)
{
  g_clear_pointer (&answer->domain, g_free);
  g_clear_pointer (&answer->user, g_free);
  g_clear_pointer (&answer->response, g_bytes_unref);
}

static void
hmac (const guint8 key[16], const guint8 *bytes, gsize size, guint8 ret_digest[16])
{
  g_autoptr (GHmac) context = g_hmac_new (G_CHECKSUM_MD5, key, 16);
  gsize length = 16;

  g_hmac_update (context, bytes, size);
  g_hmac_get_digest (context, ret_digest, &length);
}

/* NTOWFv2: the key both sides derive from the password. */
static void
derive_key (const NtlmAnswer *answer, const char *password, guint8 ret_key[16])
{
  g_autoptr (GByteArray) secret = g_byte_array_new (), account = g_byte_array_new ();
  g_autofree char *upper = g_utf8_strup (answer->user, -1);
  guint8 hash[MD4_SIZE];

  put_text (secret, password);
  put_text (account, upper);
  put_text (account, answer->domain);
  md4 (secret->data, secret->len, hash);
  hmac (hash, account->data, account->len, ret_key);
}

gboolean
ntlm_verify (const NtlmAnswer *answer, const guint8 challenge[NTLM_CHALLENGE_SIZE], const char *password)
{
  g_autoptr (GByteArray) signed_part = g_byte_array_new ();
  guint8 key[16], proof[PROOF_SIZE];
  gsize size;
  const guint8 *response = g_bytes_get_data (answer->response, &size);

  if (size < RESPONSE_MINIMUM)
    return FALSE;
  derive_key (answer, password, key);
  g_byte_array_append (signed_part, challenge, NTLM_CHALLENGE_SIZE);
  g_byte_array_append (signed_part, response + PROOF_SIZE, size - PROOF_SIZE);
  hmac (key, signed_part->data, signed_part->len, proof);
  return memcmp (proof, response, PROOF_SIZE) == 0;
}
