/* SPDX-License-Identifier: MIT */
#include "core/text.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

char *
bp_text_unify_newlines (const char *text)
{
  GString *unified;
  if (!strchr (text, '\r'))
    return g_strdup (text);
  unified = g_string_sized_new (strlen (text));
  for (; *text; text++) {
    if (*text != '\r')
      g_string_append_c (unified, *text);
    else if (text[1] != '\n')
      g_string_append_c (unified, '\n');
  }
  return g_string_free (unified, FALSE);
}

/* XML 1.0, production Char. */
static gboolean
is_xml_char (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

static void
refuse (GError **error, const char *english, const char *what, const char *number)
{
  g_autofree char *word = g_strconcat (BP_SAYING_TEXT, what, NULL);
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, bp_saying_new (english, word, number, NULL));
}

gboolean
bp_text_check_xml (const char *text, const char *what, GError **error)
{
  if (!text)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL)) {
    refuse (error, N_ ("%s: the text is not UTF-8."), what, NULL);
    return FALSE;
  }
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (!is_xml_char (g_utf8_get_char (c))) {
      g_autofree char *number = g_strdup_printf ("%04X", g_utf8_get_char (c));
      refuse (error, N_ ("%s: the text contains a control character (U+%04X)."), what, number);
      return FALSE;
    }
  return TRUE;
}

/* --- text to HTML ------------------------------------------------------------------------------------------------- */

/* Escaped; of several blanks all but the last are kept from being folded, and so is one that begins a line. */
static void
append_escaped (GString *html, const char *text, gsize length, gboolean begins_line)
{
  for (gsize i = 0; i < length; i++) {
    gboolean folds = i + 1 < length ? text[i + 1] == ' ' || text[i + 1] == '\t' : FALSE;
    switch (text[i]) {
    case '&':
      g_string_append (html, "&amp;");
      break;
    case '<':
      g_string_append (html, "&lt;");
      break;
    case '>':
      g_string_append (html, "&gt;");
      break;
    case '"':
      g_string_append (html, "&quot;");
      break;
    case '\t':
      g_string_append (html, "&#160;&#160;&#160; ");
      break;
    case ' ':
      g_string_append (html, folds || (begins_line && i == 0) ? "&#160;" : " ");
      break;
    default:
      g_string_append_c (html, text[i]);
    }
  }
}

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define NAME_CHARS LETTERS "0123456789._%+-"
#define HOST_CHARS LETTERS "0123456789.-"

/* An address within a line, and what must stand before it to make a link of it. */
typedef struct {
  gsize length; /* 0: none */
  const char *scheme;
} Link;

/* Punctuation that ends a sentence is not part of an address. */
static gsize
without_punctuation (const char *text, gsize end)
{
  while (end > 0 && strchr (".,;:!?)'", text[end - 1]))
    end--;
  return end;
}

/* "https://firma.de/…", "www.firma.de/…" */
static Link
web_link (const char *text, gsize length)
{
  static const struct {
    const char *begin, *scheme;
  } kinds[] = { { "https://", "" }, { "http://", "" }, { "www.", "http://" } };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gsize begin = strlen (kinds[i].begin), end;
    if (length <= begin || g_ascii_strncasecmp (text, kinds[i].begin, begin) != 0)
      continue;
    end = without_punctuation (text, MIN (strcspn (text, " \t\n\"<>"), length));
    if (end > begin && (!*kinds[i].scheme || memchr (text + begin, '.', end - begin)))
      return (Link){ end, kinds[i].scheme };
  }
  return (Link){ 0 };
}

/* "anna@firma.de" */
static Link
mail_link (const char *text, gsize length)
{
  gsize name = strspn (text, NAME_CHARS), host, end;
  const char *dot;
  if (name == 0 || name >= length || text[name] != '@')
    return (Link){ 0 };
  host = name + 1;
  end = without_punctuation (text, MIN (host + strspn (text + host, HOST_CHARS), length));
  dot = end > host ? g_strrstr_len (text + host, (gssize) (end - host), ".") : NULL;
  if (!dot || dot == text + host || strspn (dot + 1, LETTERS) < 2)
    return (Link){ 0 };
  return (Link){ end, "mailto:" };
}

