/* SPDX-License-Identifier: MIT */
#include "core/icalendar-people.h"

#include <jansson.h>
#include <string.h>

#define MAILTO "mailto:"
#define NO_ADDRESS "invalid:nomail"

typedef struct {
  const char *ours, *theirs;
} Pair;

static const Pair roles[] = { { "required", "REQ-PARTICIPANT" },
                              { "optional", "OPT-PARTICIPANT" },
                              { "resource", "NON-PARTICIPANT" },
                              { "chair", "CHAIR" } };
static const Pair responses[] = {
  { "accepted", "ACCEPTED" }, { "declined", "DECLINED" }, { "tentative", "TENTATIVE" }, { "none", "NEEDS-ACTION" }
};

static const char *
to_theirs (const Pair *pairs, guint n, const char *ours)
{
  for (guint i = 0; ours && i < n; i++)
    if (strcmp (pairs[i].ours, ours) == 0)
      return pairs[i].theirs;
  return NULL;
}

static const char *
to_ours (const Pair *pairs, guint n, const char *theirs)
{
  for (guint i = 0; theirs && i < n; i++)
    if (g_ascii_strcasecmp (pairs[i].theirs, theirs) == 0)
      return pairs[i].ours;
  return NULL;
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

/* The address without "mailto:"; NULL if it is none. */
static const char *
address_of (icalproperty *property)
{
  const char *address = icalproperty_get_value_as_string (property);
  if (!address || g_ascii_strncasecmp (address, MAILTO, strlen (MAILTO)) != 0)
    return NULL;
  return address + strlen (MAILTO);
}

static const char *
name_of (icalproperty *property)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_CN_PARAMETER);
  const char *name = parameter ? icalparameter_get_cn (parameter) : NULL;
  return name && *name ? name : NULL;
}

static void
read_organizer (icalproperty *property, BpItem *item)
{
  const char *address = address_of (property), *name = name_of (property);
  g_autofree char *text = NULL;
  if (address && name && strcmp (address, name) != 0)
    text = g_strdup_printf ("%s <%s>", name, address);
  else
    text = g_strdup (address ? address : name);
  bp_item_set (item, BP_FIELD_ORGANIZER, text);
}

static void
set_text (json_t *person, const char *key, const char *text)
{
  if (text)
    json_object_set_new (person, key, json_string (text));
}

/* An icalparameter's text is borrowed until the next call. */
static const char *
parameter_of (icalproperty *property, const char *name)
{
  return icalproperty_get_parameter_as_string (property, name);
}

static json_t *
read_attendee (icalproperty *property)
{
  json_t *person = json_object ();
  set_text (person, "name", name_of (property));
  set_text (person, "email", address_of (property));
  set_text (person, "role", to_ours (roles, G_N_ELEMENTS (roles), parameter_of (property, "ROLE")));
  set_text (person, "response", to_ours (responses, G_N_ELEMENTS (responses), parameter_of (property, "PARTSTAT")));
  return person;
}

gboolean
bp_calendar_read_people (const BpCalendarNode *node, BpItem *item, GError **error)
{
  json_t *attendees = json_array ();
  g_autofree char *text = NULL, *normal = NULL;
  gboolean read = TRUE;
  for (guint i = 0; read && i < node->lines->len; i++) {
    const BpCalendarLine *line = node->lines->pdata[i];
    gboolean organizer = strcmp (line->name, "ORGANIZER") == 0;
    icalproperty *property;
    if (!organizer && strcmp (line->name, "ATTENDEE") != 0)
      continue;
    property = bp_calendar_line_property (line, error);
    read = property != NULL;
    if (property && organizer)
      read_organizer (property, item);
    else if (property)
      json_array_append_new (attendees, read_attendee (property));
  }
  text = read && json_array_size (attendees) ? json_dumps (attendees, JSON_COMPACT) : NULL;
  json_decref (attendees);
  if (text && bp_field_normalise (BP_FIELD_ATTENDEES, text, &normal, NULL))
    bp_item_set (item, BP_FIELD_ATTENDEES, normal);
  return read;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static void
add_name (icalproperty *property, const char *name)
{
  g_autofree char *plain = name ? g_strdelimit (g_strdup (name), "\"\r\n", '\'') : NULL;
  if (plain && *plain)
    icalproperty_add_parameter (property, icalparameter_new_cn (plain));
}

/* "Name <address>", an address, or whatever it is. */
static void
write_organizer (icalcomponent *component, const char *text)
{
  const char *open = strrchr (text, '<');
  gboolean both = open && open > text && g_str_has_suffix (text, ">") && strchr (open, '@');
  g_autofree char *name = both ? g_strchomp (g_strndup (text, (gsize) (open - text))) : NULL;
  g_autofree char *address = both ? g_strndup (open + 1, strlen (open + 1) - 1) : g_strdup (text);
  gboolean has_address = strchr (address, '@') && !strpbrk (address, " \t\r\n<>");
  g_autofree char *uri = has_address ? g_strconcat (MAILTO, address, NULL) : g_strdup (NO_ADDRESS);
  icalproperty *property = icalproperty_new_organizer (uri);
  add_name (property, has_address ? name : text);
  icalcomponent_add_property (component, property);
}

static void
write_attendee (icalcomponent *component, json_t *person)
{
  const char *address = json_string_value (json_object_get (person, "email"));
  const char *name = json_string_value (json_object_get (person, "name"));
  const char *role = to_theirs (roles, G_N_ELEMENTS (roles), json_string_value (json_object_get (person, "role")));
  const char *response =
    to_theirs (responses, G_N_ELEMENTS (responses), json_string_value (json_object_get (person, "response")));
  g_autofree char *uri =
    address && *address && !strpbrk (address, " \t\r\n") ? g_strconcat (MAILTO, address, NULL) : g_strdup (NO_ADDRESS);
  icalproperty *property = icalproperty_new_attendee (uri);
  add_name (property, name);
  if (role)
    icalproperty_add_parameter (property, icalparameter_new_role (icalparameter_string_to_enum (role)));
  if (response)
    icalproperty_add_parameter (property, icalparameter_new_partstat (icalparameter_string_to_enum (response)));
  icalcomponent_add_property (component, property);
}

void
bp_calendar_write_people (icalcomponent *component, const BpItem *item)
{
  const char *organizer = bp_item_get (item, BP_FIELD_ORGANIZER), *text = bp_item_get (item, BP_FIELD_ATTENDEES);
  json_t *attendees = text ? json_loads (text, 0, NULL) : NULL;
  json_t *person;
  size_t i;
  if (organizer)
    write_organizer (component, organizer);
  json_array_foreach (attendees, i, person) if (json_is_object (person)) write_attendee (component, person);
  json_decref (attendees);
}
