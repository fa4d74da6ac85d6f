/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include <pthread.h>
#include <string.h>

#include "auth/secret.h"
#include "base/error.h"
#include "base/i18n.h"

/* Long enough for all that wait in line, short enough for an administrator who has just unlocked the account. */
#define REFUSAL_US (30 * (gint64) G_USEC_PER_SEC)
/* A password is answered at once; what takes longer is the mailbox, and that is nobody else's trouble. */
#define PATIENCE_US (2 * (gint64) G_USEC_PER_SEC)

struct _BpCredentials {
  gatomicrefcount references;
  pthread_mutex_t lock; /* of what follows up to the blank line */
  pthread_cond_t changed;
  clockid_t clock;      /* that `changed` waits by */
  gboolean proven;      /* accepted, and not refused since */
  gboolean proving;     /* a request is out that will tell */
  gint64 next_try;      /* monotonic: when the next one goes ahead although nothing was told yet */
  guint round;          /* counts the attempts to prove */
  gint64 refused_until; /* monotonic */
  GError *refusal;
  guint allowed; /* BpHttpAuth: what may still be tried */
  guint chosen;  /* the one that works; 0: not known yet */

  char *name;
  char *secret;
  char *latin_name, *latin_secret; /* as libcurl's own NTLM wants them; NULL: as they are */
  BpTokenSource *tokens;           /* NULL: name and password */
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

static BpCredentials *
credentials_new (void)
{
  BpCredentials *self = g_new0 (BpCredentials, 1);
  pthread_condattr_t attributes;
  g_atomic_ref_count_init (&self->references);
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  self->clock = pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC) == 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  pthread_cond_init (&self->changed, &attributes);
  pthread_condattr_destroy (&attributes);
  return self;
}

