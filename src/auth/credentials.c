/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include <string.h>

#include "auth/secret.h"
#include "base/error.h"
#include "base/i18n.h"

struct _BpCredentials {
  gatomicrefcount references;
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
bp_credentials_get_name (const BpCredentials *self)
{
  return self->name;
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
