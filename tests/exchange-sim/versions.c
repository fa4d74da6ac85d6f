/* SPDX-License-Identifier: MIT */
#include "versions.h"

#include <string.h>

typedef enum { SP1_2007, RTM_2010, SP1_2010, SP2_2010, RTM_2013, SP1_2013, RTM_2016 } Level;

static const struct {
  const char *name;
  Level level;
} versions[] = {
  { "Exchange2007", SP1_2007 }, { "Exchange2007_SP1", SP1_2007 }, { "Exchange2009", RTM_2010 },
  { "Exchange2010", RTM_2010 }, { "Exchange2010_SP1", SP1_2010 }, { "Exchange2010_SP2", SP2_2010 },
  { "Exchange2012", RTM_2013 }, { "Exchange2013", RTM_2013 },     { "Exchange2013_SP1", SP1_2013 },
  { "Exchange2015", RTM_2016 }, { "Exchange2016", RTM_2016 },     { "V2015_10_05", RTM_2016 },
  { "V2016_01_06", RTM_2016 },  { "V2016_04_13", RTM_2016 },      { "V2016_07_13", RTM_2016 },
  { "V2016_10_10", RTM_2016 },  { "V2017_01_07", RTM_2016 },      { "V2017_04_14", RTM_2016 },
  { "V2017_07_11", RTM_2016 },
};

/* Operations and elements by name, properties by FieldURI. */
static const struct {
  const char *name;
  Level since;
} newer[] = {
  { "GetServerTimeZones", RTM_2010 },
  { "GetUserConfiguration", RTM_2010 },
  { "CreateUserConfiguration", RTM_2010 },
  { "UpdateUserConfiguration", RTM_2010 },
  { "DeleteUserConfiguration", RTM_2010 },
  { "StartTimeZone", RTM_2010 },
  { "EndTimeZone", RTM_2010 },
  { "calendar:StartTimeZone", RTM_2010 },
  { "calendar:EndTimeZone", RTM_2010 },
  { "item:UniqueBody", RTM_2010 },
  { "item:ConversationId", RTM_2010 },
  { "item:StoreEntryId", SP2_2010 },
  { "EmptyFolder", SP1_2010 },
  { "GetStreamingEvents", SP1_2010 },
  { "StreamingSubscriptionRequest", SP1_2010 },
  { "MarkAllItemsAsRead", RTM_2013 },
  { "ArchiveItem", RTM_2013 },
  { "Flag", RTM_2013 },
  { "EnhancedLocation", RTM_2013 },
  { "item:Flag", RTM_2013 },
  { "item:InstanceKey", RTM_2013 },
  { "item:NormalizedBody", RTM_2013 },
  { "item:EntityExtractionResult", RTM_2013 },
  { "item:PolicyTag", RTM_2013 },
  { "item:ArchiveTag", RTM_2013 },
  { "item:RetentionDate", RTM_2013 },
  { "item:Preview", RTM_2013 },
  { "item:TextBody", RTM_2013 },
  { "item:IconIndex", RTM_2013 },
  { "calendar:StartWallClock", RTM_2013 },
  { "calendar:EndWallClock", RTM_2013 },
  { "calendar:StartTimeZoneId", RTM_2013 },
  { "calendar:EndTimeZoneId", RTM_2013 },
  { "calendar:EnhancedLocation", RTM_2013 },
  { "calendar:IntendedFreeBusyStatus", RTM_2013 },
  { "calendar:IsOrganizer", RTM_2013 },
};

static gboolean
find_level (const char *version, Level *ret_level)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (strcmp (versions[i].name, version) == 0) {
      *ret_level = versions[i].level;
      return TRUE;
    }
  return FALSE;
}

gboolean
version_is_known (const char *version)
{
  Level level;

  return find_level (version, &level);
}

static gboolean
is_newer (const char *name, Level level)
{
  for (guint i = 0; i < G_N_ELEMENTS (newer); i++)
    if (newer[i].since > level && strcmp (newer[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
contains_newer (const xmlNode *node, Level level)
{
  g_autofree char *uri = node_attribute (node, "FieldURI");

  if (is_newer (node_name (node), level) || (uri && is_newer (uri, level)))
    return TRUE;
  for (xmlNode *child = node_first (node); child; child = node_next (child))
    if (contains_newer (child, level))
      return TRUE;
  return FALSE;
}

gboolean
version_lacks (const char *version, const xmlNode *operation)
{
  Level level;

  return version && find_level (version, &level) && level < RTM_2013 && contains_newer (operation, level);
}
