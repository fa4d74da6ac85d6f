/* SPDX-License-Identifier: MIT */
#include "view.h"

#include "body.h"
#include "values.h"
#include "xmlout.h"
#include "zones.h"

#include <string.h>

#define DAY 86400

View
view_of_item (Mailbox *mailbox, const Item *item)
{
  View view = { mailbox, item, ID_NO_OCCURRENCE, NULL };

  return view;
}

View
view_of_occurrence (Mailbox *mailbox, const Item *item, gint64 original)
{
  View view = { mailbox, item, original, item_get_exception (item, original) };

  return view;
}

gboolean
view_is_occurrence (const View *view)
{
  return view->original != ID_NO_OCCURRENCE;
}

gboolean
view_is_master (const View *view)
{
  return !view_is_occurrence (view) && bag_get (view->item->bag, PROPERTY_Recurrence);
}

const char *
view_element (const View *view)
{
  static const char *const classes[][2] = { { "IPM.Schedule.Meeting.Request", "MeetingRequest" },
                                            { "IPM.Schedule.Meeting.Canceled", "MeetingCancellation" },
                                            { "IPM.Schedule.Meeting.Resp.", "MeetingResponse" },
                                            { "IPM.Post", "PostItem" } };
  const char *class = bag_get (view->item->bag, PROPERTY_ItemClass);

  for (guint i = 0; view->item->kind == KIND_MESSAGE && class && i < G_N_ELEMENTS (classes); i++)
    if (g_str_has_prefix (class, classes[i][0]))
      return classes[i][1];
  return item_kind_element (view->item->kind);
}

const char *
view_get (const View *view, PropertyId id)
{
  const char *value = view->exception ? bag_get (view->exception->bag, id) : NULL;

  if (value)
    return value;
  /* An occurrence has no pattern of its own. */
  if (view_is_occurrence (view) && (id == PROPERTY_Recurrence || id == PROPERTY_Start || id == PROPERTY_End))
    return NULL;
  return bag_get (view->item->bag, id);
}

gboolean
view_get_bool (const View *view, PropertyId id, gboolean fallback)
{
  const char *value = view_get (view, id);

  return value ? strcmp (value, "true") == 0 : fallback;
}

gint64
view_start (const View *view)
{
  const char *own = view_get (view, PROPERTY_Start);

  return own ? value_load (own) : view->original;
}

int
view_compare_starts (gconstpointer a, gconstpointer b)
{
  gint64 left = view_start (a), right = view_start (b);

  return left < right ? -1 : left > right ? 1 : 0;
}

char *
view_body_text (const View *view)
{
  const char *body = view_get (view, PROPERTY_Body);
  gboolean html = g_strcmp0 (view_get (view, PROPERTY_BODY_TYPE), "HTML") == 0;

  return body && html ? body_to_text (body) : g_strdup (body);
}

const char *
view_zone (const View *view)
{
  const char *iana = zone_to_iana (view_get (view, PROPERTY_StartTimeZone));

  return iana ? iana : "UTC";
}

gint64
view_end (const View *view)
{
  const char *own = view_get (view, PROPERTY_End);
  const char *iana;
  gint64 start, end, begin;

  if (own || !view_is_occurrence (view))
    return value_load (own);
  /* The series' length in wall clock: a day stays a day when the clocks change. */
  iana = view_zone (view);
  start = zone_to_wall (iana, value_load (bag_get (view->item->bag, PROPERTY_Start)));
  end = zone_to_wall (iana, value_load (bag_get (view->item->bag, PROPERTY_End)));
  /* Counted from the series' time of day, also where the clocks are put forward over it. */
  begin = zone_to_wall (iana, view->original);
  begin -= begin % DAY - start % DAY;
  return zone_to_instant (iana, begin + end - start);
}

char *
view_id (const View *view)
{
  return token_make (TOKEN_ITEM, mailbox_get_guid (view->mailbox), view->item->number, view->original, 0);
}

char *
view_change_key (const View *view)
{
  return token_make (TOKEN_CHANGE_KEY, mailbox_get_guid (view->mailbox), view->item->changed, 0, 0);
}

void
view_write_id (GString *out, const char *tag, const View *view)
{
  g_autofree char *id = view_id (view);
  g_autofree char *change_key = view_change_key (view);

  xml_start (out, tag);
  xml_attribute (out, "Id", id);
  xml_attribute (out, "ChangeKey", change_key);
  xml_empty_end (out);
}

char *
folder_id (Mailbox *mailbox, const Folder *folder)
{
  return token_make (TOKEN_FOLDER, mailbox_get_guid (mailbox), folder->number, 0, 0);
}

void
folder_write_id (GString *out, const char *tag, Mailbox *mailbox, const Folder *folder)
{
  g_autofree char *id = folder_id (mailbox, folder);
  g_autofree char *change_key = token_make (TOKEN_CHANGE_KEY, mailbox_get_guid (mailbox), folder->changed, 0, 0);

  xml_start (out, tag);
  xml_attribute (out, "Id", id);
  xml_attribute (out, "ChangeKey", change_key);
  xml_empty_end (out);
}
