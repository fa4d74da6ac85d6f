/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <string.h>

#define HEAD                                                                                                           \
  "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n</head>\r\n"

static char *
with_crlf (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p; p++) {
    if (*p == '\n' && (p == text || p[-1] != '\r'))
      g_string_append_c (out, '\r');
    g_string_append_c (out, *p);
  }
  return g_string_free (out, FALSE);
}

static const char *
find_tag (const char *html, const char *tag)
{
  for (const char *p = html; *p; p++)
    if (*p == '<' && g_ascii_strncasecmp (p + 1, tag, strlen (tag)) == 0 && !g_ascii_isalpha (p[1 + strlen (tag)]))
      return p;
  return NULL;
}

char *
body_normalise (const char *text, gboolean html)
{
  g_autofree char *crlf = with_crlf (text);
  const char *body, *head;

  if (!html || *crlf == '\0')
    return g_steal_pointer (&crlf);
  head = find_tag (crlf, "head");
  if (head && strstr (head, "charset="))
    return g_steal_pointer (&crlf);
  body = find_tag (crlf, "body");
  if (body)
    return g_strconcat (HEAD, body, find_tag (body, "/html") ? "" : "\r\n</html>\r\n", NULL);
  return g_strconcat (HEAD "<body>\r\n", crlf, "\r\n</body>\r\n</html>\r\n", NULL);
}

char *
body_to_html (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_auto (GStrv) lines = g_strsplit (escaped, "\r\n", -1);
  g_autofree char *joined = g_strjoinv ("<br>\r\n", lines);

  return g_strconcat (HEAD "<body>\r\n<div>", joined, "</div>\r\n</body>\r\n</html>\r\n", NULL);
}

static const struct {
  const char *entity;
  const char *text;
} entities[] = {
  { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&nbsp;", "\xc2\xa0" }, { "&#39;", "'" }, { "&amp;", "&" },
};

static gsize
append_entity (GString *out, const char *p)
{
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (p, entities[i].entity)) {
      g_string_append (out, entities[i].text);
      return strlen (entities[i].entity);
    }
  g_string_append_c (out, *p);
  return 1;
}

static gboolean
breaks_line (const char *tag)
{
  static const char *const names[] = { "br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (tag, names[i], strlen (names[i])) == 0 && !g_ascii_isalnum (tag[strlen (names[i])]))
      return TRUE;
  return FALSE;
}

char *
body_to_text (const char *html)
{
  GString *out = g_string_new (NULL);
  const char *body = find_tag (html, "body");

  for (const char *p = body ? body : html; *p;) {
    if (*p == '<') {
      gsize length = strcspn (p, ">");

      if (breaks_line (p + 1))
        g_string_append (out, "\r\n");
      p += length + (p[length] == '>');
    } else if (*p == '&') {
      p += append_entity (out, p);
    } else {
      /* Line ends in the source are blanks to a reader; at the begin of a line not even that. */
      if (*p != '\r' && *p != '\n')
        g_string_append_c (out, *p);
      else if (*p == '\n' && out->len && out->str[out->len - 1] != '\n')
        g_string_append_c (out, ' ');
      p++;
    }
  }
  while (out->len && g_ascii_isspace (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
