/* SPDX-License-Identifier: MIT */
#pragma once

/* What a server says, as our errors: one table from EWS response codes to reactions and words, one from HTTP answers
 * that hold no EWS message. Any thread. */

#include "base/error.h"
#include "net/http.h"

/* A code the server gave, with what came beside it. Plain, borrowed. */
typedef struct {
  const char *code;  /* "ErrorServerBusy"; NULL: none */
  const char *text;  /* the server's words, or NULL */
  guint back_off_ms; /* 0: none given */
} BpEwsProblem;

/* Sets the error for a problem. `otherwise` is the reaction to a code the table does not know: TEMPORARY for a whole
 * call, INVALID for a single item. */
void bp_ews_error_set (GError **error, const BpEwsProblem *problem, BpError otherwise);

/* The error of an HTTP answer that is no EWS message. user: who signed in, for the words. */
void bp_ews_error_set_from_http (GError **error, const BpHttpResponse *response, const char *user);

/* TRUE for answers that hold an EWS message as far as status and type tell: 200 (whatever the type says), or
 * 500 with XML. */
gboolean bp_ews_error_is_message (const BpHttpResponse *response);

/* TRUE if an item's error leaves open whether it was written: the server failed in the middle of it (SYNC 8). */
gboolean bp_ews_error_is_uncertain (const GError *error);
