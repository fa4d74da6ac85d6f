/* SPDX-License-Identifier: MIT */
#include "ews/probe.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ews/connection.h"
#include "ews/folders.h"
#include "ews/names.h"
#include "ews/notify.h"

#define PROBE_SUBJECT "bpexchange: connection test"
#define PROBE_MINUTES 15

struct _BpEwsProbe {
  BpEwsConnection *connection;
};

BpEwsProbe *
bp_ews_probe_new (const BpEwsConfig *config, GError **error)
{
  BpEwsConnection *connection = bp_ews_connection_new (config, error);
  BpEwsProbe *self;
  if (!connection)
    return NULL;
  self = g_new0 (BpEwsProbe, 1);
  self->connection = connection;
  return self;
}

void
bp_ews_probe_free (BpEwsProbe *self)
{
  if (!self)
    return;
  bp_ews_connection_free (self->connection);
  g_free (self);
}

gint64
bp_ews_probe_get_clock_offset (BpEwsProbe *self)
{
  gint64 offset = 0;
  return bp_ews_connection_get_clock_offset (self->connection, &offset) ? offset : 0;
}

static const char *
product_name (guint major, guint minor, guint build)
{
  if (major == 15 && minor == 0)
    return "Exchange Server 2013";
  if (major == 15 && minor == 1)
    return "Exchange Server 2016";
  if (major == 15 && minor == 2)
    return build >= 2562 ? "Exchange Server SE" : "Exchange Server 2019";
  return major == 15 && minor >= 20 ? "Exchange Online" : "Exchange";
}

char *
bp_ews_probe_dup_version (BpEwsProbe *self)
{
  const char *version = bp_ews_connection_get_server_version (self->connection);
  guint major = 0, minor = 0, build = 0;
  if (!version || sscanf (version, "%u.%u.%u", &major, &minor, &build) < 2)
    return NULL;
  return g_strdup_printf ("%s (%s)", product_name (major, minor, build), version);
}

/* -- reading ---------------------------------------------------------------------------------------------------- */

static gboolean
get_folder (BpEwsProbe *self, const BpAccount *account, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (BpEwsResponse) response = NULL;
  bp_ews_envelope_open (out, "m:GetFolder");
  bp_ews_envelope_open (out, "m:FolderShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:FolderIds");
  bp_ews_envelope_empty (out, "t:DistinguishedFolderId", "Id", name);
  response = bp_ews_send (self->connection, account, out, FALSE, cancellable, error);
  return response && bp_ews_only_message (response, error);
}

/* A refusal in EWS's own words about a mailbox: Exchange it is, and it knows who asks. */
static gboolean
is_about_mailbox (const GError *error)
{
  const char *code = bp_error_get_server_code (error);
  return code && g_str_has_prefix (code, "Error")
         && (g_error_matches (error, BP_ERROR, BP_ERROR_NOT_FOUND)
             || g_error_matches (error, BP_ERROR, BP_ERROR_DENIED));
}

