/* SPDX-License-Identifier: MIT */
#pragma once

/* OAuth 2.0 client credentials: one access token for all lanes, renewed early and by one of them only. Any thread.
 * Errors: BP_ERROR_AUTH with Microsoft Entra's own code ("AADSTS7000222") and in plain words; TEMPORARY and BUSY_UNTIL
 * where trying again helps. Neither secret nor token is ever part of a message. */

#include <gio/gio.h>

typedef struct {
  const char *url; /* of the token endpoint */
  const char *client_id;
  const char *secret;      /* NULL with a certificate */
  const char *certificate; /* path of a key file (auth/certificate.h), read anew for each token; NULL: the secret */
  const char *scope;
  const char *ca_file;        /* or NULL */
  const char *proxy;          /* as in net/http.h */
  gint64 (*monotonic) (void); /* NULL: bp_clock_monotonic (); of a test, which cannot wait for an hour */
} BpTokenConfig;

typedef struct _BpTokenSource BpTokenSource;
/* Copies. */
BpTokenSource *bp_token_source_new (const BpTokenConfig *config);
void bp_token_source_free (BpTokenSource *self);

/* A token that is good for a while; asks for one if need be. bp_secret_free (). */
char *bp_token_source_get (BpTokenSource *self, GCancellable *cancellable, GError **error);
/* After how long a token that is good for `lifetime_us` is renewed: always before it ends. */
gint64 bp_token_renew_after (gint64 lifetime_us);
/* The thumbprint of the certificate it signs in with, NULL if it does so with a secret, or the file cannot be read. Caller
 * frees. */
char *bp_token_source_dup_thumbprint (const BpTokenSource *self);
/* A server did not take this token: the next get asks for another, unless somebody has done so already. */
void bp_token_source_reject (BpTokenSource *self, const char *token);
