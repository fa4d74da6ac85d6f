/* SPDX-License-Identifier: MIT */
#pragma once

/* The table of operations, and the functions in it. Each writes its response messages. */

#include "request.h"

typedef void (*Operation) (Request *request);

/* NULL if there is no such operation. */
Operation operation_find (const char *name);
/* Whether its answer is a list of response messages; FALSE also for what is no operation. */
gboolean operation_has_messages (const char *name);

void op_get_folder (Request *request);
void op_find_folder (Request *request);
void op_create_folder (Request *request);
void op_update_folder (Request *request);
void op_delete_folder (Request *request);
void op_move_folder (Request *request);
void op_copy_folder (Request *request);
void op_empty_folder (Request *request);
void op_mark_all_items_as_read (Request *request);
void op_sync_folder_hierarchy (Request *request);
void op_resolve_names (Request *request);
void op_create_attachment (Request *request);
void op_get_attachment (Request *request);
void op_delete_attachment (Request *request);
void op_get_user_availability (Request *request);
void op_get_room_lists (Request *request);
void op_get_rooms (Request *request);
void op_convert_id (Request *request);
void op_get_server_time_zones (Request *request);
void op_get_user_configuration (Request *request);
void op_sync_folder_items (Request *request);
void op_get_item (Request *request);
void op_create_item (Request *request);
void op_update_item (Request *request);
void op_delete_item (Request *request);
void op_find_item (Request *request);
void op_move_item (Request *request);
void op_copy_item (Request *request);
void op_send_item (Request *request);
void op_archive_item (Request *request);
void op_subscribe (Request *request);
void op_get_events (Request *request);
void op_get_streaming_events (Request *request);
void op_unsubscribe (Request *request);
