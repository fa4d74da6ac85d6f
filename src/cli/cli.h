/* SPDX-License-Identifier: MIT */
#pragma once

/* The frame of bpexchange-cli (DESIGN 5): finds the command, parses its options, prints help and failures. Main thread. */

#include <glib.h>

#include "host/data.h"

enum { BP_CLI_DONE = 0, BP_CLI_FAILED = 1, BP_CLI_USAGE = 2 };

typedef struct _BpCli BpCli;

typedef struct {
  const char *name;
  const char *synopsis;    /* arguments, for the help; "" */
  const char *summary;     /* N_() one line */
  const char *help;        /* N_() more about it, or NULL */
  int (*run) (BpCli *cli); /* exit code; calls bp_cli_parse () first */
} BpCliCommand;

struct _BpCli {
  char *dir; /* --data; NULL: the default folder */
  const BpCliCommand *command;
  char **args; /* after bp_cli_parse (): what is not an option */
  guint n_args;
  int exit_code;
};

/* The whole program. argv is the command line as UTF-8, with the program's name. */
int bp_cli_run (char **argv);

/* Parses the options of the command (entries may be NULL) and checks the number of arguments left. FALSE: it was
 * --help or wrong; the command returns cli->exit_code. */
gboolean bp_cli_parse (BpCli *cli, const GOptionEntry *entries, guint min_args, guint max_args);

/* One line on stderr. Return the exit code. bp_cli_fail frees the error. */
int bp_cli_fail (GError *error);
int bp_cli_usage (BpCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The data of the folder, or NULL after bp_cli_fail (): return BP_CLI_FAILED. */
BpData *bp_cli_open (BpCli *cli);
/* "key=value" in two, in place. FALSE if there is no "=" or no key. */
gboolean bp_cli_split (char *assignment, const char **ret_key, const char **ret_value);
