/* SPDX-License-Identifier: MIT */
#pragma once

/* The one place where what libcurl says becomes one of our errors, in words an administrator understands. */

#include <curl/curl.h>
#include <glib.h>

/* code is not CURLE_OK. detail: libcurl's own words, for the log. not_sent: no byte of the body has left. */
void bp_curl_set_error (GError **error, CURLcode code, const char *url, const char *detail, gboolean not_sent);
