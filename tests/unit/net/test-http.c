/* SPDX-License-Identifier: MIT */
/* HTTP against a server that keeps silent, cuts, floods and sets cookies. */
#include "net/http.h"

#include <string.h>

#include "base/error.h"
#include "net/test-server.h"

#define MS (G_USEC_PER_SEC / 1000)

static char *
dup_body (const BpHttpResponse *response)
{
  gsize length;
  const char *text = g_bytes_get_data (bp_http_response_get_body (response), &length);
  return g_strndup (text ? text : "", length);
}

static gboolean
echo (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  g_autofree char *text = g_strconcat (request->head, request->body, NULL);
  test_server_answer (out, 200, "Date: Mon, 23 Nov 2026 08:14:00 GMT\r\nX-Several: a\r\nx-several: b\r\n", text);
  return TRUE;
}

static void
test_round_trip (void)
{
  g_autoptr (TestServer) server = test_server_new (echo, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("hello", 5);
  const char *const headers[] = { "X-AnchorMailbox: anna@firma.de", NULL };
  BpHttpRequest request = { .url = url,
                            .body = body,
                            .headers = headers,
                            .user = "FIRMA\\sync",
                            .password = "geheim",
                            .auth = BP_HTTP_AUTH_BASIC };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, NULL, &error);
  g_autofree char *text = NULL;
  gint64 date;
  g_assert_no_error (error);
  text = dup_body (response);
  g_assert_cmpuint (bp_http_response_get_status (response), ==, 200);
  g_assert_cmpstr (bp_http_response_get_header (response, "X-SEVERAL"), ==, "a, b");
  g_assert_null (bp_http_response_get_header (response, "X-None"));
  g_assert_true (bp_http_response_get_date (response, &date));
  g_assert_cmpint (date, ==, G_GINT64_CONSTANT (1795421640) * G_USEC_PER_SEC);
  g_assert_nonnull (strstr (text, "POST /EWS/Exchange.asmx HTTP/1.1"));
  g_assert_nonnull (strstr (text, "X-AnchorMailbox: anna@firma.de"));
  g_assert_nonnull (strstr (text, "User-Agent: bpexchange/" BP_VERSION "\n"));
  g_assert_nonnull (strstr (text, "Authorization: Basic RklSTUFcc3luYzpnZWhlaW0="));
  g_assert_nonnull (strstr (text, "Accept-Encoding: gzip"));
  g_assert_null (strstr (text, "Expect:"));
  g_assert_true (g_str_has_suffix (text, "hello"));
}

/* -- waiting and cancelling ------------------------------------------------------------------------------------- */

static gboolean
silence (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  if (data)
    g_cancellable_cancel (data); /* the request has arrived: now the client is told to stop */
  test_server_wait_for_stop (stop);
  return FALSE;
}

