/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include <curl/curl.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "net/curl-error.h"
#include "net/curl-setup.h"
#include "net/url.h"

#define MAX_PARALLEL 8
#define MAX_HEADER_BYTES (256 * 1024)

struct _BpHttp {
  CURLM *multi;
  GPtrArray *idle;      /* CURL easy handles, to be used again */
  GHashTable *sessions; /* session name -> CURLSH with its cookies */
};

struct _BpHttpResponse {
  guint status;
  guint auth_offered;
  GHashTable *headers; /* lower-case name -> value */
  GBytes *body;
  gint64 received_at;
};

/* One request on its way. */
typedef struct {
  const BpHttpRequest *request;
  BpHttpResult *result;
  CURL *easy;
  struct curl_slist *headers;
  gsize sent; /* of the body, handed to libcurl since it began (again) */
  gboolean ever_sent;
  gboolean answered; /* a status line has come since the body was last begun */
  gsize header_bytes;
  gboolean too_large;
  GByteArray *body;
  GHashTable *response_headers;
  char message[CURL_ERROR_SIZE];
} Transfer;

static void
share_free (gpointer share)
{
  curl_share_cleanup (share);
}

static void
easy_free (gpointer easy)
{
  curl_easy_cleanup (easy);
}

BpHttp *
bp_http_new (GError **error)
{
  BpHttp *self;
  CURLM *multi = bp_curl_init () ? curl_multi_init () : NULL;
  if (!multi) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", _ ("The network library could not be started."));
    return NULL;
  }
  self = g_new0 (BpHttp, 1);
  self->multi = multi;
  self->idle = g_ptr_array_new_with_free_func (easy_free);
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, share_free);
  return self;
}

void
bp_http_free (BpHttp *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->idle);
  curl_multi_cleanup (self->multi);
  g_hash_table_unref (self->sessions);
  g_free (self);
}

/* -- the answer ------------------------------------------------------------------------------------------------- */

guint
bp_http_response_get_status (const BpHttpResponse *self)
{
  return self->status;
}

guint
bp_http_response_get_auth_offered (const BpHttpResponse *self)
{
  return self->auth_offered;
}

const char *
bp_http_response_get_header (const BpHttpResponse *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, lower);
}

GBytes *
bp_http_response_get_body (const BpHttpResponse *self)
{
  return self->body;
}

gint64
bp_http_response_get_received_at (const BpHttpResponse *self)
{
  return self->received_at;
}

gboolean
bp_http_response_get_date (const BpHttpResponse *self, gint64 *ret_instant)
{
  const char *text = g_hash_table_lookup (self->headers, "date");
  time_t seconds = text ? curl_getdate (text, NULL) : -1;
  if (seconds == -1)
    return FALSE;
  *ret_instant = (gint64) seconds * G_USEC_PER_SEC;
  return TRUE;
}

