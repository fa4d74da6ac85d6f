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

/* The part in lower case; "" if there is none. Caller frees. */
static char *
dup_part (CURLU *parts, CURLUPart which)
{
  char *part = NULL, *copy;
  curl_url_get (parts, which, &part, which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0);
  copy = g_ascii_strdown (part ? part : "", -1);
  curl_free (part);
  return copy;
}

static gboolean
is_same (CURLU *one, CURLU *other, CURLUPart which)
{
  g_autofree char *left = dup_part (one, which);
  g_autofree char *right = dup_part (other, which);
  return g_str_equal (left, right);
}

char *
bp_url_dup_redirect (const char *url, const char *location)
{
  CURLU *from = curl_url (), *to = curl_url ();
  char *text = NULL, *target = NULL;
  if (curl_url_set (from, CURLUPART_URL, url, 0) == CURLUE_OK && curl_url_set (to, CURLUPART_URL, url, 0) == CURLUE_OK
      && curl_url_set (to, CURLUPART_URL, location, 0) == CURLUE_OK && is_same (from, to, CURLUPART_HOST)
      && is_same (from, to, CURLUPART_SCHEME) && is_same (from, to, CURLUPART_PORT)
      && curl_url_get (to, CURLUPART_URL, &text, 0) == CURLUE_OK && !g_str_equal (text, url))
    target = g_strdup (text);
  curl_free (text);
  curl_url_cleanup (from);
  curl_url_cleanup (to);
  return target;
}
