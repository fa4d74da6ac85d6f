/* SPDX-License-Identifier: MIT */
#include "ids.h"

#include <string.h>

/* version, kind, checksum | GUID as text | numbers, big endian */
#define HEAD 8
#define GUID 36
#define SIZE (HEAD + GUID + TOKEN_NUMBERS * 8)

static const guint8 magic[3] = { 0x00, 0x03, 0x24 };

/* FNV-1a, folded with the kind: enough to tell damage. */
static guint32
checksum (const guint8 *bytes, gsize size)
{
  guint32 sum = 2166136261u;

  for (gsize i = 0; i < size; i++)
    sum = (sum ^ bytes[i]) * 16777619u;
  return sum;
}

char *
token_make (TokenKind kind, const char *guid, gint64 a, gint64 b, gint64 c)
{
  guint8 bytes[SIZE] = { 0 };
  gint64 numbers[TOKEN_NUMBERS] = { a, b, c };
  guint32 sum;

  memcpy (bytes, magic, sizeof magic);
  bytes[3] = kind;
  memcpy (bytes + HEAD, guid, MIN (strlen (guid), GUID));
  for (guint i = 0; i < TOKEN_NUMBERS; i++) {
    gint64 number = GINT64_TO_BE (numbers[i]);

    memcpy (bytes + HEAD + GUID + 8 * i, &number, sizeof number);
  }
  sum = checksum (bytes, SIZE);
  memcpy (bytes + 4, &sum, sizeof sum);
  return g_base64_encode (bytes, SIZE);
}

TokenResult
token_read (const char *text, TokenKind kind, Token *ret_token)
{
  g_autofree guint8 *bytes = NULL;
  g_autofree char *again = NULL;
  gsize size;
  guint32 sum, zero = 0;

  if (!text || !*text)
    return TOKEN_EMPTY;
  bytes = g_base64_decode (text, &size);
  if (size != SIZE || memcmp (bytes, magic, sizeof magic) != 0)
    return TOKEN_MALFORMED;
  memcpy (&sum, bytes + 4, sizeof sum);
  memcpy (bytes + 4, &zero, sizeof zero);
  if (sum != checksum (bytes, SIZE))
    return TOKEN_MALFORMED;
  /* GLib's decoder skips what is not base64; the server does not. */
  memcpy (bytes + 4, &sum, sizeof sum);
  again = g_base64_encode (bytes, SIZE);
  if (strcmp (again, text) != 0)
    return TOKEN_MALFORMED;
  ret_token->kind = bytes[3];
  memcpy (ret_token->guid, bytes + HEAD, GUID);
  ret_token->guid[GUID] = '\0';
  for (guint i = 0; i < TOKEN_NUMBERS; i++) {
    gint64 number;

    memcpy (&number, bytes + HEAD + GUID + 8 * i, sizeof number);
    ret_token->numbers[i] = GINT64_FROM_BE (number);
  }
  return ret_token->kind == kind ? TOKEN_OK : TOKEN_OTHER_KIND;
}

char *
token_to_hex (const char *id)
{
  GString *hex = g_string_new (NULL);
  gsize size;
  g_autofree guchar *bytes = g_base64_decode (id, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02X", bytes[i]);
  return g_string_free (hex, FALSE);
}
