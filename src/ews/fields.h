/* SPDX-License-Identifier: MIT */
#pragma once

/* The field table of EWS: one row a property, in the order of the schema. What is asked for, sent, cleared and read all
 * comes from here; the request writers and the reader loop over it. The info text (item:Body) is never asked for (S7).
 * Pure; any thread. */

#include "driver/driver.h"
#include "ews/envelope.h"
#include "ews/response.h"

/* What the conversions need to know of the site. */
typedef struct {
  const char *time_zone; /* IANA: the zone of items without one */
  gboolean info_as_html; /* R4 */
} BpEwsSite;

typedef enum {
  BP_EWS_ASK = 1 << 0,    /* in the shape of GetItem */
  BP_EWS_CREATE = 1 << 1, /* sent on create */
  BP_EWS_UPDATE = 1 << 2, /* sent when its unit is */
  BP_EWS_CLEAR = 1 << 3,  /* no value on update: DeleteItemField */
  BP_EWS_EMPTY = 1 << 4,  /* no value on update: the empty text */
  BP_EWS_ALWAYS = 1 << 5, /* sent on create whichever units are to be sent */
  BP_EWS_SERIES = 1 << 6, /* of the whole series: not of one occurrence */
} BpEwsUse;

typedef struct _BpEwsRow BpEwsRow;
struct _BpEwsRow {
  const char *element; /* local name in types */
  const char *uri;     /* FieldURI; NULL: `property` of our own set */
  const char *property;
  const char *since;        /* first version of Exchange that has it; NULL: 2007 SP1 */
  BpField field;            /* BP_FIELD_COUNT: no field of the record */
  guint use;                /* BpEwsUse */
  const char *const *words; /* ENUM: EWS's word for each of the field table's values, in its order */
  /* The value to send, NULL for none. New. */
  char *(*dup_value) (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site);
  /* Writes the element; NULL: as text. */
  void (*put) (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out);
  /* Reads from the whole item. NULL: another row does it. */
  void (*read) (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out);
};

/* The rows of a kind, and the name of its element. */
const BpEwsRow *bp_ews_fields (BpKind kind, guint *ret_n);
const char *bp_ews_element (BpKind kind);

/* Writes t:AdditionalProperties. */
void bp_ews_fields_write_shape (BpKind kind, BpEwsEnvelope *out);
/* Writes the item's element for CreateItem. */
void bp_ews_fields_write_create (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out);
/* Writes the changes inside t:Updates; the number of changes, 0 if the units have nothing to send. */
guint bp_ews_fields_write_updates (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out);
/* The same for one occurrence of a series. */
guint bp_ews_fields_write_occurrence (const BpItemWrite *write, const BpEwsSite *site, BpEwsEnvelope *out);
/* An item's element as the engine sees it: never NULL; what cannot be represented is said in `unsupported`. New. */
BpRemoteItem *bp_ews_fields_read (BpKind kind, xmlNode *item, const BpEwsSite *site);
