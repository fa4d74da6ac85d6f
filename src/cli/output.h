/* SPDX-License-Identifier: MIT */
#pragma once

/* What the commands print: aligned tables for people, JSON for programs. */

#include <glib.h>
#include <jansson.h>

/* A table whose columns are as wide as their widest cell. */
typedef struct _BpTable BpTable;
/* Translated headings, NULL-terminated; without any the table has no heading line. */
BpTable *bp_table_new (guint columns, const char *const *headings);
void bp_table_free (BpTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpTable, bp_table_free)
/* One string a column (NULL: empty); copied. */
void bp_table_add (BpTable *self, ...);
void bp_table_print (BpTable *self);

/* Local time to the second, "-" for 0. Caller frees. */
char *bp_output_time (gint64 instant);

/* JSON is never translated: called before the texts are made. */
void bp_output_untranslated (void);
/* Prints and drops it. */
void bp_output_json (json_t *json);
/* A string or null; an instant as RFC 3339 or null. */
json_t *bp_json_text (const char *text);
json_t *bp_json_time (gint64 instant);
