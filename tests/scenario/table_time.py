# SPDX-License-Identifier: MIT
"""Time: other zones, the days on which clocks change, all-day and several days, in both directions (SYNC 18; failures 12, 13)."""

import re

from appointment import USER, Appointment
from processes import SOURCE_DIR, check
from scenario import Scenario
from table import CREATE, FROM_OFFICE, FROM_OUTLOOK, NOWHERE, Group, Row, scenarios_of


def when(starts_at, ends_at, **more):
    return {"starts_at": starts_at, "ends_at": ends_at, **more}


# Germany: 28 March 2027 02:00 -> 03:00 and 31 October 2027 03:00 -> 02:00. New York: 14 March and 7 November 2027.
TIMES = (
    ("before the clocks go forward", when("2027-03-28T01:30:00", "2027-03-28T01:45:00")),
    ("across the clocks going forward", when("2027-03-28T01:00:00", "2027-03-28T04:00:00")),
    ("after the clocks go forward", when("2027-03-28T03:00:00", "2027-03-28T04:00:00")),
    ("on the Monday after", when("2027-03-29T09:00:00", "2027-03-29T10:00:00")),
    ("across the clocks going back", when("2027-10-31T01:00:00", "2027-10-31T05:00:00")),
    ("after the clocks went back", when("2027-10-31T04:00:00", "2027-10-31T05:00:00")),
    ("over midnight", when("2027-03-10T22:00:00", "2027-03-11T02:00:00")),
    ("over new year", when("2027-12-31T20:00:00", "2028-01-01T02:00:00")),
    ("over several days", when("2027-03-10T09:00:00", "2027-03-17T17:30:00")),
    ("midnight to midnight, but not all-day", when("2027-03-10T00:00:00", "2027-03-11T00:00:00")),
    ("on the leap day", when("2028-02-29T09:00:00", "2028-02-29T10:00:00")),
    ("in New York", when("2027-03-10T09:00:00", "2027-03-10T10:00:00", time_zone="America/New_York")),
    ("in New York while only they have summer time", when("2027-03-20T09:00:00", "2027-03-20T10:00:00", time_zone="America/New_York")),
    ("in Tokyo", when("2027-07-01T09:00:00", "2027-07-01T10:00:00", time_zone="Asia/Tokyo")),
    ("in Kolkata", when("2027-07-01T09:00:00", "2027-07-01T10:00:00", time_zone="Asia/Kolkata")),
    ("in Auckland", when("2027-12-24T09:00:00", "2027-12-24T10:00:00", time_zone="Pacific/Auckland")),
    ("in London", when("2027-07-01T09:00:00", "2027-07-01T10:00:00", time_zone="Europe/London")),
    ("in UTC", when("2027-07-01T09:00:00", "2027-07-01T10:00:00", time_zone="Etc/UTC")),
    ("all-day", when("2027-03-10T00:00:00", "2027-03-11T00:00:00", all_day=True)),
    ("all-day in summer", when("2027-07-10T00:00:00", "2027-07-11T00:00:00", all_day=True)),
    ("all-day when the clocks go forward", when("2027-03-28T00:00:00", "2027-03-29T00:00:00", all_day=True)),
    ("all-day when the clocks go back", when("2027-10-31T00:00:00", "2027-11-01T00:00:00", all_day=True)),
    ("all-day for a fortnight over the change", when("2027-03-22T00:00:00", "2027-04-05T00:00:00", all_day=True)),
    ("all-day in New York", when("2027-03-10T00:00:00", "2027-03-11T00:00:00", all_day=True, time_zone="America/New_York")),
)


def rows(prefix, was, key, op):
    return tuple(Row(f"{prefix} {name}", was=was, **({"start": time, key: CREATE} if op == CREATE else {key: time}))
                 for name, time in TIMES)


class EveryZone(Scenario):
    """Each of Windows' zones, both ways; in summer, and in winter where there is time for it."""
    name = "every zone of Windows"

    def __init__(self, days):
        self.days = days

    @staticmethod
    def zones():
        """{Windows' name: the IANA name that stands for it}"""
        table = (SOURCE_DIR / "data" / "windows-zones.inc").read_text()
        return dict(re.findall(r'^  \{ "([^"]+)", "([^"]+)" \},$', table.split("iana_zones")[0], re.MULTILINE))

    def play(self, lab):
        zones = self.zones()
        check(len(zones) > 130, f"only {len(zones)} zones were found")
        for windows, iana in zones.items():
            for day in self.days:
                lab.office.create(Appointment(subject=f"hier {windows} {day}", starts_at=f"{day}T09:30:00", ends_at=f"{day}T10:00:00", time_zone=iana))
                lab.outlook.create(Appointment(subject=f"dort {windows} {day}", starts_at=f"{day}T09:30:00", ends_at=f"{day}T10:00:00", time_zone=windows))

    def check(self, lab):
        zones = self.zones()
        there = {item["subject"]: (item["windows_zone"], item["start"]) for item in lab.outlook.items(USER)}
        here = {one.subject: (one.time_zone, one.starts_at) for one in lab.office.appointments()}
        for windows, iana in zones.items():
            for day in self.days:
                for subject in (f"hier {windows} {day}", f"dort {windows} {day}"):
                    wanted = (windows, f"{day}T09:30:00")
                    check(there.get(subject) == wanted, f"Exchange: {subject} is {there.get(subject)}")
                    check(here.get(subject) == (iana, wanted[1]), f"büro+: {subject} is {here.get(subject)} instead of {iana}")


GROUPS = (
    Group("times entered in büro+", rows("entered in büro+", NOWHERE, "office", CREATE)),
    Group("times entered in Outlook", rows("entered in Outlook", NOWHERE, "exchange", CREATE)),
    Group("times changed in büro+", rows("changed in büro+", FROM_OUTLOOK, "office", None)),
    Group("times changed in Outlook", rows("changed in Outlook", FROM_OFFICE, "exchange", None)),
)


def scenarios(alone):
    return [*scenarios_of(GROUPS, alone), EveryZone(("2027-07-15", "2027-01-15") if alone else ("2027-07-15",))]
