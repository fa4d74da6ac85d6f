/* SPDX-License-Identifier: MIT */
/* Notification streams against a server that says what no simulator does on demand. */
#include "ews/stream.h"

#include "net/test-server.h"
#include "ews/soap.h"

#define MS (G_USEC_PER_SEC / 1000)
#define HOUR (3600 * (gint64) G_USEC_PER_SEC)
#define OPERATION "GetStreamingEvents"
#define COOKIE "X-BackEndOverrideCookie=back.end~1"

typedef enum { HOLD, CUT } Then;

/* What the server does with its n-th request. */
typedef struct {
  const char *answer; /* NULL: nothing at all */
  Then then;
  guint status; /* 0: 200 */
} Step;

typedef struct {
  TestServer *server;
  const Step *steps;
  guint n_steps; /* the last one is repeated */
  GMutex lock;
  GPtrArray *requests; /* head and body of each */
  BpEwsConnection *connection;
  BpEwsStreams *streams;
  GPtrArray *subscriptions;
} Fixture;

static gboolean
play (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  Fixture *self = data;
  const Step *step;
  g_autofree char *head = NULL;
  g_mutex_lock (&self->lock);
  step = &self->steps[MIN (self->requests->len, self->n_steps - 1)];
  g_ptr_array_add (self->requests, g_strconcat (request->head, request->body, NULL));
  g_mutex_unlock (&self->lock);
  head = g_strdup_printf ("HTTP/1.1 %u Words\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n",
                          step->status ? step->status : 200);
  if (step->answer) {
    g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
    g_output_stream_write_all (out, step->answer, strlen (step->answer), NULL, NULL, NULL);
  }
  if (step->then == HOLD)
    test_server_wait_for_stop (stop);
  return FALSE;
}

static void
start (Fixture *self, const Step *steps, guint n_steps)
{
  static const BpEwsStreamTimes times = { .gather = 10 * MS, .renew = HOUR, .silent = HOUR, .pause = 50 * MS };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", "geheim");
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  *self = (Fixture){ .steps = steps, .n_steps = n_steps };
  g_mutex_init (&self->lock);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->server = test_server_new (play, self);
  url = test_server_dup_url (self->server);
  BpEwsConfig config = { .url = url, .credentials = credentials, .time_zone = (char *) "Europe/Berlin" };
  self->connection = bp_ews_connection_new (&config, &error);
  g_assert_no_error (error);
  self->streams = bp_ews_streams_new (self->connection);
  bp_ews_streams_set_times (self->streams, &times);
  self->subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_subscription_free);
}

static void
stop (Fixture *self)
{
  bp_ews_streams_free (self->streams);
  bp_ews_connection_free (self->connection);
  test_server_free (self->server);
  g_ptr_array_unref (self->subscriptions);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->lock);
}

static BpSubscription *
watch (Fixture *self, const char *id, const char *affinity)
{
  g_autofree char *address = g_strconcat (id, "@firma.de", NULL);
  g_autoptr (BpAccount) account = bp_account_new (id, address, FALSE);
  BpSubscription *subscription = bp_subscription_new (account, id, NULL);
  subscription->affinity = g_strdup (affinity);
  g_ptr_array_add (self->subscriptions, subscription);
  bp_ews_streams_watch (self->streams, subscription);
  return subscription;
}

/* Listens until there are so many notices; what they say as "anna: changed, bert: token-expired". */
static char *
listen (Fixture *self, guint n)
{
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (BpNotice));
  GString *text = g_string_new (NULL);
  gint64 end = g_get_monotonic_time () + 20 * (gint64) G_USEC_PER_SEC;
  while (notices->len < n && g_get_monotonic_time () < end)
    bp_ews_streams_listen (self->streams, 100 * MS, notices, NULL);
  for (guint i = 0; i < notices->len; i++) {
    BpNotice *notice = &g_array_index (notices, BpNotice, i);
    g_string_append_printf (text, "%s%s: %s", i ? ", " : "", notice->subscription->id,
                            notice->error ? bp_error_code_name ((BpError) notice->error->code) : "changed");
    g_clear_error (&notice->error);
  }
  return g_string_free (text, FALSE);
}