/* at: an address begins where a word does. */
static Link
find_link (const char *line, gsize at, gsize length)
{
  Link link;
  if (at > 0 && (strchr (NAME_CHARS "@/", line[at - 1]) || (line[at - 1] & 0x80)))
    return (Link){ 0 };
  link = web_link (line + at, length - at);
  return link.length ? link : mail_link (line + at, length - at);
}

static void
append_line (GString *html, const char *line, gsize length)
{
  gsize plain = 0;
  for (gsize i = 0; i < length; i++) {
    Link link = find_link (line, i, length);
    if (link.length == 0)
      continue;
    append_escaped (html, line + plain, i - plain, plain == 0);
    g_string_append_printf (html, "<a href=\"%s", link.scheme);
    append_escaped (html, line + i, link.length, FALSE);
    g_string_append (html, "\">");
    append_escaped (html, line + i, link.length, FALSE);
    g_string_append (html, "</a>");
    plain = i + link.length;
    i = plain - 1;
  }
  append_escaped (html, line + plain, length - plain, plain == 0);
}

char *
bp_text_to_html (const char *text)
{
  g_autofree char *unified = bp_text_unify_newlines (text);
  const char *line = unified;
  GString *html = g_string_new ("<html><body><p>");
  while (*line) {
    gsize length = strcspn (line, "\n"), breaks;
    append_line (html, line, length);
    line += length;
    breaks = strspn (line, "\n");
    line += breaks;
    /* One blank line parts paragraphs; more are meant as they are. */
    if (breaks == 2 && length > 0 && *line)
      g_string_append (html, "</p>\n<p>");
    else
      for (gsize i = 0; i < breaks; i++)
        g_string_append (html, "<br>\n");
  }
  g_string_append (html, "</p></body></html>");
  return g_string_free (html, FALSE);
}

/* --- HTML to text ------------------------------------------------------------------------------------------------- */

typedef enum {
  KIND_INLINE,
  KIND_LINE,      /* begins and ends a line */
  KIND_PARAGRAPH, /* has a blank line before and after */
  KIND_HIDDEN,
} ElementKind;

static const struct {
  const char *name;
  ElementKind kind;
} elements[] = {
  { "address", KIND_LINE },  { "article", KIND_LINE },  { "blockquote", KIND_PARAGRAPH },
  { "dd", KIND_LINE },       { "div", KIND_LINE },      { "dl", KIND_PARAGRAPH },
  { "dt", KIND_LINE },       { "footer", KIND_LINE },   { "form", KIND_LINE },
  { "h1", KIND_PARAGRAPH },  { "h2", KIND_PARAGRAPH },  { "h3", KIND_PARAGRAPH },
  { "h4", KIND_PARAGRAPH },  { "h5", KIND_PARAGRAPH },  { "h6", KIND_PARAGRAPH },
  { "head", KIND_HIDDEN },   { "header", KIND_LINE },   { "hr", KIND_LINE },
  { "li", KIND_LINE },       { "ol", KIND_LINE },       { "p", KIND_PARAGRAPH },
  { "pre", KIND_PARAGRAPH }, { "script", KIND_HIDDEN }, { "section", KIND_LINE },
  { "style", KIND_HIDDEN },  { "table", KIND_LINE },    { "template", KIND_HIDDEN },
  { "title", KIND_HIDDEN },  { "tr", KIND_LINE },       { "ul", KIND_LINE },
};

static ElementKind
element_kind (const xmlNode *node)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (strcmp (elements[i].name, (const char *) node->name) == 0)
      return elements[i].kind;
  return KIND_INLINE;
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return node && node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

typedef struct {
  GString *text;
  guint newlines;     /* to be written before the next word */
  gboolean blank;     /* dto. */
  guint preformatted; /* depth of <pre> */
} Writer;

