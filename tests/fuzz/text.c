/* SPDX-License-Identifier: MIT */
/* Info texts, HTML or not, whoever wrote them. */
#include "core/text.h"

#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *raw = fuzz_take_rest (data, size), *text = g_utf8_make_valid (raw, -1);
  g_autofree char *plain = bp_text_from_html (raw), *html = bp_text_to_html (text), *back = NULL;
  g_autofree char *lines = bp_text_unify_newlines (raw);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  g_assert_true (bp_text_check_xml (raw, "text", &error) == (error == NULL));
  g_assert_null (strchr (lines, '\r'));
  if (error)
    return 0;
  /* What can be sent arrives: as markup it is well-formed enough to be read back, and holds no more than what was written. */
  g_assert_true (bp_text_check_xml (html, "html", NULL));
  back = bp_text_from_html (html);
  g_assert_true (g_utf8_validate (back, -1, NULL));
  return 0;
}
