/* SPDX-License-Identifier: MIT */
#include "app/record-requests.h"

void
bp_record_list_free (BpRecordList *self)
{
  if (!self)
    return;
  g_free (self->stamp);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_free (self);
}

gpointer
bp_request_records (BpData *data, gpointer stamp, GError **error)
{
  BpRecordList *list = g_new0 (BpRecordList, 1);
  list->stamp = bp_data_records_stamp (data);
  if (stamp && g_strcmp0 (stamp, list->stamp) == 0)
    return list;
  list->views = bp_data_records (data, NULL, BP_KIND_COUNT, error);
  if (!list->views)
    g_clear_pointer (&list, bp_record_list_free);
  return list;
}

gpointer
bp_request_record_detail (BpData *data, gpointer record, GError **error)
{
  return bp_data_record_detail (data, record, error);
}

static void
try_all (BpData *data, char **records, gboolean (*act) (BpData *data, const char *record, GError **error),
         GError **error)
{
  for (char **record = records; *record; record++) {
    g_autoptr (GError) reason = NULL;
    if (!act (data, *record, &reason) && error && !*error)
      g_propagate_error (error, g_steal_pointer (&reason));
  }
}

gpointer
bp_request_retry (BpData *data, gpointer records, GError **error)
{
  try_all (data, records, bp_data_retry, error);
  return NULL;
}

gpointer
bp_request_restore (BpData *data, gpointer records, GError **error)
{
  try_all (data, records, bp_data_restore, error);
  return NULL;
}

gpointer
bp_request_held (BpData *data, gpointer none, GError **error)
{
  return bp_data_held (data, error);
}

BpRelease *
bp_release_new (const BpHeldGroup *group, gboolean apply)
{
  BpRelease *self = g_new0 (BpRelease, 1);
  self->login = g_strdup (group->login);
  self->kind = group->kind;
  self->out = group->out;
  self->apply = apply;
  return self;
}

void
bp_release_free (BpRelease *self)
{
  if (!self)
    return;
  g_free (self->login);
  g_free (self);
}

gpointer
bp_request_release (BpData *data, gpointer release, GError **error)
{
  BpRelease *r = release;
  guint count;
  bp_data_release_group (data, r->login, r->kind, r->out, r->apply, &count, error);
  return NULL;
}
