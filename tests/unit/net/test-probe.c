/* SPDX-License-Identifier: MIT */
/* How far a connection comes: name, TCP, TLS, and which certificate was refused why. */
#include "net/probe.h"

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "net/test-server.h"

typedef struct {
  char *folder, *certificate, *key;
  TestServer *server;
} Fixture;

static gboolean
answer (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  test_server_answer (out, 200, "", "fine");
  return TRUE;
}

/* names: whom the certificate is for. */
static void
set_up (Fixture *fixture, gconstpointer names)
{
  g_autofree char *command = NULL;
  fixture->folder = g_dir_make_tmp ("bp-probe-XXXXXX", NULL);
  fixture->certificate = g_build_filename (fixture->folder, "cert.pem", NULL);
  fixture->key = g_build_filename (fixture->folder, "key.pem", NULL);
  fixture->server = test_server_new (answer, NULL);
  command = g_strdup_printf ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
                             "/CN=bptest -addext subjectAltName=%s -keyout '%s' -out '%s'",
                             (const char *) names, fixture->key, fixture->certificate);
  if (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL)
      && g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    fixture->server->certificate = g_tls_certificate_new_from_files (fixture->certificate, fixture->key, NULL);
  if (!fixture->server->certificate)
    g_test_skip ("skipped: no openssl program, or GIO without TLS");
}

static void
tear_down (Fixture *fixture, gconstpointer names)
{
  test_server_free (fixture->server);
  g_unlink (fixture->certificate);
  g_unlink (fixture->key);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->certificate);
  g_free (fixture->key);
}

static BpProbe *
probe (Fixture *fixture, gboolean trusted)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", fixture->server->port);
  return bp_probe_connect (url, trusted ? fixture->certificate : NULL, NULL, NULL, NULL, NULL);
}

static void
test_trusted (Fixture *fixture, gconstpointer names)
{
  gint64 from, until;
  g_autoptr (BpProbe) result = NULL;
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", fixture->server->port);
  if (!fixture->server->certificate)
    return;
  result = probe (fixture, TRUE);
  g_assert_no_error (result->error);
  g_assert_cmpint (result->stage, ==, BP_PROBE_DONE);
  g_assert_null (result->code);
  g_assert_true (result->is_encrypted);
  g_assert_cmpstr (result->address, ==, address);
  g_assert_nonnull (strstr (result->certificate->subject, "bptest"));
  g_assert_nonnull (strstr (result->certificate->names, "127.0.0.1"));
  g_assert_true (bp_clock_parse (result->certificate->not_before, &from));
  g_assert_true (bp_clock_parse (result->certificate->not_after, &until));
  g_assert_cmpint (from, <, until);
  g_assert_cmpint (g_atomic_int_get (&fixture->server->n_requests), ==, 0); /* nothing was sent */
}

static void
assert_refused (Fixture *fixture, gboolean trusted, const char *code)
{
  g_autoptr (BpProbe) result = NULL;
  if (!fixture->server->certificate)
    return;
  result = probe (fixture, trusted);
  g_assert_error (result->error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpint (result->stage, ==, BP_PROBE_TLS);
  g_assert_cmpstr (result->code, ==, code);
  g_assert_nonnull (strstr (result->certificate->issuer, "bptest")); /* shown, so that one can decide */
  g_assert_true (g_str_equal (code, "certificate-untrusted") == (result->unknown_issuer != NULL));
  g_assert_cmpint (g_atomic_int_get (&fixture->server->n_requests), ==, 0);
}

static void
test_untrusted (Fixture *fixture, gconstpointer names)
{
  assert_refused (fixture, FALSE, "certificate-untrusted");
}

static void
test_other_name (Fixture *fixture, gconstpointer names)
{
  assert_refused (fixture, TRUE, "certificate-name");
}

static void
test_nobody (void)
{
  g_autoptr (BpProbe) result = bp_probe_connect ("https://127.0.0.1:9/", NULL, NULL, NULL, NULL, NULL);
  g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_cmpint (result->stage, ==, BP_PROBE_TCP);
  g_assert_cmpstr (result->code, ==, "not-reachable");
}

static void
test_no_name (void)
{
  g_autoptr (BpProbe) result = bp_probe_connect ("https://no-such-host.invalid/", NULL, NULL, NULL, NULL, NULL);
  g_assert_cmpint (result->stage, ==, BP_PROBE_NAME);
  g_assert_cmpstr (result->code, ==, "name-not-found");
}

static gpointer
cancel (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 20);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
tell (BpProbeStage stage, const BpProbe *so_far, gpointer told)
{
  g_assert_cmpint (stage, >, *(BpProbeStage *) told);
  g_assert_true ((so_far->address != NULL) == (stage == BP_PROBE_TLS));
  *(BpProbeStage *) told = stage;
}

/* A server whose system takes the connection while it never says a word. */
static void
test_silent (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);
  GThread *thread = g_thread_new ("cancel", cancel, cancellable);
  gint64 begun = g_get_monotonic_time ();
  BpProbeStage told = BP_PROBE_NAME;
  g_autoptr (BpProbe) result = bp_probe_connect (url, NULL, NULL, tell, &told, cancellable);
  g_assert_error (result->error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_cmpint (result->stage, ==, BP_PROBE_TLS);
  g_assert_cmpint (told, ==, BP_PROBE_TLS);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/probe/trusted", Fixture, "IP:127.0.0.1", set_up, test_trusted, tear_down);
  g_test_add ("/probe/untrusted", Fixture, "IP:127.0.0.1", set_up, test_untrusted, tear_down);
  g_test_add ("/probe/other-name", Fixture, "DNS:exchange.firma.de", set_up, test_other_name, tear_down);
  g_test_add_func ("/probe/nobody", test_nobody);
  g_test_add_func ("/probe/no-name", test_no_name);
  g_test_add_func ("/probe/silent", test_silent);
  return g_test_run ();
}
