/* SPDX-License-Identifier: MIT */
#pragma once

/* FindItem's conditions and sort orders. */

#include "view.h"
#include "xmlin.h"

/* A response code if the expression names what cannot be searched, NULL if it can be evaluated. */
const char *restriction_check (const xmlNode *expression);
/* Whether the item fulfils a t:SearchExpression (m:Restriction's child). */
gboolean restriction_matches (const xmlNode *expression, const View *view, const char *zone);
/* The value of a t:FieldURI or t:ExtendedFieldURI as the sort order needs it; NULL if it is not set. Caller frees. */
char *restriction_value (const xmlNode *path, const View *view);
/* Less, equal or greater than 0; by number where the path's type is one. NULL is less than everything. */
int restriction_compare (const xmlNode *path, const char *left, const char *right);