static void
assert_listen (Fixture *self, guint n, const char *expected)
{
  g_autofree char *text = listen (self, n);
  g_assert_cmpstr (text, ==, expected);
}

static guint
count_requests (Fixture *self)
{
  guint n;
  g_mutex_lock (&self->lock);
  n = self->requests->len;
  g_mutex_unlock (&self->lock);
  return n;
}

static void
listen_until_requests (Fixture *self, guint n)
{
  gint64 end = g_get_monotonic_time () + 20 * (gint64) G_USEC_PER_SEC;
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (BpNotice));
  while (count_requests (self) < n && g_get_monotonic_time () < end)
    bp_ews_streams_listen (self->streams, 5 * MS, notices, NULL);
  g_assert_cmpuint (notices->len, ==, 0);
  g_assert_cmpuint (count_requests (self), ==, n);
}

/* -- what servers say ---------------------------------------------------------------------------------------------- */

#define BEGIN "<m:" OPERATION "ResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"
#define END "</m:" OPERATION "ResponseMessage>"
#define ENVELOPE(content)                                                                                              \
  SOAP_HEAD "<m:" OPERATION "Response><m:ResponseMessages>" content "</m:ResponseMessages></m:" OPERATION              \
            "Response>" SOAP_TAIL
#define STATUS(status) ENVELOPE (BEGIN "<m:ConnectionStatus>" status "</m:ConnectionStatus>" END)
#define NOTIFY(prefix, id, event)                                                                                      \
  ENVELOPE (BEGIN "<m:Notifications><" prefix ":Notification><" prefix ":SubscriptionId>" id "</" prefix               \
                  ":SubscriptionId><t:" event "><t:TimeStamp>2026-11-23T08:14:00Z</t:TimeStamp></t:" event             \
                  "></" prefix ":Notification></m:Notifications>" END)
#define FAILURE(code, prefix, ids, status)                                                                             \
  ENVELOPE ("<m:" OPERATION "ResponseMessage ResponseClass=\"Error\"><m:MessageText>no</m:MessageText>"                \
            "<m:ResponseCode>" code "</m:ResponseCode>" ids "<m:ConnectionStatus>" status "</m:ConnectionStatus>" END)
#define BAD(prefix, id)                                                                                                \
  "<m:ErrorSubscriptionIds><" prefix ":SubscriptionId>" id "</" prefix ":SubscriptionId></m:ErrorSubscriptionIds>"

static void
test_names (void)
{
  static const Step steps[] = { { STATUS ("OK") NOTIFY ("m", "anna", "ModifiedEvent")
                                    NOTIFY ("t", "bert", "NewMailEvent") NOTIFY ("t", "carl", "StatusEvent")
                                      NOTIFY ("m", "nobody", "MovedEvent"),
                                  HOLD, 0 } };
  Fixture self;
  start (&self, steps, 1);
  watch (&self, "anna", COOKIE);
  watch (&self, "bert", COOKIE);
  watch (&self, "carl", COOKIE);
  assert_listen (&self, 2, "anna: changed, bert: changed");
  g_assert_cmpuint (count_requests (&self), ==, 1);
  g_assert_nonnull (strstr (self.requests->pdata[0], "\nX-AnchorMailbox: anna@firma.de\n"));
  g_assert_nonnull (strstr (self.requests->pdata[0], "\nX-PreferServerAffinity: true\n"));
  g_assert_nonnull (strstr (self.requests->pdata[0], "\nCookie: " COOKIE "\n"));
  g_assert_nonnull (strstr (self.requests->pdata[0], "\nUser-Agent: bpexchange/"));
  g_assert_nonnull (strstr (self.requests->pdata[0], "<m:ConnectionTimeout>30</m:ConnectionTimeout>"));
  stop (&self);
}