static void
flush_breaks (Writer *writer)
{
  if (writer->text->len > 0)
    for (guint i = 0; i < writer->newlines; i++)
      g_string_append_c (writer->text, '\n');
  if (writer->blank && writer->newlines == 0 && writer->text->len > 0)
    g_string_append_c (writer->text, ' ');
  writer->newlines = 0;
  writer->blank = FALSE;
}

static void
write_words (Writer *writer, const char *text)
{
  for (; *text; text++) {
    if (writer->preformatted > 0 && *text == '\n') {
      writer->newlines++;
    } else if (writer->preformatted == 0 && g_ascii_isspace (*text)) {
      writer->blank = TRUE;
    } else if (*text != '\r') {
      flush_breaks (writer);
      /* U+00A0 in UTF-8: a blank that was not to be folded. */
      if (text[0] == '\xc2' && text[1] == '\xa0') {
        g_string_append_c (writer->text, ' ');
        text++;
      } else {
        g_string_append_c (writer->text, *text);
      }
    }
  }
}

static void
break_line (Writer *writer, guint newlines)
{
  writer->newlines = MAX (writer->newlines, newlines);
  writer->blank = FALSE;
}

/* Numbers are remembered at the items: counting back from each would take the square of the list's length. */
static void
begin_list_item (Writer *writer, xmlNode *node)
{
  const xmlNode *before = node->prev;
  flush_breaks (writer);
  if (!is_named (node->parent, "ol")) {
    g_string_append (writer->text, "- ");
    return;
  }
  while (before && !is_named (before, "li"))
    before = before->prev;
  node->_private = GUINT_TO_POINTER (before ? GPOINTER_TO_UINT (before->_private) + 1 : 1);
  g_string_append_printf (writer->text, "%u. ", GPOINTER_TO_UINT (node->_private));
}

/* FALSE if what is inside is not to be read. */
static gboolean
begin_element (Writer *writer, xmlNode *node)
{
  ElementKind kind = element_kind (node);
  if (kind == KIND_HIDDEN)
    return FALSE;
  if (kind != KIND_INLINE)
    break_line (writer, kind == KIND_PARAGRAPH ? 2 : 1);
  if (is_named (node, "br")) {
    writer->newlines++;
    writer->blank = FALSE;
  } else if (is_named (node, "li")) {
    begin_list_item (writer, node);
  } else if (is_named (node, "pre")) {
    writer->preformatted++;
  } else if ((is_named (node, "td") || is_named (node, "th")) && node->prev) {
    write_words (writer, "\xc2\xa0");
    writer->blank = TRUE;
  }
  return TRUE;
}

/* Whether the text says all of the address: a web address may lack its scheme. */
static gboolean
says_address (const char *shown, const char *target)
{
  return strcmp (shown, target) == 0
         || (g_str_has_prefix (target, "http://") && strcmp (shown, target + strlen ("http://")) == 0);
}

/* A link's address follows its text, unless it is the text. */
static void
end_link (Writer *writer, xmlNode *node)
{
  xmlChar *address = xmlGetProp (node, (const xmlChar *) "href");
  xmlChar *shown = xmlNodeGetContent (node);
  const char *target = (const char *) address;
  if (target && g_str_has_prefix (target, "mailto:"))
    target += strlen ("mailto:");
  if (target && *target && *target != '#' && shown && !says_address (g_strstrip ((char *) shown), target)) {
    write_words (writer, *shown ? " <" : "<");
    write_words (writer, target);
    write_words (writer, ">");
  }
  xmlFree (address);
  xmlFree (shown);
}

static void
end_element (Writer *writer, xmlNode *node)
{
  ElementKind kind = element_kind (node);
  if (is_named (node, "a"))
    end_link (writer, node);
  else if (is_named (node, "pre"))
    writer->preformatted--;
  if (kind == KIND_LINE || kind == KIND_PARAGRAPH)
    break_line (writer, kind == KIND_PARAGRAPH ? 2 : 1);
}

