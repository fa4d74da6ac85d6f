# SPDX-License-Identifier: MIT
"""Meetings, others' and own ones: what of an edit goes out, what stays here and says so, and what others do to them (SYNC 10, 11, 17).
Nothing ever sends mail: every check of both sides looks at that, too."""

import json
from dataclasses import dataclass

from appointment import USER
from processes import check
from scenario import Scenario
from table import DELETE, FROM_OFFICE, FROM_OUTLOOK, GONE, Group, Row, scenarios_of

CHEF = {"name": "Chefin", "email": "chefin@firma.example"}
ANNA = {"name": "Anna", "email": "anna@firma.example", "response": "NoResponseReceived"}
BERT = {"name": "Bert Größe", "email": "bert@firma.example", "response": "Accept"}
THEIRS = {"organizer": CHEF, "attendees": [ANNA, BERT]}
OURS = {"attendees": [BERT]}
IN_OUTLOOK = "change it in Outlook"

MOVED = {"starts_at": "2027-03-11T14:00:00", "ends_at": "2027-03-11T15:00:00"}
# What is the attendee's own, and what is not.
OWN = {"the reminder": {"reminder_minutes": 5}, "no reminder": {"reminder_minutes": None}, "categories": {"categories": ("Grün",)},
       "show-as": {"show_as": "tentative"}, "sensitivity": {"sensitivity": "private"}}
NOT_OWN = {"the subject": {"subject": "umbenannt"}, "the place": {"location": "Raum 9"}, "the time": MOVED, "importance": {"importance": "high"},
           "the info text": {"info_text": "nur hier"}, "all-day": {"all_day": True, "starts_at": "2027-03-10T00:00:00", "ends_at": "2027-03-11T00:00:00"}}


def accept(outlook, subject):
    outlook.accept(subject)


def becomes_meeting(outlook, subject):
    outlook.change(subject, attendees=[BERT])


def without_people(outlook, subject):
    outlook.change(subject, attendees=[])


def rows(whose, people):
    start = {"reminder_minutes": 15}

    def row(name, **how):
        return Row(f"{whose}: {name}", was=FROM_OUTLOOK, start=start, more=people, **how)

    return (
        *(row(f"{name} in büro+", office=edit) for name, edit in OWN.items()),
        *(row(f"{name} in büro+ stays there", office=edit, after_office=edit, after_exchange={}) for name, edit in NOT_OWN.items() if "subject" not in edit),
        row("own and not own in büro+", office={"location": "Raum 9", "categories": ("Blau",)}, after_office={"location": "Raum 9", "categories": ("Blau",)},
            after_exchange={"categories": ("Blau",)}),
        *(row(f"{name} in Outlook", exchange=edit) for name, edit in (OWN | NOT_OWN).items() if "subject" not in edit and "info_text" not in edit),
        row("own in büro+, time in Outlook", office=OWN["categories"], exchange=MOVED),
        row("the place in büro+, time in Outlook", office={"location": "hier"}, exchange=MOVED, after_office={"location": "hier", **MOVED},
            after_exchange=MOVED),
        row("the place on both sides", office={"location": "hier"}, exchange={"location": "dort"}, after={"location": "dort"}, conflicts=1),
        row("the place here, then there", office={"location": "hier"}, then_exchange={"location": "dort"}, after={"location": "dort"}, conflicts=1),
        row("deleted in büro+ stays there", office=DELETE, after_office=GONE, after_exchange={}),
        row("deleted in büro+, then changed in Outlook", office=DELETE, then_exchange=MOVED, after_office=GONE, after_exchange=MOVED),
        row("deleted in büro+ while it is changed in Outlook", office=DELETE, exchange=MOVED, after_office=GONE, after_exchange=MOVED),
        row("declined in Outlook", exchange=DELETE, after=GONE),
        row("declined in Outlook, edited in büro+", office={"location": "hier"}, exchange=DELETE, after=GONE),
        row("declined in Outlook, the reminder in büro+", office={"reminder_minutes": 5}, exchange=DELETE, after=GONE),
        row("called off by the organiser", exchange={"cancelled": True, "show_as": "free", "location": "abgesagt"},
            after={"show_as": "free", "location": "abgesagt"}),
        row("called off, then taken out of the calendar", exchange={"cancelled": True, "show_as": "free"}, then_exchange=DELETE, after=GONE),
    )


