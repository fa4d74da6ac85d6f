/* SPDX-License-Identifier: MIT */
/* Secrets at rest: they come back, and only with the key and unharmed. */
#include "auth/secret.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"

typedef struct {
  char *folder;
  char *key;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bp-secret-XXXXXX", NULL);
  fixture->key = g_build_filename (fixture->folder, BP_SECRET_KEY_NAME, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->key);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->key);
}

static char *
seal (Fixture *fixture, const char *plain)
{
  g_autoptr (GError) error = NULL;
  char *sealed = bp_secret_seal (fixture->key, plain, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (sealed, "v1:"));
  return sealed;
}

static void
assert_enter_again (Fixture *fixture, const char *sealed)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_secret_open (fixture->key, sealed, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_nonnull (strstr (error->message, "Enter the password again"));
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  static const char *const secrets[] = { "", "geheim", "Grüße, \"Welt\"\n",
                                         "a much longer secret that spans several blocks" };
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autofree char *sealed = seal (fixture, secrets[i]);
    g_autofree char *again = seal (fixture, secrets[i]);
    g_autoptr (GError) error = NULL;
    char *opened = bp_secret_open (fixture->key, sealed, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (opened, ==, secrets[i]);
    g_assert_cmpstr (sealed, !=, again); /* a nonce of its own */
    g_assert_true (!*secrets[i] || !strstr (sealed, secrets[i]));
    bp_secret_free (opened);
  }
}

#ifdef G_OS_UNIX
static void
test_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = seal (fixture, "geheim");
  GStatBuf status;
  g_assert_cmpint (g_stat (fixture->key, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, 32);
}
#endif

static void
test_missing_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = seal (fixture, "geheim");
  g_unlink (fixture->key);
  assert_enter_again (fixture, sealed);
  g_assert_false (g_file_test (fixture->key, G_FILE_TEST_EXISTS)); /* opening makes no key */
}

static void
test_other_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = seal (fixture, "geheim");
  g_autofree char *other = NULL;
  g_unlink (fixture->key);
  other = seal (fixture, "geheim");
  assert_enter_again (fixture, sealed);
}

static void
test_damaged_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = seal (fixture, "geheim"), *anew = NULL;
  char *opened;
  g_assert_true (g_file_set_contents (fixture->key, "short", -1, NULL));
  assert_enter_again (fixture, sealed);
  anew = seal (fixture, "neu"); /* entering the password again repairs it */
  opened = bp_secret_open (fixture->key, anew, NULL);
  g_assert_cmpstr (opened, ==, "neu");
  bp_secret_free (opened);
}

static void
test_damaged_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = seal (fixture, "geheim");
  static const char *const broken[] = { "", "v1:", "v1:!!!", "v2:AAAA", "geheim", "v1:AAAAAAAAAAAAAAAA" };
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_enter_again (fixture, broken[i]);
  for (gsize i = 3; i + 4 < strlen (sealed); i++) { /* every character counts; of the last four some bits say nothing */
    g_autofree char *changed = g_strdup (sealed);
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    assert_enter_again (fixture, changed);
  }
}

static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "such", "folder", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_secret_seal (path, "geheim", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_null (strstr (error->message, "geheim"));
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/secret/round-trip", test_round_trip);
#ifdef G_OS_UNIX
  ADD ("/secret/mode", test_mode);
#endif
  ADD ("/secret/missing-key", test_missing_key);
  ADD ("/secret/other-key", test_other_key);
  ADD ("/secret/damaged-key", test_damaged_key);
  ADD ("/secret/damaged-text", test_damaged_text);
  ADD ("/secret/unwritable", test_unwritable);
  return g_test_run ();
}
