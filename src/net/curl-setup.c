/* SPDX-License-Identifier: MIT */
#include "net/curl-setup.h"

#include "net/http.h"

gboolean
bp_curl_init (void)
{
  static gsize once = 0;
  if (g_once_init_enter (&once))
    g_once_init_leave (&once, curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK ? 1 : 2);
  return once == 1;
}

void
bp_curl_set_security (CURL *easy, const char *url, const char *ca_file)
{
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSL_OPTIONS, (long) CURLSSLOPT_NATIVE_CA);
  if (ca_file)
    curl_easy_setopt (easy, CURLOPT_CAINFO, ca_file);
}

/* By a name and password that stand in the environment; libcurl by itself would know Basic only. */
static gulong
proxy_schemes (void)
{
  guint schemes = bp_http_auth_available ();
  if (bp_http_auth_needs_ticket ())
    schemes &= ~(guint) BP_HTTP_AUTH_NEGOTIATE;
  return bp_curl_auth_mask (schemes);
}

void
bp_curl_set_proxy (CURL *easy, const char *url, const char *proxy)
{
  curl_easy_setopt (easy, CURLOPT_PROXYAUTH, (long) proxy_schemes ());
  if (proxy && !g_str_equal (proxy, "none")) {
    curl_easy_setopt (easy, CURLOPT_PROXY, proxy);
    curl_easy_setopt (easy, CURLOPT_NOPROXY, "");
  } else if (proxy || bp_http_is_loopback (url))
    curl_easy_setopt (easy, CURLOPT_PROXY, "");
}

/* -- sign-in schemes -------------------------------------------------------------------------------------------- */

static const struct {
  guint scheme;
  gulong curl;
  int feature; /* of libcurl; 0: always there */
} schemes[] = {
  { BP_HTTP_AUTH_BASIC, CURLAUTH_BASIC, 0 },
  { BP_HTTP_AUTH_NTLM, CURLAUTH_NTLM, CURL_VERSION_NTLM },
  { BP_HTTP_AUTH_NEGOTIATE, CURLAUTH_NEGOTIATE, CURL_VERSION_SPNEGO },
};

guint
bp_http_auth_available (void)
{
  int features = curl_version_info (CURLVERSION_NOW)->features;
  guint available = 0;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (!schemes[i].feature || (features & schemes[i].feature))
      available |= schemes[i].scheme;
  return available;
}

gboolean
bp_http_auth_needs_ticket (void)
{
  return !(curl_version_info (CURLVERSION_NOW)->features & CURL_VERSION_SSPI);
}

gulong
bp_curl_auth_mask (guint wanted)
{
  gulong mask = 0;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (wanted & schemes[i].scheme)
      mask |= schemes[i].curl;
  return mask;
}

guint
bp_curl_auth_from_mask (gulong mask)
{
  guint found = 0;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (mask & schemes[i].curl)
      found |= schemes[i].scheme;
  return found;
}