ACCEPTED = (
    Row("accepted in Outlook", was=FROM_OUTLOOK, more=THEIRS, exchange=accept, after={}),
    Row("accepted after it was edited here", was=FROM_OUTLOOK, more=THEIRS, office={"location": "hier", "reminder_minutes": 3}, exchange=accept,
        after_office={"location": "hier", "reminder_minutes": 3}, after_exchange={"reminder_minutes": 3}),
    Row("seen, edited, then accepted", was=FROM_OUTLOOK, more=THEIRS, office={"categories": ("Grün",)}, then_exchange=accept,
        after={"categories": ("Grün",)}),
    Row("accepted and changed by the organiser", was=FROM_OUTLOOK, more=THEIRS, exchange=[accept, MOVED], after=MOVED),
    Row("declined, seen, and taken back", was=FROM_OUTLOOK, more=THEIRS, exchange=DELETE, then_exchange=lambda outlook, subject: outlook.move_back(subject),
        after={}),
    Row("declined, and taken back with what had stayed here", was=FROM_OUTLOOK, more=THEIRS, office={"location": "hier"}, exchange=DELETE,
        then_exchange=lambda outlook, subject: outlook.move_back(subject), after_office={"location": "hier"}, after_exchange={}),
    Row("deleted in büro+, then accepted", was=FROM_OUTLOOK, more=THEIRS, office=DELETE, then_exchange=accept, after_office=GONE, after_exchange={}),
)

BECOMES = tuple(Row(f"{origin}: {name}", was=was, **how) for was, origin in ((FROM_OFFICE, "from büro+"), (FROM_OUTLOOK, "from Outlook")) for name, how in (
    ("becomes a meeting", {"exchange": becomes_meeting, "after": {}}),
    ("becomes a meeting, then the place in büro+", {"exchange": becomes_meeting, "then_office": {"location": "hier"}, "after_office": {"location": "hier"},
                                                   "after_exchange": {}}),
    ("becomes a meeting while the place is entered in büro+", {"exchange": becomes_meeting, "office": {"location": "hier"},
                                                              "after_office": {"location": "hier"}, "after_exchange": {}}),
    ("becomes a meeting, then deleted in büro+", {"exchange": becomes_meeting, "then_office": DELETE, "after_office": GONE, "after_exchange": {}}),
    ("is no longer a meeting, then the place in büro+", {"exchange": [becomes_meeting, without_people], "then_office": {"location": "hier"}})))


@dataclass(frozen=True)
class MeetingGroup(Group):
    said: tuple = ()
    people: tuple = ()      # (subject, organizer, attendees) as the record must have them

    def check(self, lab):
        super().check(lab)
        for words in self.said if len(self.rows) > 1 else ():
            check(words in lab.cli("records"), f"records does not say {words!r}: {lab.cli('records')}")
        with lab.office.connection() as connection:
            for subject, organizer, attendees in self.people if len(self.rows) > 1 else ():
                found = connection.execute("SELECT organizer, attendees FROM appointment WHERE subject = ?", [subject]).fetchone()
                found = (found[0], json.loads(found[1] or "null"))
                check(found == (organizer, attendees), f"{subject}: {found} instead of {(organizer, attendees)}")


THEIR_PEOPLE = ("Chefin <chefin@firma.example>",
                [{"email": "anna@firma.example", "name": "Anna", "response": "none", "role": "required"},
                 {"email": "bert@firma.example", "name": "Bert Größe", "response": "accepted", "role": "required"}])
OUR_PEOPLE = ("Anna <anna@firma.example>", [{"email": "bert@firma.example", "name": "Bert Größe", "response": "accepted", "role": "required"}])

# --- series --------------------------------------------------------------------------------------------------------------------

SERIES = "Serie"
MONDAYS = [f"2027-03-{day:02}T09:00:00" for day in (1, 8, 15, 22, 29)]


