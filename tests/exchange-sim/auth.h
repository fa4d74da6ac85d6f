/* SPDX-License-Identifier: MIT */
#pragma once

/* Who asks, and for whom. */

#include "sim.h"
#include "xmlin.h"

typedef struct {
  gboolean admin;
  Mailbox *mailbox; /* the account's own; NULL for an admin without one */
} Principal;

/* Whether the scheme ("basic", "bearer") is offered: --auth names them, basic alone by default. */
gboolean auth_offers (Sim *sim, const char *scheme);
/* From the Authorization header (may be NULL); FALSE: 401. */
gboolean auth_check (Sim *sim, const char *authorization, Principal *ret_principal);
/* The mailbox the request is for: an impersonated one (t:ExchangeImpersonation in the SOAP header) or the account's own. A fault's
 * code, or NULL and the mailbox (NULL for an admin without one). */
const char *auth_impersonate (Sim *sim, const Principal *principal, const xmlNode *header, Mailbox **ret_mailbox);
