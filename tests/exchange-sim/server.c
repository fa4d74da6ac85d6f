/* SPDX-License-Identifier: MIT */
#include "server.h"

#include "auth.h"
#include "autodiscover.h"
#include "control.h"
#include "exchange.h"
#include "stream.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#define EWS_PATH "/ews/exchange.asmx"
#define AUTODISCOVER_PATH "/autodiscover/autodiscover.xml"

struct Server {
  Sim *sim;
  SoupServer *soup;
};

/* A request on its way: the message is paused while a delay lasts. */
typedef struct {
  Server *server;
  SoupServerMessage *message;
  Exchange *exchange;
  gboolean reset_after;
  gboolean truncate;
} Job;

static void
job_free (Job *job)
{
  exchange_free (job->exchange);
  g_object_unref (job->message);
  g_free (job);
}

/* Cuts the connection so that the client sees a reset, not an end. */
static void
reset_connection (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  struct linger linger = { 1, 0 };

  if (!socket)
    return;
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (socket, NULL);
}

static void
add_server_headers (Server *server, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (sim_now (server->sim));
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);
  g_autofree char *id = g_uuid_string_random ();

  soup_message_headers_replace (headers, "Date", date);
  soup_message_headers_replace (headers, "Server", "Microsoft-IIS/10.0");
  soup_message_headers_replace (headers, "X-FEServer", "EXCHANGE-SIM");
  soup_message_headers_replace (headers, "X-BEServer", "EXCHANGE-SIM");
  soup_message_headers_replace (headers, "request-id", id);
}

static void
answer (Server *server, SoupServerMessage *message, guint status, const char *type, const char *body, gsize size)
{
  add_server_headers (server, message);
  soup_server_message_set_status (message, status, NULL);
  if (type)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, size);
}

/* As IIS does it: not for what is shorter than the head of the answer. */
#define WORTH_COMPRESSING 1024

static void
compress (SoupServerMessage *message, GBytes **bytes)
{
  const char *accepted =
    soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Accept-Encoding");
  GSList *refused = NULL;
  g_autoptr (GConverter) converter = NULL;
  g_autoptr (GOutputStream) memory = NULL, out = NULL;
  gsize size;
  const void *data = g_bytes_get_data (*bytes, &size);
  GSList *qualities = accepted ? soup_header_parse_quality_list (accepted, &refused) : NULL;
  gboolean wanted = g_slist_find_custom (qualities, "gzip", (GCompareFunc) g_ascii_strcasecmp) != NULL;

  soup_header_free_list (qualities);
  soup_header_free_list (refused);
  if (!wanted || size < WORTH_COMPRESSING)
    return;
  converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  memory = g_memory_output_stream_new_resizable ();
  out = g_converter_output_stream_new (memory, converter);
  if (!g_output_stream_write_all (out, data, size, NULL, NULL, NULL) || !g_output_stream_close (out, NULL, NULL))
    return;
  g_bytes_unref (*bytes);
  *bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Encoding", "gzip");
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Vary", "Accept-Encoding");
}

/* What is known of the connection of a message; lives as long as its socket. */
static AuthConnection *
get_connection (SoupServerMessage *message)
{
  GObject *socket = G_OBJECT (soup_server_message_get_socket (message));
  AuthConnection *connection = g_object_get_data (socket, "auth");

  if (!connection) {
    connection = g_new0 (AuthConnection, 1);
    g_object_set_data_full (socket, "auth", connection, g_free);
  }
  return connection;
}

/* `challenge`: NTLM's second step, or NULL. */
static void
ask_for_credentials (Server *server, SoupServerMessage *message, const char *challenge)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (challenge) {
    g_autofree char *value = g_strconcat ("NTLM ", challenge, NULL);

    soup_message_headers_append (headers, "WWW-Authenticate", value);
    answer (server, message, SOUP_STATUS_UNAUTHORIZED, NULL, NULL, 0);
    return;
  }
  if (auth_offers (server->sim, "ntlm"))
    soup_message_headers_append (headers, "WWW-Authenticate", "NTLM");
  if (auth_offers (server->sim, "bearer"))
    soup_message_headers_append (
      headers, "WWW-Authenticate",
      "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", token_types=\"app_asserted_user_v1\"");
  if (auth_offers (server->sim, "basic"))
    soup_message_headers_append (headers, "WWW-Authenticate", "Basic realm=\"exchange-sim\"");
  answer (server, message, SOUP_STATUS_UNAUTHORIZED, NULL, NULL, 0);
}

