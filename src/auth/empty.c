typedef int bp_auth_not_empty;
