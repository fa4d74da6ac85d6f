/* SPDX-License-Identifier: MIT */
/* ResolveNames, ConvertId, GetServerTimeZones, GetUserConfiguration. */
#include "operations.h"

#include "values.h"
#include "xmlout.h"
#include "zone-write.h"
#include "zones.h"

#include <string.h>

/* --- ResolveNames --- */

static gboolean
matches (Mailbox *mailbox, const char *entry)
{
  g_autofree char *name = g_utf8_casefold (mailbox_get_name (mailbox), -1);
  g_autofree char *smtp = g_utf8_casefold (mailbox_get_smtp (mailbox), -1);
  g_autofree char *wanted = g_utf8_casefold (entry, -1);

  return strstr (name, wanted) || g_str_has_prefix (smtp, wanted);
}

static void
write_resolution (GString *out, Mailbox *mailbox)
{
  xml_open (out, "t:Resolution");
  xml_open (out, "t:Mailbox");
  xml_element (out, "t:Name", mailbox_get_name (mailbox));
  xml_element (out, "t:EmailAddress", mailbox_get_smtp (mailbox));
  xml_element (out, "t:RoutingType", "SMTP");
  xml_element (out, "t:MailboxType", "Mailbox");
  xml_close (out, "t:Mailbox");
  xml_close (out, "t:Resolution");
}

void
op_resolve_names (Request *request)
{
  g_autofree char *entry = node_child_text (request->operation, "UnresolvedEntry");
  const char *wanted = !entry ? "" : g_ascii_strncasecmp (entry, "smtp:", 5) == 0 ? entry + 5 : entry;
  g_autoptr (GString) found = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < request->sim->mailboxes->len; i++) {
    Mailbox *mailbox = g_ptr_array_index (request->sim->mailboxes, i);

    if (!*wanted || !matches (mailbox, wanted))
      continue;
    write_resolution (found, mailbox);
    count++;
  }
  if (count == 0) {
    reply_error (request, "ErrorNameResolutionNoResults", NULL);
    return;
  }
  if (count > 1)
    reply_warning (request, "ErrorNameResolutionMultipleResults");
  else
    reply_begin (request);
  g_string_append_printf (
    request->out, "<m:ResolutionSet TotalItemsInView=\"%u\" IncludesLastItemInRange=\"true\">%s</m:ResolutionSet>",
    count, found->str);
  reply_end (request);
}

/* Nobody has stored a configuration (a list of categories, say) in these mailboxes. */
void
op_get_user_configuration (Request *request)
{
  reply_error (request, "ErrorItemNotFound", NULL);
}

/* --- ConvertId --- */

static char *
from_hex (const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const char *p = hex; g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1]); p += 2) {
    guint8 byte = g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]);

    g_byte_array_append (bytes, &byte, 1);
  }
  return g_base64_encode (bytes->data, bytes->len);
}

/* All formats hold the same bytes: as base64, as hexadecimal digits, or escaped for a URL. */
static char *
convert (const char *id, const char *from, const char *to)
{
  g_autofree char *plain = NULL;
  Token token;
  TokenResult result;

  if (g_strcmp0 (from, "HexEntryId") == 0)
    plain = from_hex (id);
  else if (g_strcmp0 (from, "OwaId") == 0)
    plain = g_uri_unescape_string (id, NULL);
  else
    plain = g_strdup (id);
  result = token_read (plain, TOKEN_ITEM, &token);
  if (result != TOKEN_OK && (result != TOKEN_OTHER_KIND || token.kind != TOKEN_FOLDER))
    return NULL;
  if (g_strcmp0 (to, "HexEntryId") == 0)
    return token_to_hex (plain);
  return g_strcmp0 (to, "OwaId") == 0 ? g_uri_escape_string (plain, NULL, FALSE) : g_steal_pointer (&plain);
}

void
op_convert_id (Request *request)
{
  g_autofree char *to = node_attribute (request->operation, "DestinationFormat");
  xmlNode *source = node_first (node_child (request->operation, "SourceIds"));

  for (; source; source = node_next (source)) {
    g_autofree char *id = node_attribute (source, "Id");
    g_autofree char *from = node_attribute (source, "Format");
    g_autofree char *smtp = node_attribute (source, "Mailbox");
    g_autofree char *converted = id ? convert (id, from, to) : NULL;

    if (!converted) {
      reply_error (request, "ErrorInvalidIdMalformed", NULL);
      continue;
    }
    reply_begin (request);
    xml_start (request->out, "m:AlternateId");
    xml_attribute (request->out, "xsi:type", "t:AlternateIdType");
    xml_attribute (request->out, "Format", to);
    xml_attribute (request->out, "Id", converted);
    xml_attribute (request->out, "Mailbox", smtp);
    xml_empty_end (request->out);
    reply_end (request);
  }
}

/* --- GetServerTimeZones --- */

static gboolean
is_wanted (const xmlNode *ids, const char *windows)
{
  for (xmlNode *id = node_first (ids); id; id = node_next (id)) {
    g_autofree char *text = node_text (id);

    if (strcmp (text, windows) == 0)
      return TRUE;
  }
  return ids == NULL;
}

void
op_get_server_time_zones (Request *request)
{
  gboolean full = !node_attribute_is (request->operation, "ReturnFullTimeZoneData", "false")
                  && !node_attribute_is (request->operation, "ReturnFullTimeZoneData", "0");
  xmlNode *ids = node_child (request->operation, "Ids");
  const char *windows;

  reply_begin (request);
  xml_open (request->out, "m:TimeZoneDefinitions");
  for (guint i = 0; (windows = zone_windows_name (i)); i++)
    if (is_wanted (ids, windows) && zone_to_iana (windows))
      zone_write (request->out, "t:TimeZoneDefinition", zone_to_iana (windows), full);
  xml_close (request->out, "m:TimeZoneDefinitions");
  reply_end (request);
}
