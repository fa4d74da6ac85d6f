/* SPDX-License-Identifier: MIT */
#include "net/curl-error.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "net/url.h"

typedef struct {
  CURLcode code;
  BpError reaction;
  const char *text; /* %s: the host */
} CurlWords;

#define CUT N_ ("The connection to “%s” was cut.")
#define TLS N_ ("No encrypted connection (TLS 1.2 or newer) to “%s” is possible.")
#define LIBRARY N_ ("The network library of this machine (libcurl) cannot make the connection to “%s”.")
#define ISSUER                                                                                                           \
  N_ ("The certificate of “%s” is not trusted: nobody here knows who issued it. If it comes from the company's own " \
      "authority, enter that authority's certificate file.")

static const CurlWords words[] = {
  { CURLE_COULDNT_RESOLVE_HOST, BP_ERROR_TEMPORARY, N_ ("The host “%s” was not found: check the name, and DNS.") },
  { CURLE_COULDNT_RESOLVE_PROXY, BP_ERROR_TEMPORARY, N_ ("The proxy on the way to “%s” was not found.") },
  { CURLE_COULDNT_CONNECT, BP_ERROR_TEMPORARY,
    N_ ("“%s” does not accept the connection: is the server running, and does the firewall let it through?") },
  { CURLE_OPERATION_TIMEDOUT, BP_ERROR_TEMPORARY, N_ ("“%s” did not answer in time.") },
  { CURLE_SSL_CONNECT_ERROR, BP_ERROR_TEMPORARY, TLS },
  { CURLE_PEER_FAILED_VERIFICATION, BP_ERROR_LOCAL,
    N_ ("The certificate of “%s” is not trusted, or was not made out for this name. If it comes from the company's "
        "own authority, enter that authority's certificate file.") },
  { CURLE_SSL_ISSUER_ERROR, BP_ERROR_LOCAL, ISSUER },
  { CURLE_SSL_INVALIDCERTSTATUS, BP_ERROR_LOCAL, N_ ("The certificate of “%s” has been withdrawn.") },
  { CURLE_SSL_PINNEDPUBKEYNOTMATCH, BP_ERROR_LOCAL, N_ ("The certificate of “%s” has been withdrawn.") },
  { CURLE_SSL_CLIENTCERT, BP_ERROR_LOCAL,
    N_ ("“%s” demands a certificate of its own from this machine (client certificate), which is not supported.") },
  { CURLE_SSL_CIPHER, BP_ERROR_TEMPORARY, TLS },
  { CURLE_SSL_SHUTDOWN_FAILED, BP_ERROR_TEMPORARY, CUT },
  { CURLE_SSL_ENGINE_NOTFOUND, BP_ERROR_LOCAL, LIBRARY },
  { CURLE_SSL_ENGINE_SETFAILED, BP_ERROR_LOCAL, LIBRARY },
  { CURLE_SSL_ENGINE_INITFAILED, BP_ERROR_LOCAL, LIBRARY },
  { CURLE_SSL_CRL_BADFILE, BP_ERROR_LOCAL, N_ ("The certificate file for “%s” cannot be read.") },
  { CURLE_SSL_CACERT_BADFILE, BP_ERROR_LOCAL, N_ ("The certificate file for “%s” cannot be read.") },
  { CURLE_SSL_CERTPROBLEM, BP_ERROR_LOCAL, N_ ("The certificate file for “%s” cannot be read.") },
  { CURLE_URL_MALFORMAT, BP_ERROR_LOCAL, N_ ("“%s” is no valid address.") },
  /* The address was looked at before: what answers does not speak HTTP/1 or newer. */
  { CURLE_UNSUPPORTED_PROTOCOL, BP_ERROR_TEMPORARY, N_ ("What answers at “%s” is no web server.") },
  { CURLE_BAD_CONTENT_ENCODING, BP_ERROR_TEMPORARY, N_ ("The answer of “%s” arrived damaged.") },
  { CURLE_PARTIAL_FILE, BP_ERROR_TEMPORARY, N_ ("“%s” cut the connection in the middle of its answer.") },
  { CURLE_OUT_OF_MEMORY, BP_ERROR_LOCAL, N_ ("There is not enough memory for the connection to “%s”.") },
  { CURLE_WEIRD_SERVER_REPLY, BP_ERROR_TEMPORARY, N_ ("What answers at “%s” is no web server.") },
  { CURLE_TOO_MANY_REDIRECTS, BP_ERROR_LOCAL, N_ ("“%s” redirects in a circle.") },
  { CURLE_INTERFACE_FAILED, BP_ERROR_TEMPORARY, N_ ("This machine has no network by which “%s” could be reached.") },
  { CURLE_PROXY, BP_ERROR_TEMPORARY, N_ ("The proxy on the way to “%s” does not let the connection through.") },
  { CURLE_AUTH_ERROR, BP_ERROR_TEMPORARY, N_ ("The sign-in at “%s” could not be carried out on this machine.") },
  { CURLE_NOT_BUILT_IN, BP_ERROR_LOCAL, LIBRARY },
  { CURLE_FAILED_INIT, BP_ERROR_LOCAL, LIBRARY },
  { CURLE_GOT_NOTHING, BP_ERROR_TEMPORARY, CUT },
  { CURLE_SEND_ERROR, BP_ERROR_TEMPORARY, CUT },
  { CURLE_RECV_ERROR, BP_ERROR_TEMPORARY, CUT },
  { CURLE_SEND_FAIL_REWIND, BP_ERROR_TEMPORARY, CUT },
};

