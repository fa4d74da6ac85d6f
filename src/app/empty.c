typedef int bp_app_not_empty;
