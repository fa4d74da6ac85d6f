/* SPDX-License-Identifier: MIT */
#include "core/attendees.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

void
bp_attendee_free (BpAttendee *self)
{
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

/* Required before optional before resources, then by address and name. */
static char *
sort_key (const BpAttendee *self)
{
  g_autofree char *who =
    g_strconcat (self->email ? self->email : "", "\n", self->name ? self->name : "", "\n", self->response, NULL);
  g_autofree char *folded = g_utf8_casefold (who, -1);
  int rank = g_str_equal (self->role, "required") ? 0 : g_str_equal (self->role, "optional") ? 1 : 2;
  return g_strdup_printf ("%d%s", rank, folded);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = sort_key (*(BpAttendee *const *) a), *other = sort_key (*(BpAttendee *const *) b);
  return strcmp (one, other);
}

static void
set_text (json_t *object, const char *key, const char *text)
{
  if (text && *text)
    json_object_set_new (object, key, json_string (text));
}

char *
bp_attendees_to_json (const GPtrArray *attendees)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  json_t *list;
  char *text, *copy;
  if (attendees->len == 0)
    return NULL;
  for (guint i = 0; i < attendees->len; i++)
    g_ptr_array_add (sorted, attendees->pdata[i]);
  g_ptr_array_sort (sorted, compare);
  list = json_array ();
  for (guint i = 0; i < sorted->len; i++) {
    const BpAttendee *one = sorted->pdata[i];
    json_t *object = json_object ();
    set_text (object, "name", one->name);
    set_text (object, "email", one->email);
    set_text (object, "role", one->role);
    set_text (object, "response", one->response);
    json_array_append_new (list, object);
  }
  text = json_dumps (list, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref (list);
  copy = g_strdup (text);
  free (text);
  return copy;
}
