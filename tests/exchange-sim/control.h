/* SPDX-License-Identifier: MIT */
#pragma once

/* The control endpoint /sim/…, for tests: JSON in, JSON out. README.md documents each route. */

#include "sim.h"

#include <jansson.h>

/* `query` may be NULL. Returns the HTTP status and a new reference to the answer. */
guint control_handle (Sim *sim, const char *method, const char *path, GHashTable *query, const char *body, gsize size,
                      json_t **ret_answer);
