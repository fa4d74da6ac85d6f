/* SPDX-License-Identifier: MIT */
/* Text and HTML: there, back, and whatever others call HTML. */
#include "core/text.h"

#include <string.h>

#include "base/error.h"

static void
test_to_html (void)
{
  static const struct {
    const char *text, *html; /* html: inside of <html><body>…</body></html> */
  } cases[] = {
    { "", "<p></p>" },
    { "one line", "<p>one line</p>" },
    { "two\nlines", "<p>two<br>\nlines</p>" },
    { "two\r\nlines", "<p>two<br>\nlines</p>" },
    { "two\n\nparagraphs", "<p>two</p>\n<p>paragraphs</p>" },
    { "<b> & \"c\"", "<p>&lt;b&gt; &amp; &quot;c&quot;</p>" },
    { " begins  blank", "<p>&#160;begins&#160; blank</p>" },
    { "Grüße €", "<p>Grüße €</p>" },
    { "see https://firma.de/a?b=1&c=2.",
      "<p>see <a href=\"https://firma.de/a?b=1&amp;c=2\">https://firma.de/a?b=1&amp;c=2</a>.</p>" },
    { "https:// is no link", "<p>https:// is no link</p>" },
    { "http://x.de\nnext", "<p><a href=\"http://x.de\">http://x.de</a><br>\nnext</p>" },
    { "siehe www.firma.de/a, gut", "<p>siehe <a href=\"http://www.firma.de/a\">www.firma.de/a</a>, gut</p>" },
    { "www.\nwww.x und awww.x.de", "<p>www.<br>\nwww.x und awww.x.de</p>" },
    { "(anna.b+c@firma-gmbh.co.de)",
      "<p>(<a href=\"mailto:anna.b+c@firma-gmbh.co.de\">anna.b+c@firma-gmbh.co.de</a>)</p>" },
    { "mailto:a@x.de.", "<p>mailto:<a href=\"mailto:a@x.de\">a@x.de</a>.</p>" },
    { "a@b @x.de a@.de a@x.1 a@x.d", "<p>a@b @x.de a@.de a@x.1 a@x.d</p>" },
    { "http://u@x.de/a@b.de", "<p><a href=\"http://u@x.de/a@b.de\">http://u@x.de/a@b.de</a></p>" },
    { "javascript:alert(1)", "<p>javascript:alert(1)</p>" },
    { "http://x.de/\"onclick=\"y", "<p><a href=\"http://x.de/\">http://x.de/</a>&quot;onclick=&quot;y</p>" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *html = bp_text_to_html (cases[i].text);
    g_autofree char *expected = g_strconcat ("<html><body>", cases[i].html, "</body></html>", NULL);
    g_assert_cmpstr (html, ==, expected);
  }
}

static void
test_round_trip (void)
{
  static const char *const texts[] = { "",
                                       "one line",
                                       "two\nlines",
                                       "a\n\nb\n\nc\nd",
                                       "a\n\n\nb\n\n\n\nc",
                                       "<b>not bold</b> & so on; &amp; too",
                                       "  indented\n    more\nnot",
                                       "many     blanks",
                                       "umlauts äöüß, € and 🙂",
                                       "see https://firma.de/a?b=1&c=2, or (http://x.de)",
                                       "https://firma.de",
                                       "www.firma.de/x?y=1&z=2 und anna@firma.de, <bert@firma.de>; mailto:c@d.de",
                                       "Größe@firma.de ist keine, größe.www.x.de auch nicht",
                                       "- a list\n- of things\n1. and numbers" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *html = bp_text_to_html (texts[i]);
    g_autofree char *text = bp_text_from_html (html);
    g_assert_cmpstr (text, ==, texts[i]);
  }
}

static void
test_from_html (void)
{
  static const struct {
    const char *html, *text;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "<p>a</p><p>b</p>", "a\n\nb" },
    { "<div>a</div><div>b</div>", "a\nb" },
    { "<p>a<br>b<br/>c</p>", "a\nb\nc" },
    { "  <p>  folded \n  blanks </p>  ", "folded blanks" },
    { "a<b>b</b>c <i>d</i> e", "abc d e" },
    { "<ul><li>one</li><li>two</li></ul>after", "- one\n- two\nafter" },
    { "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two" },
    { "<a href=\"https://x.de/\">here</a>!", "here <https://x.de/>!" },
    { "<a href=\"https://x.de/\">https://x.de/</a>", "https://x.de/" },
    { "<a href=\"mailto:a@x.de\">a@x.de</a>", "a@x.de" },
    { "<a href=\"mailto:a@x.de\">Anna</a>", "Anna <a@x.de>" },
    { "<a href=\"http://www.x.de\">www.x.de</a>", "www.x.de" },
    { "<a href=\"https://www.x.de\">www.x.de</a>", "www.x.de <https://www.x.de>" },
    { "<a href=\"#top\">up</a>", "up" },
    { "<a name=\"x\">anchor</a>", "anchor" },
    { "&lt;&amp;&gt;&quot;&auml;&#8364;&nbsp;.", "<&>\"ä€ ." },
    { "<head><title>no</title><style>p{}</style></head><body>yes<script>no()</script></body>", "yes" },
    { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a  b\nc  d" },
    { "<pre>keep\n  this</pre>", "keep\n  this" },
    { "<h1>Title</h1>text", "Title\n\ntext" },
    { "<!-- no --><p>a<!-- no -->b</p>", "ab" },
    { "<p>unclosed <b>tags", "unclosed tags" },
    { "</p></div>stray", "stray" },
    { "<html xmlns:o=\"urn:x\"><body><o:p>Word</o:p></body></html>", "Word" },
    { "a < b and c > d", "a < b and c > d" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = bp_text_from_html (cases[i].html);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_hostile (void)
{
  GString *deep = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *invalid = bp_text_from_html ("<p>\xff\xfe</p>");
  for (guint i = 0; i < 20000; i++)
    g_string_append (deep, "<div>");
  g_string_append (deep, "bottom");
  text = bp_text_from_html (deep->str);
  g_assert_cmpstr (text, ==, "bottom");
  g_assert_nonnull (invalid);
  g_string_free (deep, TRUE);
  for (guint round = 0; round < 500; round++) {
    static const char *const pieces[] = { "<p>",   "</p>",   "<", ">",  "&", "&#", "<a href=\"", "\"",  "<li>",
                                          "<pre>", "</pre>", "ä", "\n", " ", "x",  "<!--",       "]]>", "<td>" };
    g_autoptr (GString) html = g_string_new (NULL);
    g_autofree char *read = NULL;
    for (guint i = 0; i < 40; i++)
      g_string_append (html, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    read = bp_text_from_html (html->str);
    g_assert_true (g_utf8_validate (read, -1, NULL));
  }
}

/* Deeper than the parser goes: what it says is kept, and where lines end. */
static void
test_deep (void)
{
  static const struct {
    const char *inside, *text;
  } cases[] = {
    { "Gr&uuml;&szlig;e<br>zwei &lt;3&gt;", "Grüße\nzwei <3>" },
    { "eins<p>zwei", "eins\n\nzwei" },
    { "<ul><li>a</li><li>b</li></ul>", "- a\n- b" },
    { "<style>p { color: red }</style>sichtbar<!-- nicht -->", "sichtbar" },
    { "<a title='>' href=\"x\">Link</a> 1 < 2", "Link 1 < 2" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *deep = g_string_new (NULL);
    g_autofree char *text = NULL;
    for (guint n = 0; n < 1000; n++)
      g_string_append (deep, "<b><i>");
    g_string_append (deep, cases[i].inside);
    text = bp_text_from_html (deep->str);
    g_assert_cmpstr (text, ==, cases[i].text);
    g_string_free (deep, TRUE);
  }
}

static void
test_check_xml (void)
{
  static const char *const good[] = { "", "text\twith\nnewlines\r\n", "äöü€🙂", "\x7f" };
  static const char *const bad[] = { "\x01", "a\x0b", "\x1b[31m", "\xff", "\xef\xbf\xbe", "\xef\xbf\xbf" };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (bp_text_check_xml (good[i], "subject", NULL));
  g_assert_true (bp_text_check_xml (NULL, "subject", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (bp_text_check_xml (bad[i], "subject", &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "subject"));
  }
}

static void
test_newlines (void)
{
  g_autofree char *unified = bp_text_unify_newlines ("a\r\nb\rc\n\r\n\rd\r");
  g_assert_cmpstr (unified, ==, "a\nb\nc\n\n\nd\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/to-html", test_to_html);
  g_test_add_func ("/text/round-trip", test_round_trip);
  g_test_add_func ("/text/from-html", test_from_html);
  g_test_add_func ("/text/deep", test_deep);
  g_test_add_func ("/text/hostile", test_hostile);
  g_test_add_func ("/text/check-xml", test_check_xml);
  g_test_add_func ("/text/newlines", test_newlines);
  return g_test_run ();
}
