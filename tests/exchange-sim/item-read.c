/* SPDX-License-Identifier: MIT */
#include "item-read.h"

#include "attachments.h"
#include "body.h"
#include "extended.h"
#include "people.h"
#include "values.h"
#include "zone-read.h"
#include "zones.h"

#include <string.h>

#define SUBJECT_LENGTH 255

static const char *
zone_for (const ReadContext *context, PropertyId id)
{
  if (id == PROPERTY_Start && context->start_zone)
    return context->start_zone;
  if (id == PROPERTY_End && (context->end_zone || context->start_zone))
    return context->end_zone ? context->end_zone : context->start_zone;
  return context->zone;
}

static const char *
read_time (const ReadContext *context, const Property *property, const char *text, Bag **bag)
{
  g_autofree char *stored = NULL;
  const char *zone = zone_for (context, property->id);
  gint64 instant;

  if (!value_to_instant (text, zone, &instant))
    return "ErrorInvalidValueForProperty";
  if (property_is_day (property)) {
    gint64 wall = zone ? zone_to_wall (zone, instant) : instant;

    instant = wall - ((wall % 86400) + 86400) % 86400;
  }
  stored = value_stored (instant);
  bag_set (bag, property->id, stored);
  return NULL;
}

static const char *
read_list (const Property *property, const xmlNode *node, Bag **bag)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (xmlNode *word = node_first (node); word; word = node_next (word)) {
    g_autofree char *text = node_text (word);

    if (list->len)
      g_string_append (list, LIST_SEPARATOR);
    g_string_append (list, text);
  }
  bag_set (bag, property->id, list->len ? list->str : NULL);
  return NULL;
}

static const char *
read_body (const Property *property, const xmlNode *node, Bag **bag)
{
  gboolean html = node_attribute_is (node, "BodyType", "HTML");
  g_autofree char *text = node_text (node);
  g_autofree char *normal = body_normalise (text, html);

  bag_set (bag, property->id, normal);
  bag_set (bag, PROPERTY_BODY_TYPE, html ? "HTML" : "Text");
  return NULL;
}

/* XML whitespace around numbers and booleans means nothing. */
static const char *
read_scalar (const Property *property, char *text, Bag **bag)
{
  gboolean flag;
  gint64 number;

  g_strstrip (text);
  if (property->type == TYPE_BOOL) {
    if (!value_to_bool (text, &flag))
      return "ErrorInvalidValueForProperty";
    bag_set (bag, property->id, flag ? "true" : "false");
  } else if (property->type == TYPE_INT) {
    if (!value_to_int (text, &number))
      return "ErrorInvalidValueForProperty";
    bag_set (bag, property->id, text);
  } else {
    char *end;
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    double value = g_ascii_strtod (text, &end);

    if (end == text || *end)
      return "ErrorInvalidValueForProperty";
    if (property->id == PROPERTY_PercentComplete && (value < 0 || value > 100))
      return "ErrorInvalidPercentCompleteValue";
    bag_set (bag, property->id, g_ascii_formatd (buffer, sizeof buffer, "%.15g", value));
  }
  return NULL;
}

/* What a flag's state says must not be denied by its dates. */
static const char *
check_flag (const xmlNode *flag)
{
  g_autofree char *status = node_child_text (flag, "FlagStatus");
  gboolean start = node_child (flag, "StartDate") != NULL, due = node_child (flag, "DueDate") != NULL;
  gboolean complete = node_child (flag, "CompleteDate") != NULL;
  gboolean good = FALSE;

  if (g_strcmp0 (status, "Flagged") == 0)
    good = !complete && start == due;
  else if (g_strcmp0 (status, "Complete") == 0)
    good = !start && !due;
  else if (g_strcmp0 (status, "NotFlagged") == 0)
    good = !start && !due && !complete;
  return good ? NULL : "ErrorInvalidArgument";
}

const char *
item_read_property (const ReadContext *context, const Property *property, const xmlNode *node, Bag **bag)
{
  g_autofree char *text = NULL;

  if (!(property->flags & PROPERTY_SET))
    return "ErrorInvalidPropertySet";
  if (property->type == TYPE_LIST)
    return read_list (property, node, bag);
  if (property->type == TYPE_BODY)
    return read_body (property, node, bag);
  if (property->type == TYPE_ZONE) {
    const char *iana = zone_read (node);

    if (!iana || !zone_to_windows (iana))
      return "ErrorTimeZone";
    bag_set (bag, property->id, iana);
    return NULL;
  }
  if (property->type == TYPE_XML || property->type == TYPE_PEOPLE) {
    g_autofree char *fragment = property->type == TYPE_XML ? node_fragment (node) : people_normalise (node);
    const char *code = property->id == PROPERTY_Flag ? check_flag (node) : NULL;

    if (code)
      return code;
    bag_set (bag, property->id, *fragment ? fragment : NULL);
    return NULL;
  }
  text = node_text (node);
  if (property->type == TYPE_TIME)
    return read_time (context, property, g_strstrip (text), bag);
  if (property->type == TYPE_TEXT) {
    /* As many characters as the store keeps of a subject. */
    if (property->id == PROPERTY_Subject && g_utf8_strlen (text, -1) > SUBJECT_LENGTH)
      *g_utf8_offset_to_pointer (text, SUBJECT_LENGTH) = '\0';
    bag_set (bag, property->id, text);
    return NULL;
  }
  return read_scalar (property, text, bag);
}

/* The zones stand behind the times they hold for, so they are looked up first. */
static void
find_zones (ReadContext *context, const xmlNode *element)
{
  xmlNode *meeting = node_child (element, "MeetingTimeZone");
  xmlNode *start = node_child (element, "StartTimeZone");
  xmlNode *end = node_child (element, "EndTimeZone");

  if (meeting && zone_read (meeting))
    context->start_zone = context->end_zone = zone_read (meeting);
  if (start && zone_read (start))
    context->start_zone = zone_read (start);
  if (end && zone_read (end))
    context->end_zone = zone_read (end);
}

const char *
item_read (ReadContext *context, const xmlNode *element, Bag **bag)
{
  find_zones (context, element);
  for (xmlNode *child = node_first (element); child; child = node_next (child)) {
    const Property *property = property_by_element (context->kind, node_name (child));
    const char *code = NULL;

    if (node_is (child, "ExtendedProperty"))
      code = extended_set (bag, context->kind, child);
    else if (node_is (child, "Attachments"))
      code = attachments_add (bag, child, NULL);
    else if (property)
      code = item_read_property (context, property, child, bag);
    else
      code = "ErrorInvalidPropertySet";
    if (code)
      return code;
  }
  if (context->start_zone && !bag_get (*bag, PROPERTY_StartTimeZone))
    bag_set (bag, PROPERTY_StartTimeZone, context->start_zone);
  return NULL;
}