class MeetingSeries(Scenario):
    """Of a series of others; occurrences are {original start: (what differs) or None for a cancelled one}."""
    people = THEIRS
    here, there = {}, {}
    wanted_reason = ""

    def prepare(self, lab):
        super().prepare(lab)
        lab.outlook.in_mailbox(USER, "create", {
            "folder": "calendar", "subject": SERIES, "start": MONDAYS[0], "end": "2027-03-01T10:00:00", "time_zone": "Europe/Berlin",
            "recurrence": "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "reminder_minutes": 15, **self.people})
        lab.sync()

    def write(self, lab, original_start, **values):
        with lab.office.connection() as connection:
            connection.execute(f"INSERT INTO appointment_exception (appointment, original_start, {', '.join(values)}) "
                               f"SELECT id, ?{', ?' * len(values)} FROM appointment WHERE subject = ?", [original_start, *values.values(), SERIES])

    def item(self, lab):
        return next(item for item in lab.outlook.items(USER) if item["subject"] == SERIES)

    def in_outlook(self, lab, index, **values):
        lab.outlook.in_mailbox(USER, "update", {"id": self.item(lab)["id"], "index": index, **values})

    def check(self, lab):
        names = ("location", "reminder_minutes", "show_as")
        with lab.office.connection() as connection:
            here = {row["original_start"]: None if row["cancelled"] else {name: row[name] for name in names if row[name] is not None}
                    for row in connection.execute("SELECT * FROM appointment_exception")}
        master = self.item(lab)
        there = {one["original_start"]: None if one["deleted"] else {name: one[name] for name in names if one[name] != master[name]}
                 for one in master["exceptions"]}
        check(here == self.here, f"büro+: {here} instead of {self.here}")
        check(there == self.there, f"Exchange: {there} instead of {self.there}")
        check(self.wanted_reason in lab.cli("records"), f"records does not say {self.wanted_reason!r}")
        check(not lab.outlook.mails(), "a mail was sent")


class OccurrenceReminder(MeetingSeries):
    name = "a meeting series: reminder and show-as of an occurrence go out"
    here = there = {MONDAYS[1]: {"reminder_minutes": 3, "show_as": "free"}}

    def play(self, lab):
        self.write(lab, MONDAYS[1], reminder_minutes=3, show_as="free")


class OccurrencePlace(MeetingSeries):
    name = "a meeting series: the place of an occurrence stays here, its reminder goes out"
    here = {MONDAYS[1]: {"location": "hier", "reminder_minutes": 3}, MONDAYS[3]: None}
    there = {MONDAYS[1]: {"reminder_minutes": 3}}
    wanted_reason = IN_OUTLOOK

    def play(self, lab):
        self.write(lab, MONDAYS[1], location="hier", reminder_minutes=3)
        self.write(lab, MONDAYS[3], cancelled=1)


class OccurrencesOnBothSides(MeetingSeries):
    name = "a meeting series: an occurrence is moved by the organiser, the reminder of another is set here"
    here = there = {MONDAYS[1]: {"reminder_minutes": 3}, MONDAYS[2]: {"location": "dort"}}
    people = OURS

    def play(self, lab):
        self.in_outlook(lab, 3, location="dort")
        self.write(lab, MONDAYS[1], reminder_minutes=3)


class OccurrenceCalledOff(MeetingSeries):
    name = "a meeting series: an occurrence is called off, the series is accepted"
    here = there = {MONDAYS[2]: None}

    def play(self, lab):
        lab.outlook.in_mailbox(USER, "delete", {"id": self.item(lab)["id"], "index": 3})
        lab.outlook.in_mailbox(USER, "accept", {"id": self.item(lab)["id"]})


class SeriesMovedHere(MeetingSeries):
    """The new time stays here, and so it takes no occurrence away."""
    name = "a meeting series: another rule in büro+ stays there, its occurrences stay as they are"
    here = there = {MONDAYS[1]: {"reminder_minutes": 3}, MONDAYS[2]: None}
    wanted_reason = IN_OUTLOOK

    def prepare(self, lab):
        super().prepare(lab)
        self.in_outlook(lab, 2, reminder_minutes=3)
        lab.outlook.in_mailbox(USER, "delete", {"id": self.item(lab)["id"], "index": 3})
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute("UPDATE appointment SET recurrence = 'FREQ=DAILY;COUNT=40', starts_at = '2027-03-01T08:00:00'")


GROUPS = (
    MeetingGroup("meetings of others", rows("theirs", THEIRS), said=(IN_OUTLOOK,), people=(("theirs: the reminder in büro+", *THEIR_PEOPLE),)),
    MeetingGroup("own meetings", rows("ours", OURS), said=(IN_OUTLOOK,), people=(("ours: the reminder in büro+", *OUR_PEOPLE),)),
    MeetingGroup("an invitation is accepted", ACCEPTED),
    MeetingGroup("a single appointment becomes a meeting", BECOMES),
)


def scenarios(alone):
    return [*scenarios_of(GROUPS, alone), OccurrenceReminder(), OccurrencePlace(), OccurrencesOnBothSides(), OccurrenceCalledOff(),
            SeriesMovedHere()]
