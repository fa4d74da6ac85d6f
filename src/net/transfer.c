/* SPDX-License-Identifier: MIT */
#include "net/transfer.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "net/curl-error.h"
#include "net/curl-setup.h"
#include "net/url.h"

#define MAX_HEADER_BYTES (256 * 1024)
/* Nothing between here and the server forgets a quiet connection, and a dead one is noticed. */
#define KEEPALIVE_SECONDS 30L

static gsize
get_limit (const BpHttpRequest *request)
{
  return request->max_response ? request->max_response : BP_HTTP_MAX_RESPONSE;
}

/* -- libcurl's callbacks ---------------------------------------------------------------------------------------- */

static size_t
read_body_cb (char *buffer, size_t size, size_t n, void *data)
{
  BpTransfer *transfer = data;
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
  BpTransfer *transfer = data;
  if (transfer->request->once && transfer->ever_sent && !transfer->answered)
    return CURL_SEEKFUNC_FAIL;
  transfer->sent = (gsize) offset;
  return CURL_SEEKFUNC_OK;
}

static size_t
write_body_cb (char *bytes, size_t size, size_t n, void *data)
{
  BpTransfer *transfer = data;
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
  BpTransfer *transfer = data;
  g_autofree char *line = g_strndup (bytes, size * n);
  transfer->header_bytes += size * n;
  if (transfer->header_bytes > MAX_HEADER_BYTES) {
    transfer->too_large = TRUE;
    return 0;
  }
  if (g_str_has_prefix (line, "HTTP/")) { /* each answer of a sign-in in several steps begins anew */
    g_hash_table_remove_all (transfer->response_headers);
    transfer->answered = TRUE;
    transfer->head_ended = FALSE;
  } else if (*line == '\r' || *line == '\n')
    transfer->head_ended = TRUE;
  else
    add_header (transfer->response_headers, line);
  return size * n;
}

/* -- one transfer ----------------------------------------------------------------------------------------------- */

static gboolean
check_request (const BpHttpRequest *request, GError **error)
{
  gboolean https = g_ascii_strncasecmp (request->url, "https://", 8) == 0;
  if (!https && g_ascii_strncasecmp (request->url, "http://", 7) != 0) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, N_ ("“%s” is no web address (https://…)."), request->url);
    return FALSE;
  }
  if (!https && (request->auth || request->is_secret) && !bp_http_is_loopback (request->url)) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT,
                  N_ ("The password would be sent unencrypted to “%s”. Enter an address that begins with https://."),
                  request->url);
    return FALSE;
  }
  for (const char *const *header = request->headers; header && *header; header++) {
    if (strpbrk (*header, "\r\n")) {
      bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, N_ ("A line break does not belong into a header."));
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
set_body (BpTransfer *transfer)
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
set_headers (BpTransfer *transfer)
{
  for (const char *const *header = transfer->request->headers; header && *header; header++)
    transfer->headers = curl_slist_append (transfer->headers, *header);
  transfer->headers = curl_slist_append (transfer->headers, "Expect:"); /* no round trip before a large body */
  curl_easy_setopt (transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt (transfer->easy, CURLOPT_USERAGENT, "bpexchange/" BP_VERSION);
  /* A server that compresses may wait for more to come before it sends what it has. */
  curl_easy_setopt (transfer->easy, CURLOPT_ACCEPT_ENCODING, transfer->request->endless ? NULL : "gzip");
  curl_easy_setopt (transfer->easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (transfer->easy, CURLOPT_HEADERDATA, transfer);
}

static void
set_timeouts (CURL *easy, const BpHttpRequest *request)
{
  guint connect_ms = request->connect_timeout_ms ? request->connect_timeout_ms : BP_HTTP_CONNECT_TIMEOUT_MS;
  guint timeout_ms = request->timeout_ms ? request->timeout_ms : BP_HTTP_TIMEOUT_MS;
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) connect_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, request->endless ? 0L : (long) timeout_ms);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPIDLE, KEEPALIVE_SECONDS);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPINTVL, KEEPALIVE_SECONDS);
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

gboolean
bp_transfer_start (BpTransfer *transfer, BpHttp *self)
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
  curl_easy_setopt (transfer->easy, CURLOPT_MAXFILESIZE_LARGE,
                    request->endless ? (curl_off_t) 0 : (curl_off_t) get_limit (request));
  curl_easy_setopt (transfer->easy, CURLOPT_COOKIE, request->cookie);
  transfer->wants_cookies = request->session && request->wants_cookies;
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

/* A line of libcurl's list: domain, flag, path, secure, expiry, name, value, with tabs between them. */
static GHashTable *
read_cookies (CURL *easy)
{
  GHashTable *cookies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  struct curl_slist *list = NULL;
  curl_easy_getinfo (easy, CURLINFO_COOKIELIST, &list);
  for (struct curl_slist *line = list; line; line = line->next) {
    g_auto (GStrv) parts = g_strsplit (line->data, "\t", 7);
    if (g_strv_length (parts) == 7)
      g_hash_table_replace (cookies, g_strdup (parts[5]), g_strdup (parts[6]));
  }
  curl_slist_free_all (list);
  return cookies;
}

void
bp_transfer_finish (BpTransfer *transfer, CURLcode code)
{
  BpHttpResponse *response;
  long status = 0, offered = 0;
  gsize limit = get_limit (transfer->request);
  if (transfer->too_large || code == CURLE_FILESIZE_EXCEEDED) {
    bp_set_error (&transfer->result->error, BP_ERROR_TEMPORARY, NULL,
                  N_ ("The server's answer is larger than %u MB and was not taken."),
                  (guint) MAX (1, limit / (1024 * 1024)));
    return;
  }
  if (code == CURLE_OK && !transfer->head_ended)
    code = CURLE_PARTIAL_FILE;
  if (code != CURLE_OK) {
    bp_curl_set_error (&transfer->result->error, code, transfer->easy, transfer->request->url, transfer->message,
                       !transfer->ever_sent);
    return;
  }
  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  response = g_new0 (BpHttpResponse, 1);
  curl_easy_getinfo (transfer->easy, CURLINFO_HTTPAUTH_AVAIL, &offered);
  response->status = (guint) status;
  response->auth_offered = bp_curl_auth_from_mask ((gulong) offered);
  response->received_at = bp_clock_now ();
  response->cookies = transfer->wants_cookies ? read_cookies (transfer->easy) : NULL;
  response->headers = g_steal_pointer (&transfer->response_headers);
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&transfer->body));
  transfer->result->response = response;
}

void
bp_transfer_clear (BpTransfer *transfer, BpHttp *self)
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
