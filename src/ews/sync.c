/* SPDX-License-Identifier: MIT */
#include "ews/sync.h"

#include "base/i18n.h"

static BpEwsEnvelope *
write_request (const BpAccount *account, const char *folder_id, const char *token)
{
  BpEwsEnvelope *out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:SyncFolderItems");
  bp_ews_envelope_open (out, "m:ItemShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:SyncFolderId");
  bp_ews_envelope_folder_id (out, folder_id);
  bp_ews_envelope_close (out);
  if (token)
    bp_ews_envelope_element (out, "m:SyncState", token);
  bp_ews_envelope_element (out, "m:MaxChangesReturned", G_STRINGIFY (BP_EWS_PAGE_SIZE));
  bp_ews_envelope_element (out, "m:SyncScope", "NormalItems");
  return out;
}

/* A read flag is nothing that we carry; items of another kind in the folder are none of ours. */
static void
add_change (BpChangePage *page, xmlNode *change, BpKind kind)
{
  gboolean deleted = bp_ews_is (change, "Delete");
  xmlNode *holder = deleted ? change : bp_ews_first (change);
  g_autofree char *id = bp_ews_dup_attribute (bp_ews_child (holder, "ItemId"), "Id");
  if (!deleted && !bp_ews_is (change, "Create") && !bp_ews_is (change, "Update"))
    return;
  if (id && (deleted || bp_ews_is (holder, bp_ews_element (kind))))
    bp_change_page_add (page, id, deleted);
}

BpChangePage *
bp_ews_sync_list (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *folder_id,
                  const char *token, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = write_request (account, folder_id, token);
  g_autoptr (BpEwsResponse) response = bp_ews_send (connection, account, out, FALSE, cancellable, error);
  g_autoptr (BpChangePage) page = bp_change_page_new ();
  g_autofree char *is_last = NULL;
  xmlNode *message = response ? bp_ews_only_message (response, error) : NULL;
  xmlNode *change;
  if (!message)
    return NULL;
  g_free (page->token);
  page->token = bp_ews_dup_child_text (message, "SyncState");
  is_last = bp_ews_dup_child_text (message, "IncludesLastItemInRange");
  page->more = is_last && !bp_ews_text_is_true (is_last);
  if (!page->token || !*page->token || (page->more && g_strcmp0 (page->token, token) == 0)) {
    bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The server gives no further position in its list of changes."));
    return NULL;
  }
  for (change = bp_ews_first (bp_ews_child (message, "Changes")); change; change = bp_ews_next (change))
    add_change (page, change, kind);
  return g_steal_pointer (&page);
}