/* Sends the head with the full length, half of the body, and closes. */
static void
send_truncated (Job *job)
{
  GIOStream *stream = soup_server_message_steal_connection (job->message);
  GString *body = job->exchange->answer;
  g_autofree char *head = g_strdup_printf (
    "HTTP/1.1 %u OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
    job->exchange->status, body->len);
  GOutputStream *out = g_io_stream_get_output_stream (stream);

  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, body->str, body->len / 2, NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (stream);
}

static gboolean
hit (Job *job, FaultKind kind, gint64 *ret_value)
{
  return faults_hit (job->server->sim->faults, kind, exchange_smtp (job->exchange), job->exchange->name, ret_value);
}

static void
record (Job *job, const char *codes)
{
  g_autofree char *asked = exchange_asked (job->exchange);

  records_add_request (job->server->sim->records, job->exchange->name, exchange_smtp (job->exchange),
                       job->exchange->status, codes, asked);
}

/* The answer leaves. */
static void
finish (Job *job)
{
  if (job->truncate) {
    send_truncated (job);
  } else if (job->reset_after) {
    reset_connection (job->message);
  } else if (job->exchange->stream) {
    add_server_headers (job->server, job->message);
    streams_open (job->server->sim->streams, job->message, g_steal_pointer (&job->exchange->stream),
                  job->exchange->answer);
  } else {
    g_autoptr (GBytes) bytes = g_string_free_to_bytes (g_steal_pointer (&job->exchange->answer));

    compress (job->message, &bytes);
    answer (job->server, job->message, job->exchange->status, "text/xml; charset=utf-8", g_bytes_get_data (bytes, NULL),
            g_bytes_get_size (bytes));
  }
}

static gboolean
finish_later_cb (gpointer data)
{
  Job *job = data;

  finish (job);
  if (!job->truncate)
    soup_server_message_unpause (job->message);
  job_free (job);
  return G_SOURCE_REMOVE;
}

/* The operation runs; what happens to its answer is decided. Takes the job. */
static void
run (Job *job, gboolean paused)
{
  SoupMessageBody *body = soup_server_message_get_request_body (job->message);
  gint64 delay = 0, unused;

  exchange_run (job->exchange, body->data ? body->data : "", body->length);
  record (job, job->exchange->codes->str);
  if (hit (job, FAULT_DELAY_AFTER, &delay) && delay == 0)
    delay = 1000;
  delay += job->server->sim->options->latency;
  job->reset_after = hit (job, FAULT_RESET_AFTER, &unused);
  job->truncate = hit (job, FAULT_TRUNCATE, &unused);
  if (hit (job, FAULT_MALFORMED, &unused)) {
    g_string_truncate (job->exchange->answer, job->exchange->answer->len / 2);
    g_string_append (job->exchange->answer, "<t:Broken attribute=<&>");
  }
  if (delay > 0 || paused) {
    if (!paused)
      soup_server_message_pause (job->message);
    g_timeout_add (delay, finish_later_cb, job);
    return;
  }
  finish (job);
  job_free (job);
}

static gboolean
run_later_cb (gpointer data)
{
  run (data, TRUE);
  return G_SOURCE_REMOVE;
}

/* The forms of throttling that are SOAP. */
static gboolean
answer_busy (Job *job)
{
  static const FaultKind kinds[] = { FAULT_BUSY, FAULT_BUSY_WRAPPED, FAULT_BUSY_MESSAGES };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (hit (job, kinds[i], &value)) {
      exchange_answer_busy (job->exchange, kinds[i], value ? value : 5000);
      record (job, job->exchange->codes->str);
      finish (job);
      return TRUE;
    }
  return FALSE;
}

