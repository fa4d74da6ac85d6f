/* SPDX-License-Identifier: MIT */
#pragma once

/* A time zone as Exchange describes it. */

#include <glib.h>

/* Id and Name; with `full` also periods and transitions, those of the current rules. */
void zone_write (GString *out, const char *tag, const char *iana, gboolean full);
