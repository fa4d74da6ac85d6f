/* SPDX-License-Identifier: MIT */
#include "ews/find.h"

#include "ews/items.h"
#include "ews/names.h"

static BpEwsEnvelope *
write_request (const BpAccount *account, const char *folder_id, const char *create_token)
{
  BpEwsEnvelope *out = bp_ews_envelope_new (account, NULL);
  bp_ews_envelope_open (out, "m:FindItem");
  bp_ews_envelope_attribute (out, "Traversal", "Shallow");
  bp_ews_envelope_open (out, "m:ItemShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:Restriction");
  bp_ews_envelope_open (out, "t:IsEqualTo");
  bp_ews_envelope_own_property (out, BP_EWS_PROPERTY_CREATE_TOKEN);
  bp_ews_envelope_open (out, "t:FieldURIOrConstant");
  bp_ews_envelope_empty (out, "t:Constant", "Value", create_token);
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:ParentFolderIds");
  bp_ews_envelope_folder_id (out, folder_id);
  bp_ews_envelope_empty (out, "t:DistinguishedFolderId", "Id", "deleteditems");
  return out;
}

/* Ids of the items of that kind, over both folders. */
static GPtrArray *
collect_ids (const BpEwsResponse *response, BpKind kind, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < 2; i++) {
    xmlNode *message = bp_ews_response_nth_message (response, i);
    xmlNode *item;
    if (!bp_ews_message_check (message, BP_ERROR_TEMPORARY, error))
      return NULL;
    item = bp_ews_first (bp_ews_descend (message, "RootFolder", "Items", NULL));
    for (; item; item = bp_ews_next (item)) {
      char *id = bp_ews_dup_attribute (bp_ews_child (item, "ItemId"), "Id");
      if (id && bp_ews_is (item, bp_ews_element (kind)))
        g_ptr_array_add (ids, id);
      else
        g_free (id);
    }
  }
  return g_steal_pointer (&ids);
}

static int
compare_created (gconstpointer a, gconstpointer b)
{
  const BpRemoteItem *first = *(BpRemoteItem *const *) a, *second = *(BpRemoteItem *const *) b;
  return (first->created_at > second->created_at) - (first->created_at < second->created_at);
}

GPtrArray *
bp_ews_find_created (BpEwsConnection *connection, const BpAccount *account, BpKind kind, const char *folder_id,
                     const char *create_token, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = write_request (account, folder_id, create_token);
  g_autoptr (BpEwsResponse) response = bp_ews_send (connection, account, out, FALSE, cancellable, error);
  g_autoptr (GPtrArray) ids = response ? collect_ids (response, kind, error) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_remote_item_free);
  g_autoptr (GPtrArray) results = NULL;
  if (!ids)
    return NULL;
  results =
    bp_ews_items_read (connection, account, kind, (const char *const *) ids->pdata, ids->len, cancellable, error);
  if (!results)
    return NULL;
  for (guint i = 0; i < results->len; i++) {
    BpItemResult *result = g_ptr_array_index (results, i);
    if (g_error_matches (result->error, BP_ERROR, BP_ERROR_NOT_FOUND)) /* gone since it was found */
      continue;
    if (result->error) {
      g_propagate_error (error, g_steal_pointer (&result->error));
      return NULL;
    }
    g_ptr_array_add (found, g_steal_pointer (&result->item));
  }
  g_ptr_array_sort (found, compare_created);
  return g_steal_pointer (&found);
}
