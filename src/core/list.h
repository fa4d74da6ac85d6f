/* SPDX-License-Identifier: MIT */
#pragma once

/* The JSON arrays of strings that fields of type LIST hold, taken apart and put together. Pure; any thread. */

#include <glib.h>

/* The strings; empty for NULL and for what is no array of strings. Caller frees with g_strfreev (). */
char **bp_list_to_strv (const char *json);
/* The array as JSON text in normal form: stripped, in order, none empty or twice; NULL for none. Caller frees. */
char *bp_list_from_strv (const char *const *strings);
