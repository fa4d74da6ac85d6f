/* SPDX-License-Identifier: MIT */
#pragma once

/* The query strings of FindItem: words that all have to be found, some only in a certain place ("subject:plan"), phrases in quotes, NOT, OR.
 * Words are found by their beginning, without case and accents, as the server's index does it. */

#include "view.h"

gboolean aqs_matches (const char *query, const View *view);
