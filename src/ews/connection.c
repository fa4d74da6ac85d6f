/* SPDX-License-Identifier: MIT */
#include "ews/connection.h"

#include "auth/secret.h"
#include "base/i18n.h"
#include "core/zone.h"
#include "net/url.h"

/* Calls on their way at the same time. */
#define MAX_TOGETHER 8
/* Redirections one after the other. */
#define MAX_HOPS 3
/* Leads a request to the back end that has the mailbox, and its subscriptions. */
#define AFFINITY_COOKIE "X-BackEndOverrideCookie"

struct _BpEwsConnection {
  BpHttp *http;
  char *url;       /* the last of urls */
  GPtrArray *urls; /* those that the server has redirected from stay for the requests that borrow them */
  char *ca_file;
  char *proxy;
  char *time_zone;
  BpCredentials *credentials;
  BpEwsSite site;
  guint timeout_ms;
  gboolean has_clock_offset;
  gint64 clock_offset_us;
  char *server_version;
};

static gboolean
check_config (const BpEwsConfig *config, GError **error)
{
  const char *problem = NULL;
  if (!config->url || !*config->url)
    problem = N_ ("No Exchange host has been entered.");
  else if (!config->credentials)
    problem = N_ ("No administrative account has been entered.");
  else if (!bp_zone_to_windows (config->time_zone))
    problem = N_ ("The time zone of this site is not known to Exchange.");
  if (problem)
    bp_set_said_error (error, BP_ERROR_LOCAL, NULL, g_strdup (problem));
  return problem == NULL;
}

BpEwsConnection *
bp_ews_connection_new (const BpEwsConfig *config, GError **error)
{
  BpEwsConnection *self;
  BpHttp *http = check_config (config, error) ? bp_http_new (error) : NULL;
  if (!http)
    return NULL;
  self = g_new0 (BpEwsConnection, 1);
  self->http = http;
  self->url = g_strdup (config->url);
  self->urls = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->urls, self->url);
  self->ca_file = config->ca_file && *config->ca_file ? g_strdup (config->ca_file) : NULL;
  self->proxy = g_strdup (config->proxy);
  self->time_zone = g_strdup (config->time_zone);
  self->credentials = bp_credentials_ref (config->credentials);
  self->site = (BpEwsSite){ .time_zone = self->time_zone, .info_as_html = config->info_as_html };
  self->timeout_ms = config->timeout_ms;
  return self;
}

void
bp_ews_connection_free (BpEwsConnection *self)
{
  if (!self)
    return;
  bp_http_free (self->http);
  bp_credentials_unref (self->credentials);
  g_ptr_array_unref (self->urls);
  g_free (self->ca_file);
  g_free (self->proxy);
  g_free (self->time_zone);
  g_free (self->server_version);
  g_free (self);
}

const BpEwsSite *
bp_ews_connection_get_site (const BpEwsConnection *self)
{
  return &self->site;
}

gboolean
bp_ews_connection_get_clock_offset (const BpEwsConnection *self, gint64 *ret_offset_us)
{
  *ret_offset_us = self->clock_offset_us;
  return self->has_clock_offset;
}

const char *
bp_ews_connection_get_server_version (const BpEwsConnection *self)
{
  return self->server_version;
}

/* -- calls ------------------------------------------------------------------------------------------------------ */

static GStrv
dup_headers (const BpEwsCall *call)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv headers;
  g_autofree char *request_id = g_uuid_string_random ();
  g_strv_builder_add_many (builder, "Content-Type: text/xml; charset=utf-8", "Accept: text/xml",
                           "return-client-request-id: true", NULL);
  g_autofree char *id_header = g_strconcat ("client-request-id: ", request_id, NULL);
  g_strv_builder_add (builder, id_header);
  if (call->account) {
    g_autofree char *anchor = g_strconcat ("X-AnchorMailbox: ", call->account->address, NULL);
    g_strv_builder_add (builder, anchor);
  }
  if (call->affinity)
    g_strv_builder_add (builder, "X-PreferServerAffinity: true");
  headers = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return headers;
}

static void
note_clock (BpEwsConnection *self, const BpHttpResponse *response)
{
  gint64 date;
  if (!bp_http_response_get_date (response, &date))
    return;
  self->clock_offset_us = date + G_USEC_PER_SEC / 2 - bp_http_response_get_received_at (response); /* Date is cut off */
  /* What the header cannot tell from none is none: a guess would move every stamp by up to half a second, each time another. */
  if (ABS (self->clock_offset_us) < G_USEC_PER_SEC)
    self->clock_offset_us = 0;
  self->has_clock_offset = TRUE;
}

