/* SPDX-License-Identifier: MIT */
#include "meetings.h"

#include "people.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

gboolean
meeting_has_attendees (const Bag *bag)
{
  return bag_get (bag, PROPERTY_RequiredAttendees) || bag_get (bag, PROPERTY_OptionalAttendees)
         || bag_get (bag, PROPERTY_Resources);
}

/* The message about a meeting, in a folder of the sender or the receiver. */
static Item *
add_message (Mailbox *mailbox, const char *folder, const char *class, const View *meeting, const char *prefix,
             gint64 now)
{
  Bag *bag = NULL;
  g_autoptr (GString) from = g_string_new (NULL);
  const char *subject = view_get (meeting, PROPERTY_Subject);
  g_autofree char *whole = g_strconcat (prefix, subject ? subject : "", NULL);
  Item *item;

  people_write_owner (from, meeting->mailbox);
  bag_set (&bag, PROPERTY_ItemClass, class);
  bag_set (&bag, PROPERTY_Subject, whole);
  bag_set (&bag, PROPERTY_From, from->str);
  bag_set (&bag, PROPERTY_Sender, from->str);
  bag_set (&bag, PROPERTY_UID, bag_get (meeting->item->bag, PROPERTY_UID));
  item = mailbox_add_item (mailbox, mailbox_get_distinguished (mailbox, folder)->number, KIND_MESSAGE, bag, now);
  if (strcmp (folder, "inbox") == 0)
    mailbox_set_read (mailbox, item, FALSE, now);
  return item;
}

/* The meeting as the attendee sees it: named properties of the organizer's do not travel. */
static Bag *
make_invitation (const View *view)
{
  Bag *bag = bag_copy (view->item->bag);
  g_autoptr (GString) organizer = g_string_new (NULL);

  people_write_owner (organizer, view->mailbox);
  bag_set (&bag, PROPERTY_EXTENDED, NULL);
  bag_set (&bag, PROPERTY_Organizer, organizer->str);
  bag_set (&bag, PROPERTY_RESPONSE, "NoResponseReceived");
  bag_set (&bag, PROPERTY_LegacyFreeBusyStatus, "Tentative");
  return bag;
}

static void
copy_exceptions (Item *to, const Item *from)
{
  g_autoptr (GBytes) packed = item_pack_exceptions (from);

  item_clear_exceptions (to);
  if (packed)
    to->exceptions = item_unpack_exceptions (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
}

static void
deliver (Mailbox *mailbox, const View *view, MeetingMail mail, gint64 now)
{
  Item *item = mailbox_find_meeting (mailbox, bag_get (view->item->bag, PROPERTY_UID)), *message;
  const char *type = item ? "FullUpdate" : "NewMeetingRequest";

  if (mail == MEETING_CANCELLATION) {
    if (item && view_is_occurrence (view))
      item_ensure_exception (item, view->original)->deleted = TRUE;
    else if (item)
      bag_set (&item->bag, PROPERTY_CANCELLED, "true");
    if (item)
      mailbox_change_item (mailbox, item, now);
    add_message (mailbox, "inbox", "IPM.Schedule.Meeting.Canceled", view, "Canceled: ", now);
    return;
  }
  if (item) {
    bag_free (item->bag);
    item->bag = make_invitation (view);
  } else {
    guint32 folder = mailbox_get_distinguished (mailbox, "calendar")->number;

    item = mailbox_add_item (mailbox, folder, KIND_CALENDAR, make_invitation (view), now);
  }
  copy_exceptions (item, view->item);
  mailbox_change_item (mailbox, item, now);
  message = add_message (mailbox, "inbox", "IPM.Schedule.Meeting.Request", view, "", now);
  bag_set (&message->bag, PROPERTY_MeetingRequestType, type);
  mailbox_change_item (mailbox, message, now);
}

void
meeting_send (Request *request, const View *view, MeetingMail mail, const char *how)
{
  static const PropertyId lists[] = { PROPERTY_RequiredAttendees, PROPERTY_OptionalAttendees, PROPERTY_Resources };

  if (!how || strcmp (how, "SendToNone") == 0 || !meeting_has_attendees (view->item->bag))
    return;
  records_add_mail (request->sim->records, request->name, mailbox_get_smtp (view->mailbox),
                    view_get (view, PROPERTY_Subject), how);
  if (g_str_has_suffix (how, "SaveCopy"))
    add_message (view->mailbox, "sentitems",
                 mail == MEETING_INVITATION ? "IPM.Schedule.Meeting.Request" : "IPM.Schedule.Meeting.Canceled", view,
                 mail == MEETING_INVITATION ? "" : "Canceled: ", request->now);
  /* Others' meetings are not ours to change. */
  if (bag_get (view->item->bag, PROPERTY_RESPONSE))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *addresses = people_addresses (bag_get (view->item->bag, lists[i]));
    g_auto (GStrv) all = g_strsplit (addresses, " ", -1);

    for (char **smtp = all; *smtp; smtp++) {
      Mailbox *mailbox = sim_get_mailbox (request->sim, *smtp);

      if (mailbox && mailbox != view->mailbox)
        deliver (mailbox, view, mail, request->now);
    }
  }
}

