/* SPDX-License-Identifier: MIT */
#pragma once

#include "xmlin.h"

/* The zone that a t:StartTimeZone, t:EndTimeZone, t:MeetingTimeZone or t:TimeZoneDefinition stands for: by its name, or by the rules it
 * brings along. An IANA name, or one of zone-custom.h; NULL if it is neither. Static. */
const char *zone_read (const xmlNode *node);
