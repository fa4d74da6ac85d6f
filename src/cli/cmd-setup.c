/* SPDX-License-Identifier: MIT */
/* setup-help */
#include <stdio.h>

#include "cli/commands.h"
#include "host/setup-help.h"

int
bp_cmd_setup_help (BpCli *cli)
{
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  g_autofree char *script = NULL;
  if (!bp_cli_parse (cli, NULL, 0, 0))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  script = bp_data_setup_help (data, NULL, &error);
  if (!script)
    return bp_cli_fail (error);
  fputs (script, stdout);
  return BP_CLI_DONE;
}
