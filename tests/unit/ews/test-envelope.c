/* SPDX-License-Identifier: MIT */
/* Envelopes: who is impersonated, and that any text arrives as it was. */
#include "ews/envelope.h"

#include <string.h>

#include "ews/names.h"
#include "ews/response.h"
#include "ews/schema.h"

static char *
finish (BpEwsEnvelope *envelope)
{
  g_autoptr (GBytes) message = bp_ews_envelope_finish (envelope);
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  return g_strndup (text, length);
}

static char *
get_folder (const BpAccount *account, const char *time_zone)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, time_zone);
  bp_ews_envelope_open (out, "m:GetFolder");
  bp_ews_envelope_open (out, "m:FolderShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:FolderIds");
  bp_ews_envelope_folder_id (out, "a+b/c=");
  return finish (out);
}

static void
test_header (void)
{
  g_autoptr (BpAccount) mailbox = bp_account_new ("anna", "anna@firma.de", FALSE);
  g_autoptr (BpAccount) login = bp_account_new ("anna", "anna@firma.local", TRUE);
  g_autofree char *own = get_folder (NULL, NULL), *by_mailbox = get_folder (mailbox, NULL);
  g_autofree char *by_login = get_folder (login, "W. Europe Standard Time");
  const char *const all[] = { own, by_mailbox, by_login };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    schema_assert_valid (all[i]);
    g_assert_nonnull (strstr (all[i], "<t:RequestServerVersion Version=\"" BP_EWS_SERVER_VERSION "\"/>"));
  }
  g_assert_null (strstr (own, "Impersonation"));
  g_assert_nonnull (strstr (by_mailbox, "<t:ConnectingSID><t:PrimarySmtpAddress>anna@firma.de<"));
  g_assert_null (strstr (by_mailbox, "TimeZoneContext"));
  g_assert_nonnull (strstr (by_login, "<t:ConnectingSID><t:PrincipalName>anna@firma.local<"));
  g_assert_nonnull (strstr (by_login, "<t:TimeZoneDefinition Id=\"W. Europe Standard Time\"/>"));
}

static void
test_texts (void)
{
  static const char *const texts[] = {
    "", " ", "<&>\"'", "]]>", "a\tb\nc", "a\rb\r\nc", "größer 日本 🎉", "&amp; &#x1;", "<!-- -->",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (NULL, NULL);
    g_autoptr (GBytes) message = NULL;
    g_autoptr (GError) error = NULL;
    xmlDoc *document;
    xmlNode *element;
    g_autofree char *text = NULL, *attribute = NULL;
    gsize length;
    const char *bytes;
    bp_ews_envelope_open (out, "m:Test");
    bp_ews_envelope_attribute (out, "Id", texts[i]);
    bp_ews_envelope_text (out, texts[i]);
    message = bp_ews_envelope_finish (out);
    bytes = g_bytes_get_data (message, &length);
    document = xmlReadMemory (bytes, (int) length, NULL, NULL, XML_PARSE_NONET);
    g_assert_nonnull (document);
    element = bp_ews_descend (xmlDocGetRootElement (document), "Body", "Test", NULL);
    text = bp_ews_dup_text (element);
    attribute = bp_ews_dup_attribute (element, "Id");
    g_assert_cmpstr (text, ==, texts[i]);
    g_assert_cmpstr (attribute, ==, texts[i]);
    xmlFreeDoc (document);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/header", test_header);
  g_test_add_func ("/envelope/texts", test_texts);
  return g_test_run ();
}
