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
  if (bp_http_is_loopback (url))
    curl_easy_setopt (easy, CURLOPT_PROXY, "");
}
