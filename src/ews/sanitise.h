/* SPDX-License-Identifier: MIT */
#pragma once

/* Exchange passes control characters of subjects on as references (&#x0; &#x1A;), which no XML parser may accept. */

#include <glib.h>

/* The text without characters and references that XML 1.0 forbids, as valid UTF-8; NULL if there were none, so that
 * parsing again is of no use. New. Pure. */
GString *bp_ews_sanitise (const char *bytes, gsize length);
