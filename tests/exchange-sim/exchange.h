/* SPDX-License-Identifier: MIT */
#pragma once

/* One HTTP exchange with the EWS address, from the bytes of the request to those of the answer. It knows nothing of libsoup: server.c
 * moves the bytes and does the waiting. */

#include "auth.h"
#include "sim.h"
#include "soap.h"

typedef struct {
  Sim *sim;
  Principal principal;
  Envelope envelope;
  Mailbox *mailbox;
  char *name;   /* of the operation; NULL if the request could not be read */
  guint status; /* of the answer */
  GString *answer;
  GString *codes;
  gpointer stream; /* a StreamPlan (stream.h) if the answer is the first envelope of a stream */
} Exchange;

Exchange *exchange_new (Sim *sim, const Principal *principal);
void exchange_free (Exchange *exchange);
/* Reads the envelope and finds the mailbox. FALSE: the answer is a fault already. */
gboolean exchange_read (Exchange *exchange, const char *bytes, gsize size);
/* Validates and runs the operation, commits, and writes the answer. */
void exchange_run (Exchange *exchange, const char *bytes, gsize size);
/* Instead of exchange_run(): throttled as FAULT_BUSY, FAULT_BUSY_WRAPPED or FAULT_BUSY_MESSAGES says. `back_off` in milliseconds. */
void exchange_answer_busy (Exchange *exchange, FaultKind form, gint64 back_off);
const char *exchange_smtp (const Exchange *exchange);
/* What the request wants to read of items, blanks between: the base shape and the paths added to it; caller frees. */
char *exchange_asked (const Exchange *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)
