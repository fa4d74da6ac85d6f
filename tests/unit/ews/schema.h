/* SPDX-License-Identifier: MIT */
#pragma once

/* Validates SOAP messages against Microsoft's schema, where that is present. */

#include <gio/gio.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

static inline const char *
schema_folder (void)
{
  const char *folder = g_getenv ("BP_EWS_SCHEMA");
  return folder && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : NULL;
}

/* The schema, NULL where it is missing. Loaded once. */
static inline xmlSchema *
schema_get (void)
{
  static xmlSchema *schema;
  if (!schema && schema_folder ()) {
    g_autofree char *path = g_build_filename (schema_folder (), "envelope.xsd", NULL);
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt (path);
    schema = xmlSchemaParse (parser);
    xmlSchemaFreeParserCtxt (parser);
    g_assert_nonnull (schema);
  }
  return schema;
}

static inline void
schema_complain (void *data, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_string_append_vprintf (data, format, args);
  va_end (args);
}

/* Fails the test with the validator's words. Nothing without a schema. */
static inline void
schema_assert_valid (const char *message)
{
  g_autoptr (GString) words = g_string_new (NULL);
  xmlSchemaValidCtxt *validator;
  xmlDoc *document = xmlReadMemory (message, (int) strlen (message), NULL, NULL, XML_PARSE_NONET);
  g_assert_nonnull (document);
  if (schema_get ()) {
    validator = xmlSchemaNewValidCtxt (schema_get ());
    xmlSchemaSetValidErrors (validator, schema_complain, schema_complain, words);
    if (xmlSchemaValidateDoc (validator, document) != 0)
      g_error ("%s\n%s", words->str, message);
    xmlSchemaFreeValidCtxt (validator);
  }
  xmlFreeDoc (document);
}
