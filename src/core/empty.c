typedef int bp_core_not_empty;
