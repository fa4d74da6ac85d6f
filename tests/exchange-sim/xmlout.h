/* SPDX-License-Identifier: MIT */
#pragma once

/* Writing XML into a GString. Text is escaped as Exchange does it: carriage returns and control characters become
 * numeric references, even where XML 1.0 does not allow them (EWS-BEHAVIOUR 86). */

#include <glib.h>

void xml_text (GString *out, const char *text);
/* <tag>, </tag> */
void xml_open (GString *out, const char *tag);
void xml_close (GString *out, const char *tag);
/* <tag>text</tag>; a NULL text gives <tag/>. */
void xml_element (GString *out, const char *tag, const char *text);
/* <tag, then any number of attributes, then > or />. A NULL value writes no attribute. */
void xml_start (GString *out, const char *tag);
void xml_attribute (GString *out, const char *name, const char *value);
void xml_start_end (GString *out);
void xml_empty_end (GString *out);
void xml_bool (GString *out, const char *tag, gboolean value);
void xml_int (GString *out, const char *tag, gint64 value);
