/* SPDX-License-Identifier: MIT */
/* Autodiscover: what is read, where it may lead, and that a password goes nowhere else. */
#include "ews/autodiscover.h"

#include "base/error.h"
#include "net/test-server.h"

#define HEAD                                                                                                           \
  "<?xml version=\"1.0\"?><Autodiscover "                                                                              \
  "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">"                                  \
  "<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">"
#define TAIL "</Response></Autodiscover>"
#define PROTOCOL(type, url) "<Protocol><Type>" type "</Type><EwsUrl>" url "</EwsUrl></Protocol>"
#define SETTINGS(protocols)                                                                                            \
  HEAD "<Account><AccountType>email</AccountType><Action>settings</Action>" protocols "</Account>" TAIL
#define IN "https://mail.firma.local/EWS/Exchange.asmx"
#define OUT "https://mail.firma.de/EWS/Exchange.asmx"

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static const struct {
  const char *text;
  const char *urls; /* joined by blanks; NULL: none */
  const char *target;
  BpError error;
} answers[] = {
  { SETTINGS (PROTOCOL ("EXPR", OUT) PROTOCOL ("EXCH", IN)), IN " " OUT, NULL, 0 },
  { SETTINGS (PROTOCOL ("EXCH", OUT) PROTOCOL ("EXPR", OUT)), OUT, NULL, 0 },
  { SETTINGS (PROTOCOL ("WEB", OUT)), NULL, NULL, BP_ERROR_LOCAL },
  { SETTINGS ("<Protocol><Type>EXCH</Type></Protocol>"), NULL, NULL, BP_ERROR_LOCAL },
  { SETTINGS (PROTOCOL ("EXCH", "\n  " OUT "\n")), OUT, NULL, 0 },
  { HEAD "<Account><Action>redirectAddr</Action><RedirectAddr>a@b.de</RedirectAddr></Account>" TAIL, NULL, "a@b.de",
    0 },
  { HEAD "<Account><Action>redirectUrl</Action><RedirectUrl> https://x.de/a </RedirectUrl></Account>" TAIL, NULL,
    "https://x.de/a", 0 },
  { HEAD "<Account><Action>redirectUrl</Action></Account>" TAIL, NULL, NULL, BP_ERROR_LOCAL },
  { HEAD "<Error><ErrorCode>500</ErrorCode><Message>not there</Message></Error>" TAIL, NULL, NULL, BP_ERROR_NOT_FOUND },
  { HEAD "<Error><ErrorCode>600</ErrorCode><Message>bad</Message></Error>" TAIL, NULL, NULL, BP_ERROR_LOCAL },
  { "", NULL, NULL, BP_ERROR_LOCAL },
  { "<html><body>Hello</body></html>", NULL, NULL, BP_ERROR_LOCAL },
  { HEAD "<Account>", NULL, NULL, BP_ERROR_LOCAL },
  { "<!DOCTYPE a [<!ENTITY x \"y\">]><Autodiscover><Response/></Autodiscover>", NULL, NULL, BP_ERROR_LOCAL },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GBytes) body = g_bytes_new_static (answers[i].text, strlen (answers[i].text));
    g_autoptr (GError) error = NULL;
    g_autoptr (BpAutodiscoverAnswer) answer = bp_autodiscover_parse (body, &error);
    g_autofree char *urls = answer && answer->urls ? g_strjoinv (" ", answer->urls) : NULL;
    g_test_message ("%u", i);
    g_assert_true ((answer == NULL) == (error != NULL));
    if (error)
      g_assert_error (error, BP_ERROR, (int) answers[i].error);
    g_assert_cmpstr (urls, ==, answers[i].urls);
    g_assert_cmpstr (answer ? answer->target : NULL, ==, answers[i].target);
  }
}