static void
test_timeout (void)
{
  g_autoptr (TestServer) server = test_server_new (silence, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("x", 1);
  BpHttpRequest request = { .url = url, .body = body, .timeout_ms = 100 };
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (bp_error_get_server_code (error), !=, BP_NOT_SENT);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestServer) server = test_server_new (silence, cancellable);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest request = { .url = url };
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  g_assert_null (bp_http_perform (http, &request, cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 200 * MS);
  g_clear_error (&error);
  g_assert_null (bp_http_perform (http, &request, cancellable, &error)); /* cancelled before */
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
}

static gboolean
name_or_silence (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  if (strstr (request->head, "/silent"))
    return silence (request, out, stop, data);
  test_server_answer (out, 200, "", strstr (request->head, "/one") ? "one" : "two");
  return TRUE;
}

static void
test_all (void)
{
  g_autoptr (TestServer) server = test_server_new (name_or_silence, NULL);
  g_autofree char *one = g_strdup_printf ("http://127.0.0.1:%u/one", server->port);
  g_autofree char *two = g_strdup_printf ("http://127.0.0.1:%u/two", server->port);
  g_autofree char *silent = g_strdup_printf ("http://127.0.0.1:%u/silent", server->port);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest requests[] = {
    { .url = one }, { .url = silent, .timeout_ms = 150 }, { .url = two }, { .url = "ftp://x" }
  };
  BpHttpResult results[4];
  g_autofree char *first = NULL, *third = NULL;
  bp_http_perform_all (http, requests, 4, results, NULL);
  first = dup_body (results[0].response);
  third = dup_body (results[2].response);
  g_assert_cmpstr (first, ==, "one");
  g_assert_error (results[1].error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (third, ==, "two");
  g_assert_error (results[3].error, BP_ERROR, BP_ERROR_LOCAL);
  for (guint i = 0; i < 4; i++) {
    bp_http_response_free (results[i].response);
    g_clear_error (&results[i].error);
  }
}

static gboolean
answer_slowly (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  g_usleep (100 * MS);
  test_server_answer (out, 200, "", "");
  return TRUE;
}

/* Many at once take their turns, and a request's time begins with its turn. */
static void
test_many (void)
{
  enum { N = 40 };
  g_autoptr (TestServer) server = test_server_new (answer_slowly, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest requests[N];
  BpHttpResult results[N];
  for (guint i = 0; i < N; i++)
    requests[i] = (BpHttpRequest){ .url = url, .timeout_ms = 350 };
  bp_http_perform_all (http, requests, N, results, NULL);
  for (guint i = 0; i < N; i++) {
    g_assert_no_error (results[i].error);
    bp_http_response_free (results[i].response);
  }
  g_assert_cmpuint (server->connections->len, <=, 8); /* and they are used again */
}

/* -- misbehaviour ----------------------------------------------------------------------------------------------- */

static gboolean
huge (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');
  const char *head = data ? "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n";
  gboolean taken = g_output_stream_write_all (out, head, strlen (head), NULL, stop, NULL);
  for (guint i = 0; taken && i < 100; i++)
    taken = g_output_stream_write_all (out, block, 1024 * 1024, NULL, stop, NULL);
  return FALSE;
}

static void
test_huge (gconstpointer announced)
{
  g_autoptr (TestServer) server = test_server_new (huge, (gpointer) announced);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest request = { .url = url };
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_nonnull (strstr (error->message, "32 MB"));
}

static gboolean
cut_second (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  if (request->number > 1)
    return FALSE;
  test_server_answer (out, 200, "", "fine");
  return TRUE;
}

static gboolean
cut_at_once (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  return FALSE;
}

static gboolean
cut_in_answer (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  const char *part = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
  g_output_stream_write_all (out, part, strlen (part), NULL, stop, NULL);
  return FALSE;
}

static void
check_cut (TestHandler handler)
{
  g_autoptr (TestServer) server = test_server_new (handler, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("x", 1);
  BpHttpRequest request = { .url = url, .body = body };
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (bp_error_get_server_code (error), !=, BP_NOT_SENT);
}

static void
test_cut (void)
{
  check_cut (cut_at_once);
  check_cut (cut_in_answer);
}

/* libcurl repeats a request by itself when a kept connection turns out dead; a write must not be repeated. */
static void
test_never_twice (void)
{
  g_autoptr (TestServer) server = test_server_new (cut_second, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("create", 6);
  BpHttpRequest request = { .url = url, .body = body, .once = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttpResponse) first = bp_http_perform (http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (bp_error_get_server_code (error), !=, BP_NOT_SENT);
  g_assert_cmpint (g_atomic_int_get (&server->n_requests), ==, 2);
}

/* What servers do that nobody should have to know of. gzip is of "fine". */
#define GZIP "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xcb\xcc\x4b\x05\x00"
#define GZIP_END "\x92\x54\xa9\xbe\x04\x00\x00\x00"
#define GZIP_WRONG "\x92\x54\xa9\xbe\x09\x00\x00\x00"
#define WITH_LENGTH(text)                                                                                              \
  {                                                                                                                    \
    text, sizeof text - 1                                                                                              \
  }
static const struct {
  const char *answer;
  gsize length;
} manners[] = {
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nfi\r\n2;x=y\r\nne\r\n0\r\n"
               "X-Sum: 4\r\nDate: x\r\n\r\n"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfi"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzwei\r\nfi\r\n0\r\n\r\n"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 24\r\n\r\n" GZIP GZIP_END),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 24\r\n\r\n" GZIP GZIP_WRONG),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 60\r\n\r\n" GZIP GZIP_END),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.0 200 OK\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfine"),
  WITH_LENGTH ("HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nfine"),
  WITH_LENGTH ("220 mail.firma.de ESMTP\r\n"),
  WITH_LENGTH ("HTTP/1.1 200 OK\r\nX-Half"),
  WITH_LENGTH (""),
};

static gboolean
has_manners (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_output_stream_write_all (out, manners[i].answer, manners[i].length, NULL, stop, NULL);
  return FALSE;
}

/* NULL: an error that waiting mends. */
static const char *const manners_bodies[] = { "fine", NULL,   NULL,   "fine", NULL,   NULL, NULL, NULL,
                                              NULL,   "fine", "fine", "fine", "fine", NULL, NULL, NULL };

/* Either the whole answer or an error: never half of it. The next request goes on a fresh connection. */
static void
test_manners (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (manners) == G_N_ELEMENTS (manners_bodies));
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++) {
    g_autoptr (TestServer) server = test_server_new (has_manners, GUINT_TO_POINTER (i));
    g_autofree char *url = test_server_dup_url (server);
    g_autoptr (BpHttp) http = bp_http_new (NULL);
    BpHttpRequest request = { .url = url, .timeout_ms = 3000 };
    for (int again = 0; again < 2; again++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, NULL, &error);
      g_autofree char *body = response ? dup_body (response) : NULL;
      g_test_message ("%u: %s", i, error ? error->message : body);
      g_assert_cmpstr (body, ==, manners_bodies[i]);
      if (!body)
        g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
    }
  }
}

/* -- waiting as told -------------------------------------------------------------------------------------------- */

static gboolean
say_later (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  test_server_answer (out, 503, data, "");
  return TRUE;
}

static void
test_retry_after (void)
{
  static const struct {
    const char *headers;
    guint ms;
  } rows[] = {
    { "", 77 },
    { "Retry-After: 7\r\n", 7000 },
    { "retry-after:  120 \r\n", 120000 },
    { "Retry-After: 0\r\n", 0 },
    { "Retry-After: 99999999999999\r\n", 3600000 },
    { "Retry-After: soon\r\n", 77 },
    { "Retry-After: -5\r\n", 77 },
    /* by the server's clock, whatever ours says */
    { "Date: Mon, 23 Nov 2026 08:14:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 08:14:30 GMT\r\n", 30000 },
    { "Date: Mon, 23 Nov 2026 08:14:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 08:13:30 GMT\r\n", 0 },
    { "Date: Mon, 23 Nov 2026 08:14:00 GMT\r\nRetry-After: Tue, 24 Nov 2026 08:14:00 GMT\r\n", 3600000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TestServer) server = test_server_new (say_later, (gpointer) rows[i].headers);
    g_autofree char *url = test_server_dup_url (server);
    g_autoptr (BpHttp) http = bp_http_new (NULL);
    BpHttpRequest request = { .url = url };
    g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, NULL, NULL);
    g_test_message ("%s", rows[i].headers);
    g_assert_cmpuint (bp_http_response_get_retry_after_ms (response, 77), ==, rows[i].ms);
  }
}

