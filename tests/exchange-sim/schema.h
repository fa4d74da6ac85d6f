/* SPDX-License-Identifier: MIT */
#pragma once

/* Validation against the EWS schema. */

#include <gio/gio.h>
#include <libxml/tree.h>

typedef struct Schema Schema;

/* Reads messages.xsd of the folder. */
Schema *schema_load (const char *folder, GError **error);
void schema_free (Schema *schema);
/* Whether the operation's element is valid; else what is wrong (caller frees) and at which line. */
gboolean schema_validate (Schema *schema, xmlNode *operation, char **ret_violation, int *ret_line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Schema, schema_free)
