/* SPDX-License-Identifier: MIT */
#include "net/stream.h"

#include "base/clock.h"
#include "net/transfer.h"

struct _BpHttpStreams {
  BpHttp *http;
  GPtrArray *open; /* BpHttpStream, borrowed */
};

struct _BpHttpStream {
  BpHttpStreams *streams;
  BpHttpRequest request; /* of the original only what is needed while it lasts */
  BpHttpResult result;
  BpTransfer transfer;
  gsize taken_length; /* of transfer.body at the last look */
  gint64 heard_at;
};

BpHttpStreams *
bp_http_streams_new (GError **error)
{
  BpHttpStreams *self;
  BpHttp *http = bp_http_new (error);
  if (!http)
    return NULL;
  self = g_new0 (BpHttpStreams, 1);
  self->http = http;
  self->open = g_ptr_array_new ();
  return self;
}

void
bp_http_streams_free (BpHttpStreams *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->open);
  bp_http_free (self->http);
  g_free (self);
}

BpHttpStream *
bp_http_stream_open (BpHttpStreams *streams, const BpHttpRequest *request)
{
  BpHttpStream *self = g_new0 (BpHttpStream, 1);
  BpHttpRequest endless = *request;
  endless.endless = TRUE;
  self->streams = streams;
  self->heard_at = bp_clock_monotonic ();
  self->transfer = (BpTransfer){ .request = &endless, .result = &self->result };
  bp_transfer_start (&self->transfer, streams->http);
  /* libcurl has copied the rest, the password among it. */
  self->request = (BpHttpRequest){ .url = g_strdup (request->url),
                                   .body = request->body ? g_bytes_ref (request->body) : NULL,
                                   .max_response = request->max_response,
                                   .endless = TRUE };
  self->transfer.request = &self->request;
  g_ptr_array_add (streams->open, self);
  return self;
}

void
bp_http_stream_close (BpHttpStream *self)
{
  if (!self)
    return;
  g_ptr_array_remove_fast (self->streams->open, self);
  bp_transfer_clear (&self->transfer, self->streams->http);
  g_clear_pointer (&self->result.response, bp_http_response_free);
  g_clear_error (&self->result.error);
  g_clear_pointer (&self->request.body, g_bytes_unref);
  g_free ((char *) self->request.url);
  g_free (self);
}

GByteArray *
bp_http_stream_take (BpHttpStream *self)
{
  GByteArray *taken = self->transfer.body;
  long status = 0;
  if (!taken || taken->len == 0)
    return NULL;
  curl_easy_getinfo (self->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200)
    return NULL;
  self->transfer.body = g_byte_array_new ();
  self->taken_length = 0;
  return taken;
}

gint64
bp_http_stream_get_heard_at (const BpHttpStream *self)
{
  return self->heard_at;
}

gboolean
bp_http_stream_has_ended (const BpHttpStream *self)
{
  return self->result.response || self->result.error;
}

const BpHttpResponse *
bp_http_stream_get_response (const BpHttpStream *self)
{
  return self->result.response;
}

const GError *
bp_http_stream_get_error (const BpHttpStream *self)
{
  return self->result.error;
}

/* -- waiting ---------------------------------------------------------------------------------------------------- */

/* Whether anything has happened that nobody has seen yet. */
static gboolean
look (BpHttpStreams *self)
{
  gboolean news = FALSE;
  for (guint i = 0; i < self->open->len; i++) {
    BpHttpStream *stream = self->open->pdata[i];
    gsize length = stream->transfer.body ? stream->transfer.body->len : 0;
    news = news || bp_http_stream_has_ended (stream);
    if (length == stream->taken_length)
      continue;
    stream->taken_length = length;
    stream->heard_at = bp_clock_monotonic ();
    news = TRUE;
  }
  return news;
}

/* What is left to be taken must not go with the response. */
static void
finish (BpTransfer *transfer, CURLcode code)
{
  GByteArray *rest = NULL;
  long status = 0;
  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) {
    rest = transfer->body;
    transfer->body = g_byte_array_new ();
  }
  bp_transfer_finish (transfer, code);
  if (!rest)
    return;
  g_clear_pointer (&transfer->body, g_byte_array_unref);
  transfer->body = rest;
}

static gboolean
collect_ended (BpHttpStreams *self)
{
  gboolean any = FALSE;
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read (self->http->multi, &left))) {
    BpTransfer *transfer;
    if (message->msg != CURLMSG_DONE)
      continue;
    curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &transfer);
    finish (transfer, message->data.result);
    any = TRUE;
  }
  return any;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

void
bp_http_streams_wait (BpHttpStreams *self, gint64 timeout_us, GCancellable *cancellable)
{
  CURLM *multi = self->http->multi;
  gint64 end = bp_clock_monotonic () + MAX (timeout_us, 0);
  gulong handler = 0;
  int running;
  if (cancellable)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), multi, NULL);
  while (!g_cancellable_is_cancelled (cancellable)) {
    gint64 left = end - bp_clock_monotonic ();
    gboolean ended;
    if (curl_multi_perform (multi, &running) != CURLM_OK)
      break;
    ended = collect_ended (self);
    if (look (self) || ended || left <= 0)
      break;
    if (curl_multi_poll (multi, NULL, 0, (int) CLAMP (left / 1000, 1, 60000), NULL) != CURLM_OK)
      break;
  }
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
}
