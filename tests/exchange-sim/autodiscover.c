/* SPDX-License-Identifier: MIT */
#include "autodiscover.h"

#include "xmlin.h"
#include "xmlout.h"

#include <string.h>

#define NS "http://schemas.microsoft.com/exchange/autodiscover/"
#define SETTINGS_SCHEMA NS "outlook/responseschema/2006a"

enum { NO_SUCH_ADDRESS = 500, INVALID_REQUEST = 600, UNKNOWN_SCHEMA = 601 };

static void
write_error (GString *out, Sim *sim, int code, const char *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (sim_now (sim));
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S.0000000");

  xml_open (out, "Response");
  g_string_append_printf (out, "<Error Time=\"%s\" Id=\"1000000001\">", time);
  xml_int (out, "ErrorCode", code);
  xml_element (out, "Message", message);
  xml_element (out, "DebugData", NULL);
  xml_close (out, "Error");
  xml_close (out, "Response");
}

static void
write_protocol (GString *out, const char *type, const char *ews)
{
  xml_open (out, "Protocol");
  xml_element (out, "Type", type);
  xml_element (out, "Server", "exchange-sim");
  xml_element (out, "ServerVersion", "73C189CB");
  xml_element (out, "ASUrl", ews);
  xml_element (out, "EwsUrl", ews);
  xml_close (out, "Protocol");
}

static void
write_settings (GString *out, Mailbox *mailbox, const char *ews)
{
  const char *smtp = mailbox_get_smtp (mailbox);

  g_string_append (out, "<Response xmlns=\"" SETTINGS_SCHEMA "\">");
  xml_open (out, "User");
  xml_element (out, "DisplayName", smtp);
  xml_element (out, "AutoDiscoverSMTPAddress", smtp);
  xml_element (out, "DeploymentId", mailbox_get_guid (mailbox));
  xml_close (out, "User");
  xml_open (out, "Account");
  xml_element (out, "AccountType", "email");
  xml_element (out, "Action", "settings");
  xml_element (out, "MicrosoftOnline", "False");
  write_protocol (out, "EXCH", ews);
  write_protocol (out, "EXPR", ews);
  xml_close (out, "Account");
  xml_close (out, "Response");
}

static void
write_response (Sim *sim, const xmlNode *root, const char *ews, GString *out)
{
  xmlNode *request = root && node_is (root, "Autodiscover") ? node_child (root, "Request") : NULL;
  g_autofree char *smtp = request ? node_child_text (request, "EMailAddress") : NULL;
  g_autofree char *schema = request ? node_child_text (request, "AcceptableResponseSchema") : NULL;
  Mailbox *mailbox;

  if (!smtp || !schema) {
    write_error (out, sim, INVALID_REQUEST, "Invalid Request");
    return;
  }
  mailbox = sim_get_mailbox (sim, g_strstrip (smtp));
  if (strcmp (g_strstrip (schema), SETTINGS_SCHEMA) != 0)
    write_error (out, sim, UNKNOWN_SCHEMA, "Provider is not available");
  else if (!mailbox)
    write_error (out, sim, NO_SUCH_ADDRESS, "The email address can't be found.");
  else
    write_settings (out, mailbox, ews);
}

void
autodiscover_answer (Sim *sim, const char *bytes, gsize size, const char *ews, GString *out)
{
  xmlDoc *document = xmlReadMemory (bytes, size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  g_string_append (out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover xmlns=\"" NS "responseschema/2006\">");
  write_response (sim, document ? xmlDocGetRootElement (document) : NULL, ews, out);
  xml_close (out, "Autodiscover");
  xmlFreeDoc (document);
}
