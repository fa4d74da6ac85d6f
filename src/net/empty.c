typedef int bp_net_not_empty;