/* Faults that keep the request from taking effect. TRUE: it is answered. */
static gboolean
refuse_on_purpose (Job *job)
{
  gint64 value;

  if (hit (job, FAULT_RESET_BEFORE, &value)) {
    record (job, "reset-before");
    reset_connection (job->message);
    return TRUE;
  }
  if (hit (job, FAULT_EXPIRED_TOKEN, &value)) {
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (job->message);

    job->exchange->status = SOUP_STATUS_UNAUTHORIZED;
    soup_message_headers_append (headers, "WWW-Authenticate",
                                 "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", error=\"invalid_token\"");
  } else if (hit (job, FAULT_POLICY_BLOCK, &value)) {
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (job->message);

    job->exchange->status = SOUP_STATUS_FORBIDDEN;
    soup_message_headers_append (headers, "X-EWS-Policy-Reason", "EWS is blocked by policy for this user or tenant");
  } else if (hit (job, FAULT_HTTP, &value)) {
    job->exchange->status = value ? value : SOUP_STATUS_SERVICE_UNAVAILABLE;
  } else if (hit (job, FAULT_BUSY_HTTP, &value)) {
    job->exchange->status = SOUP_STATUS_SERVICE_UNAVAILABLE;
  } else {
    return answer_busy (job);
  }
  record (job, "");
  answer (job->server, job->message, job->exchange->status, NULL, NULL, 0);
  return TRUE;
}

static void
handle_soap (Server *server, SoupServerMessage *message, const Principal *principal)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  Job *job = g_new0 (Job, 1);
  gint64 delay;

  job->server = server;
  job->message = g_object_ref (message);
  job->exchange = exchange_new (server->sim, principal);
  if (!exchange_read (job->exchange, body->data ? body->data : "", body->length)) {
    record (job, job->exchange->codes->str);
    finish (job);
    job_free (job);
    return;
  }
  if (refuse_on_purpose (job)) {
    job_free (job);
    return;
  }
  if (hit (job, FAULT_DELAY_BEFORE, &delay)) {
    soup_server_message_pause (message);
    g_timeout_add (delay ? delay : 1000, run_later_cb, job);
    return;
  }
  run (job, FALSE);
}

/* A client that wants to come back to the same server is told by a cookie how. */
static void
prefer_affinity (SoupServerMessage *message)
{
  const char *wish =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-PreferServerAffinity");

  if (wish && g_ascii_strcasecmp (wish, "true") == 0)
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie",
                                 "X-BackEndOverrideCookie=EXCHANGE-SIM~1941997017; path=/; HttpOnly");
}

/* FALSE: the client has been asked for (other) credentials. */
static gboolean
sign_in (Server *server, SoupServerMessage *message, Principal *ret_principal)
{
  const char *authorization =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  g_autofree char *challenge = NULL;

  if (auth_check (server->sim, get_connection (message), authorization, ret_principal, &challenge))
    return TRUE;
  records_add_request (server->sim->records, NULL, NULL, SOUP_STATUS_UNAUTHORIZED, "", "");
  ask_for_credentials (server, message, challenge);
  return FALSE;
}

static void
handle_autodiscover (Server *server, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GUri) ews = soup_uri_copy (soup_server_message_get_uri (message), SOUP_URI_PATH, "/EWS/Exchange.asmx",
                                        SOUP_URI_QUERY, NULL, SOUP_URI_NONE);
  g_autofree char *address = g_uri_to_string (ews);
  g_autoptr (GString) out = g_string_new (NULL);
  Principal principal;

  if (!sign_in (server, message, &principal))
    return;
  autodiscover_answer (server->sim, body->data ? body->data : "", body->length, address, out);
  records_add_request (server->sim->records, "Autodiscover", NULL, SOUP_STATUS_OK, "", "");
  answer (server, message, SOUP_STATUS_OK, "text/xml; charset=utf-8", out->str, out->len);
}

