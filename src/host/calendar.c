/* SPDX-License-Identifier: MIT */
#include "host/calendar.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/icalendar.h"
#include "host/data-private.h"
#include "store/records.h"
#include "store/setting.h"
#include "store/users.h"

/* --- import ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  BpStore *store;
  const BpUser *user;
  BpImportCounts counts;
} Import;

static gboolean
add_record (Import *self, const BpCalendarEntry *entry, GError **error)
{
  gint64 id;
  self->counts.added++;
  return bp_store_record_insert (self->store, entry->kind, self->user->id, self->user->start_company, entry->uid,
                                 entry->item, &id, error)
         && bp_store_record_set_stamps (self->store, entry->kind, id, entry->created_at, entry->modified_at, error);
}

static gboolean
change_record (Import *self, const BpCalendarEntry *entry, gint64 id, GError **error)
{
  g_autoptr (BpRecord) record = bp_store_record (self->store, entry->kind, id, error);
  BpUnitSet units;
  if (!record)
    return FALSE;
  units = bp_item_diff (record->item, entry->item);
  if (!units) {
    self->counts.unchanged++;
    return TRUE;
  }
  self->counts.changed++;
  return bp_store_record_update (self->store, entry->kind, id, entry->item, units, error);
}

static gboolean
take_entry (Import *self, const BpCalendarEntry *entry, GError **error)
{
  g_autofree char *number = NULL;
  gint64 id;
  if (bp_store_record_by_uid (self->store, entry->kind, self->user->id, entry->uid, &id, error)
      && (id ? change_record (self, entry, id, error) : add_record (self, entry, error)))
    return TRUE;
  number = g_strdup_printf ("%d", entry->line);
  bp_prefix_said_error (error, bp_saying_new (N_ ("line %d: "), number, NULL));
  return FALSE;
}

static gboolean
take_all (Import *self, const GPtrArray *entries, GError **error)
{
  if (!bp_store_begin (self->store, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (!take_entry (self, entries->pdata[i], error)) {
      bp_store_rollback (self->store);
      return FALSE;
    }
  return bp_store_commit (self->store, error);
}

static gboolean
read_file (const char *path, char **ret_text, gsize *ret_length, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (g_file_get_contents (path, ret_text, ret_length, &why))
    return TRUE;
  bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", why->message);
  return FALSE;
}

gboolean
bp_data_import (BpData *self, const char *path, const char *login, BpImportCounts *ret_counts, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  g_autoptr (BpSettings) settings = user ? bp_store_settings (self->store, error) : NULL;
  g_autofree char *text = NULL, *zone = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gsize length;
  BpSite site;
  Import import = { .store = self->store, .user = user };
  if (!settings || !read_file (path, &text, &length, error))
    return FALSE;
  if (!user->start_company) {
    bp_set_error (error, BP_ERROR_INVALID, NULL,
                  N_ ("User %s has no company (start-company), to which the records would belong."), user->login);
    return FALSE;
  }
  zone = bp_settings_dup_time_zone (settings);
  site.time_zone = zone;
  entries = bp_icalendar_read (text, length, &site, error);
  if (!entries || !take_all (&import, entries, error)) {
    bp_prefix_said_error (error, bp_saying_new ("%s: ", path, NULL));
    return FALSE;
  }
  *ret_counts = import.counts;
  return TRUE;
}

/* --- export ---------------------------------------------------------------------------------------------------------- */

static void
leave_out (GPtrArray *left_out, BpKind kind, gint64 id, const GError *why)
{
  g_ptr_array_add (left_out, g_strdup_printf ("%c%" G_GINT64_FORMAT ": %s", bp_kind_letter (kind), id, why->message));
}

static gboolean
add_entry (BpStore *store, BpKind kind, gint64 id, GPtrArray *entries, GPtrArray *left_out, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (BpRecord) record = bp_store_record (store, kind, id, &unreadable);
  g_autoptr (BpCalendarEntry) entry = NULL;
  if (!record && g_error_matches (unreadable, BP_ERROR, BP_ERROR_INVALID)) {
    leave_out (left_out, kind, id, unreadable);
    return TRUE;
  }
  if (!record) {
    g_propagate_error (error, g_steal_pointer (&unreadable));
    return FALSE;
  }
  entry = bp_calendar_entry_new (kind);
  bp_item_unref (entry->item);
  entry->item = bp_item_ref (record->item);
  entry->uid = g_strdup (record->uid);
  if (!bp_store_record_get_stamps (store, kind, id, &entry->created_at, &entry->modified_at, error))
    return FALSE;
  g_ptr_array_add (entries, g_steal_pointer (&entry));
  return TRUE;
}

char *
bp_data_export (BpData *self, const char *login, GPtrArray **ret_left_out, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (self->store, login, error);
  g_autoptr (BpSettings) settings = user ? bp_store_settings (self->store, error) : NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_calendar_entry_free);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *zone = NULL;
  BpSite site;
  if (!settings)
    return NULL;
  for (int kind = 0; kind < BP_KIND_COUNT; kind++) {
    g_autoptr (GArray) ids = bp_store_records_of (self->store, kind, user->id, error);
    if (!ids)
      return NULL;
    for (guint i = 0; i < ids->len; i++)
      if (!add_entry (self->store, kind, g_array_index (ids, gint64, i), entries, left_out, error))
        return NULL;
  }
  zone = bp_settings_dup_time_zone (settings);
  site.time_zone = zone;
  *ret_left_out = g_steal_pointer (&left_out);
  return bp_icalendar_write (entries, &site);
}
