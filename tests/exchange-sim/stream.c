/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include "codes.h"
#include "soap.h"
#include "subscriptions.h"
#include "xmlout.h"

#include <poll.h>
#include <string.h>

#define NAME "GetStreamingEvents"
#define EVENTS_PER_ENVELOPE 200

typedef struct {
  Streams *streams;
  SoupServerMessage *message;
  StreamPlan *plan;
  guint end_source;
  guint heartbeat_source;
  gulong finished;
} Stream;

struct Streams {
  Sim *sim;
  GPtrArray *open; /* of Stream */
  guint flush_source;
  int heartbeat;
};

void
stream_plan_free (StreamPlan *plan)
{
  if (!plan)
    return;
  g_ptr_array_unref (plan->ids);
  g_free (plan);
}

static void
stream_free (Stream *stream)
{
  g_signal_handler_disconnect (stream->message, stream->finished);
  g_source_remove (stream->end_source);
  g_source_remove (stream->heartbeat_source);
  stream_plan_free (stream->plan);
  g_object_unref (stream->message);
  g_free (stream);
}

Streams *
streams_new (Sim *sim)
{
  Streams *streams = g_new0 (Streams, 1);

  streams->sim = sim;
  streams->heartbeat = 45;
  streams->open = g_ptr_array_new_with_free_func ((GDestroyNotify) stream_free);
  return streams;
}

void
streams_free (Streams *streams)
{
  if (!streams)
    return;
  g_clear_handle_id (&streams->flush_source, g_source_remove);
  g_ptr_array_unref (streams->open);
  g_free (streams);
}

guint
streams_count (Streams *streams)
{
  return streams->open->len;
}

/* --- envelopes --- */

static void
send (Stream *stream, const GString *envelope)
{
  SoupMessageBody *body = soup_server_message_get_response_body (stream->message);

  soup_message_body_append (body, SOUP_MEMORY_COPY, envelope->str, envelope->len);
  soup_server_message_unpause (stream->message);
}

static void
send_status (Stream *stream, const char *status)
{
  g_autoptr (GString) out = g_string_new (NULL);

  soap_begin (out, NAME);
  g_string_append (out,
                   "<m:" NAME "ResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>");
  xml_element (out, "m:ConnectionStatus", status);
  xml_close (out, "m:" NAME "ResponseMessage");
  soap_end (out, NAME);
  send (stream, out);
}

static void
send_error (Stream *stream, const char *code, const char *id)
{
  g_autoptr (GString) out = g_string_new (NULL);

  soap_begin (out, NAME);
  g_string_append (out, "<m:" NAME "ResponseMessage ResponseClass=\"Error\">");
  xml_element (out, "m:MessageText", code_text (code));
  xml_element (out, "m:ResponseCode", code);
  xml_element (out, "m:DescriptiveLinkKey", "0");
  xml_open (out, "m:ErrorSubscriptionIds");
  xml_element (out, "m:SubscriptionId", id);
  xml_close (out, "m:ErrorSubscriptionIds");
  xml_element (out, "m:ConnectionStatus", "Closed");
  xml_close (out, "m:" NAME "ResponseMessage");
  soap_end (out, NAME);
  send (stream, out);
}

/* The body ends; the stream is gone. */
static void
end (Stream *stream)
{
  soup_message_body_complete (soup_server_message_get_response_body (stream->message));
  soup_server_message_unpause (stream->message);
  g_ptr_array_remove_fast (stream->streams->open, stream);
}

static void
send_events (Stream *stream, Subscription *subscription, const char *id)
{
  Subscriptions *all = stream->streams->sim->subscriptions;
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GString) events = g_string_new (NULL);
    g_autoptr (GString) out = g_string_new (NULL);
    guint written;

    subscription->seen =
      subscription_write_events (all, subscription, events, subscription->seen, EVENTS_PER_ENVELOPE, &written, &more);
    if (written == 0)
      return;
    soap_begin (out, NAME);
    g_string_append (out,
                     "<m:" NAME "ResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"
                     "<m:Notifications><m:Notification>");
    xml_element (out, "t:SubscriptionId", id);
    g_string_append_len (out, events->str, events->len);
    g_string_append (out, "</m:Notification></m:Notifications></m:" NAME "ResponseMessage>");
    soap_end (out, NAME);
    send (stream, out);
  }
}