static void
test_unreachable (void)
{
  TestServer *server = test_server_new (echo, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (GBytes) body = g_bytes_new_static ("x", 1);
  BpHttpRequest request = { .url = url, .body = body };
  g_autoptr (GError) error = NULL;
  test_server_free (server);
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_NOT_SENT);
  g_clear_error (&error);
  request.url = "http://no-such-host.invalid/";
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
  g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_NOT_SENT);
}

/* -- cookies ---------------------------------------------------------------------------------------------------- */

static gboolean
set_cookie (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  test_server_answer (out, 200, request->number == 1 ? "Set-Cookie: X-BackEndOverrideCookie=a~1; path=/\r\n" : "",
                      request->head);
  return TRUE;
}

static gboolean
sends_cookie (BpHttp *http, const char *url, const char *session)
{
  BpHttpRequest request = { .url = url, .session = session };
  g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, NULL, NULL);
  g_autofree char *head = dup_body (response);
  return strstr (head, "Cookie: X-BackEndOverrideCookie=a~1") != NULL;
}

/* The affinity cookie of one mailbox must not lead another to the wrong back end. */
static void
test_cookies (void)
{
  g_autoptr (TestServer) server = test_server_new (set_cookie, NULL);
  g_autofree char *url = test_server_dup_url (server);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_assert_false (sends_cookie (http, url, "anna@firma.de"));
  g_assert_true (sends_cookie (http, url, "anna@firma.de"));
  g_assert_false (sends_cookie (http, url, "bernd@firma.de"));
  g_assert_false (sends_cookie (http, url, NULL));
  g_assert_true (sends_cookie (http, url, "anna@firma.de"));
}

