/* SPDX-License-Identifier: MIT */
#pragma once

/* The MAPI properties beneath those of EWS: clients that name them as extended properties read and write the same values. */

#include "view.h"

/* The value of a canonical path (extended.h), several separated by LIST_SEPARATOR; NULL if it is not one of these or not set. Caller frees. */
char *mapi_get (const View *view, const char *path);
/* TRUE if the path is one of these and may be set; *ret_code then is a response code, or NULL, and the bag holds the value. */
gboolean mapi_set (Bag **bag, ItemKind kind, const char *path, const char *value, const char **ret_code);
/* Takes away the value beneath the path, if there is one that may go. */
void mapi_unset (Bag **bag, ItemKind kind, const char *path);
/* An extended property of the item: one that was stored, an exception's before its series', else one of these. Caller frees. */
char *mapi_find (const View *view, const char *path);
