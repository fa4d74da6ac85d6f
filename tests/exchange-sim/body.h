/* SPDX-License-Identifier: MIT */
#pragma once

/* Bodies as Exchange keeps them: HTML is rewritten into a whole document with a head, line ends become CRLF, and
 * whoever asks for the other format gets a conversion. Callers free the results. */

#include <glib.h>

/* What is stored for what a client sent. */
char *body_normalise (const char *text, gboolean html);
char *body_to_html (const char *text);
char *body_to_text (const char *html);
