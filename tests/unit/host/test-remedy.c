/* SPDX-License-Identifier: MIT */
/* What an administrator meets has a remedy of its own, and everything else one by its reaction. */
#include "host/remedy.h"

#include <string.h>

#include "auth/aadsts.h"
#include "base/error.h"

static const char *const entra[] = {
  "7000215", "7000222", "7000218", "7000216", "700016", "700011", "700038", "900144",  "7000112", "7000229", "50194",
  "90002",   "900023",  "90019",   "50059",   "50128",  "90038",  "90013",  "9002313", "500011",  "1002012", "50001",
  "70011",   "650052",  "500014",  "65001",   "501051", "50105",  "650056", "700027",  "50012",   "50013",   "700021",
  "700023",  "700030",  "1000502", "700024",  "500133", "53003",  "53000",  "530034",  "500021",  "50034",   "50126",
  "50053",   "50055",   "50057",   "50076",   "70003",  "50196",  "90055",  "90033",   "90024",   "90012",
};

/* Each code of Microsoft Entra has words of ours, and a remedy that is not just that of its reaction. */
static void
test_entra (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (entra); i++) {
    g_autofree char *code = g_strconcat ("AADSTS", entra[i], NULL);
    g_autofree char *description = g_strconcat (code, ": The words of Entra.\r\nTrace ID: 1", NULL);
    g_autoptr (GError) error = NULL;
    bp_aadsts_set_error (&error, "invalid_client", description, "app");
    g_test_message ("%s → %s", error->message, bp_remedy (code, error));
    g_assert_cmpstr (bp_error_get_server_code (error), ==, code);
    g_assert_null (strstr (error->message, "The words of Entra"));
    g_assert_cmpstr (bp_remedy (code, error), !=, bp_remedy (NULL, error));
  }
}

static void
test_own_remedies (void)
{
  static const char *const codes[] = {
    "name-not-found",
    "not-reachable",
    "timed-out",
    "tls-failed",
    "certificate-expired",
    "proxy-refused",
    "proxy-not-found",
    "certificate-name",
    "certificate-untrusted",
    "ca-file-unreadable",
    "HTTP 401",
    "sign-in scheme",
    "OAuth token",
    "key-file",
    "HTTP 403",
    "EWS policy",
    "HTTP 407",
    "HTTP 503",
    "ErrorAccessDenied",
    "ErrorImpersonateUserDenied",
    "ErrorItemCorrupt",
    "ErrorInternalServerError",
    "ErrorProxyCallFailed",
    "ErrorNoCalendar",
    "ErrorInvalidLicense",
  };
  g_autoptr (GError) error = NULL;
  bp_set_error (&error, BP_ERROR_TEMPORARY, NULL, "x");
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_test_message ("%s", codes[i]);
    g_assert_cmpstr (bp_remedy (codes[i], error), !=, bp_remedy (NULL, error));
  }
}

static void
test_by_reaction (void)
{
  for (int code = BP_ERROR_TEMPORARY; code <= BP_ERROR_LOCAL; code++) {
    g_autoptr (GError) error = NULL;
    bp_set_error (&error, (BpError) code, NULL, "x");
    g_assert_cmpuint (strlen (bp_remedy ("ErrorOfTheFuture", error)), >, 10);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/remedy/entra", test_entra);
  g_test_add_func ("/remedy/own", test_own_remedies);
  g_test_add_func ("/remedy/by-reaction", test_by_reaction);
  return g_test_run ();
}