static void
note_version (BpEwsConnection *self, const BpEwsResponse *response)
{
  char *version = bp_ews_response_dup_version (response);
  if (!version)
    return;
  g_free (self->server_version);
  self->server_version = version;
}

static BpEwsResponse *
read_answer (BpEwsConnection *self, const BpHttpResponse *http, GError **error)
{
  BpEwsResponse *response = NULL;
  note_clock (self, http);
  if (bp_ews_error_is_message (http))
    response = bp_ews_response_parse (bp_http_response_get_body (http), error);
  else if (bp_http_response_get_status (http) == 401 && bp_credentials_is_application (self->credentials))
    bp_set_error (
      error, BP_ERROR_AUTH, "OAuth token",
      N_ ("Exchange does not accept the token of the application “%s”: its permissions are missing, or were "
          "withdrawn."),
      bp_credentials_get_name (self->credentials));
  else
    bp_ews_error_set_from_http (error, http, bp_credentials_get_name (self->credentials));
  if (response)
    note_version (self, response);
  return response;
}

static void
take_answer (BpEwsConnection *self, BpHttpResponse *http, BpEwsAnswer *answer)
{
  const char *cookie = bp_http_response_get_cookie (http, AFFINITY_COOKIE);
  answer->response = read_answer (self, http, &answer->error);
  answer->affinity = cookie ? g_strconcat (AFFINITY_COOKIE "=", cookie, NULL) : NULL;
  bp_http_response_free (http);
}

static BpHttpRequest
make_request (BpEwsConnection *self, const BpEwsCall *call, GStrv headers)
{
  return (BpHttpRequest){
    .url = self->url,
    .headers = (const char *const *) headers,
    .body = call->message,
    .ca_file = self->ca_file,
    .proxy = self->proxy,
    .session = call->account && !call->cookie ? call->account->address : NULL,
    .cookie = call->cookie,
    .wants_cookies = call->affinity,
    .once = call->once,
    .timeout_ms = call->timeout_ms ? call->timeout_ms : self->timeout_ms,
  };
}

/* What the answers tell about the sign-in. */
static BpSignIn
judge_sign_in (const BpEwsAnswer *answers, guint n, const GError **ret_refusal)
{
  BpSignIn outcome = BP_SIGN_IN_UNKNOWN;
  for (guint i = 0; i < n; i++) {
    if (g_error_matches (answers[i].error, BP_ERROR, BP_ERROR_AUTH)) {
      *ret_refusal = answers[i].error;
      return BP_SIGN_IN_REFUSED;
    }
    if (answers[i].response)
      outcome = BP_SIGN_IN_ACCEPTED;
  }
  return outcome;
}

/* Within the same host a server may move its services; the account goes nowhere else. What was redirected was not done. */
static void
follow (BpEwsConnection *self, BpHttpRequest *request, BpHttpResult *result, GCancellable *cancellable)
{
  for (int hop = 0; hop < MAX_HOPS && result->response; hop++) {
    guint status = bp_http_response_get_status (result->response);
    const char *location = bp_http_response_get_header (result->response, "Location");
    char *url = status >= 300 && status < 400 && location ? bp_url_dup_redirect (request->url, location) : NULL;
    if (!url)
      return;
    self->url = url;
    g_ptr_array_add (self->urls, url);
    request->url = url;
    g_clear_pointer (&result->response, bp_http_response_free);
    result->response = bp_http_perform (self->http, request, cancellable, &result->error);
  }
}

/* A refusal that says "not like this": once more, with a new token or by another scheme. A request that was refused has
 * done nothing. */
static void
perform_again (BpEwsConnection *self, BpHttpRequest *request, BpHttpResult *result, const char *token,
               GCancellable *cancellable)
{
  char *renewed = NULL;
  if (!result->response || !bp_credentials_learn (self->credentials, result->response, request->auth, token))
    return;
  g_clear_pointer (&result->response, bp_http_response_free);
  if (bp_credentials_apply (self->credentials, request, &renewed, cancellable, &result->error))
    result->response = bp_http_perform (self->http, request, cancellable, &result->error);
  if (result->response && !bp_credentials_is_application (self->credentials))
    bp_credentials_learn (self->credentials, result->response, request->auth, renewed);
  bp_secret_free (renewed);
}

