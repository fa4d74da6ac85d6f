typedef int bp_base_not_empty;
