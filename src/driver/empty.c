typedef int bp_driver_not_empty;
