/* SPDX-License-Identifier: MIT */
#pragma once

/* The one place where what libcurl says becomes one of our errors, in words an administrator understands. */

#include <curl/curl.h>
#include <glib.h>

/* code is not CURLE_OK. easy: whose it is, to be asked for more; NULL: there is none. detail: libcurl's own words, for the log.
 * not_sent: no byte of the body has left. A proxy that wants a sign-in has the server code
 * "HTTP 407". */
void bp_curl_set_error (GError **error, CURLcode code, CURL *easy, const char *url, const char *detail,
                        gboolean not_sent);
/* What a proxy answered that does not let us through: an HTTP status; 0: there is none, or it did. */
guint bp_curl_get_proxy_refusal (CURL *easy);

/* OpenSSL's results of a verification (x509_vfy.h), which libcurl hands on. */
#define BP_VERIFY_UNSPECIFIED 1L /* and less: the chain was not what failed */
/* Too early or too late. */
gboolean bp_curl_is_out_of_date (CURL *easy);
/* What one more authority heals: the issuer is not there, or signed itself. */
gboolean bp_curl_is_issuer_unknown (CURL *easy);
