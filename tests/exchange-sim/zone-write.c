/* SPDX-License-Identifier: MIT */
#include "zone-write.h"

#include "xmlout.h"
#include "zone-rules.h"
#include "zones.h"

#include <stdlib.h>

#define HOUR 3600

static void
write_period (GString *out, const char *windows, int offset, gboolean daylight)
{
  g_autofree char *id =
    g_strdup_printf ("trule:Microsoft/Registry/%s/1-%s", windows, daylight ? "Daylight" : "Standard");
  int minutes = abs (offset) / 60;
  g_autoptr (GString) bias = g_string_new (offset > 0 ? "-PT" : "PT");

  if (minutes >= 60 || minutes == 0)
    g_string_append_printf (bias, "%dH", minutes / 60);
  if (minutes % 60)
    g_string_append_printf (bias, "%dM", minutes % 60);
  xml_start (out, "t:Period");
  xml_attribute (out, "Bias", bias->str);
  xml_attribute (out, "Name", daylight ? "Daylight" : "Standard");
  xml_attribute (out, "Id", id);
  xml_empty_end (out);
}

static void
write_target (GString *out, const char *windows, gboolean daylight)
{
  g_string_append (out, "<t:To Kind=\"Period\">");
  g_string_append_printf (out, "trule:Microsoft/Registry/%s/1-%s</t:To>", windows, daylight ? "Daylight" : "Standard");
}

static void
write_change (GString *out, const char *windows, const ZoneChange *change)
{
  static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
  g_autoptr (GString) time = g_string_new ("PT");

  g_string_append_printf (time, "%dH", change->time / HOUR);
  if (change->time % HOUR)
    g_string_append_printf (time, "%dM", change->time % HOUR / 60);
  xml_open (out, "t:RecurringDayTransition");
  write_target (out, windows, change->after > change->before);
  xml_element (out, "t:TimeOffset", time->str);
  xml_int (out, "t:Month", change->month);
  xml_element (out, "t:DayOfWeek", days[change->weekday]);
  xml_int (out, "t:Occurrence", change->last ? -1 : change->occurrence);
  xml_close (out, "t:RecurringDayTransition");
}

static void
write_rules (GString *out, const char *windows, const char *iana)
{
  int standard, daylight;
  g_autoptr (GArray) changes = zone_changes (iana, &standard, &daylight);

  xml_open (out, "t:Periods");
  write_period (out, windows, standard, FALSE);
  if (changes->len)
    write_period (out, windows, daylight, TRUE);
  xml_close (out, "t:Periods");
  g_string_append (out, "<t:TransitionsGroups><t:TransitionsGroup Id=\"0\">");
  for (guint i = 0; i < changes->len; i++)
    write_change (out, windows, &g_array_index (changes, ZoneChange, i));
  if (changes->len == 0) {
    xml_open (out, "t:Transition");
    write_target (out, windows, FALSE);
    xml_close (out, "t:Transition");
  }
  g_string_append (out, "</t:TransitionsGroup></t:TransitionsGroups>"
                        "<t:Transitions><t:Transition><t:To Kind=\"Group\">0</t:To></t:Transition></t:Transitions>");
}

void
zone_write (GString *out, const char *tag, const char *iana, gboolean full)
{
  g_autofree char *name = zone_display_name (iana);
  const char *windows = zone_to_windows (iana);

  xml_start (out, tag);
  xml_attribute (out, "Id", windows);
  xml_attribute (out, "Name", name);
  if (!full) {
    xml_empty_end (out);
    return;
  }
  xml_start_end (out);
  write_rules (out, windows, iana);
  xml_close (out, tag);
}
