/* SPDX-License-Identifier: MIT */
#include "app/exchange-trust.h"

#include "app/confirm.h"
#include "base/i18n.h"
#include "host/trust.h"

typedef struct {
  BpMonitor *monitor;
  char *ca_file, *pem;
  BpTrusted trusted;
  gpointer data;
  GDestroyNotify free_data;
} Trust;

static void
trust_free (Trust *self)
{
  g_object_unref (self->monitor);
  g_free (self->ca_file);
  g_free (self->pem);
  self->free_data (self->data);
  g_free (self);
}

/* char** {file by now, certificate} -> char* path. On the service's thread. */
static gpointer
write_request (BpData *data, gpointer words, GError **error)
{
  char **w = words;
  return bp_trust_add (bp_data_get_dir (data), w[0], w[1], error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trust *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = bp_session_call_finish (result, &error);
  self->trusted (path, error, self->data);
  trust_free (self);
}

static void
answered_cb (BpAnswer answer, gpointer data)
{
  Trust *self = data;
  const char *words[] = { self->ca_file, self->pem, NULL };
  if (answer == BP_ANSWER_YES)
    bp_monitor_call (self->monitor, write_request, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev, g_free,
                     written_cb, self);
  else
    trust_free (self);
}

void
bp_exchange_trust (GtkWindow *parent, BpMonitor *monitor, const BpCheckCertificate *certificate, const char *ca_file,
                   BpTrusted trusted, gpointer data, GDestroyNotify free_data)
{
  g_autofree char *details = bp_check_certificate_describe (certificate);
  g_autofree char *body = g_strdup_printf (
    "%s\n\n%s",
    _ ("Compare the fingerprint with the one your own authority or server has. If they differ, somebody may be "
       "intercepting the connection."),
    details);
  BpQuestion question = {
    .heading = _ ("Trust this certificate?"), .body = body, .yes = _ ("_Trust"), .destructive = TRUE
  };
  Trust *self = g_new0 (Trust, 1);
  self->monitor = g_object_ref (monitor);
  self->ca_file = g_strdup (ca_file ? ca_file : "");
  self->pem = g_strdup (certificate->pem);
  self->trusted = trusted;
  self->data = data;
  self->free_data = free_data;
  bp_confirm (parent, &question, answered_cb, self);
}