void
bp_http_response_free (BpHttpResponse *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

static gsize
get_limit (const BpHttpRequest *request)
{
  return request->max_response ? request->max_response : BP_HTTP_MAX_RESPONSE;
}

/* -- libcurl's callbacks ---------------------------------------------------------------------------------------- */

static size_t
read_body_cb (char *buffer, size_t size, size_t n, void *data)
{
  Transfer *transfer = data;
  gsize length;
  const char *body = g_bytes_get_data (transfer->request->body, &length);
  gsize part = MIN (size * n, length - transfer->sent);
  if (part)
    memcpy (buffer, body + transfer->sent, part);
  transfer->sent += part;
  transfer->ever_sent = TRUE;
  transfer->answered = FALSE;
  return part;
}

/* libcurl rewinds the body for a sign-in in several steps (the server has answered), and also when a kept connection
 * died after the body went out: there the server may have acted on it, and a second copy could act twice. */
static int
rewind_body_cb (void *data, curl_off_t offset, int origin)
{
  Transfer *transfer = data;
  if (transfer->request->once && transfer->ever_sent && !transfer->answered)
    return CURL_SEEKFUNC_FAIL;
  transfer->sent = (gsize) offset;
  return CURL_SEEKFUNC_OK;
}

static size_t
write_body_cb (char *bytes, size_t size, size_t n, void *data)
{
  Transfer *transfer = data;
  gsize limit = get_limit (transfer->request);
  if (size * n > limit - MIN (limit, transfer->body->len)) {
    transfer->too_large = TRUE;
    return 0;
  }
  g_byte_array_append (transfer->body, (const guint8 *) bytes, (guint) (size * n));
  return size * n;
}

static void
add_header (GHashTable *headers, const char *line)
{
  const char *colon = strchr (line, ':');
  const char *before;
  char *name, *value;
  if (!colon)
    return;
  name = g_ascii_strdown (line, colon - line);
  value = g_strstrip (g_strdup (colon + 1));
  before = g_hash_table_lookup (headers, name);
  if (before) {
    char *joined = g_strconcat (before, ", ", value, NULL);
    g_free (value);
    value = joined;
  }
  g_hash_table_replace (headers, name, value);
}

static size_t
header_cb (char *bytes, size_t size, size_t n, void *data)
{
  Transfer *transfer = data;
  g_autofree char *line = g_strndup (bytes, size * n);
  transfer->header_bytes += size * n;
  if (transfer->header_bytes > MAX_HEADER_BYTES) {
    transfer->too_large = TRUE;
    return 0;
  }
  if (g_str_has_prefix (line, "HTTP/")) { /* each answer of a sign-in in several steps begins anew */
    g_hash_table_remove_all (transfer->response_headers);
    transfer->answered = TRUE;
  } else
    add_header (transfer->response_headers, line);
  return size * n;
}

/* -- one transfer ----------------------------------------------------------------------------------------------- */

static gboolean
check_request (const BpHttpRequest *request, GError **error)
{
  gboolean https = g_ascii_strncasecmp (request->url, "https://", 8) == 0;
  if (!https && g_ascii_strncasecmp (request->url, "http://", 7) != 0) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, _ ("“%s” is no web address (https://…)."), request->url);
    return FALSE;
  }
  if (!https && (request->auth || request->is_secret) && !bp_http_is_loopback (request->url)) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT,
                  _ ("The password would be sent unencrypted to “%s”. Enter an address that begins with https://."),
                  request->url);
    return FALSE;
  }
  for (const char *const *header = request->headers; header && *header; header++) {
    if (strpbrk (*header, "\r\n")) {
      bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, "%s", _ ("A line break does not belong into a header."));
      return FALSE;
    }
  }
  return TRUE;
}