/* An error ends those it names, whatever the status beside it says; the others go on, on a new connection if need be. */
static void
test_errors (void)
{
  static const struct {
    Step steps[2];
    guint n, n_requests;
    const char *expected;
  } rows[] = {
    { { { STATUS ("OK") FAILURE ("ErrorSubscriptionNotFound", "m", BAD ("m", "bert"), "OK"), HOLD, 0 } },
      1,
      1,
      "bert: token-expired" },
    { { { STATUS ("OK") FAILURE ("ErrorInvalidSubscription", "m", BAD ("t", "anna"), "Closed"), CUT, 0 },
        { NOTIFY ("m", "bert", "CreatedEvent"), HOLD, 0 } },
      2,
      2,
      "anna: token-expired, bert: changed" },
    { { { FAILURE ("ErrorExceededConnectionCount", "m", "", "Closed"), CUT, 0 } },
      2,
      1,
      "anna: busy-until, bert: busy-until" },
    { { { "<html><body>Proxy</body></html>", CUT, 0 } }, 2, 1, "anna: local, bert: local" },
    { { { "", CUT, 503 } }, 2, 1, "anna: busy-until, bert: busy-until" },
    { { { NULL, CUT, 0 } }, 2, 1, "anna: temporary, bert: temporary" },
    { { { "", CUT, 0 } }, 2, 1, "anna: temporary, bert: temporary" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Fixture self;
    start (&self, rows[i].steps, rows[i].steps[1].answer ? 2 : 1);
    watch (&self, "anna", NULL);
    watch (&self, "bert", NULL);
    assert_listen (&self, rows[i].n, rows[i].expected);
    g_assert_cmpuint (count_requests (&self), ==, rows[i].n_requests);
    stop (&self);
  }
}

/* Cut after it had worked: what was missed is asked for, and the connection made again; closed in time: only that. */
static void
test_cut (void)
{
  static const Step cut[] = { { STATUS ("OK") "<s:Envel", CUT, 0 }, { STATUS ("OK"), HOLD, 0 } };
  static const Step closed[] = { { STATUS ("OK") STATUS ("Closed"), CUT, 0 }, { STATUS ("OK"), HOLD, 0 } };
  static const Step torn[] = { { STATUS ("OK") "=== Truncated Data ===", CUT, 0 }, { STATUS ("OK"), HOLD, 0 } };
  Fixture self;
  start (&self, cut, 2);
  watch (&self, "anna", NULL);
  assert_listen (&self, 1, "anna: changed");
  listen_until_requests (&self, 2);
  stop (&self);
  start (&self, closed, 2);
  watch (&self, "anna", NULL);
  listen_until_requests (&self, 2);
  stop (&self);
  start (&self, torn, 2);
  watch (&self, "anna", NULL);
  assert_listen (&self, 1, "anna: changed");
  listen_until_requests (&self, 2);
  stop (&self);
}

/* The watchdog: one that has never said a word does not work; one that had a pulse may have missed something; one that only
 * said hello is quietly made anew. */
static void
test_silence (void)
{
  static const Step never[] = { { "", HOLD, 0 } };
  static const Step hello[] = { { STATUS ("OK"), HOLD, 0 } };
  static const Step pulse[] = { { STATUS ("OK") STATUS ("OK"), HOLD, 0 } };
  static const BpEwsStreamTimes times = { .gather = MS, .renew = HOUR, .silent = 150 * MS, .pause = MS };
  Fixture self;
  start (&self, never, 1);
  bp_ews_streams_set_times (self.streams, &times);
  watch (&self, "anna", NULL);
  assert_listen (&self, 1, "anna: temporary");
  stop (&self);
  start (&self, hello, 1);
  bp_ews_streams_set_times (self.streams, &times);
  watch (&self, "anna", NULL);
  listen_until_requests (&self, 3);
  stop (&self);
  start (&self, pulse, 1);
  bp_ews_streams_set_times (self.streams, &times);
  watch (&self, "anna", NULL);
  assert_listen (&self, 1, "anna: changed");
  stop (&self);
}

/* Made anew before its time is over, and when somebody joins. */
static void
test_renewal (void)
{
  static const Step steps[] = { { STATUS ("OK"), HOLD, 0 } };
  static const BpEwsStreamTimes times = { .gather = MS, .renew = 100 * MS, .silent = HOUR, .pause = MS };
  Fixture self;
  start (&self, steps, 1);
  bp_ews_streams_set_times (self.streams, &times);
  watch (&self, "anna", NULL);
  listen_until_requests (&self, 3);
  stop (&self);
  start (&self, steps, 1);
  watch (&self, "anna", NULL);
  listen_until_requests (&self, 1);
  g_assert_null (strstr (self.requests->pdata[0], "<t:SubscriptionId>bert</t:SubscriptionId>"));
  watch (&self, "bert", NULL);
  listen_until_requests (&self, 2);
  g_assert_nonnull (strstr (self.requests->pdata[1], "<t:SubscriptionId>anna</t:SubscriptionId>"));
  g_assert_nonnull (strstr (self.requests->pdata[1], "<t:SubscriptionId>bert</t:SubscriptionId>"));
  bp_ews_streams_unwatch (self.streams, self.subscriptions->pdata[0]);
  watch (&self, "carl", NULL);
  listen_until_requests (&self, 3);
  g_assert_null (strstr (self.requests->pdata[2], "<t:SubscriptionId>anna</t:SubscriptionId>"));
  stop (&self);
}

/* Two hundred on a connection, and each back end has its own. */
static void
test_groups (void)
{
  static const Step steps[] = { { STATUS ("OK"), HOLD, 0 } };
  Fixture self;
  guint n_most = 0;
  start (&self, steps, 1);
  for (guint i = 0; i < BP_EWS_STREAM_SUBSCRIPTIONS + 1; i++) {
    g_autofree char *id = g_strdup_printf ("user-%u", i);
    watch (&self, id, COOKIE);
  }
  watch (&self, "elsewhere", "X-BackEndOverrideCookie=other~2");
  watch (&self, "anywhere", NULL);
  listen_until_requests (&self, 4);
  for (guint i = 0; i < 4; i++) {
    g_auto (GStrv) parts = g_strsplit (self.requests->pdata[i], "<t:SubscriptionId>", -1);
    guint n = g_strv_length (parts) - 1;
    g_assert_true (n == 1 || n == BP_EWS_STREAM_SUBSCRIPTIONS);
    n_most = MAX (n_most, n);
  }
  g_assert_cmpuint (n_most, ==, BP_EWS_STREAM_SUBSCRIPTIONS);
  stop (&self);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20 * MS);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  static const Step steps[] = { { STATUS ("OK"), HOLD, 0 } };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (BpNotice));
  gint64 begun = g_get_monotonic_time ();
  GThread *thread;
  Fixture self;
  start (&self, steps, 1);
  watch (&self, "anna", NULL);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  bp_ews_streams_listen (self.streams, 60 * (gint64) G_USEC_PER_SEC, notices, cancellable);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * (gint64) G_USEC_PER_SEC);
  g_thread_join (thread);
  stop (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream/names", test_names);
  g_test_add_func ("/stream/errors", test_errors);
  g_test_add_func ("/stream/cut", test_cut);
  g_test_add_func ("/stream/silence", test_silence);
  g_test_add_func ("/stream/renewal", test_renewal);
  g_test_add_func ("/stream/groups", test_groups);
  g_test_add_func ("/stream/cancel", test_cancel);
  return g_test_run ();
}
