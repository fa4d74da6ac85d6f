/* SPDX-License-Identifier: MIT */
#pragma once

/* A bag of properties: key and text, packed into one allocation so that a million items fit into memory. A key may occur
 * several times (extended properties do). Functions that change a bag take its address, because it may move; NULL is
 * the empty bag. The packed bytes are also what the state file stores, so keys never change their meaning. */

#include <glib.h>

typedef struct Bag Bag;

void bag_free (Bag *bag);
Bag *bag_copy (const Bag *bag);
/* The first value of the key, borrowed until the bag is changed; NULL if there is none. */
const char *bag_get (const Bag *bag, guint16 key);
/* Replaces all values of the key; NULL removes them. */
void bag_set (Bag **bag, guint16 key, const char *value);
void bag_add (Bag **bag, guint16 key, const char *value);
/* Removes the values of the key that begin with the prefix. */
void bag_remove_prefixed (Bag **bag, guint16 key, const char *prefix);
/* Walks through the bag: *position begins with 0; FALSE at the end. */
gboolean bag_next (const Bag *bag, gsize *position, guint16 *ret_key, const char **ret_value);
gsize bag_size (const Bag *bag);
const void *bag_bytes (const Bag *bag);
/* NULL also if the bytes are damaged. */
Bag *bag_from_bytes (const void *bytes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bag, bag_free)
