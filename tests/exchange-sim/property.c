/* SPDX-License-Identifier: MIT */
#include "property.h"

#include <string.h>

/* The short words of property-list.inc: kinds and types get their prefix below, the flags are spelled here. */
enum {
  SET = PROPERTY_SET,
  DEF = PROPERTY_DEFAULT,
  ALL = PROPERTY_ALL,
  GET = PROPERTY_GET_ONLY,
  COMP = PROPERTY_COMPUTED,
  NOQ = PROPERTY_NO_QUERY,
};

static Property table[] = {
#define P(number, name, uri, kinds, type, flags) { number, uri, NULL, NULL, KIND_##kinds, TYPE_##type, flags },
#include "property-list.inc"
#undef P
};

static const Property *by_id[PROPERTY_LIMIT];
static GHashTable *by_uri;

static void
load (void)
{
  if (by_uri)
    return;
  by_uri = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *tag = NULL;

    table[i].element = strchr (table[i].uri, ':') + 1;
    tag = g_strconcat ("t:", table[i].element, NULL);
    table[i].tag = g_intern_string (tag);
    by_id[table[i].id] = &table[i];
    g_hash_table_insert (by_uri, (char *) table[i].uri, &table[i]);
  }
}

const Property *
property_at (guint index)
{
  load ();
  return index < G_N_ELEMENTS (table) ? &table[index] : NULL;
}

const Property *
property_by_uri (const char *uri)
{
  load ();
  return g_hash_table_lookup (by_uri, uri);
}

const Property *
property_by_element (ItemKind kind, const char *element)
{
  load ();
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((table[i].kinds & kind) && strcmp (table[i].element, element) == 0)
      return &table[i];
  return NULL;
}

const Property *
property_by_id (PropertyId id)
{
  load ();
  return by_id[id];
}

gboolean
property_is_day (const Property *property)
{
  return property->id == PROPERTY_StartDate || property->id == PROPERTY_DueDate
         || property->id == PROPERTY_CompleteDate;
}

const char *
item_kind_element (ItemKind kind)
{
  return kind == KIND_CALENDAR ? "CalendarItem" : kind == KIND_TASK ? "Task" : "Message";
}

ItemKind
item_kind_from_element (const char *element)
{
  if (strcmp (element, "CalendarItem") == 0)
    return KIND_CALENDAR;
  if (strcmp (element, "Task") == 0)
    return KIND_TASK;
  if (strcmp (element, "Message") == 0 || strcmp (element, "Item") == 0)
    return KIND_MESSAGE;
  return 0;
}
