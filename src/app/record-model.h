/* SPDX-License-Identifier: MIT */
#pragma once

/* Records as a list model that stays cheap with tens of thousands: an array of shared views, filtered without objects; a BpRecordItem only for a
 * row that is asked for. New views replace the old ones with one "items-changed" over what really differs. Main thread.
 *
 * Properties of an item: name ("a17"), kind, subject, start, user, state (words); start-key, last-transfer (gint64) to sort by. */

#include <gio/gio.h>

#include "host/records.h"

#define BP_TYPE_RECORD_ITEM (bp_record_item_get_type ())
G_DECLARE_FINAL_TYPE (BpRecordItem, bp_record_item, BP, RECORD_ITEM, GObject)
/* Takes a reference of its own. */
BpRecordItem *bp_record_item_new (BpRecordView *view);
/* Borrowed. */
BpRecordView *bp_record_item_get_view (BpRecordItem *self);
/* "state-ok", "state-error", …: the style of the state's word. Static. */
const char *bp_record_state_class (const BpRecordView *view);

/* What the list can be narrowed to. */
typedef enum {
  BP_RECORDS_ALL,
  BP_RECORDS_PROBLEMS, /* parked or held: somebody has to do something */
  BP_RECORDS_WAITING,
  BP_RECORDS_NOT_TRANSFERRED, /* and not taken over: "why not?" */
  BP_RECORDS_CONFLICTS,
  BP_RECORDS_IN_STEP,
  BP_RECORDS_DELETED,
} BpRecordsShown;
typedef struct {
  BpRecordsShown shown;
  BpKind kind;       /* BP_KIND_COUNT: both */
  const char *login; /* NULL: everybody's */
  const char *text;  /* in subject, login, name ("a17") and reason; NULL: any */
} BpRecordFilter;
/* filter->text already without case (g_utf8_casefold). */
gboolean bp_record_matches (const BpRecordView *view, const BpRecordFilter *filter);

#define BP_TYPE_RECORD_MODEL (bp_record_model_get_type ())
G_DECLARE_FINAL_TYPE (BpRecordModel, bp_record_model, BP, RECORD_MODEL, GObject)
BpRecordModel *bp_record_model_new (void);
/* Takes the array of BpRecordView; shown are the latest first. */
void bp_record_model_take_views (BpRecordModel *self, GPtrArray *views);
/* Copies what it needs. */
void bp_record_model_set_filter (BpRecordModel *self, const BpRecordFilter *filter);
/* All, whatever the filter. */
guint bp_record_model_get_total (BpRecordModel *self);
