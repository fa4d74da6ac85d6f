/* SPDX-License-Identifier: MIT */
#include "soap.h"

#include "codes.h"
#include "xmlout.h"

#include <libxml/parser.h>
#include <string.h>

void
envelope_clear (Envelope *envelope)
{
  g_clear_pointer (&envelope->doc, xmlFreeDoc);
}

void
soap_fault_clear (SoapFault *fault)
{
  g_clear_pointer (&fault->violation, g_free);
}

static gboolean
is_soap (const xmlNode *node, const char *name)
{
  return node && node_is (node, name) && node->ns && strcmp ((const char *) node->ns->href, NS_SOAP) == 0;
}

static gboolean
refuse (SoapFault *fault, const char *code, const char *violation, int line, int position)
{
  fault->code = code;
  fault->violation = g_strdup (violation);
  fault->line = line;
  fault->position = position;
  return FALSE;
}

gboolean
envelope_read (const char *bytes, gsize size, Envelope *ret_envelope, SoapFault *ret_fault)
{
  xmlParserCtxt *parser = xmlNewParserCtxt ();
  xmlNode *root, *body;

  memset (ret_envelope, 0, sizeof *ret_envelope);
  memset (ret_fault, 0, sizeof *ret_fault);
  ret_envelope->doc = xmlCtxtReadMemory (parser, bytes, size, NULL, NULL,
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE
                                           | XML_PARSE_BIG_LINES);
  if (!ret_envelope->doc || ret_envelope->doc->intSubset) {
    const xmlError *error = xmlCtxtGetLastError (parser);
    g_autofree char *message = g_strdup (error && error->message ? error->message : "Root element is missing.");

    refuse (ret_fault, "ErrorSchemaValidation", g_strchomp (message), error ? error->line : 0, error ? error->int2 : 0);
    xmlFreeParserCtxt (parser);
    envelope_clear (ret_envelope);
    return FALSE;
  }
  xmlFreeParserCtxt (parser);
  root = xmlDocGetRootElement (ret_envelope->doc);
  ret_envelope->header = is_soap (root, "Envelope") ? node_child (root, "Header") : NULL;
  body = is_soap (root, "Envelope") ? node_child (root, "Body") : NULL;
  if (!is_soap (body, "Body"))
    return refuse (ret_fault, "ErrorSchemaValidation", "The message is not a SOAP 1.1 envelope.", 1, 1);
  ret_envelope->operation = node_first (body);
  if (!ret_envelope->operation)
    return refuse (ret_fault, "ErrorInvalidRequest", NULL, 0, 0);
  return TRUE;
}

void
soap_begin (GString *out, const char *name)
{
  g_string_append (
    out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"" NS_SOAP "\"><s:Header>"
         "<h:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"1\" MajorBuildNumber=\"2507\" MinorBuildNumber=\"39\""
         " Version=\"V2017_07_11\" xmlns:h=\"" NS_TYPES "\""
         " xmlns=\"" NS_TYPES "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
         " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/></s:Header>"
         "<s:Body xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
         " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">");
  g_string_append_printf (
    out, "<m:%sResponse xmlns:m=\"" NS_MESSAGES "\" xmlns:t=\"" NS_TYPES "\"><m:ResponseMessages>", name);
}

void
soap_end (GString *out, const char *name)
{
  g_string_append_printf (out, "</m:ResponseMessages></m:%sResponse></s:Body></s:Envelope>", name);
}

static void
write_details (GString *out, const SoapFault *fault)
{
  if (!fault->violation && !fault->back_off)
    return;
  g_string_append (out, "<t:MessageXml xmlns:t=\"" NS_TYPES "\">");
  if (fault->violation) {
    xml_int (out, "t:LineNumber", fault->line);
    xml_int (out, "t:LinePosition", fault->position);
    xml_element (out, "t:Violation", fault->violation);
  } else {
    g_string_append_printf (out, "<t:Value Name=\"BackOffMilliseconds\">%" G_GINT64_FORMAT "</t:Value>",
                            fault->back_off);
  }
  g_string_append (out, "</t:MessageXml>");
}

void
soap_write_fault (GString *out, const SoapFault *fault)
{
  const char *text = code_text (fault->code);

  g_string_append_printf (out,
                          "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"" NS_SOAP
                          "\"><s:Body><s:Fault>"
                          "<faultcode xmlns:a=\"" NS_TYPES "\">a:%s</faultcode><faultstring xml:lang=\"en-US\">",
                          fault->code);
  xml_text (out, text);
  if (fault->violation) {
    g_string_append_c (out, ' ');
    xml_text (out, fault->violation);
  }
  g_string_append_printf (out,
                          "</faultstring><detail><e:ResponseCode xmlns:e=\"" NS_ERRORS "\">%s</e:ResponseCode>"
                          "<e:Message xmlns:e=\"" NS_ERRORS "\">",
                          fault->code);
  xml_text (out, text);
  g_string_append (out, "</e:Message>");
  write_details (out, fault);
  g_string_append (out, "</detail></s:Fault></s:Body></s:Envelope>");
}

int
soap_position (const char *bytes, gsize size, int line, const char *name)
{
  const char *p = bytes, *end = bytes + size;
  gsize length = strlen (name);

  for (int i = 1; i < line && p < end; i++) {
    const char *newline = memchr (p, '\n', end - p);

    if (!newline)
      return 1;
    p = newline + 1;
  }
  for (const char *q = p; q + length < end && *q != '\n'; q++)
    if ((q[0] == '<' || q[0] == ':') && strncmp (q + 1, name, length) == 0 && !g_ascii_isalnum (q[1 + length]))
      return q - p + 2;
  return 1;
}
