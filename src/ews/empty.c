typedef int bp_ews_not_empty;
