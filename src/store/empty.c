typedef int bp_store_not_empty;
