/* SPDX-License-Identifier: MIT */
/* Subscribe, GetEvents, GetStreamingEvents, Unsubscribe. */
#include "operations.h"

#include "stream.h"
#include "subscriptions.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

#define EVENTS_PER_ANSWER 50

static guint
read_types (const xmlNode *types)
{
  static const struct {
    const char *name;
    EventType type;
  } names[] = { { "CopiedEvent", EVENT_COPIED },
                { "CreatedEvent", EVENT_CREATED },
                { "DeletedEvent", EVENT_DELETED },
                { "ModifiedEvent", EVENT_MODIFIED },
                { "MovedEvent", EVENT_MOVED },
                { "NewMailEvent", EVENT_NEW_MAIL },
                { "FreeBusyChangedEvent", EVENT_FREE_BUSY } };
  guint mask = 0;

  for (xmlNode *type = node_first (types); type; type = node_next (type)) {
    g_autofree char *text = node_text (type);

    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (strcmp (text, names[i].name) == 0)
        mask |= names[i].type;
  }
  return mask;
}

static const char *
read_folders (Request *request, const xmlNode *ids, Mailbox **mailbox, GArray *folders)
{
  for (xmlNode *id = node_first (ids); id; id = node_next (id)) {
    Mailbox *owner;
    Folder *folder;
    const char *code = request_find_folder (request, id, &owner, &folder);

    if (code)
      return code;
    if (folders->len && owner != *mailbox)
      return "ErrorInvalidSubscriptionRequest";
    *mailbox = owner;
    g_array_append_val (folders, folder->number);
  }
  return *mailbox ? NULL : "ErrorMissingEmailAddress";
}

static void
write_subscription (Request *request, Subscription *subscription)
{
  Subscriptions *all = request->sim->subscriptions;
  g_autofree char *id = subscriptions_id (all, subscription);
  g_autofree char *watermark = subscription_watermark (all, subscription, subscription->seen);

  reply_begin (request);
  xml_element (request->out, "m:SubscriptionId", id);
  if (!subscription->streaming)
    xml_element (request->out, "m:Watermark", watermark);
  reply_end (request);
}

void
op_subscribe (Request *request)
{
  xmlNode *wish = node_first (request->operation);
  gboolean streaming = node_is (wish, "StreamingSubscriptionRequest");
  gboolean all_folders =
    node_attribute_is (wish, "SubscribeToAllFolders", "true") || node_attribute_is (wish, "SubscribeToAllFolders", "1");
  g_autofree char *timeout_text = node_child_text (wish, "Timeout");
  g_autofree char *watermark = node_child_text (wish, "Watermark");
  GArray *folders = g_array_new (FALSE, FALSE, sizeof (guint32));
  Mailbox *mailbox = request->mailbox;
  const char *code = read_folders (request, node_child (wish, "FolderIds"), &mailbox, folders);
  Subscription *subscription;
  gint64 timeout = 0;

  if (!streaming && (!timeout_text || !value_to_int (timeout_text, &timeout) || timeout < 1 || timeout > 1440)) {
    request->fault = "ErrorSchemaValidation";
    g_array_unref (folders);
    return;
  }
  if (!code && ((folders->len == 0 && !all_folders) || (folders->len && all_folders)))
    code = "ErrorInvalidSubscriptionRequest";
  if (!code
      && subscriptions_count_of (request->sim->subscriptions, mailbox) >= request->sim->options->max_subscriptions)
    code = "ErrorExceededSubscriptionCount";
  if (code) {
    g_array_unref (folders);
    reply_error (request, code, NULL);
    return;
  }
  subscription = subscriptions_add (request->sim->subscriptions, mailbox, folders, all_folders,
                                    read_types (node_child (wish, "EventTypes")), timeout * 60);
  if (watermark && *watermark
      && !subscription_read_watermark (request->sim->subscriptions, subscription, watermark, &subscription->seen)) {
    subscriptions_remove (request->sim->subscriptions, subscription);
    reply_error (request, "ErrorInvalidWatermark", NULL);
    return;
  }
  write_subscription (request, subscription);
}

void
op_unsubscribe (Request *request)
{
  g_autofree char *id = node_child_text (request->operation, "SubscriptionId");
  const char *code;
  Subscription *subscription = subscriptions_find (request->sim->subscriptions, id, &code);

  if (!subscription) {
    reply_error (request, code, NULL);
    return;
  }
  subscriptions_remove (request->sim->subscriptions, subscription);
  reply_begin (request);
  reply_end (request);
}

