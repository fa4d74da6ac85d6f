/* SPDX-License-Identifier: MIT */
#pragma once

/* The simulated organisation: its mailboxes, clock, faults and records. One thread, one instance. */

#include "faults.h"
#include "mailbox.h"
#include "oauth.h"
#include "options.h"
#include "records.h"
#include "schema.h"
#include "state.h"

typedef struct Subscriptions Subscriptions;
typedef struct Streams Streams;

typedef struct {
  const Options *options;
  State *state;         /* NULL without --state */
  Oauth *oauth;         /* NULL without --oauth */
  Schema *schema;       /* NULL without --schema */
  GPtrArray *mailboxes; /* of Mailbox */
  Faults *faults;
  Records *records;
  Subscriptions *subscriptions;
  Streams *streams;
  gint64 clock_offset; /* seconds */
} Sim;

/* NULL and *error if the state, the schema or a fault cannot be read. */
Sim *sim_new (const Options *options, GError **error);
void sim_free (Sim *sim);
/* By SMTP address, without case; NULL if there is none. */
Mailbox *sim_get_mailbox (Sim *sim, const char *smtp);
Mailbox *sim_get_mailbox_by_guid (Sim *sim, const char *guid);
Mailbox *sim_add_mailbox (Sim *sim, const char *smtp);
gboolean sim_may_impersonate (Sim *sim, Mailbox *mailbox);
/* The server's clock in seconds since 1970: real time, moved by /sim/clock and the fault clock-skew. */
gint64 sim_now (Sim *sim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sim, sim_free)
