/* SPDX-License-Identifier: MIT */
#include "core/list.h"

#include <jansson.h>
#include <string.h>

#include "core/json-text.h"

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

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
bp_list_from_strv (const char *const *strings)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  GString *json;
  for (; strings && *strings; strings++) {
    char *text = g_strstrip (g_strdup (*strings));
    if (*text)
      g_ptr_array_add (entries, text);
    else
      g_free (text);
  }
  if (entries->len == 0)
    return NULL;
  g_ptr_array_sort (entries, compare);
  json = g_string_new ("[");
  for (guint i = 0; i < entries->len; i++) {
    if (i > 0 && strcmp (entries->pdata[i - 1], entries->pdata[i]) == 0)
      continue;
    if (i > 0)
      g_string_append_c (json, ',');
    bp_json_append_text (json, entries->pdata[i]);
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}
