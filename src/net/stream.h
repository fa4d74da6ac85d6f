/* SPDX-License-Identifier: MIT */
#pragma once

/* Answers that go on for half an hour: any number at once on one multi handle, each handing out its bytes as they come. What
 * net/http.h says of requests holds here, too. Belongs to one thread. */

#include "net/http.h"

typedef struct _BpHttpStreams BpHttpStreams;
/* NULL with BP_ERROR_LOCAL only if libcurl cannot start. */
BpHttpStreams *bp_http_streams_new (GError **error);
/* All streams must have been closed. */
void bp_http_streams_free (BpHttpStreams *self);
/* Until bytes have come or a stream has ended, the time is over, or somebody cancelled. */
void bp_http_streams_wait (BpHttpStreams *self, gint64 timeout_us, GCancellable *cancellable);

typedef struct _BpHttpStream BpHttpStream;
/* Puts the request on its way; there is no limit of time or size. The request is borrowed for the call. */
BpHttpStream *bp_http_stream_open (BpHttpStreams *streams, const BpHttpRequest *request);
/* Cuts the connection if the stream has not ended, and frees. */
void bp_http_stream_close (BpHttpStream *self);
/* What has come of the body of an answer with status 200 since the last time; NULL: nothing. */
GByteArray *bp_http_stream_take (BpHttpStream *self);
/* Monotonic: when the last bytes came; or, before any, when it was opened. */
gint64 bp_http_stream_get_heard_at (const BpHttpStream *self);
/* Ended: then one of the two is set, borrowed. The response's body is what was not taken. */
gboolean bp_http_stream_has_ended (const BpHttpStream *self);
const BpHttpResponse *bp_http_stream_get_response (const BpHttpStream *self);
const GError *bp_http_stream_get_error (const BpHttpStream *self);
