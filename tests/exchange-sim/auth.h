/* SPDX-License-Identifier: MIT */
#pragma once

/* Who asks, and for whom. */

#include "ntlm.h"
#include "sim.h"
#include "xmlin.h"

typedef struct {
  gboolean admin;
  Mailbox *mailbox; /* the account's own; NULL for an admin without one */
} Principal;

/* What NTLM keeps of a connection; all zero in the beginning. */
typedef struct {
  gboolean challenged;
  guint8 challenge[NTLM_CHALLENGE_SIZE];
  gboolean signed_in; /* further requests need no credentials */
  Principal principal;
} AuthConnection;

/* Whether the scheme ("basic", "ntlm", "bearer") is offered: --auth names them, basic alone by default. */
gboolean auth_offers (Sim *sim, const char *scheme);
/* From the Authorization header (may be NULL); FALSE: 401, and *ret_challenge (may be NULL) belongs behind "WWW-Authenticate: NTLM ". */
gboolean auth_check (Sim *sim, AuthConnection *connection, const char *authorization, Principal *ret_principal,
                     char **ret_challenge);
/* The mailbox the request is for: an impersonated one (t:ExchangeImpersonation in the SOAP header) or the account's own. A fault's
 * code, or NULL and the mailbox (NULL for an admin without one). */
const char *auth_impersonate (Sim *sim, const Principal *principal, const xmlNode *header, Mailbox **ret_mailbox);