static void
handle_ews (Server *server, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  Principal principal;

  prefer_affinity (message);
  if (!sign_in (server, message, &principal))
    return;
  if (soup_server_message_get_method (message) == SOUP_METHOD_GET) {
    /* Exchange sends a browser to the description of the service. */
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Location", "/EWS/Services.wsdl");
    answer (server, message, SOUP_STATUS_FOUND, NULL, NULL, 0);
    return;
  }
  if (soup_server_message_get_method (message) != SOUP_METHOD_POST) {
    answer (server, message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL, NULL, 0);
    return;
  }
  if (type && strcmp (type, "text/xml") != 0 && strcmp (type, "application/soap+xml") != 0) {
    answer (server, message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL, NULL, 0);
    return;
  }
  handle_soap (server, message, &principal);
}

static void
answer_json (Server *server, SoupServerMessage *message, guint status, json_t *take_result)
{
  char *text = json_dumps (take_result, JSON_INDENT (1) | JSON_SORT_KEYS);

  answer (server, message, status, "application/json", text, strlen (text));
  free (text);
  json_decref (take_result);
}

static void
handle_token (Server *server, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data ? body->data : "", body->length);
  g_autoptr (GHashTable) form = soup_form_decode (text);
  json_t *result = NULL;
  guint status =
    oauth_issue (server->sim->oauth, soup_server_message_get_uri (message), form, sim_now (server->sim), &result);

  records_add_request (server->sim->records, "token", NULL, status, "", "");
  answer_json (server, message, status, result);
}

static void
ews_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (strcmp (lower, EWS_PATH) == 0)
    handle_ews (server, message);
  else if (strcmp (lower, AUTODISCOVER_PATH) == 0)
    handle_autodiscover (server, message);
  else if (server->sim->oauth && g_str_has_suffix (lower, "/oauth2/v2.0/token"))
    handle_token (server, message);
  else
    answer (server, message, SOUP_STATUS_NOT_FOUND, NULL, NULL, 0);
}

static void
control_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  json_t *result = NULL;
  guint status = control_handle (server->sim, soup_server_message_get_method (message), path, query,
                                 body->data ? body->data : "", body->length, &result);

  state_commit (server->sim->state);
  answer_json (server, message, status, result);
}

static gboolean
write_port (Server *server, GError **error)
{
  GSList *uris = soup_server_get_uris (server->soup);
  int port = g_uri_get_port (uris->data);
  g_autofree char *text = g_strdup_printf ("%d\n", port);
  gboolean done = TRUE;

  g_print ("exchange-sim: listening on port %d\n", port);
  if (server->sim->options->port_file)
    done = g_file_set_contents (server->sim->options->port_file, text, -1, error);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return done;
}

static gboolean
start (Server *server, GError **error)
{
  const Options *options = server->sim->options;
  const char *colon = strrchr (options->listen, ':');
  const char *begin = options->listen + (*options->listen == '['), *end = colon;
  g_autofree char *host = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  gint64 port;

  if (begin > options->listen && end && end > begin && end[-1] == ']')
    end--;
  host = end ? g_strndup (begin, end - begin) : NULL;
  if (!colon || !g_ascii_string_to_signed (colon + 1, 10, 0, 65535, &port, NULL)
      || !(address = g_inet_socket_address_new_from_string (host, port))) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--listen takes ADDRESS:PORT, not %s",
                 options->listen);
    return FALSE;
  }
  if (options->certificate) {
    g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_files (options->certificate, options->key, error);

    if (!certificate)
      return FALSE;
    soup_server_set_tls_certificate (server->soup, certificate);
  }
  return soup_server_listen (server->soup, address, options->certificate ? SOUP_SERVER_LISTEN_HTTPS : 0, error)
         && write_port (server, error);
}

Server *
server_new (Sim *sim, GError **error)
{
  g_autoptr (Server) server = g_new0 (Server, 1);

  server->sim = sim;
  server->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (server->soup, NULL, ews_cb, server, NULL);
  soup_server_add_handler (server->soup, "/sim", control_cb, server, NULL);
  return start (server, error) ? g_steal_pointer (&server) : NULL;
}

void
server_free (Server *server)
{
  if (!server)
    return;
  soup_server_disconnect (server->soup);
  g_object_unref (server->soup);
  g_free (server);
}
