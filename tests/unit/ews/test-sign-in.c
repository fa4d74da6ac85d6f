/* SPDX-License-Identifier: MIT */
/* Which scheme is used, by what the server offers; and that a password goes to nobody as Basic who offers better. */
#include "ews/driver.h"

#include <string.h>

#include "base/error.h"
#include "net/test-server.h"

#define TYPE_1 "Authorization: NTLM TlRMTVNTUAAB"
#define TYPE_3 "Authorization: NTLM TlRMTVNTUAAD"

typedef struct {
  const char *offers; /* header lines */
  gboolean refuses;   /* whatever comes */
  gboolean open;      /* NTLM signs in connections, not requests */
  gboolean forgets;   /* what is between here and there closes after each answer */
  gint basic, ntlm, negotiate;
  char *type_3;
} Exchange;

/* A challenge: signature, type 2, no target, flags (Unicode, NTLM, target info), a number, an empty target info. */
static char *
make_challenge (void)
{
  guint8 message[52] = "NTLMSSP\0\2\0\0\0\0\0\0\0\60\0\0\0\1\2\210\0\1\2\3\4\5\6\7\10";
  message[40] = message[42] = 4;
  message[44] = 48;
  return g_base64_encode (message, sizeof message);
}

static void
answer_folder (GOutputStream *out, gboolean closes)
{
  test_server_answer (
    out, 200, closes ? "Content-Type: text/xml\r\nConnection: close\r\n" : "Content-Type: text/xml\r\n",
    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><GetFolderResponse><ResponseMessages>"
    "<GetFolderResponseMessage ResponseClass='Success'><ResponseCode>NoError</ResponseCode><Folders><CalendarFolder>"
    "<FolderId Id='calendar'/></CalendarFolder></Folders></GetFolderResponseMessage></ResponseMessages>"
    "</GetFolderResponse></s:Body></s:Envelope>");
}

static gboolean
serve (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  Exchange *exchange = data;
  gboolean is_basic = strstr (request->head, "Authorization: Basic") != NULL;
  exchange->basic += is_basic;
  exchange->negotiate += strstr (request->head, "Authorization: Negotiate") != NULL;
  if (strstr (request->head, TYPE_1)) {
    g_autofree char *challenge = make_challenge ();
    g_autofree char *header = g_strdup_printf ("WWW-Authenticate: NTLM %s\r\n", challenge);
    test_server_answer (out, 401, header, "");
    return !exchange->forgets;
  }
  if (strstr (request->head, TYPE_3)) {
    exchange->ntlm++;
    exchange->open = !exchange->refuses;
    g_free (exchange->type_3);
    exchange->type_3 = g_strndup (strstr (request->head, TYPE_3) + strlen ("Authorization: NTLM "), 4000);
    *strchr (exchange->type_3, '\n') = '\0';
  }
  if (exchange->open || (is_basic && !exchange->refuses))
    answer_folder (out, exchange->forgets);
  else
    test_server_answer (out, 401, exchange->offers, "");
  return !exchange->forgets;
}

/* Asks for a folder as often as it says. */
static gboolean
ask (Exchange *exchange, BpCredentials *credentials, guint times, GError **error)
{
  g_autoptr (TestServer) server = test_server_new (serve, exchange);
  g_autofree char *url = test_server_dup_url (server);
  BpEwsConfig config = { .url = url, .credentials = credentials, .time_zone = "Europe/Berlin" };
  g_autoptr (BpDriver) driver = bp_ews_driver_new (&config, error);
  g_autoptr (BpAccount) account = bp_account_new ("anna", "anna@firma.de", FALSE);
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < times; i++) {
    BpFolders folders = { 0 };
    ok = bp_driver_open (driver, account, 1u << BP_KIND_APPOINTMENT, &folders, NULL, error);
    bp_folders_clear (&folders);
  }
  return ok;
}

