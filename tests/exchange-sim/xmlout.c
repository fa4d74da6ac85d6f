/* SPDX-License-Identifier: MIT */
#include "xmlout.h"

void
xml_text (GString *out, const char *text)
{
  const char *run = text;
  const char *p;

  for (p = text; *p; p++) {
    const char *entity = NULL;

    if (*p == '&')
      entity = "&amp;";
    else if (*p == '<')
      entity = "&lt;";
    else if (*p == '>')
      entity = "&gt;";
    else if (*p == '"')
      entity = "&quot;";
    else if ((guchar) *p >= 0x20 || *p == '\t' || *p == '\n')
      continue;
    g_string_append_len (out, run, p - run);
    if (entity)
      g_string_append (out, entity);
    else
      g_string_append_printf (out, "&#x%X;", (guint) *p);
    run = p + 1;
  }
  g_string_append_len (out, run, p - run);
}

void
xml_start (GString *out, const char *tag)
{
  g_string_append_c (out, '<');
  g_string_append (out, tag);
}

void
xml_attribute (GString *out, const char *name, const char *value)
{
  if (!value)
    return;
  g_string_append_c (out, ' ');
  g_string_append (out, name);
  g_string_append (out, "=\"");
  xml_text (out, value);
  g_string_append_c (out, '"');
}

void
xml_start_end (GString *out)
{
  g_string_append_c (out, '>');
}

void
xml_empty_end (GString *out)
{
  g_string_append (out, "/>");
}

void
xml_open (GString *out, const char *tag)
{
  xml_start (out, tag);
  xml_start_end (out);
}

void
xml_close (GString *out, const char *tag)
{
  g_string_append (out, "</");
  g_string_append (out, tag);
  g_string_append_c (out, '>');
}

void
xml_element (GString *out, const char *tag, const char *text)
{
  xml_start (out, tag);
  if (!text) {
    xml_empty_end (out);
    return;
  }
  xml_start_end (out);
  xml_text (out, text);
  xml_close (out, tag);
}

void
xml_bool (GString *out, const char *tag, gboolean value)
{
  xml_element (out, tag, value ? "true" : "false");
}

void
xml_int (GString *out, const char *tag, gint64 value)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  xml_element (out, tag, text);
}
