/* SPDX-License-Identifier: MIT */
#pragma once

/* Items in the words of the control endpoint: JSON <-> properties. */

#include "view.h"

#include <jansson.h>

/* New reference. */
json_t *control_item_to_json (const View *view);
/* Sets what the object names; `bag` holds what there is already. NULL, or what is wrong (caller frees). */
char *control_item_from_json (json_t *object, ItemKind kind, Bag **bag);
