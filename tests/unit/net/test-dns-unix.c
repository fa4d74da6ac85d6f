/* SPDX-License-Identifier: MIT */
/* A name that takes long to be found, or is never: nobody waits for it who has been told to stop. */
#include "net/http.h"
#include "net/probe.h"
#include "net/stream.h"

#include <netdb.h>
#include <pthread.h>
#include <string.h>

#include "base/error.h"

#define MS (G_USEC_PER_SEC / 1000)
#define URL "http://slow.firma.test:1/"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* not GLib's: the thread sanitizer does not see into it */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static gboolean answered;
static GCancellable *asked; /* cancelled by the first question */

/* Instead of the system's, for libcurl too: asks a DNS server that is away. */
int
getaddrinfo (const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **results)
{
  pthread_mutex_lock (&lock);
  if (asked)
    g_cancellable_cancel (asked);
  while (!answered)
    pthread_cond_wait (&changed, &lock);
  pthread_mutex_unlock (&lock);
  return EAI_AGAIN;
}

static void
begin (GCancellable *cancellable)
{
  pthread_mutex_lock (&lock);
  answered = FALSE;
  asked = cancellable;
  pthread_mutex_unlock (&lock);
}

static void
answer (void)
{
  pthread_mutex_lock (&lock);
  answered = TRUE;
  asked = NULL;
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  BpHttp *http = bp_http_new (NULL);
  BpHttpRequest request = { .url = URL };
  gint64 begun = g_get_monotonic_time ();
  begin (cancellable);
  g_assert_null (bp_http_perform (http, &request, cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  bp_http_free (http); /* the DNS server is still silent */
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1000 * MS);
  answer ();
}

static void
test_timeout (void)
{
  g_autoptr (GError) error = NULL;
  BpHttp *http = bp_http_new (NULL);
  BpHttpRequest request = { .url = URL, .connect_timeout_ms = 200, .timeout_ms = 200 };
  gint64 begun = g_get_monotonic_time ();
  begin (NULL);
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_NOT_SENT);
  bp_http_free (http);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1500 * MS);
  answer ();
}

static void
test_probe (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BpProbe) probe = NULL;
  gint64 begun = g_get_monotonic_time ();
  begin (cancellable);
  probe = bp_probe_connect (URL, NULL, NULL, NULL, NULL, cancellable);
  g_assert_error (probe->error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_cmpint (probe->stage, ==, BP_PROBE_NAME);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1000 * MS);
  answer ();
}

static void
test_stream (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BpHttpStreams *streams = bp_http_streams_new (NULL);
  BpHttpRequest request = { .url = URL };
  BpHttpStream *stream;
  gint64 begun = g_get_monotonic_time ();
  begin (cancellable);
  stream = bp_http_stream_open (streams, &request);
  bp_http_streams_wait (streams, 60 * G_USEC_PER_SEC, cancellable);
  g_assert_false (bp_http_stream_has_ended (stream));
  bp_http_stream_close (stream);
  bp_http_streams_free (streams);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1000 * MS);
  answer ();
}

/* It does answer, that it does not know. */
static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autoptr (BpProbe) probe = NULL;
  BpHttpRequest request = { .url = URL };
  answer ();
  g_assert_null (bp_http_perform (http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_nonnull (strstr (error->message, "slow.firma.test"));
  probe = bp_probe_connect (URL, NULL, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (probe->code, ==, "name-not-found");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns/cancel", test_cancel);
  g_test_add_func ("/dns/timeout", test_timeout);
  g_test_add_func ("/dns/probe", test_probe);
  g_test_add_func ("/dns/stream", test_stream);
  g_test_add_func ("/dns/unknown", test_unknown);
  return g_test_run ();
}
