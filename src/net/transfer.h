/* SPDX-License-Identifier: MIT */
#pragma once

/* One request on its way through libcurl: what http.c and stream.c share, and nobody else includes. */

#include <curl/curl.h>

#include "net/http.h"

struct _BpHttp {
  CURLM *multi;
  GPtrArray *idle;      /* CURL easy handles, to be used again */
  GHashTable *sessions; /* session name -> CURLSH with its cookies */
};

struct _BpHttpResponse {
  guint status;
  guint auth_offered;
  GHashTable *headers; /* lower-case name -> value */
  GHashTable *cookies; /* of the session: name -> value; NULL: not asked for */
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
  gboolean
    head_ended;      /* the last answer's headers are complete: libcurl takes what was cut before for an empty answer */
  gboolean answered; /* a status line has come since the body was last begun */
  gsize header_bytes;
  gboolean wants_cookies;
  gboolean too_large;
  GByteArray *body;
  GHashTable *response_headers;
  char message[CURL_ERROR_SIZE];
} BpTransfer;

/* Puts the request on its way. FALSE: it has already ended with an error. */
gboolean bp_transfer_start (BpTransfer *transfer, BpHttp *http);
/* libcurl is done with it: fills the result. */
void bp_transfer_finish (BpTransfer *transfer, CURLcode code);
/* Gives back the handle, whether it is done or not. Again: nothing happens. */
void bp_transfer_clear (BpTransfer *transfer, BpHttp *http);
