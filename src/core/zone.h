/* SPDX-License-Identifier: MIT */
#pragma once

/* Time zones: Windows <-> IANA names from the Unicode CLDR table (data/), arithmetic by libical. Wall clocks are
 * "YYYY-MM-DDTHH:MM:SS", instants base/clock.h. Any thread (libical's zone loading is serialised inside). */

#include <glib.h>

gboolean bp_zone_is_known (const char *iana);
/* The Windows zone of an IANA name ("Europe/Berlin" -> "W. Europe Standard Time"), links and old names included; NULL if none. Static. */
const char *bp_zone_to_windows (const char *iana);
/* The canonical IANA name (CLDR's for the whole world, in today's spelling) of a Windows zone; NULL if unknown. Static. */
const char *bp_zone_from_windows (const char *windows);
/* All Windows zones, sorted; NULL past the end. Static. */
const char *bp_zone_nth_windows (guint index);
/* The IANA name of the system's zone, "UTC" if it cannot be told. Caller frees. */
char *bp_zone_system (void);
/* Equal for the sync: both map to the same Windows zone, or are the same name. NULL stands for `site`. */
gboolean bp_zone_equal (const char *a, const char *b, const char *site);
/* FALSE if the zone or the text is not valid. A wall clock that does not exist moves forward by the gap; of one that
 * exists twice the first (daylight) is taken. */
gboolean bp_zone_to_instant (const char *wall, const char *iana, gint64 *ret_instant);
/* The wall clock of an instant. Caller frees; NULL if the zone is unknown. */
char *bp_zone_to_wall (gint64 instant, const char *iana);

/* --- definitions: a VTIMEZONE of iCalendar as text; what others' rules are brought to ----------------------------------- */

/* The definition of a zone, TZID its name, lines ended by CR LF. Caller frees; NULL if the zone is unknown. */
char *bp_zone_to_definition (const char *iana);
/* The zone with the same rules today: `site` if it is one, else Windows' first of that kind; NULL if there is none. Borrowed
 * or static. */
const char *bp_zone_find_equal (const char *definition, const char *site);
/* As bp_zone_to_instant (), by a definition's rules. */
gboolean bp_zone_definition_to_instant (const char *definition, const char *wall, gint64 *ret_instant);
