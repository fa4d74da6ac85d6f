/* SPDX-License-Identifier: MIT */
#include "ews/response.h"

#include <libxml/parser.h>
#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"
#include "ews/names.h"
#include "ews/sanitise.h"

#define MAX_BACK_OFF_MS (60 * 60 * 1000)

struct _BpEwsResponse {
  xmlDoc *document;
  GPtrArray *messages; /* xmlNode, borrowed from the document */
};

/* -- finding ---------------------------------------------------------------------------------------------------- */

gboolean
bp_ews_is (const xmlNode *node, const char *name)
{
  return node && node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

static xmlNode *
skip_to_element (xmlNode *node)
{
  while (node && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

xmlNode *
bp_ews_first (xmlNode *node)
{
  return node ? skip_to_element (node->children) : NULL;
}

xmlNode *
bp_ews_next (xmlNode *node)
{
  return node ? skip_to_element (node->next) : NULL;
}

xmlNode *
bp_ews_child (xmlNode *node, const char *name)
{
  xmlNode *child = bp_ews_first (node);
  while (child && !bp_ews_is (child, name))
    child = bp_ews_next (child);
  return child;
}

xmlNode *
bp_ews_descend (xmlNode *node, ...)
{
  const char *name;
  va_list names;
  va_start (names, node);
  while (node && (name = va_arg (names, const char *)))
    node = bp_ews_child (node, name);
  va_end (names);
  return node;
}

static char *
take_xml_string (xmlChar *text)
{
  char *copy = g_strdup ((const char *) text);
  xmlFree (text);
  return copy;
}

char *
bp_ews_dup_text (xmlNode *node)
{
  const xmlNode *only = node ? node->children : NULL;
  xmlChar *text;
  /* Nearly always; libxml2 gathers the content in a buffer of its own. */
  if (only && only->type == XML_TEXT_NODE && !only->next)
    return g_strdup ((const char *) only->content);
  text = node ? xmlNodeGetContent (node) : NULL;
  return text ? take_xml_string (text) : NULL;
}

char *
bp_ews_dup_child_text (xmlNode *node, const char *name)
{
  return bp_ews_dup_text (bp_ews_child (node, name));
}

char *
bp_ews_dup_attribute (xmlNode *node, const char *name)
{
  xmlChar *text = node ? xmlGetProp (node, BAD_CAST name) : NULL;
  return text ? take_xml_string (text) : NULL;
}

gboolean
bp_ews_text_is_true (const char *text)
{
  /* White space around it says nothing (XML Schema part 2, 3.2.2). */
  g_autofree char *word = text ? g_strstrip (g_strdup (text)) : NULL;
  return word && (g_str_equal (word, "true") || g_str_equal (word, "1"));
}

/* -- parsing ---------------------------------------------------------------------------------------------------- */

/* A SOAP message never has one; with it, whole families of attacks end here. */
static void
refuse_doctype_cb (void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlStopParser (context);
}

/* What the parser thinks of an answer is not printed: the error says it. */
static void
ignore_cb (void *data, xmlErrorPtr error)
{
}

static xmlDoc *
parse_xml (const char *bytes, gsize length)
{
  xmlParserCtxt *context = xmlNewParserCtxt ();
  xmlStructuredErrorFunc before = xmlStructuredError; /* of this thread, like its context */
  void *before_data = xmlStructuredErrorContext;
  xmlDoc *document;
  xmlSetStructuredErrorFunc (NULL, ignore_cb);
  context->sax->internalSubset = refuse_doctype_cb;
  document = xmlCtxtReadMemory (context, bytes, (int) length, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA
                                  | XML_PARSE_COMPACT);
  if (document && (!context->wellFormed || context->disableSAX))
    g_clear_pointer (&document, xmlFreeDoc);
  xmlFreeParserCtxt (context);
  xmlSetStructuredErrorFunc (before_data, before);
  return document;
}

/* Strictly first, so that a truncated answer is never taken for a whole one; what Exchange is known to let through is
 * dropped for a second attempt. */
static xmlDoc *
parse_tolerantly (GBytes *body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  xmlDoc *document;
  g_autoptr (GString) clean = NULL;
  xmlInitParser ();
  if (!length || length > G_MAXINT)
    return NULL;
  document = parse_xml (bytes, length);
  if (document)
    return document;
  clean = bp_ews_sanitise (bytes, length);
  return clean ? parse_xml (clean->str, clean->len) : NULL;
}

static gboolean
looks_like_html (GBytes *body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *start = length ? g_ascii_strdown (bytes, (gssize) MIN (length, 512)) : g_strdup ("");
  return strstr (start, "<html") || strstr (start, "<!doctype html");
}

/* -- problems --------------------------------------------------------------------------------------------------- */

/* The value that t:MessageXml gives under a name; NULL if none. New. */
static char *
dup_message_value (xmlNode *holder, const char *wanted)
{
  xmlNode *value = bp_ews_first (bp_ews_child (holder, "MessageXml"));
  for (; value; value = bp_ews_next (value)) {
    g_autofree char *name = bp_ews_dup_attribute (value, "Name");
    if (name && g_str_equal (name, wanted))
      return bp_ews_dup_text (value);
  }
  return NULL;
}

static guint
get_back_off_ms (xmlNode *holder)
{
  g_autofree char *text = dup_message_value (holder, "BackOffMilliseconds");
  guint64 ms = text ? g_ascii_strtoull (text, NULL, 10) : 0;
  return (guint) MIN (ms, MAX_BACK_OFF_MS);
}

/* Throttling also comes wrapped as an internal error that names what it really is. */
static char *
dup_real_code (xmlNode *holder, char *code)
{
  char *inner = dup_message_value (holder, "InnerErrorResponseCode");
  if (!inner)
    return code;
  g_free (code);
  return inner;
}

static void
set_fault (GError **error, xmlNode *fault)
{
  xmlNode *detail = bp_ews_child (fault, "detail");
  g_autofree char *code = bp_ews_dup_child_text (detail, "ResponseCode");
  g_autofree char *text = bp_ews_dup_child_text (detail, "Message");
  BpEwsProblem problem = { 0 };
  if (!code) {
    g_autofree char *qualified = bp_ews_dup_child_text (fault, "faultcode");
    const char *colon = qualified ? strchr (qualified, ':') : NULL;
    code = g_strdup (colon ? colon + 1 : qualified ? qualified : "Fault");
  }
  if (!text)
    text = bp_ews_dup_child_text (fault, "faultstring");
  code = dup_real_code (detail, g_steal_pointer (&code));
  problem = (BpEwsProblem){ .code = code, .text = text, .back_off_ms = get_back_off_ms (detail) };
  bp_ews_error_set (error, &problem, BP_ERROR_TEMPORARY);
}

gboolean
bp_ews_message_check (xmlNode *message, BpError otherwise, GError **error)
{
  g_autofree char *class = bp_ews_dup_attribute (message, "ResponseClass");
  g_autofree char *code = bp_ews_dup_child_text (message, "ResponseCode");
  g_autofree char *text = NULL;
  BpEwsProblem problem;
  if (!class || !code) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
    return FALSE;
  }
  if (g_str_equal (class, "Success") || g_str_equal (code, "NoError"))
    return TRUE;
  text = bp_ews_dup_child_text (message, "MessageText");
  code = dup_real_code (message, g_steal_pointer (&code));
  problem = (BpEwsProblem){ .code = code, .text = text, .back_off_ms = get_back_off_ms (message) };
  bp_ews_error_set (error, &problem, otherwise);
  return FALSE;
}

/* -- the response ----------------------------------------------------------------------------------------------- */

static GPtrArray *
collect_messages (xmlNode *body)
{
  GPtrArray *messages = g_ptr_array_new ();
  xmlNode *message = bp_ews_first (bp_ews_child (bp_ews_first (body), "ResponseMessages"));
  for (; message; message = bp_ews_next (message))
    g_ptr_array_add (messages, message);
  return messages;
}

BpEwsResponse *
bp_ews_response_parse (GBytes *body, GError **error)
{
  BpEwsResponse *self;
  xmlDoc *document = parse_tolerantly (body);
  xmlNode *root = document ? xmlDocGetRootElement (document) : NULL;
  xmlNode *soap_body = bp_ews_is (root, "Envelope") ? bp_ews_child (root, "Body") : NULL;
  xmlNode *fault = bp_ews_child (soap_body, "Fault");
  if (fault)
    set_fault (error, fault);
  else if (!soap_body && looks_like_html (body))
    bp_set_error (
      error, BP_ERROR_LOCAL, "no-exchange",
      N_ ("This is no Exchange server, or not the address of its Exchange Web Services: it answers with a web "
          "page."));
  else if (!soap_body || !bp_ews_first (soap_body))
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is damaged or incomplete."));
  if (fault || !bp_ews_first (soap_body)) {
    xmlFreeDoc (document);
    return NULL;
  }
  self = g_new0 (BpEwsResponse, 1);
  self->document = document;
  self->messages = collect_messages (soap_body);
  return self;
}

void
bp_ews_response_free (BpEwsResponse *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->messages);
  xmlFreeDoc (self->document);
  g_free (self);
}

guint
bp_ews_response_n_messages (const BpEwsResponse *self)
{
  return self->messages->len;
}

xmlNode *
bp_ews_response_nth_message (const BpEwsResponse *self, guint index)
{
  return index < self->messages->len ? g_ptr_array_index (self->messages, index) : NULL;
}

char *
bp_ews_response_dup_version (const BpEwsResponse *self)
{
  static const char *const parts[] = { "MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber" };
  xmlNode *info = bp_ews_descend (xmlDocGetRootElement (self->document), "Header", "ServerVersionInfo", NULL);
  g_autoptr (GString) version = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = bp_ews_dup_attribute (info, parts[i]);
    if (part)
      g_string_append_printf (version, "%s%s", i ? "." : "", part);
  }
  return version->len ? g_strdup (version->str) : NULL;
}
