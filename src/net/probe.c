/* SPDX-License-Identifier: MIT */
#include "net/probe.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "net/curl-error.h"
#include "net/curl-setup.h"
#include "net/http.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

static void
certificate_free (BpCertificate *self)
{
  if (!self)
    return;
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->names);
  g_free (self->not_before);
  g_free (self->not_after);
  g_free (self->fingerprint);
  g_free (self->pem);
  g_free (self);
}

void
bp_probe_free (BpProbe *self)
{
  if (!self)
    return;
  g_free (self->address);
  certificate_free (self->certificate);
  certificate_free (self->unknown_issuer);
  g_clear_error (&self->error);
  g_free (self);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

static gint64
get_time (CURL *easy, CURLINFO which)
{
  curl_off_t value = 0;
  curl_easy_getinfo (easy, which, &value);
  return (gint64) value;
}

/* Not by CURLINFO_CONNECT_TIME: some versions set it only when TLS stands, too. */
static gboolean
is_connected (CURL *easy)
{
  char *ip = NULL;
  curl_easy_getinfo (easy, CURLINFO_PRIMARY_IP, &ip);
  return ip && *ip;
}

static void
read_address (BpProbe *self, CURL *easy)
{
  char *ip = NULL;
  long port = 0;
  curl_easy_getinfo (easy, CURLINFO_PRIMARY_IP, &ip);
  curl_easy_getinfo (easy, CURLINFO_PRIMARY_PORT, &port);
  if (ip && *ip)
    self->address = g_strdup_printf (strchr (ip, ':') ? "[%s]:%ld" : "%s:%ld", ip, port);
}

/* Who wants to know how far it has come. */
typedef struct {
  BpProbe *probe;
  CURL *easy;
  BpProbeStage stage; /* told last */
  BpProbeFunc begun;
  gpointer data;
} Watcher;

static void
tell_stage (Watcher *self)
{
  BpProbeStage stage = !self->probe->is_encrypted || !is_connected (self->easy)
                         ? get_time (self->easy, CURLINFO_NAMELOOKUP_TIME_T) ? BP_PROBE_TCP : BP_PROBE_NAME
                         : BP_PROBE_TLS;
  if (!self->begun || stage <= self->stage)
    return;
  self->stage = stage;
  if (stage == BP_PROBE_TLS && !self->probe->address)
    read_address (self->probe, self->easy);
  self->begun (stage, self->probe, self->data);
}

/* Until the connection stands or has failed. CURLE_ABORTED_BY_CALLBACK: cancelled. */
static CURLcode
run (CURLM *multi, Watcher *watcher, GCancellable *cancellable)
{
  CURLMsg *message;
  int running, left;
  while (!g_cancellable_is_cancelled (cancellable)) {
    if (curl_multi_perform (multi, &running) != CURLM_OK)
      return CURLE_FAILED_INIT;
    while ((message = curl_multi_info_read (multi, &left)))
      if (message->msg == CURLMSG_DONE)
        return message->data.result;
    if (watcher)
      tell_stage (watcher);
    if (curl_multi_poll (multi, NULL, 0, 60000, NULL) != CURLM_OK)
      return CURLE_FAILED_INIT;
  }
  return CURLE_ABORTED_BY_CALLBACK;
}

static CURLcode
perform (CURL *easy, Watcher *watcher, GCancellable *cancellable)
{
  CURLM *multi = curl_multi_init ();
  gulong handler = 0;
  CURLcode code;
  curl_multi_add_handle (multi, easy);
  if (cancellable)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), multi, NULL);
  code = run (multi, watcher, cancellable);
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
  curl_multi_remove_handle (multi, easy);
  curl_multi_cleanup (multi);
  return code;
}

static CURL *
make_easy (const char *url, const char *ca_file, const char *proxy, char message[CURL_ERROR_SIZE])
{
  CURL *easy = curl_easy_init ();
  message[0] = '\0';
  bp_curl_set_security (easy, url, ca_file);
  bp_curl_set_proxy (easy, url, proxy);
  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt (easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) BP_HTTP_CONNECT_TIMEOUT_MS);
  return easy;
}