/* The digest of NTLM is made over the name in capitals, and libcurl knows those of ASCII only. Names have no case. */
static char *
dup_upper_latin (const char *name)
{
  g_autoptr (GString) upper = g_string_new (NULL);
  for (const char *c = name; *c; c = g_utf8_next_char (c))
    g_string_append_unichar (upper, g_unichar_toupper (g_utf8_get_char (c)));
  return g_convert (upper->str, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
}

/* libcurl's own NTLM widens bytes to UTF-16 instead of reading UTF-8. So umlauts must reach it as ISO 8859-1, and other
 * characters cannot. */
static void
prepare_ntlm (BpCredentials *self)
{
  if (!bp_http_auth_needs_ticket () || (g_str_is_ascii (self->name) && g_str_is_ascii (self->secret)))
    return;
  self->latin_name = dup_upper_latin (self->name);
  self->latin_secret = g_convert (self->secret, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
  if (self->latin_name && self->latin_secret)
    return;
  bp_secret_free (g_steal_pointer (&self->latin_secret));
  self->allowed &= ~(guint) BP_HTTP_AUTH_NTLM;
}

BpCredentials *
bp_credentials_new_password (const char *tenant, const char *name, const char *secret)
{
  BpCredentials *self = credentials_new ();
  self->allowed = bp_http_auth_available ();
  self->name = complete_name (tenant, name);
  self->secret = g_strdup (secret ? secret : "");
  prepare_ntlm (self);
  return self;
}

BpCredentials *
bp_credentials_new_application (const BpTokenConfig *config)
{
  BpCredentials *self = credentials_new ();
  self->chosen = BP_HTTP_AUTH_BEARER;
  self->name = g_strdup (config->client_id ? config->client_id : "");
  self->tokens = bp_token_source_new (config);
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
  bp_secret_free (self->latin_secret);
  g_free (self->latin_name);
  bp_token_source_free (self->tokens);
  g_free (self->name);
  g_free (self);
}

const char *
bp_credentials_get_scheme_label (BpCredentials *self)
{
  static const struct {
    guint scheme;
    const char *label;
  } labels[] = { { BP_HTTP_AUTH_BEARER, "OAuth 2.0" },
                 { BP_HTTP_AUTH_NEGOTIATE, "Negotiate" },
                 { BP_HTTP_AUTH_NTLM, "NTLM" },
                 { BP_HTTP_AUTH_BASIC, "Basic" } };
  const char *label = "Basic";
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (labels[i].scheme == self->chosen)
      label = labels[i].label;
  pthread_mutex_unlock (&self->lock);
  return label;
}

char *
bp_credentials_dup_thumbprint (const BpCredentials *self)
{
  return self->tokens ? bp_token_source_dup_thumbprint (self->tokens) : NULL;
}

gboolean
bp_credentials_is_application (const BpCredentials *self)
{
  return self->tokens != NULL;
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

/* At most so long, or until something changed. */
static void
wait_for (BpCredentials *self, gint64 duration_us)
{
  struct timespec end;
  clock_gettime (self->clock, &end);
  end.tv_sec += duration_us / G_USEC_PER_SEC;
  end.tv_nsec += (duration_us % G_USEC_PER_SEC) * 1000;
  if (end.tv_nsec >= 1000000000) {
    end.tv_sec++;
    end.tv_nsec -= 1000000000;
  }
  pthread_cond_timedwait (&self->changed, &self->lock, &end);
}

static void
start_proving (BpCredentials *self)
{
  self->proving = TRUE;
  self->next_try = g_get_monotonic_time () + PATIENCE_US;
}

/* Waits for whoever is trying; if that told nothing, the others go ahead without waiting for each other, and if it is not
 * heard of, one more at a time does. With the lock held. */
static void
wait_for_proof (BpCredentials *self, GCancellable *cancellable)
{
  guint round = self->round;
  gint64 now;
  while (self->proving && self->round == round && !g_cancellable_is_cancelled (cancellable)
         && (now = g_get_monotonic_time ()) < self->next_try)
    wait_for (self, self->next_try - now);
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
  else if (!self->proven && !g_cancellable_is_cancelled (cancellable)
           && (!self->proving || g_get_monotonic_time () >= self->next_try))
    start_proving (self);
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
bp_credentials_apply (BpCredentials *self, BpHttpRequest *request, char **ret_token, GCancellable *cancellable,
                      GError **error)
{
  gboolean as_latin;
  *ret_token = NULL;
  if (!*self->name) {
    bp_set_error (error, BP_ERROR_LOCAL, BP_NOT_SENT, N_ ("No administrative account has been entered."));
    return FALSE;
  }
  pthread_mutex_lock (&self->lock);
  /* Which form of the password is needed depends on the scheme: ask for that first. */
  request->auth = self->chosen ? self->chosen : self->latin_secret ? BP_HTTP_AUTH_NONE : self->allowed;
  pthread_mutex_unlock (&self->lock);
  as_latin = request->auth == BP_HTTP_AUTH_NTLM && self->latin_secret;
  request->user = as_latin ? self->latin_name : self->name;
  request->password = as_latin ? self->latin_secret : self->secret;
  if (!self->tokens)
    return TRUE;
  *ret_token = bp_token_source_get (self->tokens, cancellable, error);
  request->password = *ret_token;
  return *ret_token != NULL;
}

/* The strongest. */
static guint
choose (guint schemes)
{
  static const guint order[] = { BP_HTTP_AUTH_NEGOTIATE, BP_HTTP_AUTH_NTLM, BP_HTTP_AUTH_BASIC };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (schemes & order[i])
      return order[i];
  return 0;
}

/* Negotiate without a ticket is refused although the password is good: then the next scheme has its turn. */
static gboolean
learn_scheme (BpCredentials *self, guint offered, guint tried, gboolean refused)
{
  guint used = choose (self->allowed & offered);
  if (tried == BP_HTTP_AUTH_NONE) {
    guint without_ticket = bp_http_auth_needs_ticket () ? ~(guint) BP_HTTP_AUTH_NEGOTIATE : ~0u;
    self->chosen = choose (self->allowed & offered & without_ticket);
    return refused && self->chosen;
  }
  if (!refused) {
    self->chosen = used ? used : self->chosen;
    return FALSE;
  }
  self->chosen = 0;
  if (used != BP_HTTP_AUTH_NEGOTIATE || !bp_http_auth_needs_ticket ())
    return FALSE;
  self->allowed &= ~(guint) BP_HTTP_AUTH_NEGOTIATE;
  return (self->allowed & offered) != 0;
}

gboolean
bp_credentials_learn (BpCredentials *self, const BpHttpResponse *response, guint tried, const char *token)
{
  gboolean refused = bp_http_response_get_status (response) == 401, again;
  if (self->tokens) {
    if (refused)
      bp_token_source_reject (self->tokens, token);
    return refused;
  }
  pthread_mutex_lock (&self->lock);
  again = learn_scheme (self, bp_http_response_get_auth_offered (response), tried, refused);
  pthread_mutex_unlock (&self->lock);
  return again;
}
