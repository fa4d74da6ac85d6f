/* SPDX-License-Identifier: MIT */
/* Users: what may stand in them, and their values by name. */
#include "core/user.h"

#include <string.h>

#include "base/error.h"

typedef gboolean (*Check) (const char *text, GError **error);

static void
assert_checks (Check check, const char *const *good, const char *const *bad)
{
  for (guint i = 0; good[i]; i++) {
    g_autoptr (GError) error = NULL;
    check (good[i], &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; bad[i]; i++) {
    g_autoptr (GError) error = NULL;
    if (check (bad[i], &error))
      g_error ("“%s” was taken", bad[i]);
    g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
    g_assert_cmpstr (error->message, !=, "");
  }
  g_assert_true (check (NULL, NULL));
  g_assert_true (check ("", NULL));
}

static void
test_address (void)
{
  g_autofree char *long_local = g_strnfill (65, 'a');
  g_autofree char *too_long = g_strconcat (long_local, "@firma.de", NULL);
  g_autofree char *very_long = g_strnfill (100000, 'a');
  const char *const good[] = { "benutzer@firma.de", "anna.maria+x@mail.firma.local",
                               "o'neil@firma.de",   "a@b.co",
                               "x_y-z@müller.de",   NULL };
  const char *const bad[] = { "benutzer",      "@firma.de",    "benutzer@",         "benutzer@firma",
                              "a b@firma.de",  "a@b@firma.de", "müller@firma.de",   "a..b@firma.de",
                              ".a@firma.de",   "a.@firma.de",  "a@-firma.de",       "a@firma..de",
                              "a@.de",         "a@firma.de ",  "a@fir ma.de",       "a@192.168.1.1",
                              "a@firma.de\n",  "a@fi\trma.de", "Anna <a@firma.de>", "a;b@firma.de",
                              "\xff@firma.de", too_long,       very_long,           NULL };
  assert_checks (bp_check_address, good, bad);
}

static void
test_date (void)
{
  const char *const good[] = { "2026-12-31", "1980-02-29", "0001-01-01", NULL };
  const char *const bad[] = { "31.12.2026",          "2026-13-01", "2026-02-30",  "2026-1-1", "20261231",
                              "2026-12-31T00:00:00", "tomorrow",   " 2026-12-31", NULL };
  assert_checks (bp_check_date, good, bad);
}

static void
test_iban (void)
{
  const char *const good[] = { "DE89370400440532013000",
                               "DE89 3704 0044 0532 0130 00",
                               "de89370400440532013000",
                               "AT611904300234573201",
                               "CH9300762011623852957",
                               "GB82WEST12345698765432",
                               NULL };
  const char *const bad[] = { "DE89370400440532013001",
                              "DE8937040044053201300",
                              "DE893704004405320130000",
                              "89370400440532013000",
                              "DE",
                              "DE89-3704-0044-0532-0130-00",
                              "XX00",
                              "DE89370400440532O13000",
                              "IBAN",
                              "ÄÖ89370400440532013000",
                              NULL };
  assert_checks (bp_check_iban, good, bad);
}

static void
test_login (void)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (256, 'a');
  const char *const good[] = { "anna", "Anna Müller", "anna@firma.de", "FIRMA\\anna", longest, NULL };
  const char *const bad[] = { " anna", "anna ", "anna  b", "an\nna", "an\tna", "an\x7fna", "\xff", too_long, NULL };
  assert_checks (bp_check_login, good, bad);
}

static const struct {
  const char *key, *value, *stored; /* stored NULL: none */
} values[] = {
  { "login", " anna ", "anna" },
  { "name", "Anna Müller", "Anna Müller" },
  { "email", "anna@firma.de", "anna@firma.de" },
  { "birth-date", "1980-02-29", "1980-02-29" },
  { "bank-name", "Sparkasse Köln", "Sparkasse Köln" },
  { "iban", "de89 3704 0044 0532 0130 00", "DE89370400440532013000" },
  { "start-company", "17", "17" },
  { "exchange-mailbox", "anna@firma.de", "anna@firma.de" },
  { "exchange-sync", "1", "1" },
};

static void
test_keys (void)
{
  g_autoptr (BpUser) user = bp_user_new ();
  g_autoptr (BpUser) copy = NULL;
  guint count;
  const BpUserKey *keys = bp_user_keys (&count);
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (values));
  for (guint i = 0; i < count; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *column = g_strdelimit (g_strdup (keys[i].key), "-", '_');
    g_assert_cmpstr (keys[i].key, ==, values[i].key);
    g_assert_cmpstr (keys[i].column, ==, column);
    g_assert_true (bp_user_set (user, values[i].key, values[i].value, &error));
    g_assert_no_error (error);
  }
  copy = bp_user_copy (user);
  for (guint i = 0; i < count; i++) {
    g_autofree char *stored = bp_user_get (copy, values[i].key);
    g_autofree char *cleared = NULL;
    g_assert_cmpstr (stored, ==, values[i].stored);
    g_assert_true (bp_user_set (copy, values[i].key, "", NULL));
    cleared = bp_user_get (copy, values[i].key);
    g_assert_cmpstr (cleared, ==, strcmp (values[i].key, "exchange-sync") == 0 ? "0" : NULL);
  }
  g_assert_cmpint (user->start_company, ==, 17);
  g_assert_true (user->exchange_sync);
}

static void
test_refused (void)
{
  static const struct {
    const char *key, *value;
  } cases[] = { { "login", "an\nna" },
                { "name", "a\x01" },
                { "email", "anna" },
                { "birth-date", "29.02.1980" },
                { "bank-name", "\xff" },
                { "iban", "DE00" },
                { "start-company", "0" },
                { "start-company", "-1" },
                { "start-company", "1a" },
                { "start-company", "99999999999" },
                { "exchange-mailbox", "anna" },
                { "exchange-sync", "ja" },
                { "colour", "red" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BpUser) user = bp_user_new ();
    g_autoptr (GError) error = NULL;
    g_autofree char *stored = NULL;
    g_assert_false (bp_user_set (user, cases[i].key, cases[i].value, &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, cases[i].key));
    stored = bp_user_get (user, cases[i].key);
    g_assert_cmpstr (stored, ==, strcmp (cases[i].key, "exchange-sync") == 0 ? "0" : NULL);
  }
}

static void
test_whole (void)
{
  g_autoptr (BpUser) user = bp_user_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) inner = NULL;
  g_assert_false (bp_user_check (user, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_assert_true (bp_user_set (user, "login", "anna", NULL));
  g_assert_true (bp_user_check (user, NULL));
  user->iban = g_strdup ("DE00");
  g_assert_false (bp_user_check (user, &inner));
  g_assert_true (g_str_has_prefix (inner->message, "iban"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user/address", test_address);
  g_test_add_func ("/user/date", test_date);
  g_test_add_func ("/user/iban", test_iban);
  g_test_add_func ("/user/login", test_login);
  g_test_add_func ("/user/keys", test_keys);
  g_test_add_func ("/user/refused", test_refused);
  g_test_add_func ("/user/whole", test_whole);
  return g_test_run ();
}