/* -- the certificate -------------------------------------------------------------------------------------------- */

static char *
dup_field (const struct curl_slist *fields, const char *name)
{
  for (; fields; fields = fields->next)
    if (g_str_has_prefix (fields->data, name) && fields->data[strlen (name)] == ':')
      return g_strstrip (g_strdup (fields->data + strlen (name) + 1));
  return NULL;
}

static char *
dup_moment (const struct curl_slist *fields, const char *name)
{
  char *text = dup_field (fields, name);
  time_t seconds = text ? curl_getdate (text, NULL) : -1;
  if (seconds == -1)
    return text;
  g_free (text);
  return bp_clock_format ((gint64) seconds * G_USEC_PER_SEC);
}

/* Over what the PEM wraps. */
static char *
dup_fingerprint (const char *pem)
{
  g_autofree char *base64 = NULL;
  g_autofree guchar *der = NULL;
  g_autofree char *hex = NULL;
  const char *begin = pem ? strstr (pem, PEM_BEGIN) : NULL;
  const char *end = begin ? strstr (begin, PEM_END) : NULL;
  GString *text;
  gsize length;
  if (!end)
    return NULL;
  base64 = g_strndup (begin + strlen (PEM_BEGIN), (gsize) (end - begin) - strlen (PEM_BEGIN));
  der = g_base64_decode (base64, &length);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, length);
  text = g_string_new (NULL);
  for (guint i = 0; hex[i]; i += 2)
    g_string_append_printf (text, "%s%c%c", i ? ":" : "", g_ascii_toupper (hex[i]), g_ascii_toupper (hex[i + 1]));
  return g_string_free (text, FALSE);
}

/* at: from the server's own upwards; -1: the topmost. */
static BpCertificate *
read_certificate (CURL *easy, int at)
{
  struct curl_certinfo *info = NULL;
  const struct curl_slist *fields;
  BpCertificate *certificate;
  if (curl_easy_getinfo (easy, CURLINFO_CERTINFO, &info) != CURLE_OK || !info || info->num_of_certs < 1)
    return NULL;
  fields = info->certinfo[at < 0 ? info->num_of_certs - 1 : at];
  certificate = g_new0 (BpCertificate, 1);
  certificate->subject = dup_field (fields, "Subject");
  certificate->issuer = dup_field (fields, "Issuer");
  certificate->names = dup_field (fields, "X509v3 Subject Alternative Name");
  certificate->not_before = dup_moment (fields, "Start date");
  certificate->not_after = dup_moment (fields, "Expire date");
  certificate->pem = dup_field (fields, "Cert");
  certificate->fingerprint = dup_fingerprint (certificate->pem);
  return certificate;
}

/* The certificate that was refused: looked at over a connection on which nothing is ever sent. */
static void
look_at_refused (BpProbe *self, const char *url, const char *proxy, gboolean issuer_too, GCancellable *cancellable)
{
  char message[CURL_ERROR_SIZE];
  CURL *easy = make_easy (url, NULL, proxy, message);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 0L);
  if (perform (easy, NULL, cancellable) == CURLE_OK) {
    self->certificate = read_certificate (easy, 0);
    self->unknown_issuer = issuer_too ? read_certificate (easy, -1) : NULL;
  }
  curl_easy_cleanup (easy);
}

/* -- what happened ---------------------------------------------------------------------------------------------- */