/* Whatever else libcurl may name. */
static const CurlWords other = { CURLE_OK, BP_ERROR_TEMPORARY, CUT };
static const CurlWords out_of_date = {
  CURLE_PEER_FAILED_VERIFICATION, BP_ERROR_LOCAL,
  N_ (
    "The certificate of “%s” has expired or is not valid yet: have it renewed, and check the clock of this machine.")
};
static const CurlWords unknown_issuer = { CURLE_PEER_FAILED_VERIFICATION, BP_ERROR_LOCAL, ISSUER };
static const CurlWords proxy_refuses = {
  CURLE_PROXY, BP_ERROR_LOCAL,
  N_ ("The proxy does not let the connection to “%s” through: an administrator of the proxy has to allow that host.")
};
static const CurlWords proxy_failed = { CURLE_PROXY, BP_ERROR_TEMPORARY,
                                        N_ ("The proxy cannot reach “%s” at the moment.") };
static const CurlWords proxy_signs_in = {
  CURLE_PROXY, BP_ERROR_AUTH, N_ ("The proxy on the way to “%s” demands a sign-in, or refuses the one it got.")
};

/* -- what more there is to know --------------------------------------------------------------------------------- */

static long
get_number (CURL *easy, CURLINFO which)
{
  long number = 0;
  if (easy)
    curl_easy_getinfo (easy, which, &number);
  return number;
}

guint
bp_curl_get_proxy_refusal (CURL *easy)
{
  long status = get_number (easy, CURLINFO_HTTP_CONNECTCODE);
  return status >= 300 ? (guint) status : 0;
}

gboolean
bp_curl_is_out_of_date (CURL *easy)
{
  long verified = get_number (easy, CURLINFO_SSL_VERIFYRESULT);
  return verified == 9 || verified == 10;
}

gboolean
bp_curl_is_issuer_unknown (CURL *easy)
{
  static const long results[] = { 2, 18, 19, 20, 21 };
  long verified = get_number (easy, CURLINFO_SSL_VERIFYRESULT);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    if (verified == results[i])
      return TRUE;
  return FALSE;
}

/* -- words ------------------------------------------------------------------------------------------------------ */

static const CurlWords *
find_proxy_words (guint status)
{
  return status == 407 ? &proxy_signs_in : status >= 500 || status == 429 ? &proxy_failed : &proxy_refuses;
}

static const CurlWords *
find_words (CURLcode code, CURL *easy)
{
  guint refusal = bp_curl_get_proxy_refusal (easy);
  if (refusal)
    return find_proxy_words (refusal);
  if (code == CURLE_PEER_FAILED_VERIFICATION && bp_curl_is_out_of_date (easy))
    return &out_of_date;
  if (code == CURLE_PEER_FAILED_VERIFICATION && bp_curl_is_issuer_unknown (easy))
    return &unknown_issuer;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (words[i].code == code)
      return &words[i];
  }
  return &other;
}

void
bp_curl_set_error (GError **error, CURLcode code, CURL *easy, const char *url, const char *detail, gboolean not_sent)
{
  const CurlWords *row = find_words (code, easy);
  g_autofree char *host = bp_url_dup_host (url);
  g_autofree char *text = NULL;
  const char *cause = detail && *detail ? detail : curl_easy_strerror (code);
  const char *server_code = row == &proxy_signs_in ? "HTTP 407" : not_sent ? BP_NOT_SENT : cause;
  text = bp_saying_new (row->text, host ? host : url, NULL);
  bp_set_said_error (error, row->reaction, server_code, g_strconcat (text, BP_SAYING_THEN, " (", cause, ")", NULL));
}
