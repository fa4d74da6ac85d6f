/* SPDX-License-Identifier: MIT */
/* The log: levels, redaction, sinks, and lines of the file there and back. */
#include "base/log.h"

#include <string.h>

#include "base/error.h"

typedef struct {
  GPtrArray *lines;
  guint destroyed;
} Collector;

static void
collect (BpLogLine *line, gpointer data)
{
  g_ptr_array_add (((Collector *) data)->lines, bp_log_line_ref (line));
}

static void
count_destroyed (gpointer data)
{
  ((Collector *) data)->destroyed++;
}

static BpLog *
log_into (Collector *collector, BpLogLevel level)
{
  BpLog *log = bp_log_new (level);
  collector->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
  collector->destroyed = 0;
  bp_log_add_sink (log, collect, collector, count_destroyed);
  return log;
}

static const BpLogLine *
last (Collector *collector)
{
  g_assert_cmpuint (collector->lines->len, >, 0);
  return g_ptr_array_index (collector->lines, collector->lines->len - 1);
}

static void
test_levels (void)
{
  Collector seen;
  BpLog *log = log_into (&seen, BP_LOG_INFO);
  BpLogLevel level;
  bp_log (log, BP_LOG_DEBUG, "test.debug", NULL, "not wanted");
  bp_log (log, BP_LOG_INFO, "test.info", "anna", "%d transfers", 3);
  g_assert_cmpuint (seen.lines->len, ==, 1);
  g_assert_cmpstr (last (&seen)->text, ==, "3 transfers");
  g_assert_cmpstr (last (&seen)->user, ==, "anna");
  bp_log_set_level (log, BP_LOG_DEBUG);
  bp_log (log, BP_LOG_DEBUG, "test.debug", NULL, "wanted");
  g_assert_cmpuint (seen.lines->len, ==, 2);
  for (level = BP_LOG_DEBUG; level <= BP_LOG_ERROR; level++) {
    BpLogLevel back;
    g_assert_true (bp_log_level_parse (bp_log_level_name (level), &back));
    g_assert_cmpint (back, ==, level);
  }
  g_assert_false (bp_log_level_parse ("loud", &level));
  g_assert_false (bp_log_level_parse (NULL, &level));
  bp_log (NULL, BP_LOG_ERROR, "test.nobody", NULL, "nobody listens");
  bp_log_unref (log);
  g_assert_cmpuint (seen.destroyed, ==, 1);
  g_ptr_array_unref (seen.lines);
}

static void
test_sinks (void)
{
  Collector first, second = { g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref), 0 };
  BpLog *log = log_into (&first, BP_LOG_INFO);
  guint handle = bp_log_add_sink (log, collect, &second, count_destroyed);
  bp_log (log, BP_LOG_INFO, "test.both", NULL, "both");
  bp_log_remove_sink (log, handle);
  g_assert_cmpuint (second.destroyed, ==, 1);
  bp_log (log, BP_LOG_INFO, "test.one", NULL, "one");
  g_assert_cmpuint (first.lines->len, ==, 2);
  g_assert_cmpuint (second.lines->len, ==, 1);
  g_assert_cmpuint (first.destroyed, ==, 0);
  bp_log_unref (log);
  g_ptr_array_unref (first.lines);
  g_ptr_array_unref (second.lines);
}

static void
test_redaction (void)
{
  static const struct {
    const char *said, *expected;
  } cases[] = {
    { "the password p&w<1> is wrong", "the password ••• is wrong" },
    { "echo p&amp;w&lt;1&gt; in XML", "echo ••• in XML" },
    { "echo p%26w%3C1%3E in a URL", "echo ••• in a URL" },
    { "echo cCZ3PDE+ in Base64", "echo ••• in Base64" },
    { "Authorization: Basic YWRtaW46cHc=, next", "Authorization: Basic •••, next" },
    { "Authorization: Bearer eyJ0.eXAi.OiJK", "Authorization: Bearer •••" },
    { "Proxy-authorization: NTLM TlRMTVNTUAAB", "Proxy-authorization: NTLM •••" },
    { "sent Bearer eyJ0eXAi.OiJK9 to it", "sent Bearer ••• to it" },
    { "Basic authentication is switched off", "Basic authentication is switched off" },
    { "The server offers only NTLM or Negotiate sign-in.", "The server offers only NTLM or Negotiate sign-in." },
    { "https://admin:pw@mail.firma.de/EWS and https://b:c@x", "https://•••@mail.firma.de/EWS and https://•••@x" },
    { "https://mail.firma.de/anna@firma.de", "https://mail.firma.de/anna@firma.de" },
    { "two\r\nlines\tand a \x1b[31mcolour", "two  lines and a  [31mcolour" },
    { "Grüße aus Köln", "Grüße aus Köln" },
  };
  Collector seen;
  BpLog *log = log_into (&seen, BP_LOG_INFO);
  bp_log_add_secret (log, "p&w<1>");
  bp_log_add_secret (log, "p&w<1>");
  bp_log_add_secret (log, "");
  bp_log_add_secret (log, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    bp_log (log, BP_LOG_INFO, "test.redaction", NULL, "%s", cases[i].said);
    g_assert_cmpstr (last (&seen)->text, ==, cases[i].expected);
  }
  bp_log_unref (log);
  g_ptr_array_unref (seen.lines);
}

