/* SPDX-License-Identifier: MIT */
/* Documents out of a stream, wherever the network divides it. */
#include "ews/splitter.h"

#include <string.h>

#define ONE "<a:Envelope xmlns:a='x'><b c=\"1 > 0 /> '\"/>text<d /></a:Envelope>"
#define TWO "<Envelope><![CDATA[ </Envelope> ]]><!-- </Envelope> --><e f='\"/>'></e></Envelope>"
#define THREE "<s:Envelope><t:Umlaut>\xc3\xa4</t:Umlaut></s:Envelope>"
#define EMPTY "<Envelope/>"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>"

static const struct {
  const char *stream;
  const char *documents[4];
} rows[] = {
  { ONE, { ONE } },
  { ONE TWO THREE, { ONE, TWO, THREE } },
  { DECLARATION ONE DECLARATION TWO, { DECLARATION ONE, DECLARATION TWO } },
  { "\xef\xbb\xbf" DECLARATION "\r\n" ONE "\r\n\r\n  " TWO "\n", { DECLARATION ONE, TWO } },
  { EMPTY EMPTY DECLARATION EMPTY, { EMPTY, EMPTY, DECLARATION EMPTY } },
  { ONE "<half><of", { ONE } },
};

static void
assert_rest (BpEwsSplitter *splitter, const char *const *documents, guint at)
{
  GBytes *bytes;
  for (; (bytes = bp_ews_splitter_next (splitter)); at++) {
    g_assert_nonnull (documents[at]);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), documents[at], strlen (documents[at]));
    g_bytes_unref (bytes);
  }
  g_assert_null (documents[at]);
}

/* In parts of every size, a single byte included. */
static void
test_parts (void)
{
  for (guint row = 0; row < G_N_ELEMENTS (rows); row++) {
    gsize length = strlen (rows[row].stream);
    for (gsize part = 1; part <= length; part++) {
      g_autoptr (BpEwsSplitter) splitter = bp_ews_splitter_new ();
      for (gsize at = 0; at < length; at += part)
        g_assert_true (bp_ews_splitter_feed (splitter, rows[row].stream + at, MIN (part, length - at)));
      assert_rest (splitter, rows[row].documents, 0);
    }
  }
}

static void
test_no_document (void)
{
  static const char *const streams[] = { "Service Unavailable", ONE "=== Truncated Data ===", ONE "}" };
  g_autoptr (BpEwsSplitter) endless = bp_ews_splitter_new ();
  g_autofree char *text = g_strnfill (BP_EWS_SPLITTER_MAX, 'x');
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++) {
    g_autoptr (BpEwsSplitter) splitter = bp_ews_splitter_new ();
    g_assert_false (bp_ews_splitter_feed (splitter, streams[i], strlen (streams[i])));
  }
  g_assert_true (bp_ews_splitter_feed (endless, "<a>", 3));
  g_assert_false (bp_ews_splitter_feed (endless, text, BP_EWS_SPLITTER_MAX));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/splitter/parts", test_parts);
  g_test_add_func ("/splitter/no-document", test_no_document);
  return g_test_run ();
}
