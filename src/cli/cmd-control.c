/* SPDX-License-Identifier: MIT */
/* restart, stop, sync-now: to the running engine, whichever process has it; backup */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/commands.h"

#define TIMEOUT_MS 15000

static int
send_command (BpCli *cli, BpData *data, const char *argument)
{
  GError *error = NULL;
  return bp_data_command (data, cli->command->name, argument, TIMEOUT_MS, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

int
bp_cmd_restart (BpCli *cli)
{
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, NULL, 0, 0))
    return cli->exit_code;
  data = bp_cli_open (cli);
  return data ? send_command (cli, data, NULL) : BP_CLI_FAILED;
}

int
bp_cmd_stop (BpCli *cli)
{
  return bp_cmd_restart (cli);
}

int
bp_cmd_sync_now (BpCli *cli)
{
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  g_autoptr (BpUserView) view = NULL;
  if (!bp_cli_parse (cli, NULL, 0, 1))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (cli->n_args == 0)
    return send_command (cli, data, NULL);
  view = bp_data_user (data, cli->args[0], &error);
  return view ? send_command (cli, data, view->user->login) : bp_cli_fail (error);
}

int
bp_cmd_backup (BpCli *cli)
{
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, NULL, 1, 1))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  return bp_data_backup (data, cli->args[0], &error) ? BP_CLI_DONE : bp_cli_fail (error);
}