/* --- answers --- */

/* The list again, with what this attendee has answered. */
static char *
with_response (const char *fragment, const char *smtp, const char *response, gint64 now)
{
  GString *out = g_string_new (NULL);
  xmlNode *root = node_from_fragment (fragment);
  g_autofree char *time = value_from_instant (now);

  for (xmlNode *person = node_first (root); person; person = node_next (person)) {
    xmlNode *mailbox = node_child (person, "Mailbox");
    g_autofree char *address = node_child_text (mailbox, "EmailAddress");
    g_autofree char *inner = node_fragment (mailbox);

    xml_open (out, "t:Attendee");
    if (!address || g_ascii_strcasecmp (address, smtp) != 0) {
      g_autofree char *whole = node_fragment (person);

      g_string_append (out, whole);
    } else {
      g_string_append_printf (out, "<t:Mailbox>%s</t:Mailbox>", inner);
      xml_element (out, "t:ResponseType", response);
      xml_element (out, "t:LastResponseTime", time);
    }
    xml_close (out, "t:Attendee");
  }
  if (root)
    xmlFreeDoc (root->doc);
  return g_string_free (out, FALSE);
}

/* The organizer learns of it. */
static void
tell_organizer (Request *request, const View *view, const char *response, const char *class)
{
  static const PropertyId lists[] = { PROPERTY_RequiredAttendees, PROPERTY_OptionalAttendees, PROPERTY_Resources };
  const char *smtp = mailbox_get_smtp (view->mailbox);
  g_autofree char *organizer = people_addresses (bag_get (view->item->bag, PROPERTY_Organizer));
  Mailbox *mailbox = sim_get_mailbox (request->sim, organizer);
  Item *item = mailbox ? mailbox_find_meeting (mailbox, bag_get (view->item->bag, PROPERTY_UID)) : NULL;

  if (!mailbox || mailbox == view->mailbox)
    return;
  add_message (mailbox, "inbox", class, view, "", request->now);
  for (guint i = 0; item && i < G_N_ELEMENTS (lists); i++)
    if (bag_get (item->bag, lists[i])) {
      g_autofree char *changed = with_response (bag_get (item->bag, lists[i]), smtp, response, request->now);

      bag_set (&item->bag, lists[i], changed);
    }
  if (item)
    mailbox_change_item (mailbox, item, request->now);
}

void
meeting_respond (Request *request, const View *view, const char *response, const char *how)
{
  const char *class = strcmp (response, "Accept") == 0    ? "IPM.Schedule.Meeting.Resp.Pos"
                      : strcmp (response, "Decline") == 0 ? "IPM.Schedule.Meeting.Resp.Neg"
                                                          : "IPM.Schedule.Meeting.Resp.Tent";

  if (g_strcmp0 (how, "SaveOnly") == 0) {
    add_message (view->mailbox, "drafts", class, view, "", request->now);
    return;
  }
  records_add_mail (request->sim->records, request->name, mailbox_get_smtp (view->mailbox),
                    view_get (view, PROPERTY_Subject), how);
  if (g_strcmp0 (how, "SendAndSaveCopy") == 0)
    add_message (view->mailbox, "sentitems", class, view, "", request->now);
  tell_organizer (request, view, response, class);
}
