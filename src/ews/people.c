/* SPDX-License-Identifier: MIT */
#include "ews/people.h"

#include <string.h>

#include "core/attendees.h"

typedef struct {
  const char *word, *name;
} Name;

static const Name roles[] = { { "RequiredAttendees", "required" },
                              { "OptionalAttendees", "optional" },
                              { "Resources", "resource" } };
static const Name responses[] = {
  { "Accept", "accepted" }, { "Tentative", "tentative" }, { "Decline", "declined" }, { "Organizer", "organizer" }
};

/* An address that a person can use; of those inside of the organisation only the name says something. New; NULL. */
static char *
dup_address (xmlNode *mailbox)
{
  g_autofree char *address = bp_ews_dup_child_text (mailbox, "EmailAddress");
  return address && strchr (address, '@') ? g_steal_pointer (&address) : NULL;
}

static char *
dup_name (xmlNode *mailbox)
{
  g_autofree char *name = bp_ews_dup_child_text (mailbox, "Name");
  return name && *name ? g_steal_pointer (&name) : NULL;
}

void
bp_ews_people_read_organizer (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  xmlNode *mailbox = bp_ews_child (bp_ews_child (item, row->element), "Mailbox");
  g_autofree char *name = dup_name (mailbox), *address = dup_address (mailbox);
  g_autofree char *both = NULL;
  if (name && address && g_strcmp0 (name, address) != 0)
    both = g_strdup_printf ("%s <%s>", name, address);
  bp_item_set (out->item, row->field, both ? both : name ? name : address);
}

static BpAttendee *
read_attendee (xmlNode *node, const char *role)
{
  xmlNode *mailbox = bp_ews_child (node, "Mailbox");
  g_autofree char *word = bp_ews_dup_child_text (node, "ResponseType");
  BpAttendee *self = g_new0 (BpAttendee, 1);
  self->name = dup_name (mailbox);
  self->email = dup_address (mailbox);
  self->role = role;
  self->response = "none";
  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    if (g_strcmp0 (word, responses[i].word) == 0)
      self->response = responses[i].name;
  return self;
}

void
bp_ews_people_read_attendees (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_attendee_free);
  g_autofree char *json = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    xmlNode *one = bp_ews_first (bp_ews_child (item, roles[i].word));
    for (; one; one = bp_ews_next (one))
      g_ptr_array_add (people, read_attendee (one, roles[i].name));
  }
  json = bp_attendees_to_json (people);
  bp_item_set (out->item, row->field, json);
  out->is_meeting |= json != NULL;
}

void
bp_ews_people_finish (BpRemoteItem *out)
{
  if (!out->is_meeting)
    bp_item_set (out->item, BP_FIELD_ORGANIZER, NULL);
}
