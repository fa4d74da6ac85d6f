/* SPDX-License-Identifier: MIT */
/* Zones that a server defines itself: their rules, and the zone that has equal ones (SYNC 18). */
#include "ews/zone.h"

#include <libxml/parser.h>
#include <string.h>

#include "core/zone.h"

#define DAYLIGHT_TO "<t:To Kind=\"Period\">d</t:To>"
#define STANDARD_TO "<t:To Kind=\"Period\">s</t:To>"
#define BERLIN_CHANGES                                                                                                 \
  "<t:RecurringDayTransition>" DAYLIGHT_TO "<t:TimeOffset>PT2H</t:TimeOffset><t:Month>3</t:Month>"                     \
  "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>-1</t:Occurrence></t:RecurringDayTransition>"                        \
  "<t:RecurringDayTransition>" STANDARD_TO "<t:TimeOffset>PT3H</t:TimeOffset><t:Month>10</t:Month>"                    \
  "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>-1</t:Occurrence></t:RecurringDayTransition>"
#define US_CHANGES                                                                                                     \
  "<t:RecurringDayTransition>" DAYLIGHT_TO "<t:TimeOffset>PT2H</t:TimeOffset><t:Month>3</t:Month>"                     \
  "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>2</t:Occurrence></t:RecurringDayTransition>"                         \
  "<t:RecurringDayTransition>" STANDARD_TO "<t:TimeOffset>PT2H</t:TimeOffset><t:Month>11</t:Month>"                    \
  "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>1</t:Occurrence></t:RecurringDayTransition>"
#define PERIODS(standard, daylight)                                                                                    \
  "<t:Periods><t:Period Bias=\"" standard "\" Name=\"Standard\" Id=\"s\"/>"                                            \
  "<t:Period Bias=\"" daylight "\" Name=\"Daylight\" Id=\"d\"/></t:Periods>"
#define GROUPS(changes)                                                                                                \
  "<t:TransitionsGroups><t:TransitionsGroup Id=\"0\">" changes "</t:TransitionsGroup></t:TransitionsGroups>"
#define ALWAYS "<t:Transitions><t:Transition><t:To Kind=\"Group\">0</t:To></t:Transition></t:Transitions>"
/* Group 1 since 2007, 0 before. */
#define TWO_GROUPS(old, new)                                                                                           \
  "<t:TransitionsGroups><t:TransitionsGroup Id=\"0\">" old                                                             \
  "</t:TransitionsGroup><t:TransitionsGroup Id=\"1\">" new "</t:TransitionsGroup></"                                   \
                                                           "t:TransitionsGroups><t:Transitions><t:Transition><t:To "   \
                                                           "Kind=\"Group\">0</t:To>"                                   \
                                                           "</t:Transition><t:AbsoluteDateTransition><t:To "           \
                                                           "Kind=\"Group\">1</t:To><t:DateTime>2007-01-01T00:00:00</"  \
                                                           "t:DateTime>"                                               \
                                                           "</t:AbsoluteDateTransition></t:Transitions>"

static const struct {
  const char *name, *definition, *zone; /* zone NULL: there is none */
} cases[] = {
  { "as at the site", PERIODS ("-PT1H", "-PT2H") GROUPS (BERLIN_CHANGES) ALWAYS, "Europe/Berlin" },
  { "in minutes", PERIODS ("-PT60M", "-PT120M") GROUPS (BERLIN_CHANGES) ALWAYS, "Europe/Berlin" },
  { "elsewhere", PERIODS ("PT5H", "PT4H") GROUPS (US_CHANGES) ALWAYS, "America/New_York" },
  { "other rules before", PERIODS ("PT5H", "PT4H") TWO_GROUPS (BERLIN_CHANGES, US_CHANGES), "America/New_York" },
  { "no summer time", PERIODS ("-PT9H", "-PT9H") GROUPS ("<t:Transition>" STANDARD_TO "</t:Transition>") ALWAYS,
    "Asia/Seoul" },
  { "half an hour", PERIODS ("-PT5H30M", "-PT5H30M") GROUPS ("<t:Transition>" STANDARD_TO "</t:Transition>") ALWAYS,
    "Asia/Kolkata" },
  { "like none", PERIODS ("-PT1H17M", "-PT2H17M") GROUPS (BERLIN_CHANGES) ALWAYS, NULL },
  { "no rules", "", NULL },
  { "nonsense", PERIODS ("soon", "later") GROUPS (BERLIN_CHANGES) ALWAYS, NULL },
  { "a month too many",
    PERIODS ("-PT1H", "-PT2H")
      GROUPS ("<t:RecurringDayTransition>" DAYLIGHT_TO "<t:Month>13</t:Month></t:RecurringDayTransition>") ALWAYS,
    NULL },
};

static void
test_definition (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *xml =
      g_strdup_printf ("<t:StartTimeZone xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\" "
                       "Id=\"Custom\">%s</t:StartTimeZone>",
                       cases[i].definition);
    xmlDoc *doc = xmlReadMemory (xml, (int) strlen (xml), NULL, NULL, 0);
    g_autofree char *definition = bp_ews_zone_definition (xmlDocGetRootElement (doc));
    const char *zone = definition ? bp_zone_find_equal (definition, "Europe/Berlin") : NULL;
    g_test_message ("%s: %s", cases[i].name, definition);
    g_assert_cmpstr (zone, ==, cases[i].zone);
    xmlFreeDoc (doc);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zone/definition", test_definition);
  return g_test_run ();
}
