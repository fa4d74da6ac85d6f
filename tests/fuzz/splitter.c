/* SPDX-License-Identifier: MIT */
/* A standing connection's bytes: whole, and divided as the network divides them. The first byte says into parts of which size. */
#include <string.h>

#include "ews/splitter.h"
#include "fuzz.h"

/* The documents, each behind its length; NULL if it was refused. */
static char *
split (const uint8_t *data, size_t size, size_t part)
{
  g_autoptr (BpEwsSplitter) splitter = bp_ews_splitter_new ();
  g_autoptr (GString) documents = g_string_new (NULL);
  for (size_t at = 0; at < size; at += part) {
    GBytes *document;
    if (!bp_ews_splitter_feed (splitter, (const char *) data + at, MIN (part, size - at)))
      return NULL;
    while ((document = bp_ews_splitter_next (splitter))) {
      gsize length;
      const char *bytes = g_bytes_get_data (document, &length);
      g_assert_cmpuint (length, >, 0);
      g_string_append_printf (documents, "%" G_GSIZE_FORMAT ":", length);
      for (gsize i = 0; i < length; i++)
        g_string_append_printf (documents, "%02x", (guint8) bytes[i]);
      g_bytes_unref (document);
    }
  }
  return g_string_free (g_steal_pointer (&documents), FALSE);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = NULL, *parts = NULL;
  size_t part;
  if (size < 2)
    return 0;
  part = 1 + data[0] % 17;
  whole = split (data + 1, size - 1, size);
  parts = split (data + 1, size - 1, part);
  g_assert_cmpstr (whole, ==, parts);
  return 0;
}
