/* SPDX-License-Identifier: MIT */
#pragma once

/* One call of the control endpoint, and the routes below /sim/mailbox/SMTP/. A route answers an HTTP status and *ret_answer. */

#include "sim.h"

#include <jansson.h>

typedef struct {
  Sim *sim;
  Mailbox *mailbox; /* for /sim/mailbox/SMTP/… */
  GHashTable *query;
  json_t *body; /* NULL if there is none */
} ControlCall;

/* {"error": message} */
guint control_fail (json_t **ret_answer, guint status, const char *message);
/* A parameter of the query, a string of the body; NULL if there is none. */
const char *control_query (ControlCall *call, const char *name);
const char *control_text (ControlCall *call, const char *name);

guint control_route_items (ControlCall *call, json_t **ret_answer);
guint control_route_folders (ControlCall *call, json_t **ret_answer);
guint control_route_view (ControlCall *call, json_t **ret_answer);
guint control_route_get (ControlCall *call, json_t **ret_answer);
guint control_route_create (ControlCall *call, json_t **ret_answer);
guint control_route_update (ControlCall *call, json_t **ret_answer);
guint control_route_move_occurrence (ControlCall *call, json_t **ret_answer);
guint control_route_cancel_occurrence (ControlCall *call, json_t **ret_answer);
guint control_route_change_pattern (ControlCall *call, json_t **ret_answer);
guint control_route_complete (ControlCall *call, json_t **ret_answer);
guint control_route_delete (ControlCall *call, json_t **ret_answer);
guint control_route_move (ControlCall *call, json_t **ret_answer);
guint control_route_copy (ControlCall *call, json_t **ret_answer);
guint control_route_read (ControlCall *call, json_t **ret_answer);
guint control_route_accept (ControlCall *call, json_t **ret_answer);
