/* SPDX-License-Identifier: MIT */
#pragma once

/* With what an account signs in. Counted, so that all lanes share one; the secret is wiped with the last
 * reference. Any thread. */

#include "auth/token.h"
#include "net/http.h"

typedef struct _BpCredentials BpCredentials;

/* Name and password: signs in by the strongest scheme that the server offers and libcurl has (Negotiate, NTLM, Basic).
 * tenant: on premises the domain, completing a name without one to DOMAIN\name; NULL or "": none. */
BpCredentials *bp_credentials_new_password (const char *tenant, const char *name, const char *secret);
/* An application of Microsoft Entra: OAuth 2.0 client credentials. */
BpCredentials *bp_credentials_new_application (const BpTokenConfig *config);
BpCredentials *bp_credentials_ref (BpCredentials *self);
void bp_credentials_unref (BpCredentials *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCredentials, bp_credentials_unref)

/* "NTLM", "OAuth 2.0": the scheme by which it signs in, as far as it is known by now. */
const char *bp_credentials_get_scheme_label (BpCredentials *self);
/* The thumbprint of the certificate by which it signs in, else NULL. Reads the key file. Caller frees. */
char *bp_credentials_dup_thumbprint (const BpCredentials *self);
/* Whether it is an application, which has no mailbox of its own. */
gboolean bp_credentials_is_application (const BpCredentials *self);
/* The complete name as it signs in. Borrowed. */
const char *bp_credentials_get_name (const BpCredentials *self);

/* How a sign-in ended, as far as the answer tells. */
typedef enum {
  BP_SIGN_IN_UNKNOWN,
  BP_SIGN_IN_ACCEPTED,
  BP_SIGN_IN_REFUSED,
} BpSignIn;

/* A wrong password, tried by every lane for every mailbox, locks the account. So the first request of all tries the
 * credentials alone while the others wait here (for two seconds: a mailbox that does not answer holds up nobody else, one
 * more at a time goes ahead); and after a refusal nobody asks the server for a while. FALSE with that
 * refusal (BP_ERROR_AUTH); after TRUE bp_credentials_end () must follow. A cancellation ends the waiting, no more. */
gboolean bp_credentials_begin (BpCredentials *self, GCancellable *cancellable, GError **error);
/* refusal: what the server said, for BP_SIGN_IN_REFUSED. Borrowed. */
void bp_credentials_end (BpCredentials *self, BpSignIn outcome, const GError *refusal);

/* Makes the request sign in. The request borrows from the credentials, and from *ret_token, until it has been performed;
 * *ret_token (new; bp_secret_free (); may be NULL) is the token that is used. Where one must be asked for first, that is
 * done here, hence the cancellable and the errors (BP_ERROR_LOCAL: nothing entered yet). */
gboolean bp_credentials_apply (BpCredentials *self, BpHttpRequest *request, char **ret_token, GCancellable *cancellable,
                               GError **error);
/* tried: the request's auth, as bp_credentials_apply () set it. Learns from the answer which scheme to use. TRUE if it was a refusal that another attempt may end: with a new token, or
 * by another scheme. One attempt more, that is; the server has done nothing yet. */
gboolean bp_credentials_learn (BpCredentials *self, const BpHttpResponse *response, guint tried, const char *token);
