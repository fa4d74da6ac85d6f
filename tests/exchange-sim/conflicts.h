/* SPDX-License-Identifier: MIT */
#pragma once

/* What else stands in the calendar at the time of an appointment, and right before and behind it. Free time and the pattern of a series
 * are in nobody's way. */

#include "view.h"

/* Of View, by start. `adjacent`: those that end as it begins or begin as it ends, instead of those that overlap it. Free the array. */
GArray *conflicts_find (const View *view, gboolean adjacent);
/* <tag> with the little of them that tells a person what is in the way; nothing if there are none. */
void conflicts_write (GString *out, const char *tag, const View *view, const char *zone, gboolean adjacent);
