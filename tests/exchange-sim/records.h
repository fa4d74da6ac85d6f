/* SPDX-License-Identifier: MIT */
#pragma once

/* What tests ask afterwards: which requests came, and which of them would have sent mail. */

#include <glib.h>
#include <jansson.h>

typedef struct Records Records;

#define RECORDS_KEPT 20000 /* requests; older ones are forgotten */

/* `log` may be NULL: a line per request is appended to that file. */
Records *records_new (const char *log);
void records_free (Records *records);
/* `codes` and `asked` (exchange_asked ()) separated by blanks. */
void records_add_request (Records *records, const char *operation, const char *mailbox, guint status, const char *codes,
                          const char *asked);
void records_add_mail (Records *records, const char *operation, const char *mailbox, const char *subject,
                       const char *how);
/* New references. */
json_t *records_requests (Records *records, guint last);
json_t *records_mail (Records *records);
void records_clear (Records *records);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Records, records_free)
