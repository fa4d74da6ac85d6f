/* SPDX-License-Identifier: MIT */
#include "ews/connection.h"

#include "base/i18n.h"
#include "core/zone.h"

struct _BpEwsConnection {
  BpHttp *http;
  char *url;
  char *ca_file;
  char *time_zone;
  BpCredentials *credentials;
  BpEwsSite site;
  guint timeout_ms;
  gboolean has_clock_offset;
  gint64 clock_offset_us;
};

static gboolean
check_config (const BpEwsConfig *config, GError **error)
{
  const char *problem = NULL;
  if (!config->url || !*config->url)
    problem = _ ("No Exchange host has been entered.");
  else if (!config->credentials)
    problem = _ ("No administrative account has been entered.");
  else if (!bp_zone_to_windows (config->time_zone))
    problem = _ ("The time zone of this site is not known to Exchange.");
  if (problem)
    bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", problem);
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
  self->ca_file = config->ca_file && *config->ca_file ? g_strdup (config->ca_file) : NULL;
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
  g_free (self->url);
  g_free (self->ca_file);
  g_free (self->time_zone);
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
  self->has_clock_offset = TRUE;
}

static BpEwsResponse *
take_answer (BpEwsConnection *self, BpHttpResponse *http, GError **error)
{
  BpEwsResponse *response = NULL;
  note_clock (self, http);
  if (bp_ews_error_is_message (http))
    response = bp_ews_response_parse (bp_http_response_get_body (http), error);
  else
    bp_ews_error_set_from_http (error, http, bp_credentials_get_name (self->credentials));
  bp_http_response_free (http);
  return response;
}

void
bp_ews_call_all (BpEwsConnection *self, const BpEwsCall *calls, guint n, BpEwsAnswer *answers,
                 GCancellable *cancellable)
{
  g_autofree BpHttpRequest *requests = g_new0 (BpHttpRequest, n);
  g_autofree BpHttpResult *results = g_new0 (BpHttpResult, n);
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GError) failed = NULL;
  for (guint i = 0; i < n && !failed; i++) {
    GStrv own = dup_headers (&calls[i]);
    g_ptr_array_add (headers, own);
    requests[i] = (BpHttpRequest){
      .url = self->url,
      .headers = (const char *const *) own,
      .body = calls[i].message,
      .ca_file = self->ca_file,
      .session = calls[i].account ? calls[i].account->address : NULL,
      .once = calls[i].once,
      .timeout_ms = calls[i].timeout_ms ? calls[i].timeout_ms : self->timeout_ms,
    };
    bp_credentials_apply (self->credentials, &requests[i], cancellable, &failed);
  }
  if (!failed)
    bp_http_perform_all (self->http, requests, n, results, cancellable);
  for (guint i = 0; i < n; i++) {
    answers[i] = (BpEwsAnswer){ .error = failed ? g_error_copy (failed) : results[i].error };
    if (results[i].response)
      answers[i].response = take_answer (self, results[i].response, &answers[i].error);
  }
}

BpEwsResponse *
bp_ews_call (BpEwsConnection *self, const BpEwsCall *call, GCancellable *cancellable, GError **error)
{
  BpEwsAnswer answer;
  bp_ews_call_all (self, call, 1, &answer, cancellable);
  if (answer.error)
    g_propagate_error (error, answer.error);
  return answer.response;
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
