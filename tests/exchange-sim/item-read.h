/* SPDX-License-Identifier: MIT */
#pragma once

/* From XML into a bag: the properties of a created item, one at a time those of an update. Returned are response codes,
 * NULL for success. */

#include "bag.h"
#include "property.h"
#include "xmlin.h"

typedef struct {
  ItemKind kind;
  const char *zone;       /* IANA name for times without zone: the TimeZoneContext's, or NULL */
  const char *start_zone; /* those of the item, if it names them; NULL otherwise */
  const char *end_zone;
} ReadContext;

/* All children of <t:CalendarItem>, <t:Task>, … */
const char *item_read (ReadContext *context, const xmlNode *element, Bag **bag);
/* One child; `property` was found by its name. */
const char *item_read_property (const ReadContext *context, const Property *property, const xmlNode *node, Bag **bag);
