/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <libxml/xmlschemas.h>

struct Schema {
  xmlSchema *schema;
};

typedef struct {
  char *message;
  int line;
} Violation;

/* Only the first one counts. */
static void
on_error (void *data, xmlError *error)
{
  Violation *violation = data;

  if (violation->message)
    return;
  violation->message = g_strdup (error->message ? error->message : "invalid");
  violation->line = error->node ? xmlGetLineNo (error->node) : error->line;
  g_strchomp (violation->message);
}

Schema *
schema_load (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "messages.xsd", NULL);
  xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt (path);
  Violation violation = { NULL, 0 };
  Schema *schema = g_new0 (Schema, 1);

  xmlSchemaSetParserStructuredErrors (parser, (xmlStructuredErrorFunc) on_error, &violation);
  schema->schema = xmlSchemaParse (parser);
  xmlSchemaFreeParserCtxt (parser);
  if (!schema->schema) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
                 violation.message ? violation.message : "unreadable");
    g_clear_pointer (&schema, schema_free);
  }
  g_free (violation.message);
  return schema;
}

void
schema_free (Schema *schema)
{
  if (!schema)
    return;
  if (schema->schema)
    xmlSchemaFree (schema->schema);
  g_free (schema);
}

gboolean
schema_validate (Schema *schema, xmlNode *operation, char **ret_violation, int *ret_line)
{
  xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt (schema->schema);
  Violation violation = { NULL, 0 };
  int result;

  xmlSchemaSetValidStructuredErrors (context, (xmlStructuredErrorFunc) on_error, &violation);
  result = xmlSchemaValidateOneElement (context, operation);
  xmlSchemaFreeValidCtxt (context);
  if (result == 0) {
    g_free (violation.message);
    return TRUE;
  }
  *ret_violation = violation.message ? violation.message : g_strdup ("invalid");
  *ret_line = violation.line;
  return FALSE;
}
