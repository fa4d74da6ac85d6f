/* SPDX-License-Identifier: MIT */
#pragma once

/* What every use of libcurl begins with, whatever it is for. Any thread. */

#include <curl/curl.h>
#include <glib.h>

/* FALSE if libcurl cannot start. */
gboolean bp_curl_init (void);
/* Web addresses only, no redirects, TLS 1.2 or newer and always verified. ca_file: further authorities, or
 * NULL. */
void bp_curl_set_security (CURL *easy, const char *url, const char *ca_file);
/* As BpHttpRequest says. */
void bp_curl_set_proxy (CURL *easy, const char *url, const char *proxy);
/* BpHttpAuth as libcurl's bits, and back. */
gulong bp_curl_auth_mask (guint schemes);
guint bp_curl_auth_from_mask (gulong mask);
