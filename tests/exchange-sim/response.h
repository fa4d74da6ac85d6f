/* SPDX-License-Identifier: MIT */
#pragma once

/* Response objects: what CreateItem makes of t:AcceptItem, t:CancelCalendarItem, t:ForwardItem and their like. */

#include "request.h"

gboolean response_is_one (const xmlNode *element);
/* A response code, or NULL. `ret_view`: the item that the answer names; its item is NULL if it names none. */
const char *response_run (Request *request, const xmlNode *element, View *ret_view);
