#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Time zones that clients describe themselves, in items and in the TimeZoneContext, and the zone of the answers."""

import unittest

from ews import T, SimTest, appointment, field, set_field
from test_series import DAILY, NUMBERED, series

# Two hours ahead in winter, three in summer, from the second Sunday of April to the last one of September.
PERIODS = '<t:Periods><t:Period Bias="-PT2H" Name="Standard" Id="std"/><t:Period Bias="-PT3H" Name="Daylight" Id="dlt"/></t:Periods>'


def change(to, month, occurrence, at="PT2H"):
    return (f'<t:RecurringDayTransition><t:To Kind="Period">{to}</t:To><t:TimeOffset>{at}</t:TimeOffset><t:Month>{month}</t:Month>'
            f"<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>{occurrence}</t:Occurrence></t:RecurringDayTransition>")


def definition(tag, identity="Mine", name="My zone"):
    return (f'<t:{tag} Id="{identity}" Name="{name}">{PERIODS}<t:TransitionsGroups><t:TransitionsGroup Id="0">{change("dlt", 4, 2)}'
            f'{change("std", 9, -1, "PT3H")}</t:TransitionsGroup></t:TransitionsGroups>'
            f'<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:{tag}>')


OLD = ('<t:MeetingTimeZone><t:BaseOffset>PT5H</t:BaseOffset><t:Standard><t:Offset>PT0H</t:Offset><t:RelativeYearlyRecurrence><t:DaysOfWeek>Sunday'
       '</t:DaysOfWeek><t:DayOfWeekIndex>First</t:DayOfWeekIndex><t:Month>November</t:Month></t:RelativeYearlyRecurrence><t:Time>02:00:00</t:Time>'
       '</t:Standard><t:Daylight><t:Offset>-PT1H</t:Offset><t:RelativeYearlyRecurrence><t:DaysOfWeek>Sunday</t:DaysOfWeek><t:DayOfWeekIndex>Second'
       '</t:DayOfWeekIndex><t:Month>March</t:Month></t:RelativeYearlyRecurrence><t:Time>02:00:00</t:Time></t:Daylight></t:MeetingTimeZone>')


class Zones(SimTest):
    def starts(self, first, last):
        answer = self.sim.find(f'<m:CalendarView StartDate="{first}T00:00:00Z" EndDate="{last}T00:00:00Z"/>', additional=field("calendar:Start"))
        return [start.text for start in answer.all("Start")]

    def test_custom_definition(self):
        # 38, 47: a series keeps its hour on a clock that nobody else has.
        zones = definition("StartTimeZone") + definition("EndTimeZone")
        item = series(DAILY.format(7) + NUMBERED.format("2031-04-06", 3), "2031-04-06")
        begin = item.index("<t:StartTimeZone")
        made = self.create_one(item[:begin] + zones + "</t:CalendarItem>").item_id
        self.assertEqual(self.starts("2031-04-01", "2031-04-30"), ["2031-04-06T08:00:00Z", "2031-04-13T07:00:00Z", "2031-04-20T07:00:00Z"])
        got = self.sim.get(made)
        zone = got.first("StartTimeZone")
        self.assertEqual((zone.get("Name"), [(one.get("Bias"), one.get("Name")) for one in zone.iter(f"{T}Period")]),
                         ("My zone", [("-PT2H", "Standard"), ("-PT3H", "Daylight")]))
        self.assertEqual([(one.findtext("{*}Month"), one.findtext("{*}Occurrence"), one.findtext("{*}TimeOffset"))
                          for one in zone.iter(f"{T}RecurringDayTransition")], [("4", "2", "PT2H"), ("9", "-1", "PT3H")])
        # What was answered can be sent back.
        self.assertEqual(self.sim.update(made, set_field("calendar:StartTimeZone", definition("StartTimeZone"))).codes, ["NoError"])

    def test_fixed_offset(self):
        zone = '<t:StartTimeZone Id="x" Name="Fixed"><t:Periods><t:Period Bias="PT3H30M" Name="Standard" Id="std"/></t:Periods></t:StartTimeZone>'
        made = self.create_one(appointment(zone=None, last=zone))
        self.assertEqual(self.sim.get(made.item_id).text("Start"), "2026-03-02T15:30:00Z")

    def test_meeting_time_zone(self):
        # The form of Exchange 2007: rules without a name.
        made = self.create_one(appointment("Winter", zone=None, last=OLD))
        self.assertEqual(self.sim.get(made.item_id).text("Start"), "2026-03-02T17:00:00Z")
        made = self.create_one(appointment("Summer", "2026-07-01T12:00:00", "2026-07-01T13:00:00", zone=None, last=OLD))
        self.assertEqual(self.sim.get(made.item_id).text("Start"), "2026-07-01T16:00:00Z")

    def test_context(self):
        # 47: what has no zone is read in the context's, and answered in it.
        header = f'<t:TimeZoneContext>{definition("TimeZoneDefinition")}</t:TimeZoneContext>'
        made = self.create_one(appointment("In context", "2026-07-01T12:00:00", "2026-07-01T13:00:00", zone=None), header=header)
        self.assertEqual(self.sim.get(made.item_id).text("Start"), "2026-07-01T09:00:00Z")
        self.assertEqual(self.sim.get(made.item_id, header=header).text("Start"), "2026-07-01T12:00:00+03:00")

    def test_unknown(self):
        for zone in ('<t:StartTimeZone Id="Nowhere"/>', "<t:StartTimeZone/>",
                     '<t:StartTimeZone Id="x"><t:Periods><t:Period Bias="P400D" Name="Standard" Id="std"/></t:Periods></t:StartTimeZone>'):
            self.assertEqual(self.sim.create(appointment(zone=None, last=zone)).codes, ["ErrorTimeZone"], zone)


if __name__ == "__main__":
    unittest.main(verbosity=1)
