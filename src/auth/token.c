/* SPDX-License-Identifier: MIT */
#include "auth/token.h"

#include <jansson.h>
#include <pthread.h>
#include <string.h>

#include "auth/aadsts.h"
#include "auth/certificate.h"
#include "auth/secret.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "net/http.h"

/* How long before its end a token is replaced; short-lived ones at half their life. */
#define EARLY_US (5 * 60 * (gint64) G_USEC_PER_SEC)
/* An early renewal that failed is tried again so much later, while the old token still serves. */
#define AGAIN_US (30 * (gint64) G_USEC_PER_SEC)
#define BACK_OFF_MS 10000
#define MAX_RESPONSE (256 * 1024)
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

struct _BpTokenSource {
  char *url, *client_id, *secret, *certificate, *scope, *ca_file, *proxy;
  gint64 (*monotonic) (void);
  pthread_mutex_t lock; /* of what follows */
  pthread_cond_t changed;
  gboolean fetching;
  char *token;              /* NULL: none */
  gint64 renew_at, ends_at; /* monotonic */
  gint64 ends_at_wall;      /* an instant: the monotonic clock may stand still while the machine sleeps */
  GError *failure;          /* how the last attempt ended; NULL: well, or cancelled */
};

BpTokenSource *
bp_token_source_new (const BpTokenConfig *config)
{
  BpTokenSource *self = g_new0 (BpTokenSource, 1);
  self->url = g_strdup (config->url);
  self->client_id = g_strdup (config->client_id);
  self->secret = g_strdup (config->secret);
  self->certificate = g_strdup (config->certificate);
  self->proxy = g_strdup (config->proxy);
  self->scope = g_strdup (config->scope);
  self->ca_file = g_strdup (config->ca_file);
  self->monotonic = config->monotonic ? config->monotonic : bp_clock_monotonic;
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  return self;
}

void
bp_token_source_free (BpTokenSource *self)
{
  if (!self)
    return;
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  bp_secret_free (self->secret);
  bp_secret_free (self->token);
  g_clear_error (&self->failure);
  g_free (self->url);
  g_free (self->certificate);
  g_free (self->proxy);
  g_free (self->client_id);
  g_free (self->scope);
  g_free (self->ca_file);
  g_free (self);
}

/* -- the question ----------------------------------------------------------------------------------------------- */

static void
append_field (GString *form, const char *name, const char *value)
{
  char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (form, "%s%s=%s", form->len ? "&" : "", name, escaped);
  bp_secret_free (escaped);
}

/* Wiped when it is freed; big enough from the start, so that growing leaves no copy behind. */
static GBytes *
write_form (const BpTokenSource *self, const char *proof)
{
  gsize most = 3 * (strlen (proof) + strlen (self->client_id) + strlen (self->scope)) + 512;
  GString *form = g_string_sized_new (most);
  gsize length;
  append_field (form, "grant_type", "client_credentials");
  append_field (form, "client_id", self->client_id);
  if (self->certificate)
    append_field (form, "client_assertion_type", ASSERTION_TYPE);
  append_field (form, self->certificate ? "client_assertion" : "client_secret", proof);
  append_field (form, "scope", self->scope);
  length = form->len;
  char *text = g_string_free (form, FALSE);
  return g_bytes_new_with_free_func (text, length, (GDestroyNotify) bp_secret_free, text);
}

/* -- the answer ------------------------------------------------------------------------------------------------- */

typedef struct {
  char *token;
  gint64 lifetime_us;
} Answer;

static json_t *
parse_body (const BpHttpResponse *response)
{
  gsize length;
  const char *text = g_bytes_get_data (bp_http_response_get_body (response), &length);
  json_t *json = text ? json_loadb (text, length, 0, NULL) : NULL;
  if (json && !json_is_object (json)) {
    json_decref (json);
    return NULL;
  }
  return json;
}

static gboolean
take_token (json_t *json, Answer *answer, GError **error)
{
  const char *token = json_string_value (json_object_get (json, "access_token"));
  json_t *lifetime = json_object_get (json, "expires_in");
  gint64 seconds = json_is_string (lifetime) ? g_ascii_strtoll (json_string_value (lifetime), NULL, 10)
                                             : json_integer_value (lifetime);
  if (!token || !*token || strpbrk (token, "\r\n")) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The sign-in service answered without a token."));
    return FALSE;
  }
  answer->token = g_strdup (token);
  answer->lifetime_us = CLAMP (seconds, 60, 24 * 3600) * (gint64) G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
read_answer (const BpTokenSource *self, const BpHttpResponse *response, Answer *answer, GError **error)
{
  guint status = bp_http_response_get_status (response);
  json_t *json = parse_body (response);
  gboolean ok = FALSE;
  if (status == 200 && json)
    ok = take_token (json, answer, error);
  else if (status == 429 || status == 503)
    bp_set_busy_error (error, bp_http_response_get_retry_after_ms (response, BACK_OFF_MS),
                       status == 429 ? "HTTP 429" : "HTTP 503", g_strdup (N_ ("The sign-in service is busy.")));
  else if (status >= 500)
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The sign-in service reports an error of its own (HTTP %u)."),
                  status);
  else if (json && json_object_get (json, "error"))
    bp_aadsts_set_error (error, json_string_value (json_object_get (json, "error")),
                         json_string_value (json_object_get (json, "error_description")), self->client_id);
  else
    bp_set_error (error, BP_ERROR_LOCAL, "token-url", N_ ("“%s” is no sign-in service for OAuth 2.0 (HTTP %u)."),
                  self->url, status);
  json_decref (json);
  return ok;
}

