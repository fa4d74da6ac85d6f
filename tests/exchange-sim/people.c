/* SPDX-License-Identifier: MIT */
#include "people.h"

#include "xmlout.h"

#include <string.h>

void
people_write_owner (GString *out, Mailbox *mailbox)
{
  xml_open (out, "t:Mailbox");
  xml_element (out, "t:Name", mailbox_get_name (mailbox));
  xml_element (out, "t:EmailAddress", mailbox_get_smtp (mailbox));
  xml_element (out, "t:RoutingType", "SMTP");
  xml_element (out, "t:MailboxType", "Mailbox");
  xml_close (out, "t:Mailbox");
}

static void
write_part (GString *out, const char *name, const char *text)
{
  g_autofree char *tag = g_strconcat ("t:", name, NULL);

  if (text && *text)
    xml_element (out, tag, text);
}

static void
write_mailbox (GString *out, const xmlNode *mailbox)
{
  g_autofree char *name = node_child_text (mailbox, "Name");
  g_autofree char *email = node_child_text (mailbox, "EmailAddress");
  g_autofree char *routing = node_child_text (mailbox, "RoutingType");
  g_autofree char *type = node_child_text (mailbox, "MailboxType");

  xml_open (out, "t:Mailbox");
  write_part (out, "Name", name && *name ? name : email);
  write_part (out, "EmailAddress", email);
  write_part (out, "RoutingType", routing && *routing ? routing : "SMTP");
  write_part (out, "MailboxType", type);
  xml_close (out, "t:Mailbox");
}

char *
people_normalise (const xmlNode *list)
{
  GString *out = g_string_new (NULL);

  for (xmlNode *person = node_first (list); person; person = node_next (person)) {
    g_autofree char *response = node_child_text (person, "ResponseType");
    g_autofree char *time = node_child_text (person, "LastResponseTime");

    if (node_is (person, "Mailbox")) {
      write_mailbox (out, person);
      continue;
    }
    xml_open (out, "t:Attendee");
    write_mailbox (out, node_child (person, "Mailbox"));
    write_part (out, "ResponseType", response && *response ? response : "Unknown");
    write_part (out, "LastResponseTime", time);
    xml_close (out, "t:Attendee");
  }
  return g_string_free (out, FALSE);
}

/* What of each person comes first in `wanted`, joined. */
static char *
join (const char *fragment, const char *separator, const char *const *wanted)
{
  GString *all = g_string_new (NULL);
  xmlNode *root = fragment ? node_from_fragment (fragment) : NULL;

  for (xmlNode *person = node_first (root); person; person = node_next (person)) {
    const xmlNode *mailbox = node_is (person, "Mailbox") ? person : node_child (person, "Mailbox");
    g_autofree char *text = NULL;

    for (guint i = 0; wanted[i] && (!text || !*text); i++) {
      g_free (text);
      text = node_child_text (mailbox, wanted[i]);
    }
    if (!text || !*text)
      continue;
    g_string_append_printf (all, "%s%s", all->len ? separator : "", text);
  }
  if (root)
    xmlFreeDoc (root->doc);
  return g_string_free (all, FALSE);
}

char *
people_names (const char *fragment)
{
  static const char *const wanted[] = { "Name", "EmailAddress", NULL };

  return join (fragment, "; ", wanted);
}

char *
people_addresses (const char *fragment)
{
  static const char *const wanted[] = { "EmailAddress", NULL };
  g_autofree char *all = join (fragment, " ", wanted);

  return g_ascii_strdown (all, -1);
}
