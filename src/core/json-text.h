/* SPDX-License-Identifier: MIT */
#pragma once

/* Texts as they stand in JSON (RFC 8259, section 7). Pure; any thread. */

#include <glib.h>

/* Appends value in quotation marks, spelled as need be. What is not UTF-8 is replaced by U+FFFD. */
void bp_json_append_text (GString *json, const char *value);
