/* SPDX-License-Identifier: MIT */
#include "ews/autodiscover.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "ews/response.h"

#define SCHEMA "http://schemas.microsoft.com/exchange/autodiscover/outlook/"
#define NO_SUCH_ADDRESS "500"

GBytes *
bp_autodiscover_request (const char *address)
{
  g_autofree char *escaped = g_markup_escape_text (address, -1);
  char *text = g_strconcat ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover xmlns=\"" SCHEMA
                            "requestschema/2006\"><Request><EMailAddress>",
                            escaped,
                            "</EMailAddress><AcceptableResponseSchema>" SCHEMA
                            "responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>",
                            NULL);
  return g_bytes_new_take (text, strlen (text));
}

void
bp_autodiscover_answer_free (BpAutodiscoverAnswer *self)
{
  if (!self)
    return;
  g_strfreev (self->urls);
  g_free (self->target);
  g_free (self);
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static void
refuse_doctype_cb (void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlStopParser (context);
}

/* Not trusted: no document type, no entities, nothing loaded. */
static xmlDoc *
read_document (GBytes *body)
{
  xmlParserCtxt *context = xmlNewParserCtxt ();
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  xmlDoc *document = NULL;
  if (context && size && size < G_MAXINT) {
    context->sax->internalSubset = refuse_doctype_cb;
    document = xmlCtxtReadMemory (context, text, (int) size, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document && !context->wellFormed)
      g_clear_pointer (&document, xmlFreeDoc);
  }
  xmlFreeParserCtxt (context);
  return document;
}

static void
add_url (GPtrArray *urls, xmlNode *protocol)
{
  g_autofree char *text = bp_ews_dup_child_text (protocol, "EwsUrl");
  const char *url = text ? g_strstrip (text) : "";
  for (guint i = 0; i < urls->len; i++)
    if (g_ascii_strcasecmp (urls->pdata[i], url) == 0)
      return;
  if (*url)
    g_ptr_array_add (urls, g_strdup (url));
}

/* The internal one is the one for a server in the house. */
static char **
read_urls (xmlNode *account)
{
  static const char *const types[] = { "EXCH", "EXPR", "EXHTTP" };
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (xmlNode *node = bp_ews_first (account); node; node = bp_ews_next (node)) {
      g_autofree char *type = bp_ews_is (node, "Protocol") ? bp_ews_dup_child_text (node, "Type") : NULL;
      if (type && g_str_equal (g_strstrip (type), types[i]))
        add_url (urls, node);
    }
  if (!urls->len)
    return NULL;
  g_ptr_array_add (urls, NULL);
  return (char **) g_ptr_array_steal (urls, NULL);
}

static BpAutodiscoverAnswer *
read_account (xmlNode *account)
{
  g_autoptr (BpAutodiscoverAnswer) answer = g_new0 (BpAutodiscoverAnswer, 1);
  g_autofree char *action = bp_ews_dup_child_text (account, "Action");
  const char *what = action ? g_strstrip (action) : "";
  if (g_str_equal (what, "redirectUrl")) {
    answer->kind = BP_AUTODISCOVER_REDIRECT_URL;
    answer->target = bp_ews_dup_child_text (account, "RedirectUrl");
  } else if (g_str_equal (what, "redirectAddr")) {
    answer->kind = BP_AUTODISCOVER_REDIRECT_ADDRESS;
    answer->target = bp_ews_dup_child_text (account, "RedirectAddr");
  } else {
    answer->urls = read_urls (account);
  }
  if (answer->target)
    g_strstrip (answer->target);
  return answer->urls || (answer->target && *answer->target) ? g_steal_pointer (&answer) : NULL;
}

static void
set_server_error (xmlNode *problem, GError **error)
{
  g_autofree char *code = bp_ews_dup_child_text (problem, "ErrorCode");
  g_autofree char *message = bp_ews_dup_child_text (problem, "Message");
  gboolean unknown = code && g_str_equal (g_strstrip (code), NO_SUCH_ADDRESS);
  bp_set_said_error (
    error, unknown ? BP_ERROR_NOT_FOUND : BP_ERROR_LOCAL, code,
    g_strconcat (unknown ? N_ ("The server does not know this address.") : N_ ("The server refused the question."),
                 BP_SAYING_THEN, " (",
                 message ? g_strstrip (message)
                 : code  ? code
                         : "?",
                 ")", NULL));
}

BpAutodiscoverAnswer *
bp_autodiscover_parse (GBytes *body, GError **error)
{
  xmlDoc *document = read_document (body);
  xmlNode *root = document ? xmlDocGetRootElement (document) : NULL;
  xmlNode *response = bp_ews_is (root, "Autodiscover") ? bp_ews_child (root, "Response") : NULL;
  xmlNode *problem = bp_ews_child (response, "Error"), *account = bp_ews_child (response, "Account");
  BpAutodiscoverAnswer *answer = account && !problem ? read_account (account) : NULL;
  if (problem)
    set_server_error (problem, error);
  else if (!response)
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("What answers there is no Autodiscover."));
  else if (!answer)
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The answer names no address of Exchange Web Services."));
  xmlFreeDoc (document);
  return answer;
}

/* --- domains ------------------------------------------------------------------------------------------------------ */

char *
bp_autodiscover_domain (const char *address)
{
  const char *at = address ? strrchr (address, '@') : NULL;
  g_autofree char *domain = NULL;
  if (!at || at == address || strchr (address, '@') != at || strlen (address) > 320
      || !g_utf8_validate (address, -1, NULL))
    return NULL;
  for (const char *c = address; *c; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)) || g_unichar_iscntrl (g_utf8_get_char (c)))
      return NULL;
  domain = g_hostname_to_ascii (at + 1);
  if (!domain || !strchr (domain, '.') || strstr (domain, "..") || g_hostname_is_ip_address (domain))
    return NULL;
  for (const char *c = domain; *c; c++)
    if (!g_ascii_isalnum (*c) && *c != '.' && *c != '-')
      return NULL;
  if (g_str_has_prefix (domain, ".") || g_str_has_suffix (domain, "."))
    return NULL;
  return g_ascii_strdown (domain, -1);
}

gboolean
bp_autodiscover_lies_in (const char *host, const char *const *domains)
{
  for (; host && domains && *domains; domains++) {
    gsize length = strlen (host), tail = strlen (*domains);
    if (tail && length >= tail && g_ascii_strcasecmp (host + length - tail, *domains) == 0
        && (length == tail || host[length - tail - 1] == '.'))
      return TRUE;
  }
  return FALSE;
}
