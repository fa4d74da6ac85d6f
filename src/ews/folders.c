/* SPDX-License-Identifier: MIT */
#include "ews/folders.h"

#include "base/i18n.h"

static const char *const well_known[BP_KIND_COUNT] = { "calendar", "tasks" };

static BpEwsEnvelope *
write_request (const BpAccount *account, guint kinds)
{
  BpEwsEnvelope *out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:GetFolder");
  bp_ews_envelope_open (out, "m:FolderShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:FolderIds");
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++) {
    if (kinds & (1u << kind))
      bp_ews_envelope_empty (out, "t:DistinguishedFolderId", "Id", well_known[kind]);
  }
  return out;
}

static char *
dup_folder_id (xmlNode *message, GError **error)
{
  xmlNode *folder;
  char *id;
  if (!bp_ews_message_check (message, BP_ERROR_TEMPORARY, error))
    return NULL;
  folder = bp_ews_first (bp_ews_child (message, "Folders"));
  id = bp_ews_dup_attribute (bp_ews_child (folder, "FolderId"), "Id");
  if (!id)
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server's answer is incomplete."));
  return id;
}

gboolean
bp_ews_folders_get (BpEwsConnection *connection, const BpAccount *account, guint kinds, BpFolders *ret_folders,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = write_request (account, kinds);
  g_autoptr (BpEwsResponse) response = bp_ews_send (connection, account, out, FALSE, cancellable, error);
  BpFolders folders = { 0 };
  guint index = 0;
  if (!response)
    return FALSE;
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++) {
    if (!(kinds & (1u << kind)))
      continue;
    folders.folder_id[kind] = dup_folder_id (bp_ews_response_nth_message (response, index++), error);
    if (!folders.folder_id[kind]) {
      bp_folders_clear (&folders);
      return FALSE;
    }
  }
  *ret_folders = folders;
  return TRUE;
}
