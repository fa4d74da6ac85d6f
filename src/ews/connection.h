/* SPDX-License-Identifier: MIT */
#pragma once

/* Calls to one server: message out, message in, every kind of failure as an error. Belongs to one thread. */

#include "ews/driver.h"
#include "ews/fields.h"
#include "ews/response.h"

typedef struct _BpEwsConnection BpEwsConnection;

BpEwsConnection *bp_ews_connection_new (const BpEwsConfig *config, GError **error);
void bp_ews_connection_free (BpEwsConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsConnection, bp_ews_connection_free)

const BpEwsSite *bp_ews_connection_get_site (const BpEwsConnection *self);
/* Server's clock minus ours; FALSE if no answer gave one yet. */
gboolean bp_ews_connection_get_clock_offset (const BpEwsConnection *self, gint64 *ret_offset_us);
/* "15.1.2507.6", as the last answer that named it; NULL if none did. Borrowed until the next call. */
const char *bp_ews_connection_get_server_version (const BpEwsConnection *self);

/* One call. Borrowed while it lasts. */
typedef struct {
  const BpAccount *account; /* whose mailbox: X-AnchorMailbox, and whose cookies */
  GBytes *message;
  gboolean once;      /* it writes: must not reach the server twice by itself */
  gboolean affinity;  /* subscriptions: always to the same back end */
  const char *cookie; /* the affinity that BpEwsAnswer told, instead of the mailbox's cookies; or NULL */
  guint timeout_ms;   /* 0: the configured one */
} BpEwsCall;

/* Exactly one of the two is set afterwards, both the caller's. */
typedef struct {
  BpEwsResponse *response;
  GError *error;
  char *
    affinity; /* "name=value" of the cookie that leads to the back end of a call with affinity; NULL: none. The caller's */
} BpEwsAnswer;

/* The response; NULL with an error for everything that is no EWS success or failure message. */
BpEwsResponse *bp_ews_call (BpEwsConnection *self, const BpEwsCall *call, GCancellable *cancellable, GError **error);
/* As bp_ews_call (), with everything the answer tells. */
void bp_ews_call_one (BpEwsConnection *self, const BpEwsCall *call, BpEwsAnswer *answer, GCancellable *cancellable);
/* All at once. */
void bp_ews_call_all (BpEwsConnection *self, const BpEwsCall *calls, guint n, BpEwsAnswer *answers,
                      GCancellable *cancellable);
/* For those who put a call on its way themselves (ews/stream.h): fills the request, which borrows from *ret_lent until it
 * has been opened. What the answer says is then for bp_ews_connection_end () to judge. FALSE with an error if no sign-in is
 * possible at the moment. */
typedef struct {
  GStrv headers;
  char *token; /* the one that is used; NULL: none */
} BpEwsLent;
gboolean bp_ews_connection_begin (BpEwsConnection *self, const BpEwsCall *call, BpHttpRequest *ret_request,
                                  BpEwsLent *ret_lent, GCancellable *cancellable, GError **error);
void bp_ews_lent_clear (BpEwsLent *lent);
/* response: as it ended. Sets the error that it means, BP_ERROR_TEMPORARY if it means none. TRUE: no failure, but a refusal
 * that another attempt may end; then no error is set. */
gboolean bp_ews_connection_end (BpEwsConnection *self, const BpHttpResponse *response, const char *token,
                                GError **error);
/* Finishes the envelope and sends it: the common case. */
BpEwsResponse *bp_ews_send (BpEwsConnection *self, const BpAccount *account, BpEwsEnvelope *envelope, gboolean once,
                            GCancellable *cancellable, GError **error);
/* The first response message, checked, of a call that has one; NULL with an error. Borrowed from the response. */
xmlNode *bp_ews_only_message (const BpEwsResponse *response, GError **error);
