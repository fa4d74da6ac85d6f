/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include <string.h>

/* clang-format off */
static const struct {
  const char *name;
  Operation operation;
  gboolean bare; /* answered without response messages */
} table[] = {
  { "GetFolder", op_get_folder },
  { "FindFolder", op_find_folder },
  { "CreateFolder", op_create_folder },
  { "UpdateFolder", op_update_folder },
  { "DeleteFolder", op_delete_folder },
  { "MoveFolder", op_move_folder },
  { "CopyFolder", op_copy_folder },
  { "EmptyFolder", op_empty_folder },
  { "MarkAllItemsAsRead", op_mark_all_items_as_read },
  { "SyncFolderHierarchy", op_sync_folder_hierarchy },
  { "SyncFolderItems", op_sync_folder_items },
  { "GetItem", op_get_item },
  { "CreateItem", op_create_item },
  { "UpdateItem", op_update_item },
  { "DeleteItem", op_delete_item },
  { "MoveItem", op_move_item },
  { "CopyItem", op_copy_item },
  { "SendItem", op_send_item },
  { "ArchiveItem", op_archive_item },
  { "FindItem", op_find_item },
  { "Subscribe", op_subscribe },
  { "GetEvents", op_get_events },
  { "GetStreamingEvents", op_get_streaming_events },
  { "Unsubscribe", op_unsubscribe },
  { "ResolveNames", op_resolve_names },
  { "CreateAttachment", op_create_attachment },
  { "GetAttachment", op_get_attachment },
  { "DeleteAttachment", op_delete_attachment },
  { "GetUserAvailabilityRequest", op_get_user_availability, TRUE },
  { "GetRoomLists", op_get_room_lists, TRUE },
  { "GetRooms", op_get_rooms, TRUE },
  { "ConvertId", op_convert_id },
  { "GetServerTimeZones", op_get_server_time_zones },
  { "GetUserConfiguration", op_get_user_configuration },
};
/* clang-format on */

Operation
operation_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0)
      return table[i].operation;
  return NULL;
}

gboolean
operation_has_messages (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0)
      return !table[i].bare;
  return FALSE;
}
