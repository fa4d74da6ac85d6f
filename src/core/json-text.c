/* SPDX-License-Identifier: MIT */
#include "core/json-text.h"

#include <jansson.h>
#include <stdlib.h>

/* Text that is not UTF-8 cannot stand in JSON; a value in normal form never is, but a shadow must not be lost over it. */
static void
append_spelled (GString *json, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  json_t *text = json_string (valid);
  char *spelled = json_dumps (text, JSON_ENCODE_ANY);
  g_string_append (json, spelled);
  free (spelled);
  json_decref (text);
}

/* Nearly all texts stand in JSON as they are; jansson, which takes memory for each, spells the others. */
void
bp_json_append_text (GString *json, const char *value)
{
  gboolean plain = TRUE;
  for (const char *at = value; *at && plain; at++)
    plain = (guchar) *at >= ' ' && *at != '"' && *at != '\\';
  if (!plain || !g_utf8_validate (value, -1, NULL)) {
    append_spelled (json, value);
    return;
  }
  g_string_append_c (json, '"');
  g_string_append (json, value);
  g_string_append_c (json, '"');
}
