/* SPDX-License-Identifier: MIT */
#pragma once

/* Text <-> HTML (R4), and the checks of characters that XML cannot carry. Pure; any thread. */

#include <glib.h>

/* Plain text as a small HTML document body: paragraphs, line breaks, links, everything escaped. Caller frees. */
char *bp_text_to_html (const char *text);
/* Readable text of an HTML document: paragraphs, list items, links (text and address), entities. Never fails. Caller frees. */
char *bp_text_from_html (const char *html);
/* FALSE with BP_ERROR_INVALID if the text holds control characters XML 1.0 cannot carry, or is not UTF-8. `what` names it. */
gboolean bp_text_check_xml (const char *text, const char *what, GError **error);
/* "\r\n" and "\r" to "\n". Caller frees. */
char *bp_text_unify_newlines (const char *text);
