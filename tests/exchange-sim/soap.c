/* SPDX-License-Identifier: MIT */
#include "soap.h"

#include "codes.h"
#include "xmlout.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* Far more than any request needs, far less than recursive code over the tree can take. */
#define DEEPEST 250

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

/* A document type is refused before any entity in it is looked at, and so is what is nested deeper than any request. */
static void
refuse_document_type (void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
  xmlParserCtxt *parser = data;

  parser->_private = "For security reasons DTD is prohibited in this XML document.";
  xmlStopParser (parser);
}

static void
start_element (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
               const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
  xmlParserCtxt *parser = data;

  if (parser->nodeNr >= DEEPEST) {
    parser->_private = "The message is nested too deeply.";
    xmlStopParser (parser);
    return;
  }
  xmlSAX2StartElementNs (data, name, prefix, uri, namespace_count, namespaces, attribute_count, defaulted, attributes);
}

/* NULL and the fault if the bytes are no XML that a server would read. */
static xmlDoc *
parse (const char *bytes, gsize size, SoapFault *fault)
{
  xmlParserCtxt *parser = xmlNewParserCtxt ();
  xmlDoc *doc;
  const xmlError *error;
  const char *reason;

  parser->sax->internalSubset = refuse_document_type;
  parser->sax->startElementNs = start_element;
  doc = xmlCtxtReadMemory (parser, bytes, size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE
                             | XML_PARSE_BIG_LINES);
  error = xmlCtxtGetLastError (parser);
  reason = parser->_private;
  if (!doc || reason) {
    g_autofree char *message = g_strdup (reason                    ? reason
                                         : error && error->message ? error->message
                                                                   : "Root element is missing.");

    refuse (fault, "ErrorSchemaValidation", g_strchomp (message), error ? error->line : 0, error ? error->int2 : 0);
    g_clear_pointer (&doc, xmlFreeDoc);
  }
  xmlFreeParserCtxt (parser);
  return doc;
}

gboolean
envelope_read (const char *bytes, gsize size, Envelope *ret_envelope, SoapFault *ret_fault)
{
  xmlNode *root, *body;

  memset (ret_envelope, 0, sizeof *ret_envelope);
  memset (ret_fault, 0, sizeof *ret_fault);
  ret_envelope->doc = parse (bytes, size, ret_fault);
  if (!ret_envelope->doc)
    return FALSE;
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

#define VERSION                                                                                                        \
  " MajorVersion=\"15\" MinorVersion=\"1\" MajorBuildNumber=\"2507\" MinorBuildNumber=\"39\" Version=\"V2017_07_11\""

/* What streams is written by another part of the server, which has prefixes of its own and says nothing of the encoding. */
static gboolean
is_streamed (const char *name)
{
  return strcmp (name, "GetStreamingEvents") == 0;
}

void
soap_begin (GString *out, const char *name)
{
  if (is_streamed (name))
    g_string_append (out, "<Envelope xmlns=\"" NS_SOAP "\"><soap11:Header xmlns:soap11=\"" NS_SOAP "\">"
                          "<ServerVersionInfo xmlns=\"" NS_TYPES "\"" VERSION "/></soap11:Header>"
                          "<soap11:Body xmlns:soap11=\"" NS_SOAP "\">");
  else
    g_string_append (out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"" NS_SOAP "\"><s:Header>"
                          "<h:ServerVersionInfo" VERSION " xmlns:h=\"" NS_TYPES "\" xmlns=\"" NS_TYPES "\""
                          " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                          " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/></s:Header>"
                          "<s:Body xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                          " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">");
  g_string_append_printf (
    out, "<m:%sResponse xmlns:m=\"" NS_MESSAGES "\" xmlns:t=\"" NS_TYPES "\"><m:ResponseMessages>", name);
}

void
soap_end (GString *out, const char *name)
{
  g_string_append_printf (out, "</m:ResponseMessages></m:%sResponse>%s", name,
                          is_streamed (name) ? "</soap11:Body></Envelope>" : "</s:Body></s:Envelope>");
}

void
soap_rewind (GString *out)
{
  const char *begin = g_strrstr (out->str, "<m:");

  /* <m:NameResponse><m:ResponseMessages> */
  if (begin && g_str_has_prefix (begin, "<m:ResponseMessages>"))
    begin = g_strrstr_len (out->str, begin - out->str, "<m:");
  if (begin)
    g_string_truncate (out, begin - out->str);
}

void
soap_end_bare (GString *out, const char *name)
{
  g_string_append_printf (out, "</m:%sResponse></s:Body></s:Envelope>", name);
}

static void
write_details (GString *out, const SoapFault *fault, const char *violation)
{
  if (!fault->violation && !fault->back_off)
    return;
  g_string_append (out, "<t:MessageXml xmlns:t=\"" NS_TYPES "\">");
  if (fault->violation) {
    xml_int (out, "t:LineNumber", fault->line);
    xml_int (out, "t:LinePosition", fault->position);
    xml_element (out, "t:Violation", violation);
  } else {
    g_string_append_printf (out, "<t:Value Name=\"BackOffMilliseconds\">%" G_GINT64_FORMAT "</t:Value>",
                            fault->back_off);
  }
  g_string_append (out, "</t:MessageXml>");
}

/* What the parser quotes of a damaged message must not damage the answer. */
static char *
printable (const char *violation)
{
  char *text = g_utf8_make_valid (violation, -1);

  for (char *p = text; *p; p++)
    if ((guchar) *p < ' ')
      *p = ' ';
  return text;
}

void
soap_write_fault (GString *out, const SoapFault *fault)
{
  const char *text = code_text (fault->code);
  g_autofree char *violation = fault->violation ? printable (fault->violation) : NULL;

  g_string_append_printf (out,
                          "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"" NS_SOAP
                          "\"><s:Body><s:Fault>"
                          "<faultcode xmlns:a=\"" NS_TYPES "\">a:%s</faultcode><faultstring xml:lang=\"en-US\">",
                          fault->code);
  xml_text (out, text);
  if (fault->violation) {
    g_string_append_c (out, ' ');
    xml_text (out, violation);
  }
  g_string_append_printf (out,
                          "</faultstring><detail><e:ResponseCode xmlns:e=\"" NS_ERRORS "\">%s</e:ResponseCode>"
                          "<e:Message xmlns:e=\"" NS_ERRORS "\">",
                          fault->code);
  xml_text (out, text);
  g_string_append (out, "</e:Message>");
  write_details (out, fault, violation);
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
