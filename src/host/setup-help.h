/* SPDX-License-Identifier: MIT */
#pragma once

/* Help to set up: the exact PowerShell that grants the sync what it needs, and no more: impersonation of the mailboxes of
 * those who take part. May be run again when users have changed. */

#include "host/data.h"

/* Everything is borrowed. */
typedef struct {
  gboolean online;              /* Exchange Online with OAuth2 (R9); else an Exchange Server */
  const char *account;          /* name, or application (client) id; "" becomes a placeholder */
  const char *tenant;           /* domain, or directory; "" */
  const char *online_host;      /* of a national cloud; "" */
  const char *const *mailboxes; /* addresses, NULL-terminated; none becomes a placeholder */
} BpSetupHelp;

/* Pure. Whatever the values hold stays a value for PowerShell. Caller frees. */
char *bp_setup_help (const BpSetupHelp *values);
/* As PowerShell takes it literally: 'O''Neill'. Caller frees. */
char *bp_setup_help_quote (const char *text);

/* With settings as entered (NULL: as stored) and the mailboxes of all who would take part. NULL with an error if the
 * database cannot be read. Caller frees. */
char *bp_data_setup_help (BpData *self, const BpSettings *settings, GError **error);
