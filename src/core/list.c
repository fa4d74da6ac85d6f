/* SPDX-License-Identifier: MIT */
#include "core/list.h"

#include <jansson.h>
#include <stdlib.h>

char **
bp_list_to_strv (const char *json)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  json_t *array = json ? json_loads (json, 0, NULL) : NULL;
  json_t *entry;
  size_t i;
  char **strings;
  json_array_foreach (array, i, entry)
  {
    if (json_is_string (entry))
      g_strv_builder_add (builder, json_string_value (entry));
  }
  strings = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  json_decref (array);
  return strings;
}

char *
bp_list_from_strv (const char *const *strings)
{
  json_t *array = json_array ();
  char *text, *copy;
  for (; strings && *strings; strings++)
    json_array_append_new (array, json_string (*strings));
  text = json_array_size (array) ? json_dumps (array, JSON_COMPACT) : NULL;
  copy = g_strdup (text);
  free (text);
  json_decref (array);
  return copy;
}