static void
read_times (BpProbe *self, CURL *easy, gint64 total)
{
  gint64 ends[BP_PROBE_DONE] = { get_time (easy, CURLINFO_NAMELOOKUP_TIME_T), get_time (easy, CURLINFO_CONNECT_TIME_T),
                                 get_time (easy, CURLINFO_APPCONNECT_TIME_T) };
  gint64 begin = 0;
  for (guint i = 0; i < BP_PROBE_DONE && i <= self->stage; i++) {
    gint64 end = i == self->stage || (!ends[i] && !self->is_encrypted) ? MAX (total, begin) : MAX (ends[i], begin);
    if (i == BP_PROBE_TLS && !self->is_encrypted)
      return;
    self->took_us[i] = end - begin;
    begin = end;
  }
}

static BpProbeStage
find_stage (CURL *easy, CURLcode code)
{
  switch (code) {
  case CURLE_OK:
    return BP_PROBE_DONE;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_URL_MALFORMAT:
    return BP_PROBE_NAME;
  case CURLE_COULDNT_CONNECT:
    return BP_PROBE_TCP;
  default:
    if (bp_curl_get_proxy_refusal (easy))
      return BP_PROBE_TCP;
    if (!get_time (easy, CURLINFO_NAMELOOKUP_TIME_T))
      return BP_PROBE_NAME;
    return is_connected (easy) ? BP_PROBE_TLS : BP_PROBE_TCP;
  }
}

static const char *
find_code (CURL *easy, CURLcode code, BpProbeStage stage)
{
  static const char *const by_stage[] = { "name-not-found", "not-reachable", "tls-failed" };
  long verified = 0;
  if (bp_curl_get_proxy_refusal (easy))
    return bp_curl_get_proxy_refusal (easy) == 407 ? "HTTP 407" : "proxy-refused";
  if (code == CURLE_COULDNT_RESOLVE_PROXY)
    return "proxy-not-found";
  if (code == CURLE_OPERATION_TIMEDOUT)
    return "timed-out";
  if (code == CURLE_SSL_CACERT_BADFILE)
    return "ca-file-unreadable";
  if (code != CURLE_PEER_FAILED_VERIFICATION)
    return by_stage[stage];
  curl_easy_getinfo (easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  if (bp_curl_is_out_of_date (easy))
    return "certificate-expired";
  return verified <= BP_VERIFY_UNSPECIFIED ? "certificate-name" : "certificate-untrusted";
}

static void
set_failure (BpProbe *self, CURL *easy, CURLcode code, const char *url, const char *proxy, const char *message,
             GCancellable *cancellable)
{
  if (bp_error_if_cancelled (cancellable, &self->error)) {
    self->code = "cancelled";
    return;
  }
  self->code = find_code (easy, code, self->stage);
  bp_curl_set_error (&self->error, code, easy, url, message, TRUE);
  if (code == CURLE_PEER_FAILED_VERIFICATION)
    look_at_refused (self, url, proxy, bp_curl_is_issuer_unknown (easy), cancellable);
}

BpProbe *
bp_probe_connect (const char *url, const char *ca_file, const char *proxy, BpProbeFunc begun, gpointer data,
                  GCancellable *cancellable)
{
  BpProbe *self = g_new0 (BpProbe, 1);
  Watcher watcher = { .probe = self, .begun = begun, .data = data };
  char message[CURL_ERROR_SIZE];
  gint64 started = g_get_monotonic_time ();
  CURL *easy = bp_curl_init () ? make_easy (url, ca_file, proxy, message) : NULL;
  CURLcode code;
  if (!easy) {
    bp_curl_set_error (&self->error, CURLE_OUT_OF_MEMORY, NULL, url, NULL, TRUE);
    self->code = "name-not-found";
    return self;
  }
  self->is_encrypted = g_ascii_strncasecmp (url, "https:", 6) == 0;
  watcher.easy = easy;
  code = perform (easy, &watcher, cancellable);
  self->stage = find_stage (easy, code);
  read_times (self, easy, g_get_monotonic_time () - started);
  if (!self->address)
    read_address (self, easy);
  if (code == CURLE_OK)
    self->certificate = read_certificate (easy, 0);
  else
    set_failure (self, easy, code, url, proxy, message, cancellable);
  curl_easy_cleanup (easy);
  return self;
}
