/* SPDX-License-Identifier: MIT */
#pragma once

/* With what an account signs in. Immutable and counted, so that all lanes share one; the secret is wiped with the last
 * reference. Any thread. */

#include "net/http.h"

typedef enum {
  BP_AUTH_BASIC,
} BpAuthScheme;

typedef struct _BpCredentials BpCredentials;

/* tenant: on premises the domain, completing a name without one to DOMAIN\name; NULL or "": none. */
BpCredentials *bp_credentials_new_basic (const char *tenant, const char *name, const char *secret);
BpCredentials *bp_credentials_ref (BpCredentials *self);
void bp_credentials_unref (BpCredentials *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCredentials, bp_credentials_unref)

BpAuthScheme bp_credentials_get_scheme (const BpCredentials *self);
/* The complete name as it signs in. Borrowed. */
const char *bp_credentials_get_name (const BpCredentials *self);

/* Makes the request sign in. The request borrows from the credentials until it has been performed. A scheme that must
 * first ask for a token does so here, hence the cancellable and the errors (BP_ERROR_LOCAL: nothing entered yet). */
gboolean bp_credentials_apply (BpCredentials *self, BpHttpRequest *request, GCancellable *cancellable, GError **error);
