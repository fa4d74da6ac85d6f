/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include <pthread.h>
#include <string.h>

#include "auth/secret.h"
#include "base/error.h"
#include "base/i18n.h"

/* Long enough for all that wait in line, short enough for an administrator who has just unlocked the account. */
#define REFUSAL_US (30 * (gint64) G_USEC_PER_SEC)

struct _BpCredentials {
  gatomicrefcount references;
  pthread_mutex_t lock; /* of what follows up to the blank line */
  pthread_cond_t changed;
  gboolean proven;      /* accepted, and not refused since */
  gboolean proving;     /* a request is out that will tell */
  guint round;          /* counts the attempts to prove */
  gint64 refused_until; /* monotonic */
  GError *refusal;

  BpAuthScheme scheme;
  char *name;
  char *secret;
};

static char *
complete_name (const char *tenant, const char *name)
{
  if (!name)
    return g_strdup ("");
  if (!tenant || !*tenant || !*name || strpbrk (name, "@\\"))
    return g_strdup (name);
  return g_strconcat (tenant, "\\", name, NULL);
}

BpCredentials *
bp_credentials_new_basic (const char *tenant, const char *name, const char *secret)
{
  BpCredentials *self = g_new0 (BpCredentials, 1);
  g_atomic_ref_count_init (&self->references);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->scheme = BP_AUTH_BASIC;
  self->name = complete_name (tenant, name);
  self->secret = g_strdup (secret ? secret : "");
  return self;
}

BpCredentials *
bp_credentials_ref (BpCredentials *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
bp_credentials_unref (BpCredentials *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->references))
    return;
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_clear_error (&self->refusal);
  bp_secret_free (self->secret);
  g_free (self->name);
  g_free (self);
}

BpAuthScheme
bp_credentials_get_scheme (const BpCredentials *self)
{
  return self->scheme;
}

const char *
bp_credentials_get_scheme_label (BpCredentials *self)
{
  return "Basic";
}

gboolean
bp_credentials_is_application (const BpCredentials *self)
{
  return FALSE;
}

const char *
bp_credentials_get_name (const BpCredentials *self)
{
  return self->name;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  BpCredentials *self = data;
  pthread_mutex_lock (&self->lock);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

/* Waits for whoever is trying; if that told nothing, the others go ahead without waiting for each other. With the lock
 * held. */
static void
wait_for_proof (BpCredentials *self, GCancellable *cancellable)
{
  guint round = self->round;
  while (self->proving && self->round == round && !g_cancellable_is_cancelled (cancellable))
    pthread_cond_wait (&self->changed, &self->lock);
}

gboolean
bp_credentials_begin (BpCredentials *self, GCancellable *cancellable, GError **error)
{
  gulong handler = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL) : 0;
  GError *refusal = NULL;
  pthread_mutex_lock (&self->lock);
  if (!self->proven)
    wait_for_proof (self, cancellable);
  if (self->refusal && g_get_monotonic_time () < self->refused_until)
    refusal = g_error_copy (self->refusal);
  else if (!self->proven && !self->proving && !g_cancellable_is_cancelled (cancellable))
    self->proving = TRUE;
  pthread_mutex_unlock (&self->lock);
  if (cancellable)
    g_cancellable_disconnect (cancellable, handler);
  if (refusal)
    g_propagate_error (error, refusal);
  return !refusal;
}

void
bp_credentials_end (BpCredentials *self, BpSignIn outcome, const GError *refusal)
{
  pthread_mutex_lock (&self->lock);
  if (outcome != BP_SIGN_IN_UNKNOWN) {
    self->proven = outcome == BP_SIGN_IN_ACCEPTED;
    g_clear_error (&self->refusal);
  }
  if (outcome == BP_SIGN_IN_REFUSED) {
    self->refusal = g_error_copy (refusal);
    self->refused_until = g_get_monotonic_time () + REFUSAL_US;
  }
  self->proving = FALSE;
  self->round++;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

gboolean
bp_credentials_apply (BpCredentials *self, BpHttpRequest *request, GCancellable *cancellable, GError **error)
{
  if (!*self->name) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, "%s", _ ("No administrative account has been entered."));
    return FALSE;
  }
  switch (self->scheme) {
  case BP_AUTH_BASIC:
    request->auth = BP_HTTP_AUTH_BASIC;
    request->user = self->name;
    request->password = self->secret;
    break;
  }
  return TRUE;
}
