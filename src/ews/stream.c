/* SPDX-License-Identifier: MIT */
#include "ews/stream.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "ews/splitter.h"
#include "net/stream.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* Subscriptions on one connection. */
typedef struct {
  GPtrArray *members; /* BpSubscription, borrowed */
  char *affinity;     /* of all of them; NULL: none */
  BpHttpStream *stream;
  BpEwsSplitter *splitter;
  char *token;    /* with which the stream was opened; NULL: none */
  gint64 open_at; /* monotonic: open it (again) then; 0: no need */
  gint64 opened_at;
  guint n_heard;      /* envelopes on this connection */
  gboolean is_second; /* attempt, after a refusal */
  gboolean is_closed; /* by the server, in time */
} Group;

struct _BpEwsStreams {
  BpEwsConnection *connection;
  BpHttpStreams *http; /* NULL until the first is opened */
  GPtrArray *groups;
  BpEwsStreamTimes times;
  GArray *notices; /* of the listener at hand, borrowed */
};

/* -- groups ----------------------------------------------------------------------------------------------------- */

static void
hang_up (Group *group)
{
  bp_http_stream_close (g_steal_pointer (&group->stream));
  g_clear_pointer (&group->splitter, bp_ews_splitter_free);
  bp_secret_free (g_steal_pointer (&group->token));
}

static void
group_free (gpointer data)
{
  Group *group = data;
  hang_up (group);
  g_ptr_array_unref (group->members);
  g_free (group->affinity);
  g_free (group);
}

BpEwsStreams *
bp_ews_streams_new (BpEwsConnection *connection)
{
  BpEwsStreams *self = g_new0 (BpEwsStreams, 1);
  self->connection = connection;
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->times = (BpEwsStreamTimes){ .gather = SECOND / 4,
                                    .renew = (BP_EWS_STREAM_MINUTES - 1) * 60 * SECOND,
                                    .silent = 150 * SECOND,
                                    .pause = 5 * SECOND };
  return self;
}

void
bp_ews_streams_free (BpEwsStreams *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->groups);
  bp_http_streams_free (self->http);
  g_free (self);
}

void
bp_ews_streams_set_times (BpEwsStreams *self, const BpEwsStreamTimes *times)
{
  self->times = *times;
}

static Group *
group_for (BpEwsStreams *self, const char *affinity)
{
  Group *group;
  for (guint i = 0; i < self->groups->len; i++) {
    group = self->groups->pdata[i];
    if (g_strcmp0 (group->affinity, affinity) == 0 && group->members->len < BP_EWS_STREAM_SUBSCRIPTIONS)
      return group;
  }
  group = g_new0 (Group, 1);
  group->members = g_ptr_array_new ();
  group->affinity = g_strdup (affinity);
  g_ptr_array_add (self->groups, group);
  return group;
}

void
bp_ews_streams_watch (BpEwsStreams *self, BpSubscription *subscription)
{
  Group *group = group_for (self, subscription->affinity);
  g_ptr_array_add (group->members, subscription);
  if (!group->open_at)
    group->open_at = bp_clock_monotonic () + self->times.gather * (group->stream ? 4 : 1);
}

/* A connection without subscriptions has no purpose. TRUE if the group is gone. */
static gboolean
drop_if_empty (BpEwsStreams *self, Group *group)
{
  return group->members->len == 0 && g_ptr_array_remove_fast (self->groups, group);
}

void
bp_ews_streams_unwatch (BpEwsStreams *self, BpSubscription *subscription)
{
  for (guint i = 0; i < self->groups->len; i++) {
    Group *group = self->groups->pdata[i];
    if (!g_ptr_array_remove_fast (group->members, subscription))
      continue;
    drop_if_empty (self, group);
    return;
  }
}

/* -- notices ---------------------------------------------------------------------------------------------------- */

static void
tell (BpEwsStreams *self, BpSubscription *subscription, const GError *error)
{
  BpNotice notice = { .subscription = subscription, .changed = !error, .error = error ? g_error_copy (error) : NULL };
  for (guint i = 0; i < self->notices->len && !error; i++)
    if (g_array_index (self->notices, BpNotice, i).subscription == subscription)
      return;
  g_array_append_val (self->notices, notice);
}

static void
tell_all (BpEwsStreams *self, const Group *group)
{
  for (guint i = 0; i < group->members->len; i++)
    tell (self, group->members->pdata[i], NULL);
}