static void
test_domain (void)
{
  static const char *const rows[][2] = {
    { "anna@firma.de", "firma.de" },
    { "anna@Firma.DE", "firma.de" },
    { "anna@müller.de", "xn--mller-kva.de" },
    { "anna", NULL },
    { "@firma.de", NULL },
    { "a@b@firma.de", NULL },
    { "anna@firma", NULL },
    { "anna@127.0.0.1", NULL },
    { "anna@firma.de/x", NULL },
    { "anna@firma.de:8080", NULL },
    { "an na@firma.de", NULL },
    { "anna@fir\nma.de", NULL },
    { "anna@.firma.de", NULL },
    { "anna@firma..de", NULL },
    { "", NULL },
    { "anna@evil.com#firma.de", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *domain = bp_autodiscover_domain (rows[i][0]);
    g_test_message ("%s", rows[i][0]);
    g_assert_cmpstr (domain, ==, rows[i][1]);
  }
}

static void
test_lies_in (void)
{
  static const char *const domains[] = { "firma.de", "mail.other.net", NULL };
  g_assert_true (bp_autodiscover_lies_in ("firma.de", domains));
  g_assert_true (bp_autodiscover_lies_in ("autodiscover.FIRMA.de", domains));
  g_assert_true (bp_autodiscover_lies_in ("mail.other.net", domains));
  g_assert_false (bp_autodiscover_lies_in ("other.net", domains));
  g_assert_false (bp_autodiscover_lies_in ("evilfirma.de", domains));
  g_assert_false (bp_autodiscover_lies_in ("firma.de.evil.com", domains));
  g_assert_false (bp_autodiscover_lies_in ("de", domains));
  g_assert_false (bp_autodiscover_lies_in (NULL, domains));
}

static void
test_request (void)
{
  g_autoptr (GBytes) request = bp_autodiscover_request ("a<&@firma.de");
  const char *text = g_bytes_get_data (request, NULL);
  g_assert_nonnull (strstr (text, "<EMailAddress>a&lt;&amp;@firma.de</EMailAddress>"));
}

/* --- searching -------------------------------------------------------------------------------------------------------- */

/* DNS without a network: no services but what a test says. */
typedef struct {
  GResolver parent_instance;
} TestResolver;
typedef GResolverClass TestResolverClass;
GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static const char *service; /* host of the answer; NULL: none */

static GList *
lookup_records (GResolver *resolver, const char *name, GResolverRecordType type, GCancellable *cancellable,
                GError **error)
{
  g_assert_cmpstr (name, ==, "_autodiscover._tcp.firma.invalid");
  if (service)
    return g_list_append (NULL, g_variant_ref_sink (g_variant_new ("(qqqs)", 0, 0, 443, service)));
  g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such service");
  return NULL;
}

static GList *
lookup_service (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  g_assert_cmpstr (name, ==, "_autodiscover._tcp.firma.invalid");
  if (service)
    return g_list_append (NULL, g_srv_target_new (service, 443, 0, 0));
  g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such service");
  return NULL;
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  klass->lookup_records = lookup_records;
  klass->lookup_service = lookup_service;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* What the server at the named host says. */
typedef struct {
  guint status;
  const char *headers;
  const char *body;
} Say;

static gboolean
answer (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  const Say *say = data;
  g_assert_nonnull (strstr (request->head, "POST /autodiscover/autodiscover.xml"));
  g_assert_nonnull (strstr (request->body, "<EMailAddress>anna@firma.invalid</EMailAddress>"));
  test_server_answer (out, say->status, say->headers, say->body);
  return TRUE;
}

static BpAutodiscoverResult *
search (Say *say, const char *const *trusted, int *ret_requests, GError **error)
{
  g_autoptr (TestServer) server = test_server_new (answer, say);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/EWS/Exchange.asmx", server->port);
  BpAutodiscoverQuery query = {
    .address = "anna@firma.invalid", .name = "svc", .secret = "geheim", .ews_url = url, .trusted = trusted
  };
  BpAutodiscoverResult *result = bp_autodiscover_search (&query, NULL, error);
  if (ret_requests)
    *ret_requests = g_atomic_int_get (&server->n_requests);
  return result;
}

static void
test_found (void)
{
  Say say = { 200, "", SETTINGS (PROTOCOL ("EXCH", IN) PROTOCOL ("EXPR", OUT)) };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAutodiscoverResult) result = search (&say, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->urls[0], ==, IN);
  g_assert_cmpstr (result->urls[1], ==, OUT);
  g_assert_null (result->redirect);
}

static void
test_nowhere (void)
{
  Say say = { 404, "", "" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAutodiscoverResult) result = NULL;
  service = NULL;
  result = search (&say, NULL, NULL, &error);
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_assert_null (result->urls);
  g_assert_cmpuint (g_strv_length (result->tried), ==, 5); /* the named host, two of the domain, without TLS, DNS */
  for (guint i = 0; result->tried[i]; i++)
    g_assert_null (strstr (result->tried[i], "geheim"));
}

/* One refusal, and nobody else is asked with this password. */
static void
test_refused (void)
{
  Say say = { 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "" };
  g_autoptr (GError) error = NULL;
  int requests;
  g_autoptr (BpAutodiscoverResult) result = search (&say, NULL, &requests, &error);
  g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
  g_assert_cmpint (requests, <=, 2); /* which schemes there are, and the one attempt */
  g_assert_cmpuint (g_strv_length (result->tried), ==, 1);
}

/* Whoever points elsewhere: it is asked, not followed. */
static void
test_redirects (void)
{
  static const struct {
    Say say;
    const char *host; /* that is asked for; NULL: it is not even that */
  } rows[] = {
    { { 302, "Location: https://autodiscover.evil.com/autodiscover/autodiscover.xml\r\n", "" },
      "autodiscover.evil.com" },
    { { 302, "Location: http://autodiscover.firma.invalid/autodiscover/autodiscover.xml\r\n", "" }, NULL },
    { { 302, "Location: https://127.0.0.1.evil.com/\r\n", "" }, "127.0.0.1.evil.com" },
    { { 200, "",
        HEAD "<Account><Action>redirectUrl</Action><RedirectUrl>https://evil.com/a</RedirectUrl></Account>" TAIL },
      "evil.com" },
    { { 200, "",
        HEAD "<Account><Action>redirectAddr</Action><RedirectAddr>anna@evil.com</RedirectAddr></Account>" TAIL },
      "evil.com" },
    { { 200, "",
        HEAD "<Account><Action>redirectAddr</Action><RedirectAddr>anna@firma.invalid</RedirectAddr></Account>" TAIL },
      NULL },
  };
  service = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Say say = rows[i].say;
    g_autoptr (GError) error = NULL;
    g_autoptr (BpAutodiscoverResult) result = search (&say, NULL, NULL, &error);
    g_test_message ("%u", i);
    g_assert_cmpstr (result->redirect, ==, rows[i].host);
    g_assert_null (result->urls);
    g_assert_true ((error == NULL) == (rows[i].host != NULL));
  }
}

