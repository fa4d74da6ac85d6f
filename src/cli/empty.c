typedef int bp_cli_not_empty;
