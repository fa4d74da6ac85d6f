/* SPDX-License-Identifier: MIT */
/* Proxies: one that is entered, the system's, and those that want a sign-in, refuse, fail, or say nothing. */
#include "net/http.h"
#include "net/probe.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "net/test-server.h"

#define HOST "exchange.firma.test" /* known to the proxy only */
#define MS (G_USEC_PER_SEC / 1000)

/* A proxy: what it answers to CONNECT, and where it then leads, whatever was asked for. */
typedef struct {
  guint status;           /* 0: it keeps silent */
  const char *credential; /* the Proxy-Authorization it demands; NULL: none */
  guint16 target;
  GCancellable *arrived; /* cancelled when somebody has asked */
  char *asked;           /* the last request line; of the proxy's thread until it has been freed */
  gint n_asked;
} Proxy;

typedef struct {
  GThread *thread;
  GSocketListener *listener;
  GCancellable *stop;
  GPtrArray *connections;
  Proxy *proxy;
  guint16 port;
} Listening;

typedef struct {
  GSocketConnection *connection;
  Proxy *proxy;
  GCancellable *stop;
} Visitor;

static gpointer
pump (gpointer data)
{
  GIOStream **ends = data;
  GInputStream *in = g_io_stream_get_input_stream (ends[0]);
  GOutputStream *out = g_io_stream_get_output_stream (ends[1]);
  char buffer[4096];
  gssize n;
  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    if (!g_output_stream_write_all (out, buffer, (gsize) n, NULL, NULL, NULL))
      break;
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (ends[1])), FALSE, TRUE, NULL);
  return NULL;
}

static void
tunnel (Visitor *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) there =
    g_socket_client_connect_to_host (client, "127.0.0.1", self->proxy->target, NULL, NULL);
  GIOStream *out[2] = { G_IO_STREAM (self->connection), G_IO_STREAM (there) };
  GIOStream *back[2] = { G_IO_STREAM (there), G_IO_STREAM (self->connection) };
  GThread *thread;
  if (!there)
    return;
  thread = g_thread_new ("back", pump, back);
  pump (out);
  g_thread_join (thread);
}

/* TRUE: the tunnel stands. */
static gboolean
answer_connect (Visitor *self, const char *head)
{
  Proxy *proxy = self->proxy;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  guint status = proxy->credential && !strstr (head, proxy->credential) ? 407 : proxy->status;
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u Words\r\n%s%s\r\n", status,
                                           status == 407 ? "Proxy-Authenticate: Negotiate\r\n"
                                                           "Proxy-Authenticate: Basic realm=\"x\"\r\n"
                                                         : "",
                                           status == 200 ? "" : "Content-Length: 0\r\n");
  g_free (proxy->asked);
  proxy->asked = g_strndup (head, strcspn (head, "\n"));
  g_atomic_int_inc (&proxy->n_asked);
  if (!status) {
    if (proxy->arrived)
      g_cancellable_cancel (proxy->arrived);
    test_server_wait_for_stop (self->stop);
    return FALSE;
  }
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
  return status == 200;
}

static gpointer
serve (gpointer data)
{
  Visitor *self = data;
  g_autoptr (GDataInputStream) in =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)));
  char *head;
  gboolean stands = FALSE;
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  /* What follows CONNECT must stay in the socket. */
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (in), 1);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_LF);
  while (!stands && (head = test_server_read_head (in, self->stop))) {
    stands = answer_connect (self, head);
    g_free (head);
  }
  if (stands)
    tunnel (self);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_free (self);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  Listening *self = data;
  GSocketConnection *connection;
  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL))) {
    Visitor *visitor = g_new0 (Visitor, 1);
    *visitor = (Visitor){ connection, self->proxy, self->stop };
    g_ptr_array_add (self->connections, g_thread_new ("visitor", serve, visitor));
  }
  return NULL;
}

static Listening *
listen_as (Proxy *proxy)
{
  Listening *self = g_new0 (Listening, 1);
  self->proxy = proxy;
  self->stop = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  self->connections = g_ptr_array_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, NULL);
  self->thread = g_thread_new ("proxy", accept_all, self);
  return self;
}

static void
stop (Listening *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->connections->len; i++)
    g_thread_join (self->connections->pdata[i]);
  g_ptr_array_unref (self->connections);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_free (self->proxy->asked);
  g_free (self);
}

/* -- the server behind it --------------------------------------------------------------------------------------- */

typedef struct {
  char *folder, *certificate;
  TestServer *server;
} Fixture;

