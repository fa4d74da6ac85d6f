/* SPDX-License-Identifier: MIT */
/* Names completed by the domain, and what a request gets to sign in with. */
#include "auth/credentials.h"

#include "base/error.h"

static void
test_names (void)
{
  static const struct {
    const char *tenant, *name, *complete;
  } rows[] = {
    { NULL, "sync", "sync" },
    { "", "sync", "sync" },
    { "FIRMA", "sync", "FIRMA\\sync" },
    { "FIRMA", "OTHER\\sync", "OTHER\\sync" },
    { "FIRMA", "sync@firma.de", "sync@firma.de" },
    { "FIRMA", "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpCredentials) credentials = bp_credentials_new_basic (rows[i].tenant, rows[i].name, "geheim");
    g_assert_cmpstr (bp_credentials_get_name (credentials), ==, rows[i].complete);
  }
}

static void
test_apply (void)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_basic ("FIRMA", "sync", "geheim");
  g_autoptr (BpCredentials) nobody = bp_credentials_new_basic ("FIRMA", NULL, NULL);
  g_autoptr (GError) error = NULL;
  BpHttpRequest request = { 0 };
  g_assert_true (bp_credentials_apply (credentials, &request, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (request.user, ==, "FIRMA\\sync");
  g_assert_cmpstr (request.password, ==, "geheim");
  g_assert_cmpuint (request.auth, ==, BP_HTTP_AUTH_BASIC);
  g_assert_false (bp_credentials_apply (nobody, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/names", test_names);
  g_test_add_func ("/credentials/apply", test_apply);
  return g_test_run ();
}
