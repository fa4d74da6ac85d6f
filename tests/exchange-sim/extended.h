/* SPDX-License-Identifier: MIT */
#pragma once

/* Extended (MAPI) properties. A path is kept as text, "T=String;S=<guid>;N=name", equal for equal paths; a stored
 * property is the path, 0x1e and the values, separated by 0x1f. */

#include "bag.h"
#include "property.h"
#include "xmlin.h"

#define EXTENDED_SEPARATOR "\x1e"

/* The path of a t:ExtendedFieldURI; NULL if its attributes do not make one. Caller frees. */
char *extended_path (const xmlNode *uri);
/* The path by which the property is stored: a set by its GUID, under whatever name a client knows it. Caller frees. */
char *extended_canonical (const char *path);
/* Stores what a t:ExtendedProperty holds; a response code or NULL. */
const char *extended_set (Bag **bag, ItemKind kind, const xmlNode *property);
void extended_remove (Bag **bag, const char *path);
/* The value that was stored, several separated by LIST_SEPARATOR; NULL if there is none. Caller frees. */
char *extended_value (const Bag *bag, const char *path);
/* <t:ExtendedProperty> with that value; nothing for NULL. */
void extended_write (GString *out, const char *path, const char *value);
