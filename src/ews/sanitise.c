/* SPDX-License-Identifier: MIT */
#include "ews/sanitise.h"

#include <string.h>

static gboolean
is_xml_char (guint64 c)
{
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD)
         || (c >= 0x10000 && c <= 0x10FFFF);
}

/* The length of a complete character reference at `at`, with its value; 0 if there is none. */
static gsize
match_reference (const char *at, const char *end, guint64 *ret_value)
{
  const char *digits = at + 2;
  guint base = 10;
  guint64 value = 0;
  const char *p;
  if (end - at < 4 || at[0] != '&' || at[1] != '#')
    return 0;
  if (*digits == 'x') {
    base = 16;
    digits++;
  }
  for (p = digits; p < end && (base == 16 ? g_ascii_isxdigit (*p) : g_ascii_isdigit (*p)); p++)
    value = MIN (value * base + (guint64) g_ascii_xdigit_value (*p), G_MAXUINT32);
  if (p == digits || p >= end || *p != ';')
    return 0;
  *ret_value = value;
  return (gsize) (p + 1 - at);
}

GString *
bp_ews_sanitise (const char *bytes, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) length);
  GString *clean = g_string_sized_new (length);
  const char *end = valid + strlen (valid);
  for (const char *at = valid; at < end;) {
    guint64 value;
    gsize skip = match_reference (at, end, &value);
    if (skip && !is_xml_char (value)) {
      at += skip;
      continue;
    }
    skip = (gsize) (g_utf8_next_char (at) - at);
    if (is_xml_char (g_utf8_get_char (at)))
      g_string_append_len (clean, at, (gssize) skip);
    at += skip;
  }
  if (clean->len == length && memcmp (clean->str, bytes, length) == 0) {
    g_string_free (clean, TRUE);
    return NULL;
  }
  return clean;
}