/* DNS can say anything: another domain is asked. */
static void
test_service (void)
{
  Say say = { 404, "", "" };
  g_autoptr (BpAutodiscoverResult) result = NULL;
  service = "mail.evil.com";
  result = search (&say, NULL, NULL, NULL);
  service = NULL;
  g_assert_cmpstr (result->redirect, ==, "mail.evil.com");
}

/* What was agreed to is followed (and nobody is there). */
static void
test_trusted (void)
{
  static const char *const trusted[] = { "other.invalid", NULL };
  Say say = { 302, "Location: https://mail.other.invalid/autodiscover/autodiscover.xml\r\n", "" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAutodiscoverResult) result = search (&say, trusted, NULL, &error);
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_assert_null (result->redirect);
  g_assert_nonnull (strstr (result->tried[0], "https://mail.other.invalid/"));
}

static gboolean
cancel_and_wait (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  test_server_wait_for_stop (stop);
  return FALSE;
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestServer) server = test_server_new (cancel_and_wait, cancellable);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/EWS/Exchange.asmx", server->port);
  BpAutodiscoverQuery query = { .address = "anna@firma.invalid", .name = "svc", .secret = "geheim", .ews_url = url };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAutodiscoverResult) result = bp_autodiscover_search (&query, cancellable, &error);
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_null (result->urls);
}

int
main (int argc, char **argv)
{
  g_autoptr (GResolver) resolver = NULL;
  g_test_init (&argc, &argv, NULL);
  resolver = g_object_new (test_resolver_get_type (), NULL);
  g_resolver_set_default (resolver);
  g_test_add_func ("/autodiscover/parse", test_parse);
  g_test_add_func ("/autodiscover/domain", test_domain);
  g_test_add_func ("/autodiscover/lies-in", test_lies_in);
  g_test_add_func ("/autodiscover/request", test_request);
  g_test_add_func ("/autodiscover/found", test_found);
  g_test_add_func ("/autodiscover/nowhere", test_nowhere);
  g_test_add_func ("/autodiscover/refused", test_refused);
  g_test_add_func ("/autodiscover/redirects", test_redirects);
  g_test_add_func ("/autodiscover/service", test_service);
  g_test_add_func ("/autodiscover/trusted", test_trusted);
  g_test_add_func ("/autodiscover/cancelled", test_cancelled);
  return g_test_run ();
}
