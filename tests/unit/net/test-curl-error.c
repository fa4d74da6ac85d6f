/* SPDX-License-Identifier: MIT */
/* What libcurl says becomes a sentence about the host, with what to do next as its reaction. */
#include "net/curl-error.h"

#include <string.h>

#include "base/error.h"

static const struct {
  CURLcode code;
  BpError reaction;
  const char *word;
} rows[] = {
  /* name and address */
  { CURLE_COULDNT_RESOLVE_HOST, BP_ERROR_TEMPORARY, "DNS" },
  { CURLE_COULDNT_RESOLVE_PROXY, BP_ERROR_TEMPORARY, "proxy" },
  { CURLE_URL_MALFORMAT, BP_ERROR_LOCAL, "no valid address" },
  { CURLE_UNSUPPORTED_PROTOCOL, BP_ERROR_TEMPORARY, "no web server" },
  /* TCP */
  { CURLE_COULDNT_CONNECT, BP_ERROR_TEMPORARY, "firewall" },
  { CURLE_OPERATION_TIMEDOUT, BP_ERROR_TEMPORARY, "in time" },
  { CURLE_INTERFACE_FAILED, BP_ERROR_TEMPORARY, "no network" },
  { CURLE_SEND_ERROR, BP_ERROR_TEMPORARY, "was cut" },
  { CURLE_RECV_ERROR, BP_ERROR_TEMPORARY, "was cut" },
  { CURLE_GOT_NOTHING, BP_ERROR_TEMPORARY, "was cut" },
  { CURLE_SEND_FAIL_REWIND, BP_ERROR_TEMPORARY, "was cut" },
  { CURLE_PARTIAL_FILE, BP_ERROR_TEMPORARY, "middle of its answer" },
  { CURLE_WEIRD_SERVER_REPLY, BP_ERROR_TEMPORARY, "no web server" },
  { CURLE_BAD_CONTENT_ENCODING, BP_ERROR_TEMPORARY, "damaged" },
  /* TLS */
  { CURLE_SSL_CONNECT_ERROR, BP_ERROR_TEMPORARY, "TLS 1.2" },
  { CURLE_SSL_CIPHER, BP_ERROR_TEMPORARY, "TLS 1.2" },
  { CURLE_PEER_FAILED_VERIFICATION, BP_ERROR_LOCAL, "not trusted" },
  { CURLE_SSL_ISSUER_ERROR, BP_ERROR_LOCAL, "who issued it" },
  { CURLE_SSL_INVALIDCERTSTATUS, BP_ERROR_LOCAL, "withdrawn" },
  { CURLE_SSL_CLIENTCERT, BP_ERROR_LOCAL, "client certificate" },
  { CURLE_SSL_CACERT_BADFILE, BP_ERROR_LOCAL, "cannot be read" },
  { CURLE_SSL_CRL_BADFILE, BP_ERROR_LOCAL, "cannot be read" },
  { CURLE_SSL_CERTPROBLEM, BP_ERROR_LOCAL, "cannot be read" },
  { CURLE_SSL_ENGINE_INITFAILED, BP_ERROR_LOCAL, "libcurl" },
  { CURLE_SSL_SHUTDOWN_FAILED, BP_ERROR_TEMPORARY, "was cut" },
  /* proxy and sign-in */
  { CURLE_PROXY, BP_ERROR_TEMPORARY, "proxy" },
  { CURLE_AUTH_ERROR, BP_ERROR_TEMPORARY, "sign-in" },
  { CURLE_OUT_OF_MEMORY, BP_ERROR_LOCAL, "memory" },
  /* what nobody thought of */
  { CURLE_OBSOLETE40, BP_ERROR_TEMPORARY, "was cut" },
};

static void
test_words (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    bp_curl_set_error (&error, rows[i].code, NULL, "https://exchange.firma.de:8443/EWS", "libcurl's words", TRUE);
    g_test_message ("%d: %s", (int) rows[i].code, error->message);
    g_assert_true (g_error_matches (error, BP_ERROR, (int) rows[i].reaction));
    g_assert_nonnull (strstr (error->message, rows[i].word));
    g_assert_nonnull (strstr (error->message, "exchange.firma.de"));
    g_assert_nonnull (strstr (error->message, "(libcurl's words)"));
    g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_NOT_SENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curl-error/words", test_words);
  return g_test_run ();
}
