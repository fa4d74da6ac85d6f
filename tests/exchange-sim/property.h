/* SPDX-License-Identifier: MIT */
#pragma once

/* The property table: what clients may name, set and get. Static data. */

#include <glib.h>

typedef enum {
  PROPERTY_NONE = 0,
#define P(number, name, uri, kinds, type, flags) PROPERTY_##name = number,
#include "property-list.inc"
#undef P
  PROPERTY_LIMIT = 160,
  /* Stored beside the properties, never answered as one. */
  PROPERTY_BODY_TYPE = 0xf000,   /* "HTML" or "Text" */
  PROPERTY_RESPONSE = 0xf001,    /* MyResponseType of others' meetings */
  PROPERTY_STATE = 0xf002,       /* AppointmentState of meetings */
  PROPERTY_CHANGES = 0xf003,     /* ChangeCount */
  PROPERTY_CANCELLED = 0xf004,   /* the organizer has cancelled the meeting */
  PROPERTY_ATTACHMENTS = 0xf005, /* the files: attachments.h */
  PROPERTY_EXTENDED = 0xffff,    /* one value per extended property: extended.h */
} PropertyId;

typedef enum { KIND_CALENDAR = 1, KIND_TASK = 2, KIND_MESSAGE = 4, KIND_ANY = 7 } ItemKind;

typedef enum {
  TYPE_TEXT,
  TYPE_BOOL,
  TYPE_INT,
  TYPE_DOUBLE,
  TYPE_TIME, /* stored as value_stored() */
  TYPE_LIST, /* t:String elements; stored with unit separators (0x1f) between them */
  TYPE_BODY,
  TYPE_XML,    /* stored as the inner XML with prefix t: */
  TYPE_PEOPLE, /* the same, of t:Mailbox or t:Attendee elements: people.h */
  TYPE_ZONE,   /* stored as the Windows or IANA name */
  TYPE_OTHER,  /* computed only */
} PropertyType;

enum {
  PROPERTY_SET = 1 << 0,
  PROPERTY_DEFAULT = 1 << 1,
  PROPERTY_ALL = 1 << 2,
  PROPERTY_GET_ONLY = 1 << 3,
  PROPERTY_COMPUTED = 1 << 4,
  PROPERTY_NO_QUERY = 1 << 5,
};

typedef struct {
  PropertyId id;
  const char *uri;
  const char *element; /* without prefix */
  const char *tag;     /* with prefix t: */
  ItemKind kinds;
  PropertyType type;
  guint flags;
} Property;

#define LIST_SEPARATOR "\x1f"

/* All properties in schema order; NULL past the end. */
const Property *property_at (guint index);
const Property *property_by_uri (const char *uri);
const Property *property_by_element (ItemKind kind, const char *element);
const Property *property_by_id (PropertyId id);
/* The dates of tasks: days, stored as their midnight in UTC, answered as the midnight of the reader's zone. */
gboolean property_is_day (const Property *property);
/* "CalendarItem", "Task", "Message" */
const char *item_kind_element (ItemKind kind);
/* 0 if the element is none of them. */
ItemKind item_kind_from_element (const char *element);