/* -- rules ------------------------------------------------------------------------------------------------------ */

static void
test_basic_rule (void)
{
  static const struct {
    const char *url;
    gboolean allowed;
  } rows[] = {
    { "http://exchange.invalid/EWS/Exchange.asmx", FALSE },
    { "http://127.0.0.1.invalid/", FALSE },
    { "http://127.0.0.1@firma.invalid/", FALSE },
    { "http://localhost.invalid/", FALSE },
    { "http://128.0.0.1/", FALSE },
    { "http://127.0.0.1:1/", TRUE },
    { "http://127.9.9.9:1/", TRUE },
    { "http://LOCALHOST:1/", TRUE },
    { "http://[::1]:1/", TRUE },
  };
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpHttpRequest request = { .url = rows[i].url, .user = "a", .password = "geheim", .auth = BP_HTTP_AUTH_BASIC };
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (bp_http_is_loopback (rows[i].url), ==, rows[i].allowed);
    g_assert_null (bp_http_perform (http, &request, NULL, &error)); /* nobody listens there */
    g_assert_true (g_error_matches (error, BP_ERROR, rows[i].allowed ? BP_ERROR_TEMPORARY : BP_ERROR_LOCAL));
    g_assert_null (strstr (error->message, "geheim"));
  }
}

static void
test_header_injection (void)
{
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  const char *const headers[] = { "X-AnchorMailbox: a@b.de\r\nX-Evil: 1", NULL };
  BpHttpRequest request = { .url = "http://127.0.0.1:1/", .headers = headers };
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/round-trip", test_round_trip);
  g_test_add_func ("/http/timeout", test_timeout);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/all", test_all);
  g_test_add_func ("/http/many", test_many);
  g_test_add_data_func ("/http/huge/announced", GINT_TO_POINTER (1), test_huge);
  g_test_add_data_func ("/http/huge/streamed", NULL, test_huge);
  g_test_add_func ("/http/cut", test_cut);
  g_test_add_func ("/http/never-twice", test_never_twice);
  g_test_add_func ("/http/manners", test_manners);
  g_test_add_func ("/http/retry-after", test_retry_after);
  g_test_add_func ("/http/unreachable", test_unreachable);
  g_test_add_func ("/http/cookies", test_cookies);
  g_test_add_func ("/http/basic-rule", test_basic_rule);
  g_test_add_func ("/http/header-injection", test_header_injection);
  return g_test_run ();
}