/* The whole group has failed. */
static void
give_up (BpEwsStreams *self, Group *group, const GError *error)
{
  for (guint i = 0; i < group->members->len; i++)
    tell (self, group->members->pdata[i], error);
  g_ptr_array_set_size (group->members, 0);
  hang_up (group);
}

static BpSubscription *
find (const Group *group, const char *id)
{
  for (guint i = 0; i < group->members->len; i++) {
    BpSubscription *subscription = group->members->pdata[i];
    if (g_strcmp0 (subscription->id, id) == 0)
      return subscription;
  }
  return NULL;
}

/* -- what the server says --------------------------------------------------------------------------------------- */

static gboolean
has_event (xmlNode *notification)
{
  for (xmlNode *event = bp_ews_first (notification); event; event = bp_ews_next (event))
    if (g_str_has_suffix ((const char *) event->name, "Event") && !bp_ews_is (event, "StatusEvent"))
      return TRUE;
  return FALSE;
}

static void
take_notifications (BpEwsStreams *self, const Group *group, xmlNode *message)
{
  xmlNode *notification = bp_ews_first (bp_ews_child (message, "Notifications"));
  for (; notification; notification = bp_ews_next (notification)) {
    g_autofree char *id = bp_ews_dup_child_text (notification, "SubscriptionId");
    BpSubscription *subscription = find (group, id);
    if (subscription && has_event (notification))
      tell (self, subscription, NULL);
  }
}

/* An error is final for the subscriptions that it names, whatever the connection's status says beside it; without names, for
 * all. */
static void
take_error (BpEwsStreams *self, Group *group, xmlNode *message, const GError *error)
{
  xmlNode *named = bp_ews_first (bp_ews_child (message, "ErrorSubscriptionIds"));
  if (!named) {
    give_up (self, group, error);
    return;
  }
  for (; named; named = bp_ews_next (named)) {
    g_autofree char *id = bp_ews_dup_text (named);
    BpSubscription *subscription = find (group, id);
    if (!subscription)
      continue;
    g_ptr_array_remove_fast (group->members, subscription);
    tell (self, subscription, error);
  }
}

static void
take_message (BpEwsStreams *self, Group *group, xmlNode *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *status = bp_ews_dup_child_text (message, "ConnectionStatus");
  if (bp_ews_message_check (message, BP_ERROR_TEMPORARY, &error))
    take_notifications (self, group, message);
  else
    take_error (self, group, message, error);
  if (g_strcmp0 (status, "Closed") == 0)
    group->is_closed = TRUE;
}

static void
take_envelope (BpEwsStreams *self, Group *group, GBytes *envelope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpEwsResponse) response = bp_ews_response_parse (envelope, &error);
  if (!response) {
    give_up (self, group, error);
    return;
  }
  group->n_heard++;
  group->is_second = FALSE;
  for (guint i = 0; i < bp_ews_response_n_messages (response); i++)
    take_message (self, group, bp_ews_response_nth_message (response, i));
}

/* FALSE: what came is no sequence of envelopes. */
static gboolean
take_bytes (BpEwsStreams *self, Group *group)
{
  g_autoptr (GByteArray) bytes = bp_http_stream_take (group->stream);
  gboolean sound = !bytes || bp_ews_splitter_feed (group->splitter, (const char *) bytes->data, bytes->len);
  GBytes *envelope;
  while (group->stream && (envelope = bp_ews_splitter_next (group->splitter))) {
    take_envelope (self, group, envelope);
    g_bytes_unref (envelope);
  }
  return sound;
}

/* -- connections ------------------------------------------------------------------------------------------------ */

static GBytes *
write_request (const Group *group)
{
  const BpSubscription *first = group->members->pdata[0];
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (first->account, NULL);
  bp_ews_envelope_open (out, "m:GetStreamingEvents");
  bp_ews_envelope_open (out, "m:SubscriptionIds");
  for (guint i = 0; i < group->members->len; i++)
    bp_ews_envelope_element (out, "t:SubscriptionId", ((BpSubscription *) group->members->pdata[i])->id);
  bp_ews_envelope_close (out);
  bp_ews_envelope_element (out, "m:ConnectionTimeout", G_STRINGIFY (BP_EWS_STREAM_MINUTES));
  return bp_ews_envelope_finish (out);
}