static gboolean
answer (const TestRequest *request, GOutputStream *out, GCancellable *server_stop, gpointer data)
{
  test_server_answer (out, 200, "", request->head);
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *key = NULL, *command = NULL;
  self->folder = g_dir_make_tmp ("bp-proxy-XXXXXX", NULL);
  self->certificate = g_build_filename (self->folder, "cert.pem", NULL);
  key = g_build_filename (self->folder, "key.pem", NULL);
  command =
    g_strdup_printf ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x "
                     "-addext subjectAltName=DNS:" HOST " -keyout %s -out %s",
                     key, self->certificate);
  self->server = test_server_new (answer, NULL);
  if (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL)
      && g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    self->server->certificate = g_tls_certificate_new_from_files (self->certificate, key, NULL);
  g_unlink (key);
  if (!self->server->certificate)
    g_test_skip ("skipped: no openssl program, or GIO without TLS");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_server_free (self->server);
  g_unlink (self->certificate);
  g_rmdir (self->folder);
  g_free (self->certificate);
  g_free (self->folder);
}

/* The status; 0 with an error. proxy NULL: the system's. */
static guint
ask (Fixture *self, const char *proxy, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest request = { .url = "https://" HOST ":8443/EWS/Exchange.asmx",
                            .ca_file = self->certificate,
                            .proxy = proxy,
                            .user = "sync",
                            .password = "geheim",
                            .auth = BP_HTTP_AUTH_BASIC };
  g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, cancellable, error);
  return response ? bp_http_response_get_status (response) : 0;
}

/* What it was asked last, by a visitor's thread. */
static const char *
last_asked (Proxy *proxy)
{
  return g_atomic_int_get (&proxy->n_asked) > 0 ? proxy->asked : NULL;
}

static char *
dup_address (const Listening *proxy)
{
  return g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
}

/* -- a proxy that is entered ------------------------------------------------------------------------------------ */

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  Proxy proxy = { .status = 200, .target = fixture->server->port };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = dup_address (listening);
  g_autoptr (GError) error = NULL;
  if (fixture->server->certificate) {
    g_assert_cmpuint (ask (fixture, address, NULL, &error), ==, 200);
    g_assert_no_error (error);
    g_assert_cmpint (g_atomic_int_get (&fixture->server->n_requests), ==, 1);
    g_assert_cmpstr (last_asked (&proxy), ==, "CONNECT " HOST ":8443 HTTP/1.1");
  }
  stop (listening);
}

static const struct {
  guint status;
  BpError reaction;
  const char *server_code, *probe_code, *word;
} refusals[] = {
  { 407, BP_ERROR_AUTH, "HTTP 407", "HTTP 407", "demands a sign-in" },
  { 403, BP_ERROR_LOCAL, BP_NOT_SENT, "proxy-refused", "allow that host" },
  { 502, BP_ERROR_TEMPORARY, BP_NOT_SENT, "proxy-refused", "at the moment" },
  { 504, BP_ERROR_TEMPORARY, BP_NOT_SENT, "proxy-refused", "at the moment" },
};

/* Said in words, not as a connection that was cut; and the server hears nothing. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    Proxy proxy = { .status = refusals[i].status };
    Listening *listening = listen_as (&proxy);
    g_autofree char *address = dup_address (listening);
    g_autoptr (GError) error = NULL;
    g_autoptr (BpProbe) probe = NULL;
    g_assert_cmpuint (ask (fixture, address, NULL, &error), ==, 0);
    g_test_message ("%s", error->message);
    g_assert_true (g_error_matches (error, BP_ERROR, (int) refusals[i].reaction));
    g_assert_cmpstr (bp_error_get_server_code (error), ==, refusals[i].server_code);
    g_assert_nonnull (strstr (error->message, refusals[i].word));
    g_assert_nonnull (strstr (error->message, HOST));
    g_assert_null (strstr (error->message, "geheim"));
    probe = bp_probe_connect ("https://" HOST ":8443/", NULL, address, NULL, NULL, NULL);
    g_assert_cmpint (probe->stage, ==, BP_PROBE_TCP);
    g_assert_cmpstr (probe->code, ==, refusals[i].probe_code);
    g_assert_nonnull (strstr (probe->error->message, refusals[i].word));
    stop (listening);
  }
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpProbe) probe = NULL;
  g_assert_cmpuint (ask (fixture, "http://proxy.invalid:3128", NULL, &error), ==, 0);
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_nonnull (strstr (error->message, "proxy"));
  probe = bp_probe_connect ("https://" HOST ":8443/", NULL, "http://proxy.invalid:3128", NULL, NULL, NULL);
  g_assert_cmpint (probe->stage, ==, BP_PROBE_NAME);
  g_assert_cmpstr (probe->code, ==, "proxy-not-found");
}

/* It takes the connection and says nothing. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Proxy proxy = { .arrived = cancellable };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = dup_address (listening);
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  g_assert_cmpuint (ask (fixture, address, cancellable, &error), ==, 0);
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 500 * MS);
  stop (listening);
}

/* -- the system's ----------------------------------------------------------------------------------------------- */

