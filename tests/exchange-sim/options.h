/* SPDX-License-Identifier: MIT */
#pragma once

/* The command line. */

#include <glib.h>

typedef struct {
  char *smtp;
  char *password; /* NULL: only the admin opens it */
} MailboxOption;

typedef struct {
  char *listen;
  char *port_file;
  char *certificate, *key;
  char *state;
  GPtrArray *mailboxes; /* of MailboxOption */
  char *admin_name, *admin_password;
  char **no_impersonation;
  char *schema;
  char *auth;
  char *oauth, *oauth_certificate;
  int latency;
  int max_subscriptions, max_streams; /* for each mailbox */
  char *log;
  char **faults;
} Options;

/* NULL and *error on wrong usage; --help ends the program. */
Options *options_parse (int *argc, char ***argv, GError **error);
void options_free (Options *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Options, options_free)