static void
write_notification (Request *request, Subscription *subscription, const char *id, const char *watermark, guint64 event)
{
  Subscriptions *all = request->sim->subscriptions;
  g_autoptr (GString) events = g_string_new (NULL);
  g_autofree char *fresh = NULL;
  gboolean more;
  guint written;
  guint64 last = subscription_write_events (all, subscription, events, event, EVENTS_PER_ANSWER, &written, &more);

  if (written == 0) {
    fresh = subscription_watermark (all, subscription, last);
    xml_open (events, "t:StatusEvent");
    xml_element (events, "t:Watermark", fresh);
    xml_close (events, "t:StatusEvent");
  }
  reply_begin (request);
  xml_open (request->out, "m:Notification");
  xml_element (request->out, "t:SubscriptionId", id);
  xml_element (request->out, "t:PreviousWatermark", watermark);
  xml_bool (request->out, "t:MoreEvents", more);
  g_string_append_len (request->out, events->str, events->len);
  xml_close (request->out, "m:Notification");
  reply_end (request);
}

void
op_get_events (Request *request)
{
  g_autofree char *id = node_child_text (request->operation, "SubscriptionId");
  g_autofree char *watermark = node_child_text (request->operation, "Watermark");
  const char *code, *smtp = request->mailbox ? mailbox_get_smtp (request->mailbox) : NULL;
  Subscription *subscription = subscriptions_find (request->sim->subscriptions, id, &code);
  guint64 event;
  gint64 unused;

  if (subscription && faults_hit (request->sim->faults, FAULT_LOST_SUBSCRIPTION, smtp, request->name, &unused)) {
    subscriptions_remove (request->sim->subscriptions, subscription);
    subscription = NULL;
    code = "ErrorSubscriptionNotFound";
  }
  if (subscription && request->mailbox && subscription->mailbox != request->mailbox) {
    subscription = NULL;
    code = "ErrorSubscriptionAccessDenied";
  }
  if (!subscription)
    reply_error (request, code, NULL);
  else if (!subscription_read_watermark (request->sim->subscriptions, subscription, watermark, &event))
    reply_error (request, "ErrorInvalidWatermark", NULL);
  else if (event < mailbox_get_last_event (subscription->mailbox)
           && !mailbox_get_event (subscription->mailbox, event + 1))
    reply_error (request, "ErrorMissedNotificationEvents", NULL);
  else
    write_notification (request, subscription, id, watermark, event);
}

/* Every id that is not a streaming subscription of this request's mailbox. */
static const char *
check_stream (Request *request, const StreamPlan *plan, GString *bad)
{
  const char *worst = NULL, *smtp = request->mailbox ? mailbox_get_smtp (request->mailbox) : NULL;
  gint64 unused;

  for (guint i = 0; i < plan->ids->len; i++) {
    const char *id = g_ptr_array_index (plan->ids, i), *code;
    Subscription *subscription = subscriptions_find (request->sim->subscriptions, id, &code);

    if (subscription && faults_hit (request->sim->faults, FAULT_LOST_SUBSCRIPTION, smtp, request->name, &unused)) {
      subscriptions_remove (request->sim->subscriptions, subscription);
      subscription = NULL;
      code = "ErrorSubscriptionNotFound";
    }
    if (subscription && subscription->streaming)
      continue;
    worst = subscription ? "ErrorInvalidSubscription" : code;
    xml_element (bad, "m:SubscriptionId", id);
  }
  return worst;
}

void
op_get_streaming_events (Request *request)
{
  g_autofree char *minutes_text = node_child_text (request->operation, "ConnectionTimeout");
  xmlNode *id = node_first (node_child (request->operation, "SubscriptionIds"));
  g_autoptr (GString) bad = g_string_new ("<m:ErrorSubscriptionIds>");
  StreamPlan *plan;
  const char *code;
  gint64 minutes;

  if (!id || !value_to_int (minutes_text, &minutes) || minutes < 1 || minutes > 30) {
    request->fault = "ErrorSchemaValidation";
    return;
  }
  plan = g_new0 (StreamPlan, 1);
  plan->minutes = minutes;
  plan->ids = g_ptr_array_new_with_free_func (g_free);
  for (; id; id = node_next (id))
    g_ptr_array_add (plan->ids, node_text (id));
  plan->budget = request->mailbox;
  code = check_stream (request, plan, bad);
  if (code) {
    g_string_append (bad, "</m:ErrorSubscriptionIds><m:ConnectionStatus>Closed</m:ConnectionStatus>");
    reply_error (request, code, bad->str);
    stream_plan_free (plan);
    return;
  }
  if (streams_exceed (request->sim->streams, plan)) {
    reply_error (request, "ErrorExceededConnectionCount", "<m:ConnectionStatus>Closed</m:ConnectionStatus>");
    stream_plan_free (plan);
    return;
  }
  reply_begin (request);
  xml_element (request->out, "m:ConnectionStatus", "OK");
  reply_end (request);
  request->stream = plan;
}
