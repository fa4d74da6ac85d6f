/* SPDX-License-Identifier: MIT */
#pragma once

/* A tiny HTTP server inside a test: a thread per connection, a handler per request. It does what it is told, also what
 * no server should. */

#include <gio/gio.h>
#include <string.h>

typedef struct {
  guint number;     /* of all requests, from 1 */
  const char *head; /* request line and headers */
  const char *body;
} TestRequest;

/* Writes whatever it likes; FALSE closes the connection. */
typedef gboolean (*TestHandler) (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data);

typedef struct {
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;
  GPtrArray *connections; /* GThread; touched by the accepting thread only, until it has ended */
  TestHandler handler;
  gpointer data;
  GTlsCertificate *certificate; /* set before the first request: speaks TLS */
  guint16 port;
  gint n_requests;
} TestServer;

typedef struct {
  TestServer *server;
  GIOStream *stream;
} TestConnection;

static inline char *
test_server_read_head (GDataInputStream *in, GCancellable *stop)
{
  GString *head = g_string_new (NULL);
  char *line;
  while ((line = g_data_input_stream_read_line (in, NULL, stop, NULL))) {
    gboolean is_end = !*g_strchomp (line);
    g_string_append_printf (head, "%s\n", line);
    g_free (line);
    if (is_end)
      return g_string_free (head, FALSE);
  }
  g_string_free (head, TRUE);
  return NULL;
}

static inline char *
test_server_read_body (GDataInputStream *in, const char *head, GCancellable *stop)
{
  const char *field = strstr (head, "Content-Length: ");
  gsize length = field ? g_ascii_strtoull (field + strlen ("Content-Length: "), NULL, 10) : 0, got = 0;
  char *body = g_malloc0 (length + 1);
  g_input_stream_read_all (G_INPUT_STREAM (in), body, length, &got, stop, NULL);
  return body;
}

static inline gpointer
test_server_serve (gpointer data)
{
  TestConnection *own = data;
  TestServer *server = own->server;
  GOutputStream *out = g_io_stream_get_output_stream (own->stream);
  GDataInputStream *in = g_data_input_stream_new (g_io_stream_get_input_stream (own->stream));
  gboolean go_on = TRUE;
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_LF);
  while (go_on) {
    g_autofree char *head = test_server_read_head (in, server->stop);
    g_autofree char *body = head ? test_server_read_body (in, head, server->stop) : NULL;
    TestRequest request = { .head = head, .body = body };
    if (!head || !strstr (head, " HTTP/1.")) /* the end, or no HTTP */
      break;
    request.number = (guint) g_atomic_int_add (&server->n_requests, 1) + 1;
    go_on = server->handler (&request, out, server->stop, server->data);
  }
  g_io_stream_close (own->stream, NULL, NULL);
  g_object_unref (in);
  g_object_unref (own->stream);
  g_free (own);
  return NULL;
}

static inline gpointer
test_server_accept (gpointer data)
{
  TestServer *server = data;
  GSocketConnection *connection;
  while ((connection = g_socket_listener_accept (server->listener, NULL, server->stop, NULL))) {
    TestConnection *own = g_new0 (TestConnection, 1);
    own->server = server;
    own->stream = G_IO_STREAM (connection);
    if (server->certificate) {
      own->stream = g_tls_server_connection_new (G_IO_STREAM (connection), server->certificate, NULL);
      g_object_unref (connection);
    }
    g_ptr_array_add (server->connections, g_thread_new ("connection", test_server_serve, own));
  }
  return NULL;
}

static inline TestServer *
test_server_new (TestHandler handler, gpointer data)
{
  TestServer *server = g_new0 (TestServer, 1);
  GInetAddress *loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *address = g_inet_socket_address_new (loopback, 0);
  GSocketAddress *bound = NULL;
  server->handler = handler;
  server->data = data;
  server->stop = g_cancellable_new ();
  server->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (server->listener, 100);
  server->connections = g_ptr_array_new ();
  g_assert_true (g_socket_listener_add_address (server->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                                NULL, &bound, NULL));
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_object_unref (bound);
  g_object_unref (address);
  g_object_unref (loopback);
  server->thread = g_thread_new ("server", test_server_accept, server);
  return server;
}

static inline void
test_server_free (TestServer *server)
{
  g_cancellable_cancel (server->stop);
  g_thread_join (server->thread);
  for (guint i = 0; i < server->connections->len; i++)
    g_thread_join (g_ptr_array_index (server->connections, i));
  g_ptr_array_unref (server->connections);
  g_socket_listener_close (server->listener);
  g_object_unref (server->listener);
  g_object_unref (server->stop);
  g_clear_object (&server->certificate);
  g_free (server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)

static inline char *
test_server_dup_url (TestServer *server)
{
  return g_strdup_printf ("http://127.0.0.1:%u/EWS/Exchange.asmx", server->port);
}

/* A whole answer. headers: further lines, each with \r\n; may be "". */
static inline void
test_server_answer (GOutputStream *out, guint status, const char *headers, const char *body)
{
  g_autofree char *text =
    g_strdup_printf ("HTTP/1.1 %u Words\r\nContent-Length: %zu\r\n%s\r\n%s", status, strlen (body), headers, body);
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* Blocks until the server is stopped: a silent server. */
static inline void
test_server_wait_for_stop (GCancellable *stop)
{
  GPollFD fd;
  if (!g_cancellable_make_pollfd (stop, &fd))
    return;
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (stop);
}