/* The next node in document order after all of this one; ends the elements that are left. */
static xmlNode *
leave (Writer *writer, xmlNode *node)
{
  while (node && node->type != XML_HTML_DOCUMENT_NODE) {
    if (node->type == XML_ELEMENT_NODE)
      end_element (writer, node);
    if (node->next)
      return node->next;
    node = node->parent;
  }
  return NULL;
}

/* No recursion: how deep a document nests is its author's choice. */
static void
write_tree (Writer *writer, xmlNode *node)
{
  while (node) {
    gboolean enter = FALSE;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      write_words (writer, (const char *) node->content);
    else if (node->type == XML_ELEMENT_NODE)
      enter = begin_element (writer, node) && node->children;
    if (enter)
      node = node->children;
    else if (node->type == XML_ELEMENT_NODE && element_kind (node) != KIND_HIDDEN)
      node = leave (writer, node);
    else
      node = node->next ? node->next : leave (writer, node->parent);
  }
}

/* The end of the tag that begins here, behind its ">"; what stands in quotes does not end it. */
static const char *
end_of_tag (const char *tag)
{
  char quote = '\0';
  for (; *tag; tag++) {
    if (quote ? *tag == quote : *tag == '"' || *tag == '\'')
      quote = quote ? '\0' : *tag;
    else if (*tag == '>' && !quote)
      return tag + 1;
  }
  return tag;
}

/* The document with no more of its tags than say where lines end: what is left of one that nests deeper than can be read. New. */
static char *
flatten (const char *html)
{
  GString *flat = g_string_sized_new (strlen (html));
  while (*html) {
    gboolean is_end = html[0] == '<' && html[1] == '/';
    const char *name = html + (is_end ? 2 : 1), *end;
    g_autofree char *lower = NULL;
    xmlNode node = { .type = XML_ELEMENT_NODE };
    if (*html != '<' || !g_ascii_isalpha (*name)) {
      g_string_append_c (flat, *html++);
      continue;
    }
    end = end_of_tag (name);
    lower =
      g_ascii_strdown (name, (gssize) strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"));
    node.name = (const xmlChar *) lower;
    if (is_named (&node, "br") || element_kind (&node) == KIND_HIDDEN)
      g_string_append_len (flat, html, end - html);
    else if (element_kind (&node) != KIND_INLINE)
      g_string_append (flat, is_end || !is_named (&node, "li") ? "<div></div>" : "<div></div>- ");
    html = end;
  }
  return g_string_free (flat, FALSE);
}

/* FALSE: it nests deeper than the parser goes, so that only its beginning was read. */
static gboolean
read_html (Writer *writer, const char *html, int more_options)
{
  htmlParserCtxtPtr parser = htmlNewParserCtxt ();
  htmlDocPtr document;
  const xmlError *error;
  gboolean whole;
  if (!parser)
    return FALSE;
  document = htmlCtxtReadMemory (parser, html, (int) MIN (strlen (html), G_MAXINT), NULL, "UTF-8",
                                 HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
                                   | more_options);
  error = xmlCtxtGetLastError (parser);
  whole = !error || error->level != XML_ERR_FATAL;
  if (document && (whole || more_options))
    write_tree (writer, document->children);
  if (document)
    xmlFreeDoc (document);
  htmlFreeParserCtxt (parser);
  return whole;
}

char *
bp_text_from_html (const char *html)
{
  Writer writer = { g_string_new (NULL) };
  /* Damaged bytes would otherwise come through damaged. */
  g_autofree char *valid = g_utf8_validate (html, -1, NULL) ? NULL : g_utf8_make_valid (html, -1);
  g_autofree char *flat = NULL;
  if (!read_html (&writer, valid ? valid : html, 0)) {
    flat = flatten (valid ? valid : html);
    read_html (&writer, flat, XML_PARSE_HUGE);
  }
  return g_string_free (writer.text, FALSE);
}
