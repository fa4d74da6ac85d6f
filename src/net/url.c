/* SPDX-License-Identifier: MIT */
#include "net/url.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <string.h>

#include "net/http.h"

char *
bp_url_dup_host (const char *url)
{
  CURLU *parts = curl_url ();
  char *part = NULL, *host = NULL;
  if (curl_url_set (parts, CURLUPART_URL, url, 0) == CURLUE_OK
      && curl_url_get (parts, CURLUPART_HOST, &part, 0) == CURLUE_OK) {
    gsize length = strlen (part);
    host = part[0] == '[' && length > 2 ? g_ascii_strdown (part + 1, length - 2) : g_ascii_strdown (part, -1);
  }
  curl_free (part);
  curl_url_cleanup (parts);
  return host;
}

gboolean
bp_http_is_loopback (const char *url)
{
  g_autofree char *host = bp_url_dup_host (url);
  g_autoptr (GInetAddress) address = host ? g_inet_address_new_from_string (host) : NULL;
  if (address)
    return g_inet_address_get_is_loopback (address);
  return host && g_str_equal (host, "localhost");
}