/* With name and password, which it demands by several schemes, one of them without a ticket. */
static void
test_environment (Fixture *fixture, gconstpointer data)
{
  Proxy proxy = { .status = 200,
                  .target = fixture->server->port,
                  .credential = "Proxy-Authorization: Basic YW5uYTpwQHNz" /* anna:p@ss */ };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = g_strdup_printf ("http://anna:p%%40ss@127.0.0.1:%u", listening->port);
  g_autoptr (GError) error = NULL;
  g_setenv ("https_proxy", address, TRUE);
  if (fixture->server->certificate) {
    g_assert_cmpuint (ask (fixture, NULL, NULL, &error), ==, 200);
    g_assert_no_error (error);
    g_assert_cmpint (g_atomic_int_get (&proxy.n_asked), ==, 2);
    /* the proxy's password is the proxy's alone, and the account's is the server's alone */
    g_assert_null (strstr (last_asked (&proxy), "Authorization: Basic c3luYzpnZWhlaW0="));
  }
  g_unsetenv ("https_proxy");
  stop (listening);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  Proxy proxy = { .status = 200, .target = fixture->server->port, .credential = "Proxy-Authorization: Basic anders" };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = g_strdup_printf ("http://anna:Streng-Geheim@127.0.0.1:%u", listening->port);
  g_autoptr (GError) error = NULL;
  g_setenv ("https_proxy", address, TRUE);
  g_assert_cmpuint (ask (fixture, NULL, NULL, &error), ==, 0);
  g_assert_error (error, BP_ERROR, BP_ERROR_AUTH);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "HTTP 407");
  g_assert_null (strstr (error->message, "Streng-Geheim"));
  g_unsetenv ("https_proxy");
  stop (listening);
}

static void
test_no_proxy (Fixture *fixture, gconstpointer data)
{
  Proxy proxy = { .status = 502 };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = dup_address (listening);
  g_setenv ("https_proxy", address, TRUE);
  for (int around = 0; around < 3; around++) {
    g_autoptr (GError) error = NULL;
    int before = g_atomic_int_get (&proxy.n_asked);
    if (around == 1)
      g_setenv ("no_proxy", "localhost,.firma.test", TRUE);
    /* "none" in the settings says the same */
    if (around == 2)
      g_unsetenv ("no_proxy");
    g_assert_cmpuint (ask (fixture, around == 2 ? "none" : NULL, NULL, &error), ==, 0);
    g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
    g_assert_cmpint (g_atomic_int_get (&proxy.n_asked), ==, around == 0 ? before + 1 : before);
    g_assert_cmpint (strstr (error->message, "was not found: check the name") != NULL, ==, around != 0);
  }
  g_unsetenv ("https_proxy");
  stop (listening);
}

/* What is on this machine needs no proxy of the system; one that is entered is for every host. */
static void
test_loopback (Fixture *fixture, gconstpointer data)
{
  Proxy proxy = { .status = 502 };
  Listening *listening = listen_as (&proxy);
  g_autofree char *address = dup_address (listening);
  g_autoptr (TestServer) plain = test_server_new (answer, NULL);
  g_autofree char *url = test_server_dup_url (plain);
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  BpHttpRequest request = { .url = url };
  g_autoptr (BpHttpResponse) direct = NULL, through = NULL;
  g_setenv ("http_proxy", address, TRUE);
  direct = bp_http_perform (http, &request, NULL, NULL);
  g_assert_cmpuint (bp_http_response_get_status (direct), ==, 200);
  g_assert_cmpint (g_atomic_int_get (&proxy.n_asked), ==, 0);
  request.proxy = address;
  through = bp_http_perform (http, &request, NULL, NULL);
  g_assert_cmpuint (bp_http_response_get_status (through), ==, 502);
  g_unsetenv ("http_proxy");
  stop (listening);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                       "ALL_PROXY",  "no_proxy",    "NO_PROXY",    NULL };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; names[i]; i++)
    g_unsetenv (names[i]);
#define ADD(path, function) g_test_add ("/proxy/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("connect", test_connect);
  ADD ("refused", test_refused);
  ADD ("unknown", test_unknown);
  ADD ("silent", test_silent);
  ADD ("environment", test_environment);
  ADD ("wrong-password", test_wrong_password);
  ADD ("no-proxy", test_no_proxy);
  ADD ("loopback", test_loopback);
  return g_test_run ();
}