static CURLSH *
get_session (BpHttp *self, const char *name)
{
  CURLSH *share = g_hash_table_lookup (self->sessions, name);
  if (!share) {
    share = curl_share_init ();
    curl_share_setopt (share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    g_hash_table_insert (self->sessions, g_strdup (name), share);
  }
  return share;
}

static void
set_security (CURL *easy, const BpHttpRequest *request)
{
  bp_curl_set_security (easy, request->url, request->ca_file);
  bp_curl_set_proxy (easy, request->url, request->proxy);
  if (request->auth & BP_HTTP_AUTH_BEARER) {
    curl_easy_setopt (easy, CURLOPT_HTTPAUTH, (long) CURLAUTH_BEARER);
    curl_easy_setopt (easy, CURLOPT_XOAUTH2_BEARER, request->password);
  } else if (request->user && request->auth) {
    curl_easy_setopt (easy, CURLOPT_HTTPAUTH, (long) bp_curl_auth_mask (request->auth));
    curl_easy_setopt (easy, CURLOPT_USERNAME, request->user);
    curl_easy_setopt (easy, CURLOPT_PASSWORD, request->password ? request->password : "");
  }
}

static void
set_body (Transfer *transfer)
{
  const BpHttpRequest *request = transfer->request;
  if (request->body) {
    curl_easy_setopt (transfer->easy, CURLOPT_POST, 1L);
    curl_easy_setopt (transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) g_bytes_get_size (request->body));
    curl_easy_setopt (transfer->easy, CURLOPT_READFUNCTION, read_body_cb);
    curl_easy_setopt (transfer->easy, CURLOPT_READDATA, transfer);
    curl_easy_setopt (transfer->easy, CURLOPT_SEEKFUNCTION, rewind_body_cb);
    curl_easy_setopt (transfer->easy, CURLOPT_SEEKDATA, transfer);
  }
  if (request->method)
    curl_easy_setopt (transfer->easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
set_headers (Transfer *transfer)
{
  for (const char *const *header = transfer->request->headers; header && *header; header++)
    transfer->headers = curl_slist_append (transfer->headers, *header);
  transfer->headers = curl_slist_append (transfer->headers, "Expect:"); /* no round trip before a large body */
  curl_easy_setopt (transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt (transfer->easy, CURLOPT_USERAGENT, "bpexchange/" BP_VERSION);
  curl_easy_setopt (transfer->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt (transfer->easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (transfer->easy, CURLOPT_HEADERDATA, transfer);
}

static void
set_timeouts (CURL *easy, const BpHttpRequest *request)
{
  guint connect_ms = request->connect_timeout_ms ? request->connect_timeout_ms : BP_HTTP_CONNECT_TIMEOUT_MS;
  guint timeout_ms = request->timeout_ms ? request->timeout_ms : BP_HTTP_TIMEOUT_MS;
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) connect_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) timeout_ms);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L); /* a cancelled name lookup is not waited for */
}

static CURL *
take_easy (BpHttp *self)
{
  CURL *easy;
  if (self->idle->len) {
    easy = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
    curl_easy_reset (easy);
    return easy;
  }
  return curl_easy_init ();
}

/* Puts the request on its way. FALSE: it has already ended with an error. */
static gboolean
transfer_start (Transfer *transfer, BpHttp *self)
{
  const BpHttpRequest *request = transfer->request;
  if (!check_request (request, &transfer->result->error))
    return FALSE;
  transfer->body = g_byte_array_new ();
  transfer->response_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  transfer->easy = take_easy (self);
  curl_easy_setopt (transfer->easy, CURLOPT_URL, request->url);
  curl_easy_setopt (transfer->easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (transfer->easy, CURLOPT_ERRORBUFFER, transfer->message);
  curl_easy_setopt (transfer->easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt (transfer->easy, CURLOPT_WRITEFUNCTION, write_body_cb);
  curl_easy_setopt (transfer->easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (transfer->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) get_limit (request));
  if (request->session) {
    curl_easy_setopt (transfer->easy, CURLOPT_SHARE, get_session (self, request->session));
    curl_easy_setopt (transfer->easy, CURLOPT_COOKIEFILE, ""); /* cookies on, none read */
  }
  set_security (transfer->easy, request);
  set_timeouts (transfer->easy, request);
  set_headers (transfer);
  set_body (transfer);
  curl_multi_add_handle (self->multi, transfer->easy);
  return TRUE;
}

static void
transfer_finish (Transfer *transfer, CURLcode code)
{
  BpHttpResponse *response;
  long status = 0, offered = 0;
  gsize limit = get_limit (transfer->request);
  if (transfer->too_large || code == CURLE_FILESIZE_EXCEEDED) {
    bp_set_error (&transfer->result->error, BP_ERROR_TEMPORARY, NULL,
                  _ ("The server's answer is larger than %u MB and was not taken."),
                  (guint) MAX (1, limit / (1024 * 1024)));
    return;
  }
  if (code != CURLE_OK) {
    bp_curl_set_error (&transfer->result->error, code, transfer->request->url, transfer->message, !transfer->ever_sent);
    return;
  }
  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  response = g_new0 (BpHttpResponse, 1);
  curl_easy_getinfo (transfer->easy, CURLINFO_HTTPAUTH_AVAIL, &offered);
  response->status = (guint) status;
  response->auth_offered = bp_curl_auth_from_mask ((gulong) offered);
  response->received_at = bp_clock_now ();
  response->headers = g_steal_pointer (&transfer->response_headers);
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&transfer->body));
  transfer->result->response = response;
}

static void
transfer_clear (Transfer *transfer, BpHttp *self)
{
  if (transfer->easy) {
    curl_multi_remove_handle (self->multi, transfer->easy);
    curl_easy_setopt (transfer->easy, CURLOPT_COOKIEFILE, NULL); /* curl_easy_reset () would lose that memory */
    curl_easy_setopt (transfer->easy, CURLOPT_SHARE, NULL);
    curl_easy_reset (transfer->easy); /* forgets the password, too */
    g_ptr_array_add (self->idle, transfer->easy);
  }
  transfer->easy = NULL;
  g_clear_pointer (&transfer->headers, curl_slist_free_all);
  g_clear_pointer (&transfer->body, g_byte_array_unref);
  g_clear_pointer (&transfer->response_headers, g_hash_table_unref);
}

/* -- all of them ------------------------------------------------------------------------------------------------ */

static void
cancelled_cb (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

/* All requests of a call: a few on their way at a time, so that none of them times out while it waits for its turn. */
typedef struct {
  BpHttp *http;
  Transfer *transfers;
  guint n;
  guint next; /* the first that has not begun */
  guint active;
} Batch;

static void
start_more (Batch *batch)
{
  while (batch->next < batch->n && batch->active < MAX_PARALLEL)
    batch->active += transfer_start (&batch->transfers[batch->next++], batch->http);
}

static void
collect_finished (Batch *batch)
{
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read (batch->http->multi, &left))) {
    Transfer *transfer;
    if (message->msg != CURLMSG_DONE)
      continue;
    curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &transfer);
    transfer_finish (transfer, message->data.result);
    transfer_clear (transfer, batch->http);
    batch->active--;
  }
}

