/* SPDX-License-Identifier: MIT */
#pragma once

/* The commands, each in the file of its subject. */

#include "cli/cli.h"

int bp_cmd_init (BpCli *cli);
int bp_cmd_settings (BpCli *cli);
int bp_cmd_company (BpCli *cli);
int bp_cmd_user (BpCli *cli);
int bp_cmd_check (BpCli *cli);
int bp_cmd_setup_help (BpCli *cli);
int bp_cmd_discover (BpCli *cli);
int bp_cmd_run (BpCli *cli);
int bp_cmd_status (BpCli *cli);
int bp_cmd_log (BpCli *cli);
int bp_cmd_restart (BpCli *cli);
int bp_cmd_stop (BpCli *cli);
int bp_cmd_sync_now (BpCli *cli);
int bp_cmd_records (BpCli *cli);
int bp_cmd_conflicts (BpCli *cli);
int bp_cmd_retry (BpCli *cli);
int bp_cmd_restore (BpCli *cli);
int bp_cmd_release (BpCli *cli);
int bp_cmd_backup (BpCli *cli);
int bp_cmd_import (BpCli *cli);
int bp_cmd_export (BpCli *cli);
