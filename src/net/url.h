/* SPDX-License-Identifier: MIT */
#pragma once

/* The little that is asked of a URL, by libcurl's own parser, so that a check and the connection never disagree. */

#include <glib.h>

/* The host of the URL, lower case, IPv6 without brackets; NULL if the URL is damaged. Caller frees. */
char *bp_url_dup_host (const char *url);
/* Where a Location header leads from the URL, if that is the same host and port and no less safe; else NULL. Caller frees. */
char *bp_url_dup_redirect (const char *url, const char *location);