/* A server lets one connection have a subscription: the old one goes first. What happens in between it keeps. */
static void
open_stream (BpEwsStreams *self, Group *group, GCancellable *cancellable)
{
  const BpSubscription *first = group->members->pdata[0];
  g_autoptr (GBytes) message = write_request (group);
  g_autoptr (GError) error = NULL;
  BpEwsCall call = { .account = first->account, .message = message, .affinity = TRUE, .cookie = group->affinity };
  BpHttpRequest request;
  BpEwsLent lent;
  hang_up (group);
  group->open_at = 0;
  group->opened_at = bp_clock_monotonic ();
  group->n_heard = 0;
  group->is_closed = FALSE;
  if (!self->http)
    self->http = bp_http_streams_new (&error);
  if (self->http && bp_ews_connection_begin (self->connection, &call, &request, &lent, cancellable, &error)) {
    group->stream = bp_http_stream_open (self->http, &request);
    group->splitter = bp_ews_splitter_new ();
    group->token = g_steal_pointer (&lent.token);
  }
  if (self->http)
    bp_ews_lent_clear (&lent);
  if (error && !g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
    give_up (self, group, error);
  else if (error)
    group->open_at = group->opened_at;
}

/* Opened again, but never faster than the pauses allow, whatever the server does. */
static void
reopen (BpEwsStreams *self, Group *group, gboolean may_have_missed)
{
  if (may_have_missed)
    tell_all (self, group);
  group->open_at = group->opened_at + self->times.pause / (group->is_closed ? 5 : 1);
  hang_up (group);
}

static void
take_end (BpEwsStreams *self, Group *group)
{
  const BpHttpResponse *response = bp_http_stream_get_response (group->stream);
  g_autoptr (GError) error = NULL;
  if (group->n_heard) {
    reopen (self, group, !group->is_closed);
    return;
  }
  if (!response)
    error = g_error_copy (bp_http_stream_get_error (group->stream));
  else if (bp_ews_connection_end (self->connection, response, group->token, &error) && !group->is_second) {
    group->is_second = TRUE;
    group->is_closed = TRUE; /* nothing is wrong with the connection */
    reopen (self, group, FALSE);
    return;
  }
  if (!error)
    bp_set_error (&error, BP_ERROR_AUTH, "OAuth token", N_ ("Exchange refuses the sign-in for notifications."));
  give_up (self, group, error);
}

static void
take_silence (BpEwsStreams *self, Group *group)
{
  g_autoptr (GError) error = NULL;
  if (group->n_heard) {
    /* One that has said nothing but hello may keep silent as long as nothing happens. */
    reopen (self, group, group->n_heard > 1);
    return;
  }
  bp_set_error (&error, BP_ERROR_TEMPORARY, "silent",
                N_ ("Nothing is heard on the connection for notifications; something in between may hold it back."));
  give_up (self, group, error);
}

/* What has come of a group's connection, and what is due. TRUE if the group still exists. */
static gboolean
attend (BpEwsStreams *self, Group *group, gint64 now)
{
  if (group->stream && !take_bytes (self, group))
    reopen (self, group, TRUE);
  if (group->stream && bp_http_stream_has_ended (group->stream))
    take_end (self, group);
  if (group->stream && group->is_closed)
    reopen (self, group, FALSE);
  if (group->stream && now - bp_http_stream_get_heard_at (group->stream) >= self->times.silent)
    take_silence (self, group);
  if (group->stream && !group->open_at && now - group->opened_at >= self->times.renew)
    group->open_at = now;
  return !drop_if_empty (self, group);
}

static gint64
next_due (const BpEwsStreams *self, gint64 at)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = self->groups->pdata[i];
    if (group->open_at)
      at = MIN (at, group->open_at);
    if (!group->stream)
      continue;
    at = MIN (at, group->opened_at + self->times.renew);
    at = MIN (at, bp_http_stream_get_heard_at (group->stream) + self->times.silent);
  }
  return at;
}

void
bp_ews_streams_listen (BpEwsStreams *self, gint64 timeout_us, GArray *notices, GCancellable *cancellable)
{
  gint64 now = bp_clock_monotonic (), end = now + timeout_us;
  guint before = notices->len;
  self->notices = notices;
  do {
    for (guint i = self->groups->len; i-- > 0;) {
      Group *group = self->groups->pdata[i];
      if (group->open_at && group->open_at <= now)
        open_stream (self, group, cancellable);
      drop_if_empty (self, group);
    }
    if (!self->http)
      self->http = bp_http_streams_new (NULL);
    if (self->http)
      bp_http_streams_wait (self->http, notices->len > before ? 0 : next_due (self, end) - now, cancellable);
    now = bp_clock_monotonic ();
    for (guint i = self->groups->len; i-- > 0;)
      attend (self, self->groups->pdata[i], now);
  } while (notices->len == before && now < end && !g_cancellable_is_cancelled (cancellable));
  self->notices = NULL;
}
