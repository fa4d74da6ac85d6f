/* SPDX-License-Identifier: MIT */
#pragma once

/* What a POST to the control endpoint may hold: names and types, before anybody looks at the values. */

#include <glib.h>
#include <jansson.h>

/* NULL, or what is wrong with the body, in words that help; caller frees. `item`: properties of items may stand in it. */
char *control_check (json_t *body, gboolean item);
