/* SPDX-License-Identifier: MIT */
#include "base/i18n.h"
#include "base/platform.h"
#include "cli/cli.h"

int
main (int argc, char **argv)
{
  bp_platform_disable_core_dumps ();
  bp_i18n_init ();
  return bp_cli_run (argv);
}
