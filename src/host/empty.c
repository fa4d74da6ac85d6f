typedef int bp_host_not_empty;