/* Whether the client has hung up: what is written then is lost without anybody being told. */
static gboolean
is_gone (const Stream *stream)
{
  GSocket *socket = soup_server_message_get_socket (stream->message);
  struct pollfd wait = { .events = POLLRDHUP };

  if (!socket || g_socket_is_closed (socket))
    return TRUE;
  wait.fd = g_socket_get_fd (socket);
  return poll (&wait, 1, 0) > 0 && (wait.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* Streams nobody reads any more neither count nor get events. */
static void
reap (Streams *streams)
{
  for (guint i = streams->open->len; i > 0; i--) {
    Stream *stream = g_ptr_array_index (streams->open, i - 1);

    if (is_gone (stream))
      end (stream);
  }
}

/* FALSE if the stream has ended. */
static gboolean
flush (Stream *stream)
{
  for (guint i = 0; i < stream->plan->ids->len; i++) {
    const char *id = g_ptr_array_index (stream->plan->ids, i);
    const char *code;
    Subscription *subscription = subscriptions_find (stream->streams->sim->subscriptions, id, &code);

    if (!subscription) {
      send_error (stream, code, id);
      end (stream);
      return FALSE;
    }
    send_events (stream, subscription, id);
  }
  return TRUE;
}

/* --- what happens --- */

static gboolean
flush_cb (gpointer data)
{
  Streams *streams = data;

  streams->flush_source = 0;
  reap (streams);
  for (guint i = streams->open->len; i > 0; i--)
    flush (g_ptr_array_index (streams->open, i - 1));
  return G_SOURCE_REMOVE;
}

static void
event_cb (Mailbox *mailbox, gpointer data)
{
  Streams *streams = data;

  if (streams->flush_source == 0)
    streams->flush_source = g_idle_add (flush_cb, streams);
}

static gboolean
end_cb (gpointer data)
{
  Stream *stream = data;

  send_status (stream, "Closed");
  end (stream);
  /* The source was destroyed together with the stream. */
  return G_SOURCE_CONTINUE;
}

static gboolean
heartbeat_cb (gpointer data)
{
  send_status (data, "OK");
  return G_SOURCE_CONTINUE;
}

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  Stream *stream = data;

  g_ptr_array_remove_fast (stream->streams->open, stream);
}

/* The subscription that both serve; NULL if there is none. */
static const char *
shared_id (const StreamPlan *one, const StreamPlan *other)
{
  for (guint i = 0; i < one->ids->len; i++)
    if (g_ptr_array_find_with_equal_func (other->ids, g_ptr_array_index (one->ids, i), g_str_equal, NULL))
      return g_ptr_array_index (one->ids, i);
  return NULL;
}

gboolean
streams_exceed (Streams *streams, const StreamPlan *plan)
{
  int count = 0;

  reap (streams);
  /* One whose subscription is taken over ends anyway. */
  for (guint i = 0; i < streams->open->len; i++) {
    const Stream *other = g_ptr_array_index (streams->open, i);

    count += other->plan->budget == plan->budget && !shared_id (plan, other->plan);
  }
  return count >= streams->sim->options->max_streams;
}

/* The other connection that uses one of these subscriptions has to go. */
static void
take_over (Streams *streams, const StreamPlan *plan)
{
  for (guint i = streams->open->len; i > 0; i--) {
    Stream *other = g_ptr_array_index (streams->open, i - 1);
    const char *id = shared_id (plan, other->plan);

    if (!id)
      continue;
    send_error (other, "ErrorNewEventStreamConnectionOpened", id);
    end (other);
  }
}

void
streams_open (Streams *streams, SoupServerMessage *message, StreamPlan *take_plan, const GString *first)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Stream *stream;

  take_over (streams, take_plan);
  stream = g_new0 (Stream, 1);
  stream->streams = streams;
  stream->message = g_object_ref (message);
  stream->plan = take_plan;
  stream->end_source = g_timeout_add_seconds (take_plan->minutes * 60, end_cb, stream);
  stream->heartbeat_source = g_timeout_add_seconds (streams->heartbeat, heartbeat_cb, stream);
  stream->finished = g_signal_connect (message, "finished", G_CALLBACK (finished_cb), stream);
  g_ptr_array_add (streams->open, stream);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Content-Type", "text/xml; charset=utf-8");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  send (stream, first);
  for (guint i = 0; i < take_plan->ids->len; i++) {
    const char *code;
    Subscription *subscription =
      subscriptions_find (streams->sim->subscriptions, g_ptr_array_index (take_plan->ids, i), &code);

    if (subscription)
      mailbox_set_event_hook (subscription->mailbox, event_cb, streams);
  }
  flush (stream);
}

void
streams_close_all (Streams *streams)
{
  while (streams->open->len) {
    Stream *stream = g_ptr_array_index (streams->open, 0);

    send_status (stream, "Closed");
    end (stream);
  }
}

void
streams_set_heartbeat (Streams *streams, int seconds)
{
  streams->heartbeat = MAX (seconds, 1);
}
