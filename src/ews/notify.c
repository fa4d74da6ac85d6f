/* SPDX-License-Identifier: MIT */
#include "ews/notify.h"

#include <string.h>

#include "base/i18n.h"

#define POLL_TIMEOUT_MS 30000
#define UNSUBSCRIBE_TIMEOUT_MS 2000

static const char *const event_types[] = { "CopiedEvent", "CreatedEvent", "DeletedEvent", "ModifiedEvent",
                                           "MovedEvent" };

static GBytes *
write_subscribe (const BpAccount *account, const BpFolders *folders, gboolean stream)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:Subscribe");
  bp_ews_envelope_open (out, stream ? "m:StreamingSubscriptionRequest" : "m:PullSubscriptionRequest");
  bp_ews_envelope_open (out, "t:FolderIds");
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++) {
    if (folders->folder_id[kind])
      bp_ews_envelope_folder_id (out, folders->folder_id[kind]);
  }
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "t:EventTypes");
  for (guint i = 0; i < G_N_ELEMENTS (event_types); i++)
    bp_ews_envelope_element (out, "t:EventType", event_types[i]);
  bp_ews_envelope_close (out);
  if (!stream)
    bp_ews_envelope_element (out, "t:Timeout", G_STRINGIFY (BP_EWS_SUBSCRIPTION_MINUTES));
  return bp_ews_envelope_finish (out);
}

static BpSubscription *
read_subscription (const BpAccount *account, xmlNode *message, gboolean stream, GError **error)
{
  g_autofree char *id = bp_ews_dup_child_text (message, "SubscriptionId");
  g_autofree char *watermark = stream ? NULL : bp_ews_dup_child_text (message, "Watermark");
  if (id && (stream || watermark))
    return bp_subscription_new (account, id, watermark);
  bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
  return NULL;
}

static BpSubscription *
subscribe (BpEwsConnection *connection, const BpAccount *account, const BpFolders *folders, gboolean stream,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = write_subscribe (account, folders, stream);
  BpEwsCall call = { .account = account, .message = request, .affinity = TRUE };
  BpEwsAnswer answer;
  g_autoptr (BpEwsResponse) response = NULL;
  g_autofree char *affinity = NULL;
  xmlNode *message;
  BpSubscription *subscription;
  bp_ews_call_one (connection, &call, &answer, cancellable);
  response = answer.response;
  affinity = answer.affinity;
  if (answer.error)
    g_propagate_error (error, answer.error);
  message = response ? bp_ews_only_message (response, error) : NULL;
  subscription = message ? read_subscription (account, message, stream, error) : NULL;
  if (subscription)
    subscription->affinity = g_steal_pointer (&affinity);
  return subscription;
}

BpSubscription *
bp_ews_notify_subscribe (BpEwsConnection *connection, const BpAccount *account, const BpFolders *folders,
                         GCancellable *cancellable, GError **error)
{
  return subscribe (connection, account, folders, FALSE, cancellable, error);
}

BpSubscription *
bp_ews_notify_subscribe_stream (BpEwsConnection *connection, const BpAccount *account, const BpFolders *folders,
                                GCancellable *cancellable, GError **error)
{
  return subscribe (connection, account, folders, TRUE, cancellable, error);
}

/* -- polling ---------------------------------------------------------------------------------------------------- */

static GBytes *
write_get_events (const BpSubscription *subscription)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (subscription->account, NULL);
  bp_ews_envelope_open (out, "m:GetEvents");
  bp_ews_envelope_element (out, "m:SubscriptionId", subscription->id);
  bp_ews_envelope_element (out, "m:Watermark", subscription->watermark ? subscription->watermark : "");
  return bp_ews_envelope_finish (out);
}

static void
take_watermark (BpSubscription *subscription, xmlNode *event)
{
  char *watermark = bp_ews_dup_child_text (event, "Watermark");
  if (!watermark)
    return;
  g_free (subscription->watermark);
  subscription->watermark = watermark;
}

/* The last event's watermark is where to go on; a StatusEvent says that nothing happened. */
static void
take_events (BpSubscription *subscription, const BpEwsResponse *response, BpPollResult *result)
{
  xmlNode *message = bp_ews_only_message (response, &result->error);
  xmlNode *notification = bp_ews_child (message, "Notification");
  g_autofree char *more = bp_ews_dup_child_text (notification, "MoreEvents");
  xmlNode *event = bp_ews_first (notification);
  for (; event; event = bp_ews_next (event)) {
    if (!g_str_has_suffix ((const char *) event->name, "Event"))
      continue;
    take_watermark (subscription, event);
    if (!bp_ews_is (event, "StatusEvent"))
      result->changed = TRUE;
  }
  if (bp_ews_text_is_true (more))
    result->changed = TRUE;
  if (message && !notification)
    bp_set_error (&result->error, BP_ERROR_TOKEN_EXPIRED, NULL,
                  N_ ("The subscription's answer is empty; it is renewed."));
}

void
bp_ews_notify_poll (BpEwsConnection *connection, BpSubscription *const *subscriptions, guint n, BpPollResult *results,
                    GCancellable *cancellable)
{
  g_autofree BpEwsCall *calls = g_new0 (BpEwsCall, n);
  g_autofree BpEwsAnswer *answers = g_new0 (BpEwsAnswer, n);
  for (guint i = 0; i < n; i++)
    calls[i] = (BpEwsCall){ .account = subscriptions[i]->account,
                            .message = write_get_events (subscriptions[i]),
                            .affinity = TRUE,
                            .cookie = subscriptions[i]->affinity,
                            .timeout_ms = POLL_TIMEOUT_MS };
  bp_ews_call_all (connection, calls, n, answers, cancellable);
  for (guint i = 0; i < n; i++) {
    results[i] = (BpPollResult){ .error = answers[i].error };
    if (answers[i].response)
      take_events (subscriptions[i], answers[i].response, &results[i]);
    bp_ews_response_free (answers[i].response);
    g_free (answers[i].affinity);
    g_bytes_unref (calls[i].message);
  }
}

void
bp_ews_notify_unsubscribe (BpEwsConnection *connection, BpSubscription *subscription, GCancellable *cancellable)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (subscription->account, NULL);
  g_autoptr (GBytes) request = NULL;
  BpEwsCall call = { .account = subscription->account,
                     .affinity = TRUE,
                     .cookie = subscription->affinity,
                     .timeout_ms = UNSUBSCRIBE_TIMEOUT_MS };
  bp_ews_envelope_open (out, "m:Unsubscribe");
  bp_ews_envelope_element (out, "m:SubscriptionId", subscription->id);
  request = bp_ews_envelope_finish (out);
  call.message = request;
  bp_ews_response_free (bp_ews_call (connection, &call, cancellable, NULL));
}
