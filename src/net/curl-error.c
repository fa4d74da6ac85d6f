/* SPDX-License-Identifier: MIT */
#include "net/curl-error.h"

#include "base/error.h"
#include "base/i18n.h"
#include "net/url.h"

typedef struct {
  CURLcode code;
  BpError reaction;
  const char *text; /* %s: the host */
} CurlWords;

static const CurlWords words[] = {
  { CURLE_COULDNT_RESOLVE_HOST, BP_ERROR_TEMPORARY, N_ ("The host “%s” was not found: check the name, and DNS.") },
  { CURLE_COULDNT_RESOLVE_PROXY, BP_ERROR_TEMPORARY, N_ ("The proxy on the way to “%s” was not found.") },
  { CURLE_COULDNT_CONNECT, BP_ERROR_TEMPORARY,
    N_ ("“%s” does not accept the connection: is the server running, and does the firewall let it through?") },
  { CURLE_OPERATION_TIMEDOUT, BP_ERROR_TEMPORARY, N_ ("“%s” did not answer in time.") },
  { CURLE_SSL_CONNECT_ERROR, BP_ERROR_TEMPORARY,
    N_ ("No encrypted connection (TLS 1.2 or newer) to “%s” is possible.") },
  { CURLE_PEER_FAILED_VERIFICATION, BP_ERROR_LOCAL,
    N_ ("The certificate of “%s” is not trusted, or was not made out for this name. If it comes from the company's "
        "own authority, enter that authority's certificate file.") },
  { CURLE_SSL_CACERT_BADFILE, BP_ERROR_LOCAL, N_ ("The certificate file for “%s” cannot be read.") },
  { CURLE_SSL_CERTPROBLEM, BP_ERROR_LOCAL, N_ ("The certificate file for “%s” cannot be read.") },
  { CURLE_URL_MALFORMAT, BP_ERROR_LOCAL, N_ ("“%s” is no valid address.") },
  { CURLE_UNSUPPORTED_PROTOCOL, BP_ERROR_LOCAL, N_ ("“%s” is no valid address.") },
  { CURLE_BAD_CONTENT_ENCODING, BP_ERROR_TEMPORARY, N_ ("The answer of “%s” arrived damaged.") },
  { CURLE_PARTIAL_FILE, BP_ERROR_TEMPORARY, N_ ("“%s” cut the connection in the middle of its answer.") },
  { CURLE_OUT_OF_MEMORY, BP_ERROR_LOCAL, N_ ("There is not enough memory for the connection to “%s”.") },
};

/* GNOTHING, SEND, RECV, SEND_FAIL_REWIND and whatever else libcurl may name. */
static const CurlWords other = { CURLE_OK, BP_ERROR_TEMPORARY, N_ ("The connection to “%s” was cut.") };

static const CurlWords *
find (CURLcode code)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (words[i].code == code)
      return &words[i];
  }
  return &other;
}

void
bp_curl_set_error (GError **error, CURLcode code, const char *url, const char *detail, gboolean not_sent)
{
  const CurlWords *row = find (code);
  g_autofree char *host = bp_url_dup_host (url);
  g_autofree char *text = NULL;
  const char *cause = detail && *detail ? detail : curl_easy_strerror (code);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (_ (row->text), host ? host : url);
#pragma GCC diagnostic pop
  bp_set_error (error, row->reaction, not_sent ? BP_NOT_SENT : cause, "%s (%s)", text, cause);
}