static void
perform (BpEwsConnection *self, const BpEwsCall *calls, guint n, BpEwsAnswer *answers, GCancellable *cancellable)
{
  BpHttpRequest requests[MAX_TOGETHER];
  BpHttpResult results[MAX_TOGETHER] = { 0 };
  GStrv headers[MAX_TOGETHER];
  char *tokens[MAX_TOGETHER] = { 0 };
  g_autoptr (GError) failed = NULL;
  for (guint i = 0; i < n; i++) {
    headers[i] = dup_headers (&calls[i]);
    requests[i] = make_request (self, &calls[i], headers[i]);
    if (!failed)
      bp_credentials_apply (self->credentials, &requests[i], &tokens[i], cancellable, &failed);
  }
  if (!failed)
    bp_http_perform_all (self->http, requests, n, results, cancellable);
  for (guint i = 0; i < n; i++) {
    follow (self, &requests[i], &results[i], cancellable);
    perform_again (self, &requests[i], &results[i], tokens[i], cancellable);
    answers[i] = (BpEwsAnswer){ .error = failed ? g_error_copy (failed) : results[i].error };
    if (results[i].response)
      take_answer (self, results[i].response, &answers[i]);
    bp_secret_free (tokens[i]);
    g_strfreev (headers[i]);
  }
}

/* In parts, so that a password that is no longer right is tried a few times only. */
void
bp_ews_call_all (BpEwsConnection *self, const BpEwsCall *calls, guint n, BpEwsAnswer *answers,
                 GCancellable *cancellable)
{
  for (guint at = 0; at < n; at += MAX_TOGETHER) {
    guint part = MIN (n - at, MAX_TOGETHER);
    const GError *refusal = NULL;
    g_autoptr (GError) refused = NULL;
    BpSignIn outcome;
    if (!bp_credentials_begin (self->credentials, cancellable, &refused)) {
      for (guint i = at; i < at + part; i++)
        answers[i] = (BpEwsAnswer){ .error = g_error_copy (refused) };
      continue;
    }
    perform (self, calls + at, part, answers + at, cancellable);
    outcome = judge_sign_in (answers + at, part, &refusal);
    bp_credentials_end (self->credentials, outcome, refusal);
  }
}

void
bp_ews_call_one (BpEwsConnection *self, const BpEwsCall *call, BpEwsAnswer *answer, GCancellable *cancellable)
{
  bp_ews_call_all (self, call, 1, answer, cancellable);
}

BpEwsResponse *
bp_ews_call (BpEwsConnection *self, const BpEwsCall *call, GCancellable *cancellable, GError **error)
{
  BpEwsAnswer answer;
  bp_ews_call_one (self, call, &answer, cancellable);
  g_free (answer.affinity);
  if (answer.error)
    g_propagate_error (error, answer.error);
  return answer.response;
}

/* -- calls that others put on their way ------------------------------------------------------------------------- */

gboolean
bp_ews_connection_begin (BpEwsConnection *self, const BpEwsCall *call, BpHttpRequest *ret_request, BpEwsLent *ret_lent,
                         GCancellable *cancellable, GError **error)
{
  *ret_lent = (BpEwsLent){ 0 };
  if (!bp_credentials_begin (self->credentials, cancellable, error))
    return FALSE;
  /* Whoever has a subscription has been let in already: there is nothing to prove, and nobody to keep waiting. */
  bp_credentials_end (self->credentials, BP_SIGN_IN_UNKNOWN, NULL);
  ret_lent->headers = dup_headers (call);
  *ret_request = make_request (self, call, ret_lent->headers);
  return bp_credentials_apply (self->credentials, ret_request, &ret_lent->token, cancellable, error);
}

void
bp_ews_lent_clear (BpEwsLent *lent)
{
  g_clear_pointer (&lent->headers, g_strfreev);
  bp_secret_free (g_steal_pointer (&lent->token));
}

gboolean
bp_ews_connection_end (BpEwsConnection *self, const BpHttpResponse *response, const char *token, GError **error)
{
  g_autoptr (GError) failed = NULL;
  if (bp_credentials_learn (self->credentials, response, BP_HTTP_AUTH_BASIC /* whichever */, token))
    return TRUE;
  bp_ews_response_free (read_answer (self, response, &failed));
  if (g_error_matches (failed, BP_ERROR, BP_ERROR_AUTH))
    bp_credentials_end (self->credentials, BP_SIGN_IN_REFUSED, failed);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
  return FALSE;
}

BpEwsResponse *
bp_ews_send (BpEwsConnection *self, const BpAccount *account, BpEwsEnvelope *envelope, gboolean once,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) message = bp_ews_envelope_finish (envelope);
  BpEwsCall call = { .account = account, .message = message, .once = once };
  return bp_ews_call (self, &call, cancellable, error);
}

xmlNode *
bp_ews_only_message (const BpEwsResponse *response, GError **error)
{
  xmlNode *message = bp_ews_response_nth_message (response, 0);
  return bp_ews_message_check (message, BP_ERROR_TEMPORARY, error) ? message : NULL;
}
