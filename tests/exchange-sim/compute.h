/* SPDX-License-Identifier: MIT */
#pragma once

/* The properties the server computes, one small function each. */

#include "view.h"

/* Writes the property's element if there is something to write. `zone` is that of the request (NULL: UTC). */
void compute_write (GString *out, const Property *property, const View *view, const char *zone);
/* The computed value as text where it is one, as restrictions and the sort order need it; NULL otherwise. Caller frees. */
char *compute_text (const Property *property, const View *view);
