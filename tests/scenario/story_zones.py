# SPDX-License-Identifier: MIT
"""Zones that a server or a client defines itself, and zones that differ between site, server and user (SYNC 18)."""

import series as sides
from appointment import SITE_ZONE, USER
from processes import check
from scenario import Scenario

DAILY = '<t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>'


def change(to, month, occurrence, at):
    return (f'<t:RecurringDayTransition><t:To Kind="Period">{to}</t:To><t:TimeOffset>{at}</t:TimeOffset><t:Month>{month}</t:Month>'
            f"<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>{occurrence}</t:Occurrence></t:RecurringDayTransition>")


def definition(tag, name, bias, summer=None, changes=""):
    """bias, summer: PT minus what it is ahead of UTC. changes: when summer begins and ends; none: no summer time."""
    periods = f'<t:Period Bias="{bias}" Name="Standard" Id="std"/>' + (f'<t:Period Bias="{summer}" Name="Daylight" Id="dlt"/>' if summer else "")
    transitions = (f'<t:TransitionsGroups><t:TransitionsGroup Id="0">{changes}</t:TransitionsGroup></t:TransitionsGroups>'
                   '<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions>') if summer else ""
    return f'<t:{tag} Id="{name}" Name="{name}"><t:Periods>{periods}</t:Periods>{transitions}</t:{tag}>'


GERMAN = ("Customized Time Zone", "-PT1H", "-PT2H", change("dlt", 3, -1, "PT2H") + change("std", 10, -1, "PT3H"))
SYDNEY = ("Eigene Zone", "-PT10H", "-PT11H", change("dlt", 10, 1, "PT2H") + change("std", 4, 1, "PT3H"))
INDIAN = ("ohne Sommerzeit", "-PT5H30M")
NOBODYS = ("nirgends", "-PT3H17M")
ODD = ("zwei Stunden Sommerzeit", "-PT1H", "-PT3H", change("dlt", 4, 2, "PT2H") + change("std", 9, -1, "PT3H"))


def enter(lab, subject, zone, rule="", day="2027-03-15"):
    """As a client does that defines its zones itself: nine to ten by the clock there."""
    recurrence = f"<t:Recurrence>{DAILY}<t:NumberedRecurrence><t:StartDate>{day}</t:StartDate><t:NumberOfOccurrences>30</t:NumberOfOccurrences>" \
        "</t:NumberedRecurrence></t:Recurrence>" if rule else ""
    sides.send(lab, USER, f'<m:CreateItem SendMeetingInvitations="SendToNone"><m:SavedItemFolderId><t:DistinguishedFolderId Id="calendar"/></m:SavedItemFolderId>'
                          f"<m:Items><t:CalendarItem><t:Subject>{subject}</t:Subject><t:Start>{day}T09:00:00</t:Start><t:End>{day}T10:00:00</t:End>{recurrence}"
                          f'{definition("StartTimeZone", *zone)}{definition("EndTimeZone", *zone)}</t:CalendarItem></m:Items></m:CreateItem>')


class CustomZones(Scenario):
    """Equal rules are the same zone, the site's first; others are taken over in the site's zone, as the instants that they are."""
    name = "zones that a client defines itself"
    known = {"deutsch": (GERMAN, SITE_ZONE), "Sydney": (SYDNEY, "Australia/Sydney"), "indisch": (INDIAN, "Asia/Kolkata")}

    def play(self, lab):
        for subject, (zone, _) in self.known.items():
            enter(lab, subject, zone)
            enter(lab, f"{subject}, Serie", zone, "daily")
        enter(lab, "nirgends", NOBODYS)
        enter(lab, "seltsam", ODD, day="2027-07-15")

    def check(self, lab):
        here = {one.subject: (one.time_zone or SITE_ZONE, one.starts_at) for one in sides.kept_here(lab)}
        for subject, (_, zone) in self.known.items():
            for one in (subject, f"{subject}, Serie"):
                check(here.get(one) == (zone, "2027-03-15T09:00:00"), f"{one} is {here.get(one)} instead of {zone}")
        check(here["nirgends"] == (SITE_ZONE, "2027-03-15T06:43:00"), f"nirgends is {here['nirgends']}")
        check(here["seltsam"] == (SITE_ZONE, "2027-07-15T08:00:00"), f"seltsam is {here['seltsam']}")
        self.check_shown(lab)

    def check_shown(self, lab):
        """Both sides show the same, also beyond the change of the clocks."""
        found = sides.unlike("büro+", sides.shown_there(lab), sides.shown_here(lab))
        check(not (found := list(found)), "; ".join(found))

    def check_log(self, lab):
        lab.check_log("sync.in.notice", USER, "nirgends")


class CustomZonesChanged(CustomZones):
    """What is written here goes in a zone that has a name."""
    name = "an appointment in a zone that a client defines itself is changed in büro+"

    def prepare(self, lab):
        super().prepare(lab)
        CustomZones.play(self, lab)
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute("UPDATE appointment SET starts_at = replace(starts_at, 'T0', 'T1'), ends_at = replace(replace(ends_at, 'T1', 'T2'), 'T0', 'T1')"
                               " WHERE subject NOT LIKE '%Serie'")
            connection.execute("UPDATE appointment SET location = 'Raum 9'")
            connection.execute("INSERT INTO appointment_exception (appointment, original_start, cancelled) SELECT id, '2027-04-05T09:00:00', 1 FROM appointment"
                               " WHERE subject LIKE '%Serie'")

    def check(self, lab):
        places = {item["subject"]: item["location"] for item in lab.outlook.items(USER)}
        check(set(places.values()) == {"Raum 9"}, f"Exchange: {places}")
        self.check_shown(lab)

    def check_log(self, lab):
        pass


def scenarios(alone):
    return [CustomZones(), CustomZonesChanged()]
