/* SPDX-License-Identifier: MIT */
/* What is stored in English and said in the reader's language; run once more with LANGUAGE=de. */
#include "base/saying.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"
#include "base/i18n.h"

static gboolean german;

static void
assert_says (const char *saying, const char *in_english, const char *in_german)
{
  g_autofree char *said = bp_saying_say (saying);
  g_assert_cmpstr (said, ==, german ? in_german : in_english);
}

/* The texts are some of the program's. */
static void
test_say (void)
{
  g_autofree char *plain = bp_saying_new (N_ ("The end lies before the start."), NULL);
  g_autofree char *zone = bp_saying_new (N_ ("Exchange does not know the time zone “%s”."), "Mars/%s", NULL);
  g_autofree char *both = bp_saying_new (N_ ("%s: “%s” is not a valid value."), "status", "\036time\037", NULL);
  g_autofree char *ours =
    bp_saying_new (N_ ("%s: the text contains a control character (U+%04X)."), BP_SAYING_TEXT "subject", "0001", NULL);
  g_autofree char *day = bp_saying_new (N_ ("Occurrence %.10s: "), "2026-12-01", NULL);
  g_autofree char *chain = g_strconcat (day, BP_SAYING_THEN, plain, NULL);
  g_autofree char *theirs =
    g_strconcat (N_ ("The server does not know the time zone"), BP_SAYING_THEN, " (ErrorTimeZone: 100 % of %s).", NULL);
  assert_says (plain, "The end lies before the start.", "Das Ende liegt vor dem Beginn.");
  assert_says (zone, "Exchange does not know the time zone “Mars/%s”.", "Exchange kennt die Zeitzone „Mars/%s“ nicht.");
  assert_says (both, "status: “ time ” is not a valid value.", "status: „ time “ ist kein gültiger Wert.");
  assert_says (ours, "subject: the text contains a control character (U+0001).",
               "Betreff: Der Text enthält ein Steuerzeichen (U+0001).");
  assert_says (chain, "Occurrence 2026-12-01: The end lies before the start.",
               "Termin am 2026-12-01: Das Ende liegt vor dem Beginn.");
  assert_says (theirs, "The server does not know the time zone (ErrorTimeZone: 100 % of %s).",
               "Der Server kennt die Zeitzone nicht (ErrorTimeZone: 100 % of %s).");
  assert_says ("Der Server sagt 100 % %s", "Der Server sagt 100 % %s", "Der Server sagt 100 % %s");
  assert_says ("", "", "");
}

/* An error carries both: the message for the log of here, and the words for whoever reads them elsewhere. */
static void
test_error (void)
{
  g_autoptr (GError) error = NULL, other = NULL, copy = NULL;
  bp_set_said_error (NULL, BP_ERROR_INVALID, NULL, bp_saying_new ("nobody asks", NULL));
  bp_set_said_error (&error, BP_ERROR_INVALID, "code", bp_saying_new (N_ ("The end lies before the start."), NULL));
  bp_prefix_said_error (&error, bp_saying_new (N_ ("Occurrence %.10s: "), "2026-12-01", NULL));
  copy = g_error_copy (error);
  assert_says (bp_error_get_saying (copy), copy->message, copy->message);
  g_assert_nonnull (strstr (bp_error_get_saying (copy), "The end lies before the start."));
  g_assert_cmpstr (bp_error_get_server_code (copy), ==, "code");
  bp_prefix_said_error (&other, bp_saying_new ("nobody asks", NULL));
  g_assert_null (other);
}

/* What is filled in, of each kind; the message is what its words say here. */
static void
test_filled_in (void)
{
  g_autoptr (GError) count = NULL, record = NULL, text = NULL, foreign = g_error_new_literal (G_IO_ERROR, 0, "100 %s");
  bp_set_error (&count, BP_ERROR_TEMPORARY, NULL, N_ ("The server answered for %u of %u items."), 3u, G_MAXUINT);
  bp_set_error (&record, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no deleted record %c%d."), 'a', -17);
  bp_set_error (&text, BP_ERROR_INVALID, NULL, N_ ("There is no user %s."), "%s \035\036\037");
  assert_says (bp_error_get_saying (count), "The server answered for 3 of 4294967295 items.",
               "Der Server hat nur für 3 von 4294967295 Elementen geantwortet.");
  assert_says (bp_error_get_saying (record), "There is no deleted record a-17.",
               "Es gibt keinen gelöschten Datensatz a-17.");
  assert_says (bp_error_get_saying (text), text->message, text->message);
  g_assert_true (g_str_has_suffix (text->message, german ? "Benutzer %s    ." : "user %s    ."));
  assert_says (bp_error_get_saying (foreign), "100 %s", "100 %s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bp_i18n_init ();
  german = g_strcmp0 (g_getenv ("LANGUAGE"), "de") == 0;
  g_test_add_func ("/saying/say", test_say);
  g_test_add_func ("/saying/error", test_error);
  g_test_add_func ("/saying/filled-in", test_filled_in);
  return g_test_run ();
}
