/* SPDX-License-Identifier: MIT */
#pragma once

/* The level of the schema a client asks for (RequestServerVersion), and what is newer than it. */

#include "xmlin.h"

/* FALSE if there is no such level. */
gboolean version_is_known (const char *version);
/* Whether the operation, or a property or element in it, came after that level; NULL is the newest one. */
gboolean version_lacks (const char *version, const xmlNode *operation);
