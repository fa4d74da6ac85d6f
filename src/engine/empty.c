typedef int bp_engine_not_empty;