/* The secret, or what stands for it: an assertion signed with the certificate of now. bp_secret_free (). */
static char *
dup_proof (const BpTokenSource *self, GError **error)
{
  g_autoptr (BpAppCertificate) certificate = NULL;
  if (!self->certificate)
    return g_strdup (self->secret ? self->secret : "");
  certificate = bp_app_certificate_load (self->certificate, error);
  return certificate ? bp_app_certificate_sign (certificate, self->client_id, self->url, bp_clock_now (), error) : NULL;
}

static GBytes *
make_form (const BpTokenSource *self, GError **error)
{
  char *proof = dup_proof (self, error);
  GBytes *form = proof ? write_form (self, proof) : NULL;
  bp_secret_free (proof);
  return form;
}

static gboolean
fetch (const BpTokenSource *self, Answer *answer, GCancellable *cancellable, GError **error)
{
  static const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
                                         NULL };
  g_autoptr (GBytes) form = make_form (self, error);
  g_autoptr (BpHttp) http = form ? bp_http_new (error) : NULL;
  BpHttpRequest request = { .url = self->url,
                            .headers = headers,
                            .body = form,
                            .is_secret = TRUE,
                            .ca_file = self->ca_file,
                            .proxy = self->proxy,
                            .max_response = MAX_RESPONSE };
  g_autoptr (BpHttpResponse) response = http ? bp_http_perform (http, &request, cancellable, error) : NULL;
  return response && read_answer (self, response, answer, error);
}

/* -- one token for all ------------------------------------------------------------------------------------------ */

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  BpTokenSource *self = data;
  pthread_mutex_lock (&self->lock);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

gint64
bp_token_renew_after (gint64 lifetime_us)
{
  return lifetime_us - MIN (EARLY_US, lifetime_us / 2);
}

static void
store (BpTokenSource *self, Answer *answer)
{
  gint64 now = self->monotonic ();
  bp_secret_free (self->token);
  self->token = g_steal_pointer (&answer->token);
  self->ends_at = now + answer->lifetime_us;
  self->ends_at_wall = bp_clock_now () + answer->lifetime_us;
  self->renew_at = now + bp_token_renew_after (answer->lifetime_us);
}

/* With the lock held, which is given away meanwhile. */
static void
renew (BpTokenSource *self, GCancellable *cancellable)
{
  Answer answer = { 0 };
  GError *error = NULL;
  gboolean ok;
  self->fetching = TRUE;
  g_clear_error (&self->failure);
  pthread_mutex_unlock (&self->lock);
  ok = fetch (self, &answer, cancellable, &error);
  pthread_mutex_lock (&self->lock);
  if (ok)
    store (self, &answer);
  else
    self->renew_at = self->monotonic () + AGAIN_US;
  if (g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
    g_clear_error (&error);
  self->failure = error;
  self->fetching = FALSE;
  pthread_cond_broadcast (&self->changed);
}

static gboolean
is_good (const BpTokenSource *self)
{
  return self->token && self->monotonic () < self->ends_at && bp_clock_now () < self->ends_at_wall;
}

/* Whoever waited for another's attempt takes its failure, too: a wrong secret is not tried by every lane. With the lock
 * held. */
static char *
wait_or_renew (BpTokenSource *self, GCancellable *cancellable, GError **error)
{
  gboolean waited = FALSE;
  while (self->fetching && !is_good (self) && !g_cancellable_is_cancelled (cancellable)) {
    pthread_cond_wait (&self->changed, &self->lock);
    waited = TRUE;
  }
  if (!self->fetching && !(waited && self->failure) && (!is_good (self) || self->monotonic () >= self->renew_at))
    renew (self, cancellable);
  if (is_good (self))
    return g_strdup (self->token);
  if (!bp_error_if_cancelled (cancellable, error) && self->failure)
    g_propagate_error (error, g_error_copy (self->failure));
  else if (error && !*error)
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The sign-in service answered without a token."));
  return NULL;
}

char *
bp_token_source_get (BpTokenSource *self, GCancellable *cancellable, GError **error)
{
  gulong handler = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL) : 0;
  char *token;
  pthread_mutex_lock (&self->lock);
  token = wait_or_renew (self, cancellable, error);
  pthread_mutex_unlock (&self->lock);
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
  return token;
}

char *
bp_token_source_dup_thumbprint (const BpTokenSource *self)
{
  g_autoptr (BpAppCertificate) certificate =
    self->certificate ? bp_app_certificate_load (self->certificate, NULL) : NULL;
  return certificate ? g_strdup (bp_app_certificate_get_thumbprint (certificate)) : NULL;
}

void
bp_token_source_reject (BpTokenSource *self, const char *token)
{
  pthread_mutex_lock (&self->lock);
  if (g_strcmp0 (self->token, token) == 0) {
    bp_secret_free (self->token);
    self->token = NULL;
  }
  pthread_mutex_unlock (&self->lock);
}
