/* SPDX-License-Identifier: MIT */
#pragma once

/* What the windows ask about records, as app/requests.h. */

#include "host/records.h"

/* char* stamp of the list at hand, NULL: none -> BpRecordList. */
typedef struct {
  char *stamp;
  GPtrArray *views; /* BpRecordView; NULL: as at hand */
} BpRecordList;
void bp_record_list_free (BpRecordList *self);
gpointer bp_request_records (BpData *data, gpointer stamp, GError **error);
/* char* "a17" -> BpRecordDetail. */
gpointer bp_request_record_detail (BpData *data, gpointer record, GError **error);
/* char** names (or ids of items) -> nothing. All are tried; the error is the first one's. */
gpointer bp_request_retry (BpData *data, gpointer records, GError **error);
gpointer bp_request_restore (BpData *data, gpointer records, GError **error);

/* No argument -> GPtrArray of BpHeldGroup. */
gpointer bp_request_held (BpData *data, gpointer none, GError **error);
/* BpRelease -> nothing. */
typedef struct {
  char *login;
  BpKind kind;
  gboolean out, apply;
} BpRelease;
BpRelease *bp_release_new (const BpHeldGroup *group, gboolean apply);
void bp_release_free (BpRelease *self);
gpointer bp_request_release (BpData *data, gpointer release, GError **error);