static void
test_error (void)
{
  Collector seen;
  BpLog *log = log_into (&seen, BP_LOG_INFO);
  g_autoptr (GError) error = NULL;
  bp_set_error (&error, BP_ERROR_DENIED, "HTTP 403 geheim", "The server refused geheim.");
  bp_log_add_secret (log, "geheim");
  bp_log_error (log, BP_LOG_ERROR, "net.denied", "bernd", error, "Opening the mailbox of %s", "bernd");
  g_assert_cmpstr (last (&seen)->text, ==, "Opening the mailbox of bernd: The server refused •••.");
  g_assert_cmpstr (last (&seen)->detail, ==, "HTTP 403 •••");
  bp_log_unref (log);
  g_ptr_array_unref (seen.lines);
}

static void
check_round_trip (const char *user, const char *text, const char *detail)
{
  BpLogLine line = { G_GINT64_CONSTANT (1795421640250000),
                     BP_LOG_WARNING,
                     (char *) "sync.created",
                     (char *) user,
                     (char *) text,
                     (char *) detail };
  g_autofree char *formatted = bp_log_line_format (&line);
  g_autoptr (BpLogLine) parsed = bp_log_line_parse (formatted);
  g_assert_nonnull (parsed);
  g_assert_cmpint (parsed->at, ==, line.at);
  g_assert_cmpint (parsed->level, ==, line.level);
  g_assert_cmpstr (parsed->id, ==, line.id);
  g_assert_cmpstr (parsed->user, ==, user);
  g_assert_cmpstr (parsed->text, ==, text);
  g_assert_cmpstr (parsed->detail, ==, detail);
}

static void
test_line (void)
{
  static const char *const damaged[] = { "",
                                         "2026-11-23",
                                         "hello world, this is no line of the log at all [a.b]",
                                         "2026-11-23 08:14:00.250 loud    anna  text [a.b]",
                                         "2026-11-23 08:14:00.250 info    anna  text",
                                         "2026-13-23 08:14:00.250 info    anna  text [a.b]" };
  BpLogLine line = { G_GINT64_CONSTANT (1795421640250000),
                     BP_LOG_INFO,
                     (char *) "sync.created",
                     (char *) "anna",
                     (char *) "text",
                     (char *) "detail" };
  g_autofree char *formatted = bp_log_line_format (&line);
  g_assert_cmpstr (strchr (formatted, '.'), ==, ".250 info    anna  text [sync.created] detail");
  check_round_trip ("anna", "text", "detail");
  check_round_trip (NULL, "no user and no detail", NULL);
  check_round_trip ("anna maria", "two  blanks and [brackets] inside", "ErrorX [id 7]");
  check_round_trip ("anna", "", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    g_assert_null (bp_log_line_parse (damaged[i]));
  g_assert_null (bp_log_line_parse (NULL));
}

static gpointer
log_many (gpointer log)
{
  for (guint i = 0; i < 1000; i++)
    bp_log (log, BP_LOG_INFO, "test.thread", NULL, "line %u", i);
  return NULL;
}

static void
test_threads (void)
{
  Collector seen;
  BpLog *log = log_into (&seen, BP_LOG_INFO);
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("logger", log_many, log);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (seen.lines->len, ==, 4000);
  for (guint i = 1; i < seen.lines->len; i++)
    g_assert_cmpint (((BpLogLine *) seen.lines->pdata[i - 1])->at, <=, ((BpLogLine *) seen.lines->pdata[i])->at);
  bp_log_unref (log);
  g_ptr_array_unref (seen.lines);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/levels", test_levels);
  g_test_add_func ("/log/sinks", test_sinks);
  g_test_add_func ("/log/redaction", test_redaction);
  g_test_add_func ("/log/error", test_error);
  g_test_add_func ("/log/line", test_line);
  g_test_add_func ("/log/threads", test_threads);
  return g_test_run ();
}