static void
run (Batch *batch, GCancellable *cancellable)
{
  CURLM *multi = batch->http->multi;
  int running;
  while (!g_cancellable_is_cancelled (cancellable)) {
    start_more (batch);
    if (curl_multi_perform (multi, &running) != CURLM_OK)
      return;
    collect_finished (batch);
    if (batch->active == 0 && batch->next == batch->n)
      return;
    if (batch->active < MAX_PARALLEL && batch->next < batch->n)
      continue;
    if (curl_multi_poll (multi, NULL, 0, 60000, NULL) != CURLM_OK)
      return;
  }
}

void
bp_http_perform_all (BpHttp *self, const BpHttpRequest *requests, guint n, BpHttpResult *results,
                     GCancellable *cancellable)
{
  g_autofree Transfer *transfers = g_new0 (Transfer, n);
  Batch batch = { .http = self, .transfers = transfers, .n = n };
  gulong handler = 0;
  memset (results, 0, n * sizeof *results);
  for (guint i = 0; i < n; i++)
    transfers[i] = (Transfer){ .request = &requests[i], .result = &results[i] };
  if (cancellable)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->multi, NULL);
  run (&batch, cancellable);
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
  for (guint i = 0; i < n; i++) {
    BpHttpResult *result = &results[i];
    if (!result->response && !result->error && !bp_error_if_cancelled (cancellable, &result->error))
      bp_set_error (&result->error, BP_ERROR_TEMPORARY, NULL, "%s", _ ("The network library gave up on the request."));
    transfer_clear (&transfers[i], self);
  }
}

BpHttpResponse *
bp_http_perform (BpHttp *self, const BpHttpRequest *request, GCancellable *cancellable, GError **error)
{
  BpHttpResult result;
  bp_http_perform_all (self, request, 1, &result, cancellable);
  if (result.error)
    g_propagate_error (error, result.error);
  return result.response;
}
