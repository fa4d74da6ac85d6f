/* SPDX-License-Identifier: MIT */
/* What servers answer, well or badly: faults, throttling in all its forms, illegal characters, garbage, truncation. */
#include "ews/response.h"

#include <string.h>

#include "ews/fields.h"
#include "ews/sanitise.h"
#include "ews/soap.h"

static BpEwsResponse *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  return bp_ews_response_parse (body, error);
}

#define BACK_OFF(ms) "<t:MessageXml><t:Value Name=\"BackOffMilliseconds\">" ms "</t:Value></t:MessageXml>"
#define M_BACK_OFF(ms) "<m:MessageXml><t:Value Name=\"BackOffMilliseconds\">" ms "</t:Value></m:MessageXml>"
#define DETAIL(code, more)                                                                                             \
  "<detail><e:ResponseCode xmlns:e=\"urn:e\">" code "</e:ResponseCode>"                                                \
  "<e:Message xmlns:e=\"urn:e\">Words of the detail</e:Message>" more "</detail>"

static void
test_faults (void)
{
  static const struct {
    const char *detail;
    BpError code;
    guint retry_ms;
    const char *server_code;
  } rows[] = {
    { DETAIL ("ErrorServerBusy", BACK_OFF ("297749")), BP_ERROR_BUSY_UNTIL, 297749, "ErrorServerBusy" },
    { DETAIL ("ErrorServerBusy", ""), BP_ERROR_BUSY_UNTIL, 10000, "ErrorServerBusy" },
    { DETAIL ("ErrorServerBusy", BACK_OFF ("99999999999999999999")), BP_ERROR_BUSY_UNTIL, 3600000, "ErrorServerBusy" },
    { DETAIL ("ErrorNonExistentMailbox", ""), BP_ERROR_NOT_FOUND, 0, "ErrorNonExistentMailbox" },
    { DETAIL ("ErrorImpersonateUserDenied", ""), BP_ERROR_DENIED, 0, "ErrorImpersonateUserDenied" },
    { DETAIL ("ErrorImpersonationFailed", ""), BP_ERROR_DENIED, 0, "ErrorImpersonationFailed" },
    { DETAIL ("ErrorSchemaValidation", ""), BP_ERROR_INVALID, 0, "ErrorSchemaValidation" },
    { DETAIL ("ErrorNobodyKnows", ""), BP_ERROR_TEMPORARY, 0, "ErrorNobodyKnows" },
    { "", BP_ERROR_TEMPORARY, 0, "ErrorWhatever" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = soap_fault (rows[i].detail);
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", rows[i].server_code);
    g_assert_null (parse (text, &error));
    g_assert_true (g_error_matches (error, BP_ERROR, (int) rows[i].code));
    g_assert_cmpuint (bp_error_get_retry_ms (error), ==, rows[i].retry_ms);
    g_assert_cmpstr (bp_error_get_server_code (error), ==, rows[i].server_code);
  }
}

static void
test_messages (void)
{
  static const struct {
    const char *code, *extra;
    BpError reaction;
    guint retry_ms;
    const char *server_code;
  } rows[] = {
    { "ErrorServerBusy", M_BACK_OFF ("500"), BP_ERROR_BUSY_UNTIL, 500, "ErrorServerBusy" },
    { "ErrorInternalServerError",
      "<m:MessageXml><t:Value Name=\"InnerErrorResponseCode\">ErrorServerBusy</t:Value>"
      "<t:Value Name=\"BackOffMilliseconds\">700</t:Value></m:MessageXml>",
      BP_ERROR_BUSY_UNTIL, 700, "ErrorServerBusy" },
    { "ErrorItemNotFound", "", BP_ERROR_NOT_FOUND, 0, "ErrorItemNotFound" },
    { "ErrorIrresolvableConflict", "", BP_ERROR_CHANGED_MEANWHILE, 0, "ErrorIrresolvableConflict" },
    { "ErrorInvalidSyncStateData", "", BP_ERROR_TOKEN_EXPIRED, 0, "ErrorInvalidSyncStateData" },
    { "ErrorSubscriptionNotFound", "", BP_ERROR_TOKEN_EXPIRED, 0, "ErrorSubscriptionNotFound" },
    { "ErrorCalendarDurationIsTooLong", "", BP_ERROR_INVALID, 0, "ErrorCalendarDurationIsTooLong" },
    { "ErrorMailboxMoveInProgress", "", BP_ERROR_TEMPORARY, 0, "ErrorMailboxMoveInProgress" },
    { "ErrorOfNextYear", "", BP_ERROR_INVALID, 0, "ErrorOfNextYear" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *message = soap_failure ("GetItem", rows[i].code, rows[i].extra);
    g_autofree char *text = soap_response ("GetItem", message);
    g_autoptr (GError) error = NULL;
    g_autoptr (BpEwsResponse) response = parse (text, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bp_ews_response_n_messages (response), ==, 1);
    g_assert_false (bp_ews_message_check (bp_ews_response_nth_message (response, 0), BP_ERROR_INVALID, &error));
    g_assert_true (g_error_matches (error, BP_ERROR, (int) rows[i].reaction));
    g_assert_cmpuint (bp_error_get_retry_ms (error), ==, rows[i].retry_ms);
    g_assert_cmpstr (bp_error_get_server_code (error), ==, rows[i].server_code);
    g_assert_nonnull (strstr (error->message, "Words of the server"));
  }
}

static void
test_missing_message (void)
{
  g_autofree char *text = soap_response ("GetItem", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (BpEwsResponse) response = parse (text, &error);
  g_assert_no_error (error);
  g_assert_false (bp_ews_message_check (bp_ews_response_nth_message (response, 0), BP_ERROR_INVALID, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
}

/* -- illegal characters ----------------------------------------------------------------------------------------- */

static void
test_illegal_characters (void)
{
  static const struct {
    const char *content, *expected;
  } rows[] = {
    { "a&#x1A;b", "ab" }, { "a&#0;b&#x0;c", "abc" },       { "a\x01z", "az" },       { "&#xD83D;x", "x" },
    { "&#xFFFF;x", "x" }, { "&amp;#x1; &#x1;", "&#x1; " }, { "a&#x41;&#x1;", "aA" }, { "\xff&#x1;", "\xef\xbf\xbd" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *content = g_strdup_printf ("<m:Items>%s</m:Items>", rows[i].content);
    g_autofree char *message = soap_success ("GetItem", content);
    g_autofree char *text = soap_response ("GetItem", message);
    g_autoptr (GError) error = NULL;
    g_autoptr (BpEwsResponse) response = parse (text, &error);
    g_autofree char *got = NULL;
    g_assert_no_error (error);
    got = bp_ews_dup_child_text (bp_ews_response_nth_message (response, 0), "Items");
    g_assert_cmpstr (got, ==, rows[i].expected);
  }
}

static void
test_sanitise (void)
{
  static const char fine[] = "a&#x1F600;&#10;\n&#xyz; &# &#;", overflow[] = "x&#99999999999999999999;";
  GString *clean = bp_ews_sanitise (fine, strlen (fine));
  g_assert_null (clean); /* nothing to drop */
  clean = bp_ews_sanitise (overflow, strlen (overflow));
  g_assert_cmpstr (clean->str, ==, "x");
  g_string_free (clean, TRUE);
}

/* -- garbage ---------------------------------------------------------------------------------------------------- */

static void
assert_refused (const char *text, BpError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (parse (text, &error));
  g_assert_true (g_error_matches (error, BP_ERROR, (int) code));
}

static void
test_garbage (void)
{
  g_autoptr (GString) deep = g_string_new (SOAP_HEAD);
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<x>");
  assert_refused (deep->str, BP_ERROR_TEMPORARY);
  assert_refused ("", BP_ERROR_TEMPORARY);
  assert_refused ("nothing", BP_ERROR_TEMPORARY);
  assert_refused ("<a/>", BP_ERROR_TEMPORARY);
  assert_refused (SOAP_HEAD SOAP_TAIL, BP_ERROR_TEMPORARY);
  assert_refused (SOAP_HEAD SOAP_TAIL "=== Truncated Data ===", BP_ERROR_TEMPORARY);
  assert_refused ("\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", BP_ERROR_LOCAL);
  assert_refused ("<HTML><p>Proxy", BP_ERROR_LOCAL);
}

/* No document type declaration is taken: no entity that grows, no file that is read. */
static void
test_no_doctype (void)
{
  static const char *const attacks[] = {
    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>",
    "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><r>&f;</r></s:Body></s:Envelope>",
    "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><r/></s:Body></s:Envelope>",
  };
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    assert_refused (attacks[i], BP_ERROR_TEMPORARY);
}

/* Cut after each byte, an answer is never taken for a whole one. */
static void
test_truncated (void)
{
  g_autofree char *message =
    soap_success ("GetItem", "<m:Items><t:CalendarItem><t:ItemId Id=\"a\"/><t:Subject>&amp;ü&#x1;</t:Subject>"
                             "</t:CalendarItem></m:Items>");
  g_autofree char *text = soap_response ("GetItem", message);
  for (gsize length = 0; length < strlen (text); length++) {
    g_autoptr (GBytes) body = g_bytes_new (text, length);
    g_autoptr (GError) error = NULL;
    g_assert_null (bp_ews_response_parse (body, &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
}

/* Any byte may be any other: whatever comes of it, it is an answer or an error. */
static void
test_damaged (void)
{
  g_autofree char *failure = soap_failure ("GetItem", "ErrorServerBusy", M_BACK_OFF ("1"));
  g_autofree char *text = soap_response ("GetItem", failure);
  gsize length = strlen (text);
  for (guint round = 0; round < 5000; round++) {
    g_autofree char *damaged = g_strdup (text);
    g_autoptr (GBytes) body = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BpEwsResponse) response = NULL;
    for (gint k = g_test_rand_int_range (1, 6); k > 0; k--)
      damaged[g_test_rand_int_range (0, (gint32) length)] = (char) g_test_rand_int_range (0, 256);
    body = g_bytes_new (damaged, length);
    response = bp_ews_response_parse (body, &error);
    g_assert_true ((response == NULL) == (error != NULL));
    for (guint i = 0; response && i < bp_ews_response_n_messages (response); i++) {
      g_clear_error (&error);
      bp_ews_message_check (bp_ews_response_nth_message (response, i), BP_ERROR_INVALID, &error);
    }
  }
}

/* The same for an item: it is read, or said to be unsupported. */
static void
test_damaged_item (void)
{
  static const BpEwsSite site = { .time_zone = "Europe/Berlin" };
  static const char item[] =
    "<m:Items><t:CalendarItem><t:ItemId Id=\"a\" ChangeKey=\"b\"/><t:Subject>x</t:Subject><t:Sensitivity>Private"
    "</t:Sensitivity><t:Categories><t:String>a</t:String></t:Categories><t:ReminderIsSet>true</t:ReminderIsSet>"
    "<t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart><t:ExtendedProperty><t:ExtendedFieldURI "
    "PropertySetId=\"7b0e4f3c-5a94-4f0e-9d53-6c1f2a8be7d1\" PropertyName=\"bpexchange-probe\"/><t:Value>1</t:Value>"
    "</t:ExtendedProperty><t:Start>2026-07-01T07:00:00Z</t:Start><t:End>2026-07-01T08:30:00Z</t:End><t:IsAllDayEvent>"
    "true</t:IsAllDayEvent><t:AppointmentState>3</t:AppointmentState><t:StartTimeZoneId>UTC</t:StartTimeZoneId>"
    "</t:CalendarItem></m:Items>";
  g_autofree char *message = soap_success ("GetItem", item), *text = soap_response ("GetItem", message);
  gsize length = strlen (text), from = (gsize) (strstr (text, "<m:Items>") - text);
  guint n_read = 0;
  for (guint round = 0; round < 5000; round++) {
    g_autofree char *damaged = g_strdup (text);
    g_autoptr (GBytes) body = NULL;
    g_autoptr (BpEwsResponse) response = NULL;
    xmlNode *node;
    for (gint k = g_test_rand_int_range (1, 4); k > 0; k--)
      damaged[g_test_rand_int_range ((gint32) from, (gint32) length)] = (char) g_test_rand_int_range (32, 127);
    body = g_bytes_new (damaged, length);
    response = bp_ews_response_parse (body, NULL);
    node = response ? bp_ews_first (bp_ews_child (bp_ews_response_nth_message (response, 0), "Items")) : NULL;
    if (node) {
      g_autoptr (BpRemoteItem) read = bp_ews_fields_read (BP_KIND_APPOINTMENT, node, &site);
      g_assert_true (read->unsupported || bp_item_get (read->item, BP_FIELD_STARTS_AT));
      n_read++;
    }
  }
  g_assert_cmpuint (n_read, >, 100);
}

static void
test_booleans (void)
{
  static const struct {
    const char *text;
    gboolean value;
  } rows[] = { { "true", TRUE }, { "1", TRUE }, { " true\n", TRUE }, { "\t1", TRUE },  { "false", FALSE },
               { "0", FALSE },   { "", FALSE }, { NULL, FALSE },     { "True", FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (bp_ews_text_is_true (rows[i].text), ==, rows[i].value);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/response/faults", test_faults);
  g_test_add_func ("/response/booleans", test_booleans);
  g_test_add_func ("/response/messages", test_messages);
  g_test_add_func ("/response/missing-message", test_missing_message);
  g_test_add_func ("/response/illegal-characters", test_illegal_characters);
  g_test_add_func ("/response/sanitise", test_sanitise);
  g_test_add_func ("/response/garbage", test_garbage);
  g_test_add_func ("/response/no-doctype", test_no_doctype);
  g_test_add_func ("/response/truncated", test_truncated);
  g_test_add_func ("/response/damaged", test_damaged);
  g_test_add_func ("/response/damaged-item", test_damaged_item);
  return g_test_run ();
}
