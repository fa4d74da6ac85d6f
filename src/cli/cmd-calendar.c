/* SPDX-License-Identifier: MIT */
/* import, export: files of iCalendar */
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "host/calendar.h"

/* NULL: it was --help, or --user is missing. */
static BpData *
open_for_user (BpCli *cli, char **ret_login, guint n_args, int *ret_code)
{
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_FILENAME, ret_login, N_ ("whose records they are"), "LOGIN" },
    { NULL },
  };
  BpData *data;
  if (!bp_cli_parse (cli, entries, n_args, n_args)) {
    *ret_code = cli->exit_code;
    return NULL;
  }
  if (!*ret_login) {
    *ret_code = bp_cli_usage (cli, _ ("%s: --user LOGIN is missing."), cli->command->name);
    return NULL;
  }
  data = bp_cli_open (cli);
  *ret_code = BP_CLI_FAILED;
  return data;
}

int
bp_cmd_import (BpCli *cli)
{
  g_autofree char *login = NULL;
  GError *error = NULL;
  BpImportCounts counts;
  int code;
  g_autoptr (BpData) data = open_for_user (cli, &login, 1, &code);
  if (!data)
    return code;
  if (!bp_data_import (data, cli->args[0], login, &counts, &error))
    return bp_cli_fail (error);
  printf (_ ("%u new, %u changed, %u as before."), counts.added, counts.changed, counts.unchanged);
  putchar ('\n');
  return BP_CLI_DONE;
}

int
bp_cmd_export (BpCli *cli)
{
  g_autofree char *login = NULL, *text = NULL;
  GError *error = NULL;
  g_autoptr (GPtrArray) left_out = NULL;
  int code;
  g_autoptr (BpData) data = open_for_user (cli, &login, 0, &code);
  if (!data)
    return code;
  text = bp_data_export (data, login, &left_out, &error);
  if (!text)
    return bp_cli_fail (error);
  code = BP_CLI_DONE;
  if (fputs (text, stdout) < 0 || fflush (stdout) != 0) {
    bp_set_error (&error, BP_ERROR_LOCAL, NULL, N_ ("The output cannot be written."));
    return bp_cli_fail (error);
  }
  for (guint i = 0; i < left_out->len; i++) {
    g_autoptr (GError) why = NULL;
    bp_set_error (&why, BP_ERROR_INVALID, NULL, N_ ("Left out: %s"), (const char *) left_out->pdata[i]);
    code = bp_cli_fail (g_steal_pointer (&why));
  }
  return code;
}