gboolean
bp_ews_probe_server (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  if (get_folder (self, account, "msgfolderroot", cancellable, &reason) || is_about_mailbox (reason))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
bp_ews_probe_impersonate (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable, GError **error)
{
  return get_folder (self, account, "msgfolderroot", cancellable, error);
}

gboolean
bp_ews_probe_folder (BpEwsProbe *self, const BpAccount *account, BpKind kind, GCancellable *cancellable, GError **error)
{
  BpFolders folders = { 0 };
  gboolean ok = bp_ews_folders_get (self->connection, account, 1u << kind, &folders, cancellable, error);
  bp_folders_clear (&folders);
  return ok;
}

gboolean
bp_ews_probe_subscribe (BpEwsProbe *self, const BpAccount *account, guint kinds, gboolean *ret_streams,
                        GCancellable *cancellable, GError **error)
{
  BpFolders folders = { 0 };
  g_autoptr (BpSubscription) subscription = NULL;
  g_autoptr (GError) refused = NULL;
  if (!bp_ews_folders_get (self->connection, account, kinds, &folders, cancellable, error))
    return FALSE;
  subscription = bp_ews_notify_subscribe_stream (self->connection, account, &folders, cancellable, &refused);
  *ret_streams = subscription != NULL;
  if (refused && !g_error_matches (refused, BP_ERROR, BP_ERROR_INVALID)
      && !g_error_matches (refused, BP_ERROR, BP_ERROR_LOCAL))
    g_propagate_error (error, g_steal_pointer (&refused));
  else if (!subscription)
    subscription = bp_ews_notify_subscribe (self->connection, account, &folders, cancellable, error);
  bp_folders_clear (&folders);
  if (!subscription)
    return FALSE;
  bp_ews_notify_unsubscribe (self->connection, subscription, cancellable);
  return TRUE;
}

/* -- writing ---------------------------------------------------------------------------------------------------- */

/* Ids of the items that carry the mark. */
static GPtrArray *
find_marked (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (BpEwsResponse) response = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  xmlNode *message, *item;
  bp_ews_envelope_open (out, "m:FindItem");
  bp_ews_envelope_attribute (out, "Traversal", "Shallow");
  bp_ews_envelope_open (out, "m:ItemShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:Restriction");
  bp_ews_envelope_open (out, "t:Exists");
  bp_ews_envelope_own_property (out, BP_EWS_PROPERTY_PROBE);
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:ParentFolderIds");
  bp_ews_envelope_empty (out, "t:DistinguishedFolderId", "Id", "calendar");
  response = bp_ews_send (self->connection, account, out, FALSE, cancellable, error);
  message = response ? bp_ews_only_message (response, error) : NULL;
  if (!message)
    return NULL;
  for (item = bp_ews_first (bp_ews_descend (message, "RootFolder", "Items", NULL)); item; item = bp_ews_next (item)) {
    char *id = bp_ews_dup_attribute (bp_ews_child (item, "ItemId"), "Id");
    if (id)
      g_ptr_array_add (ids, id);
  }
  return g_steal_pointer (&ids);
}

/* For good, and without a word to anyone. */
static gboolean
delete_all (BpEwsProbe *self, const BpAccount *account, const GPtrArray *ids, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (BpEwsResponse) response = NULL;
  if (ids->len == 0)
    return TRUE;
  bp_ews_envelope_open (out, "m:DeleteItem");
  bp_ews_envelope_attribute (out, "DeleteType", "HardDelete");
  bp_ews_envelope_attribute (out, "SendMeetingCancellations", "SendToNone");
  bp_ews_envelope_open (out, "m:ItemIds");
  for (guint i = 0; i < ids->len; i++)
    bp_ews_envelope_item_id (out, g_ptr_array_index (ids, i), NULL);
  response = bp_ews_send (self->connection, account, out, TRUE, cancellable, error);
  for (guint i = 0; response && i < ids->len; i++)
    if (!bp_ews_message_check (bp_ews_response_nth_message (response, i), BP_ERROR_TEMPORARY, error))
      return FALSE;
  return response != NULL;
}

static void
write_item (BpEwsEnvelope *out)
{
  gint64 now = bp_clock_now () / G_USEC_PER_SEC * G_USEC_PER_SEC;
  g_autofree char *start = bp_clock_format (now);
  g_autofree char *end = bp_clock_format (now + PROBE_MINUTES * 60 * (gint64) G_USEC_PER_SEC);
  bp_ews_envelope_open (out, "t:CalendarItem");
  bp_ews_envelope_element (out, "t:Subject", PROBE_SUBJECT);
  bp_ews_envelope_element (out, "t:Sensitivity", "Private");
  bp_ews_envelope_element (out, "t:ReminderIsSet", "false");
  bp_ews_envelope_open (out, "t:ExtendedProperty");
  bp_ews_envelope_own_property (out, BP_EWS_PROPERTY_PROBE);
  bp_ews_envelope_element (out, "t:Value", "1");
  bp_ews_envelope_close (out);
  bp_ews_envelope_element (out, "t:Start", start);
  bp_ews_envelope_element (out, "t:End", end);
  bp_ews_envelope_element (out, "t:LegacyFreeBusyStatus", "Free");
  bp_ews_envelope_close (out);
}

static gboolean
create_item (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  g_autoptr (BpEwsResponse) response = NULL;
  bp_ews_envelope_open (out, "m:CreateItem");
  bp_ews_envelope_attribute (out, "SendMeetingInvitations", "SendToNone");
  bp_ews_envelope_open (out, "m:SavedItemFolderId");
  bp_ews_envelope_empty (out, "t:DistinguishedFolderId", "Id", "calendar");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:Items");
  write_item (out);
  response = bp_ews_send (self->connection, account, out, TRUE, cancellable, error);
  return response && bp_ews_only_message (response, error);
}

/* What is deleted is what carries the mark, found anew: so an item whose creation was only half answered goes, too. */
gboolean
bp_ews_probe_write (BpEwsProbe *self, const BpAccount *account, guint *ret_leftovers, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) leftovers = find_marked (self, account, cancellable, error);
  g_autoptr (GPtrArray) made = NULL;
  if (!leftovers || !delete_all (self, account, leftovers, cancellable, error)
      || !create_item (self, account, cancellable, error))
    return FALSE;
  *ret_leftovers = leftovers->len;
  made = find_marked (self, account, cancellable, error);
  if (!made)
    return FALSE;
  if (made->len == 0) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL,
                  N_ ("The item that was written is not found in the calendar again."));
    return FALSE;
  }
  return delete_all (self, account, made, cancellable, error);
}
