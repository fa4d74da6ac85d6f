/* SPDX-License-Identifier: MIT */
#pragma once

/* Conditions and sort orders of FindItem and FindFolder. */

#include "view.h"
#include "xmlin.h"

/* What is searched, and how the value of a t:FieldURI or t:ExtendedFieldURI of it is found: as text, several values separated by
 * LIST_SEPARATOR; NULL if it is not set. */
typedef struct {
  char *(*value) (const xmlNode *path, gconstpointer subject);
  gconstpointer subject;
} Searched;

/* An item. */
Searched restriction_item (const View *view);
/* A response code if the expression names what cannot be searched, NULL if it can be evaluated. */
const char *restriction_check (const xmlNode *expression);
/* Whether a t:SearchExpression (m:Restriction's child) is fulfilled. */
gboolean restriction_matches (const xmlNode *expression, const Searched *searched, const char *zone);
/* Less, equal or greater than 0; by number where the path's type is one. NULL is less than everything. */
int restriction_compare (const xmlNode *path, const char *left, const char *right);
