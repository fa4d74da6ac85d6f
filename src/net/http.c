/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "net/curl-setup.h"
#include "net/transfer.h"

#define MAX_PARALLEL 8
#define LONGEST_WAIT_SECONDS 3600

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
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The network library could not be started."));
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

const char *
bp_http_response_get_cookie (const BpHttpResponse *self, const char *name)
{
  return self->cookies ? g_hash_table_lookup (self->cookies, name) : NULL;
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

guint
bp_http_response_get_retry_after_ms (const BpHttpResponse *self, guint otherwise_ms)
{
  const char *text = g_hash_table_lookup (self->headers, "retry-after");
  guint64 seconds;
  gint64 until, now;
  if (!text)
    return otherwise_ms;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (guint) MIN (seconds, LONGEST_WAIT_SECONDS) * 1000;
  until = (gint64) curl_getdate (text, NULL);
  if (until == -1)
    return otherwise_ms;
  if (!bp_http_response_get_date (self, &now))
    now = self->received_at;
  return (guint) CLAMP (until - now / G_USEC_PER_SEC, 0, LONGEST_WAIT_SECONDS) * 1000;
}

void
bp_http_response_free (BpHttpResponse *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->headers);
  g_clear_pointer (&self->cookies, g_hash_table_unref);
  g_bytes_unref (self->body);
  g_free (self);
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
  BpTransfer *transfers;
  guint n;
  guint next; /* the first that has not begun */
  guint active;
} Batch;

static void
start_more (Batch *batch)
{
  while (batch->next < batch->n && batch->active < MAX_PARALLEL)
    batch->active += bp_transfer_start (&batch->transfers[batch->next++], batch->http);
}

static void
collect_finished (Batch *batch)
{
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read (batch->http->multi, &left))) {
    BpTransfer *transfer;
    if (message->msg != CURLMSG_DONE)
      continue;
    curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &transfer);
    bp_transfer_finish (transfer, message->data.result);
    bp_transfer_clear (transfer, batch->http);
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
  g_autofree BpTransfer *transfers = g_new0 (BpTransfer, n);
  Batch batch = { .http = self, .transfers = transfers, .n = n };
  gulong handler = 0;
  memset (results, 0, n * sizeof *results);
  for (guint i = 0; i < n; i++)
    transfers[i] = (BpTransfer){ .request = &requests[i], .result = &results[i] };
  if (cancellable)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->multi, NULL);
  run (&batch, cancellable);
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
  for (guint i = 0; i < n; i++) {
    BpHttpResult *result = &results[i];
    if (!result->response && !result->error && !bp_error_if_cancelled (cancellable, &result->error))
      bp_set_error (&result->error, BP_ERROR_TEMPORARY, NULL, N_ ("The network library gave up on the request."));
    bp_transfer_clear (&transfers[i], self);
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
