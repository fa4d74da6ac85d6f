/* SPDX-License-Identifier: MIT */
#include "base/saying.h"

#include <string.h>

#include "base/i18n.h"

/* Between a sentence and what is filled in. */
#define FILLED_IN "\037"

/* What is filled in must not look like what stands between. */
static void
append_plain (GString *saying, const char *text)
{
  gboolean is_ours = g_str_has_prefix (text, BP_SAYING_TEXT);
  g_autofree char *plain = g_strdup (text + is_ours);
  g_strdelimit (plain, BP_SAYING_TEXT BP_SAYING_THEN FILLED_IN, ' ');
  g_string_append_printf (saying, "%s%s%s", FILLED_IN, is_ours ? BP_SAYING_TEXT : "", plain);
}

/* Behind a conversion as "%s", "%.10s" or "%2$s"; *ret_number: the one that it asks for, counted from 1, 0: the next. */
static const char *
end_of_conversion (const char *percent, guint *ret_number)
{
  const char *at = percent + 1 + strspn (percent + 1, "0123456789.");
  *ret_number = *at == '$' ? (guint) g_ascii_strtoull (percent + 1, NULL, 10) : 0;
  if (*at == '$')
    at += 1 + strspn (at + 1, "0123456789.");
  return *at ? at + 1 : at;
}

char *
bp_saying_new (const char *english, ...)
{
  GString *saying = g_string_new (english);
  const char *text;
  va_list args;
  va_start (args, english);
  while ((text = va_arg (args, const char *)))
    append_plain (saying, text);
  va_end (args);
  return g_string_free (saying, FALSE);
}

char *
bp_saying_new_valist (const char *english, va_list args)
{
  GString *saying = g_string_new (english);
  guint number;
  for (const char *percent = strchr (english, '%'); percent;
       percent = strchr (end_of_conversion (percent, &number), '%')) {
    g_autofree char *text = NULL;
    switch (end_of_conversion (percent, &number)[-1]) {
    case 's':
      text = g_strdup (va_arg (args, const char *));
      break;
    case 'c':
      text = g_strdup_printf ("%c", va_arg (args, int));
      break;
    case 'd':
      text = g_strdup_printf ("%d", va_arg (args, int));
      break;
    case 'u':
      text = g_strdup_printf ("%u", va_arg (args, guint));
      break;
    default: /* there is no other one (base/error.h) */
      continue;
    }
    append_plain (saying, text ? text : "");
  }
  return g_string_free (saying, FALSE);
}

static const char *
translated (const char *text)
{
  return *text ? _ (text) : text;
}

static void
append_sentence (GString *said, const char *sentence)
{
  g_auto (GStrv) parts = g_strsplit (sentence, FILLED_IN, -1);
  guint n = g_strv_length (parts), next = 1, number;
  const char *text = n > 0 ? translated (parts[0]) : "";
  for (const char *percent = n > 1 ? strchr (text, '%') : NULL; percent; percent = strchr (text, '%')) {
    const char *end = end_of_conversion (percent, &number);
    const char *filled = number > 0 && number < n ? parts[number] : next < n ? parts[next] : "";
    gboolean is_ours = g_str_has_prefix (filled, BP_SAYING_TEXT);
    g_string_append_len (said, text, percent - text);
    text = end;
    if (percent[1] == '%') {
      g_string_append_c (said, '%');
      continue;
    }
    g_string_append (said, is_ours ? translated (filled + 1) : filled);
    next++;
  }
  g_string_append (said, text);
}

char *
bp_saying_say (const char *saying)
{
  g_auto (GStrv) sentences = g_strsplit (saying, BP_SAYING_THEN, -1);
  GString *said = g_string_new (NULL);
  for (char **sentence = sentences; *sentence; sentence++)
    append_sentence (said, *sentence);
  return g_string_free (said, FALSE);
}
