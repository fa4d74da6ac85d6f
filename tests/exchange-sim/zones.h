/* SPDX-License-Identifier: MIT */
#pragma once

/* Time zones: the names Exchange uses (Windows) and those libical knows (IANA), and the arithmetic between wall clock
 * and instant. Instants are seconds since 1970 in UTC; wall clocks are the same number read without a zone. */

#include <glib.h>

/* The IANA name for a Windows or IANA name, "UTC" included; NULL if unknown. Static. */
const char *zone_to_iana (const char *name);
/* The Windows name for an IANA or Windows name; NULL if unknown. Static. */
const char *zone_to_windows (const char *name);
/* As Exchange shows it: "(UTC+01:00) Europe/Berlin". */
char *zone_display_name (const char *iana);
/* Seconds to add to UTC at this instant. */
int zone_offset (const char *iana, gint64 instant);
gint64 zone_to_wall (const char *iana, gint64 instant);
/* A wall clock inside a gap moves forward by the gap; of one that exists twice the first is taken. */
gint64 zone_to_instant (const char *iana, gint64 wall);
/* The Windows names, in order; NULL past the end. */
const char *zone_windows_name (guint index);
