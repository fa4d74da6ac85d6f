/* SPDX-License-Identifier: MIT */
#include "bag.h"

#include <string.h>

/* A record is the key, the length of the value without its NUL, the value, a NUL. */
#define HEAD (sizeof (guint16) + sizeof (guint32))

struct Bag {
  guint32 size;
  char data[];
};

void
bag_free (Bag *bag)
{
  g_free (bag);
}

Bag *
bag_copy (const Bag *bag)
{
  return bag ? g_memdup2 (bag, sizeof *bag + bag->size) : NULL;
}

gboolean
bag_next (const Bag *bag, gsize *position, guint16 *ret_key, const char **ret_value)
{
  guint32 length;

  if (!bag || *position >= bag->size)
    return FALSE;
  memcpy (ret_key, bag->data + *position, sizeof *ret_key);
  memcpy (&length, bag->data + *position + sizeof *ret_key, sizeof length);
  *ret_value = bag->data + *position + HEAD;
  *position += HEAD + length + 1;
  return TRUE;
}

const char *
bag_get (const Bag *bag, guint16 key)
{
  gsize position = 0;
  guint16 found;
  const char *value;

  while (bag_next (bag, &position, &found, &value))
    if (found == key)
      return value;
  return NULL;
}

void
bag_remove_prefixed (Bag **bag, guint16 key, const char *prefix)
{
  gsize position = 0, from = 0;
  guint16 found;
  const char *value;

  while (bag_next (*bag, &position, &found, &value)) {
    if (found == key && g_str_has_prefix (value, prefix)) {
      memmove ((*bag)->data + from, (*bag)->data + position, (*bag)->size - position);
      (*bag)->size -= position - from;
      position = from;
    }
    from = position;
  }
}

void
bag_add (Bag **bag, guint16 key, const char *value)
{
  guint32 length = strlen (value);
  guint32 old = *bag ? (*bag)->size : 0;
  char *p;

  *bag = g_realloc (*bag, sizeof **bag + old + HEAD + length + 1);
  p = (*bag)->data + old;
  memcpy (p, &key, sizeof key);
  memcpy (p + sizeof key, &length, sizeof length);
  memcpy (p + HEAD, value, length + 1);
  (*bag)->size = old + HEAD + length + 1;
}

void
bag_set (Bag **bag, guint16 key, const char *value)
{
  /* The new value may be a borrowed one of this bag. */
  g_autofree char *copy = g_strdup (value);

  bag_remove_prefixed (bag, key, "");
  if (copy)
    bag_add (bag, key, copy);
}

gsize
bag_size (const Bag *bag)
{
  return bag ? bag->size : 0;
}

const void *
bag_bytes (const Bag *bag)
{
  return bag ? bag->data : "";
}

Bag *
bag_from_bytes (const void *bytes, gsize size)
{
  g_autoptr (Bag) bag = NULL;
  gsize position = 0;

  if (size == 0)
    return NULL;
  bag = g_malloc (sizeof *bag + size);
  bag->size = size;
  memcpy (bag->data, bytes, size);
  while (position < size) {
    guint32 length;

    if (size - position < HEAD + 1)
      return NULL;
    memcpy (&length, bag->data + position + sizeof (guint16), sizeof length);
    if (length > size - position - HEAD - 1 || bag->data[position + HEAD + length] != '\0')
      return NULL;
    position += HEAD + length + 1;
  }
  return g_steal_pointer (&bag);
}
