/* SPDX-License-Identifier: MIT */
/* Certificates are verified, always; a company's own authority can be added. */
#include "net/http.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "net/test-server.h"

typedef struct {
  char *folder, *certificate, *key;
  TestServer *server;
  char *url;
  BpHttp *http;
} Fixture;

static gboolean
answer (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  test_server_answer (out, 200, "", "fine");
  return TRUE;
}

/* data: whom the certificate is for. FALSE if there are no tools for it. */
static gboolean
make_certificate (Fixture *fixture, const char *names)
{
  g_autofree char *extension = g_strconcat ("subjectAltName=", names, NULL);
  const char *const args[] = { "openssl",
                               "req",
                               "-x509",
                               "-newkey",
                               "ec",
                               "-pkeyopt",
                               "ec_paramgen_curve:prime256v1",
                               "-nodes",
                               "-days",
                               "2",
                               "-subj",
                               "/CN=bpexchange test",
                               "-addext",
                               extension,
                               "-keyout",
                               fixture->key,
                               "-out",
                               fixture->certificate,
                               NULL };
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (args, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL);
  return process && g_subprocess_wait_check (process, NULL, NULL)
         && g_tls_backend_supports_tls (g_tls_backend_get_default ());
}

static void
set_up (Fixture *fixture, gconstpointer names)
{
  fixture->folder = g_dir_make_tmp ("bp-tls-XXXXXX", NULL);
  fixture->certificate = g_build_filename (fixture->folder, "cert.pem", NULL);
  fixture->key = g_build_filename (fixture->folder, "key.pem", NULL);
  fixture->http = bp_http_new (NULL);
  fixture->server = test_server_new (answer, NULL);
  fixture->url = g_strdup_printf ("https://127.0.0.1:%u/", fixture->server->port);
  if (!names)
    return;
  if (make_certificate (fixture, names))
    fixture->server->certificate = g_tls_certificate_new_from_files (fixture->certificate, fixture->key, NULL);
  else
    g_test_skip ("skipped: no openssl program, or GIO without TLS");
}

static void
tear_down (Fixture *fixture, gconstpointer names)
{
  bp_http_free (fixture->http);
  test_server_free (fixture->server);
  g_unlink (fixture->certificate);
  g_unlink (fixture->key);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->certificate);
  g_free (fixture->key);
  g_free (fixture->url);
}

static BpHttpRequest
signed_in (Fixture *fixture, const char *ca_file)
{
  return (BpHttpRequest){
    .url = fixture->url, .ca_file = ca_file, .user = "sync", .password = "geheim", .auth = BP_HTTP_AUTH_BASIC
  };
}

static void
assert_refused (Fixture *fixture, const char *ca_file, BpError code)
{
  BpHttpRequest request = signed_in (fixture, ca_file);
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_http_perform (fixture->http, &request, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_true (g_error_matches (error, BP_ERROR, (int) code));
  g_assert_cmpstr (bp_error_get_server_code (error), ==, BP_NOT_SENT);
  g_assert_cmpint (g_atomic_int_get (&fixture->server->n_requests), ==, 0);
}

static void
test_own_authority (Fixture *fixture, gconstpointer names)
{
  BpHttpRequest request = signed_in (fixture, fixture->certificate);
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttpResponse) response = NULL;
  if (!fixture->server->certificate)
    return;
  assert_refused (fixture, NULL, BP_ERROR_LOCAL);
  response = bp_http_perform (fixture->http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bp_http_response_get_status (response), ==, 200);
}

static void
test_other_name (Fixture *fixture, gconstpointer names)
{
  if (fixture->server->certificate)
    assert_refused (fixture, fixture->certificate, BP_ERROR_LOCAL);
}

static void
test_missing_file (Fixture *fixture, gconstpointer names)
{
  assert_refused (fixture, "/no/such/file.pem", BP_ERROR_LOCAL);
}

static void
test_no_tls (Fixture *fixture, gconstpointer names)
{
  BpHttpRequest request = signed_in (fixture, NULL);
  g_autoptr (GError) error = NULL;
  request.timeout_ms = 500;
  g_assert_null (bp_http_perform (fixture->http, &request, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tls/own-authority", Fixture, "IP:127.0.0.1", set_up, test_own_authority, tear_down);
  g_test_add ("/tls/other-name", Fixture, "DNS:exchange.firma.invalid", set_up, test_other_name, tear_down);
  g_test_add ("/tls/missing-file", Fixture, NULL, set_up, test_missing_file, tear_down);
  g_test_add ("/tls/no-tls", Fixture, NULL, set_up, test_no_tls, tear_down);
  return g_test_run ();
}