static void
test_basic (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: Basic realm=\"x\"\r\n" };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync@firma.de", "geheim");
  g_autoptr (GError) error = NULL;
  g_assert_true (ask (&exchange, credentials, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (exchange.basic, ==, 3);
  g_assert_cmpstr (bp_credentials_get_scheme_label (credentials), ==, "Basic");
}

/* Better than Basic, with the domain of the name; the connection is then signed in. */
static void
test_ntlm (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: NTLM\r\nWWW-Authenticate: Basic realm=\"x\"\r\n" };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", "geheim");
  g_autoptr (GError) error = NULL;
  g_autofree guchar *message = NULL;
  gsize length;
  if (!(bp_http_auth_available () & BP_HTTP_AUTH_NTLM)) {
    g_test_skip ("skipped: this libcurl has no NTLM");
    return;
  }
  g_assert_true (ask (&exchange, credentials, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (exchange.basic, ==, 0);
  g_assert_cmpint (exchange.ntlm, ==, 1);
  g_assert_cmpstr (bp_credentials_get_scheme_label (credentials), ==, "NTLM");
  message = g_base64_decode (exchange.type_3, &length);
  g_assert_nonnull (memmem (message, length, "F\0I\0R\0M\0A\0", 10));
  g_assert_nonnull (memmem (message, length, "s\0y\0n\0c\0", 8));
  g_free (exchange.type_3);
}

/* Negotiate without a ticket: the next scheme has its turn, once for all requests. */
static void
test_no_ticket (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n" };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "FIRMA\\sync", "geheim");
  g_autoptr (GError) error = NULL;
  guint both = BP_HTTP_AUTH_NTLM | BP_HTTP_AUTH_NEGOTIATE;
  if ((bp_http_auth_available () & both) != both || !bp_http_auth_needs_ticket ()) {
    g_test_skip ("skipped: this libcurl has no NTLM, or no Negotiate with tickets");
    return;
  }
  g_setenv ("KRB5CCNAME", "FILE:/nonexistent", TRUE);
  g_assert_true (ask (&exchange, credentials, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (exchange.ntlm, ==, 1);
  g_assert_cmpstr (bp_credentials_get_scheme_label (credentials), ==, "NTLM");
  g_free (exchange.type_3);
}

/* Several schemes in one header, or in several; in any case and order. */
static void
test_one_header (void)
{
  static const struct {
    const char *offers;
    guint scheme;
  } rows[] = {
    { "WWW-Authenticate: Negotiate, NTLM, Basic realm=\"x, y\"\r\n", BP_HTTP_AUTH_NTLM },
    { "WWW-Authenticate: Basic realm=\"NTLM\", NTLM\r\n", BP_HTTP_AUTH_NTLM },
    { "WWW-Authenticate: basic realm=\"Negotiate, NTLM\"\r\n", BP_HTTP_AUTH_BASIC },
    { "www-authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: ntlm\r\n", BP_HTTP_AUTH_NTLM },
    { "WWW-Authenticate: Bearer client_id=\"1\", trusted_issuers=\"2\", Basic realm=\"x\"\r\n", BP_HTTP_AUTH_BASIC },
    { "WWW-Authenticate: Bearer\r\nWWW-Authenticate: Basic realm=\"x\"\r\n", BP_HTTP_AUTH_BASIC },
  };
  if (!(bp_http_auth_available () & BP_HTTP_AUTH_NTLM) || !bp_http_auth_needs_ticket ()) {
    g_test_skip ("skipped: this libcurl has no NTLM");
    return;
  }
  g_setenv ("KRB5CCNAME", "FILE:/nonexistent", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Exchange exchange = { .offers = rows[i].offers };
    g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "FIRMA\\sync", "geheim");
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", rows[i].offers);
    g_assert_true (ask (&exchange, credentials, 2, &error));
    g_assert_no_error (error);
    g_assert_cmpint (exchange.ntlm, ==, rows[i].scheme == BP_HTTP_AUTH_NTLM ? 1 : 0);
    g_assert_cmpint (exchange.basic > 0, ==, rows[i].scheme == BP_HTTP_AUTH_BASIC);
    g_free (exchange.type_3);
  }
}

/* Each answer on a connection of its own: no matter for Basic. */
static void
test_no_keep_alive (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: Basic realm=\"x\"\r\nConnection: close\r\n", .forgets = TRUE };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync@firma.de", "geheim");
  g_autoptr (GError) error = NULL;
  g_assert_true (ask (&exchange, credentials, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (exchange.basic, ==, 3);
}

/* NTLM signs in a connection: it cannot work where connections are not kept, and the account is not to blame. */
static void
test_ntlm_without_keep_alive (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: NTLM\r\nConnection: close\r\n", .forgets = TRUE };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "FIRMA\\sync", "geheim");
  g_autoptr (GError) error = NULL;
  if (!(bp_http_auth_available () & BP_HTTP_AUTH_NTLM)) {
    g_test_skip ("skipped: this libcurl has no NTLM");
    return;
  }
  g_assert_false (ask (&exchange, credentials, 1, &error));
  g_test_message ("%s (%s), %d times", error->message, bp_error_get_server_code (error), exchange.ntlm);
  g_assert_cmpint (exchange.ntlm, <=, 2);
  g_free (exchange.type_3);
}

static void
test_refused (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: Basic realm=\"x\"\r\n", .refuses = TRUE };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync", "falsch");
  g_autoptr (GError) error = NULL;
  g_assert_false (ask (&exchange, credentials, 1, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
  g_assert_cmpint (exchange.basic, ==, 1); /* once, not twice */
}

static void
test_nothing_in_common (void)
{
  Exchange exchange = { .offers = "WWW-Authenticate: Bearer realm=\"x\"\r\n" };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync", "geheim");
  g_autoptr (GError) error = NULL;
  g_assert_false (ask (&exchange, credentials, 1, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "sign-in scheme");
  g_assert_nonnull (strstr (error->message, "Bearer"));
  g_assert_cmpint (exchange.basic, ==, 0); /* nobody asked for the password */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in/basic", test_basic);
  g_test_add_func ("/sign-in/ntlm", test_ntlm);
  g_test_add_func ("/sign-in/no-ticket", test_no_ticket);
  g_test_add_func ("/sign-in/one-header", test_one_header);
  g_test_add_func ("/sign-in/no-keep-alive", test_no_keep_alive);
  g_test_add_func ("/sign-in/ntlm-without-keep-alive", test_ntlm_without_keep_alive);
  g_test_add_func ("/sign-in/refused", test_refused);
  g_test_add_func ("/sign-in/nothing-in-common", test_nothing_in_common);
  return g_test_run ();
}
