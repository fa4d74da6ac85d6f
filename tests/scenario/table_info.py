# SPDX-License-Identifier: MIT
"""Info texts: they go to Outlook and never come from it, are sent when edited and only then (SYNC 16, R3, R4, S7).

That no request asks for a text is checked after every run of every scenario (lab.py)."""

from dataclasses import dataclass

from processes import check
from scenario import Scenario
from table import CREATE, FROM_OFFICE, FROM_OUTLOOK, NOWHERE, Group, Row, scenarios_of
from table_tasks import TaskGroup, TaskRow

A, B, THERE = {"info_text": "von hier"}, {"info_text": "neu von hier"}, {"info_text": "von dort"}
NONE, PLACE = {"info_text": ""}, {"location": "Raum 9"}

EDITED = (
    Row("a new record with a text", was=NOWHERE, start=A, office=CREATE),
    Row("the text is edited", start=A, office=B),
    Row("a text is given later", office=A),
    Row("another field is edited, the text in Outlook stays", start=A, exchange=THERE, office=PLACE, after_office={**A, **PLACE},
        after_exchange={**THERE, **PLACE}),
    Row("edited and taken back: nothing is sent", start=A, exchange=THERE, office=[B, A], after_office=A, after_exchange=THERE),
    Row("edited on both sides", start=A, exchange=THERE, office=B, after=B),
    Row("cleared", start=A, office=NONE),
    Row("the text in Outlook is edited", start=A, exchange=THERE, after_office=A, after_exchange=THERE),
    Row("entered in Outlook with a text", was=NOWHERE, start=THERE, exchange=CREATE),
    Row("from Outlook: another field is edited here", was=FROM_OUTLOOK, start=THERE, office=PLACE, after_office=PLACE, after_exchange={**THERE, **PLACE}),
    Row("from Outlook: a text is given here", was=FROM_OUTLOOK, start=THERE, office=A, after_office=A, after_exchange=A),
    Row("from Outlook: given and taken back before it was sent", was=FROM_OUTLOOK, start=THERE, office=[A, NONE], after_office=NONE, after_exchange=THERE),
    Row("from Outlook: given, sent, cleared", was=FROM_OUTLOOK, start=THERE, office=A, then_office=NONE, after_office=NONE, after_exchange=NONE),
    Row("with umlauts, links and lists", start=A, office={"info_text": "Grüße, 5 € & <b>\n\n- eins\n- zwei\nhttps://firma.de/a?b=1&c=2\n"
                                                                       "www.firma.de, anna@firma.de\n1. Öl\n2. Äpfel"}),
)
UNDER_R3 = (
    Row("R3: a new record", was=NOWHERE, start=A, office=CREATE, after_exchange=NONE),
    Row("R3: edited", start=A, office={**B, **PLACE}, after_office={**B, **PLACE}, after_exchange={**A, **PLACE}),
    Row("R3: from Outlook", was=FROM_OUTLOOK, start=THERE, office={**A, **PLACE}, after_office={**A, **PLACE}, after_exchange={**THERE, **PLACE}),
    Row("R3: cleared", start=A, office=NONE, after_office=NONE, after_exchange=A),
)


@dataclass(frozen=True)
class Phases(Scenario):
    """What happens one after the other, a run in between: settings, in büro+, in Outlook; the last is what is tried."""
    name: str
    row: Row
    phases: tuple
    then: tuple

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()
        (lab.office if self.row.was == FROM_OFFICE else lab.outlook).create(self.row.appointment())
        lab.sync()
        for settings, office, outlook in self.phases:
            self.happen(lab, settings, office, outlook)
            lab.sync()

    def happen(self, lab, settings, office, outlook):
        lab.settings(**settings)
        if office:
            lab.office.change(self.row.name, **office)
        if outlook:
            lab.outlook.change(self.row.name, **outlook)

    def play(self, lab):
        self.happen(lab, *self.then)

    def check(self, lab):
        lab.check_sides([self.row.appointment(**self.row.after_office)], [self.row.appointment(**self.row.after_exchange)])


OFF, ON = {"skip_info_text": 1}, {"skip_info_text": 0}
PHASES = (
    Phases("edited under R3 stays unsent", Row("eins", start=A, after_office={**B, **PLACE}, after_exchange={**A, **PLACE}),
           ((OFF, B, None), (ON, None, None)), ({}, PLACE, None)),
    Phases("edited again it is sent", Row("eins", start=A, after_office={"info_text": "dritter"}, after_exchange={"info_text": "dritter"}),
           ((OFF, B, None), (ON, None, None)), ({}, {"info_text": "dritter"}, None)),
    Phases("clearing clears only what was sent", Row("eins", was=FROM_OUTLOOK, start=THERE, after_office=NONE, after_exchange=THERE),
           ((OFF, A, None), (ON, None, None)), ({}, NONE, None)),
    Phases("edited back to what was sent is not sent", Row("eins", start=A, after_office=A, after_exchange=THERE),
           ((OFF, B, THERE), (ON, None, None)), ({}, A, None)),
)


@dataclass(frozen=True)
class AsPlainText(Group):
    """R4: as the setting says, markup on neither side."""
    body_type: str = "Text"

    def check(self, lab):
        super().check(lab)
        for row in self.rows:
            for _, item in lab.outlook.find(row.name):
                check(item["body_type"] == self.body_type, f"{row.name} has a text of type {item['body_type']}")


FORMATS = (Row("lines and signs", was=NOWHERE, start={"info_text": "Zeile 1\nZeile 2 & <3>\n\nAbsatz"}, office=CREATE),
           Row("edited", start=A, office={"info_text": "Grüße\n- a\n- b"}))
GROUPS = (
    Group("info texts", EDITED),
    Group("info texts under R3", UNDER_R3, then_settings={"skip_info_text": 1}),
    AsPlainText("info texts as plain text", FORMATS, settings={"info_text_format": "text"}),
    AsPlainText("info texts as HTML", FORMATS, settings={"info_text_format": "html"}, body_type="HTML"),
)

# The same of tasks: the rows say nothing else of either kind but the place.
AMOUNT = {"mileage": "9 km"}


def of_tasks(rows):
    def other(values):
        if isinstance(values, list):
            return [other(one) for one in values]
        return {**{name: value for name, value in values.items() if name != "location"}, **AMOUNT} if isinstance(values, dict) and "location" in values else values
    return tuple(TaskRow(**{name: other(value) if name in ("office", "exchange", "after", "after_office", "after_exchange", "then_office") else value
                            for name, value in vars(row).items()}) for row in rows)


RECURRING = {"recurrence": "FREQ=DAILY;COUNT=3", "start_date": "2027-03-01", "due_date": "2027-03-01", **A}
NEXT = {"recurrence": "FREQ=DAILY;COUNT=2", "start_date": "2027-03-02", "due_date": "2027-03-02"}
FINISHED = {"recurrence": None, "status": "completed", "percent_complete": 100, "completed_date": "2027-03-01"}
DONE = {"status": "completed", "percent_complete": 100, "completed_date": "2027-03-01"}
# The finished one is a copy that Exchange makes: its text is Exchange's, and none comes here.
MOVED_ON = (
    TaskRow("a recurring task with a text is completed in büro+", start=RECURRING, office=DONE, after_office=[NEXT, {**FINISHED, **NONE}],
            after_exchange=[NEXT, FINISHED]),
    TaskRow("a recurring task with a text is completed in Outlook", start=RECURRING, exchange=DONE, after_office=[NEXT, {**FINISHED, **NONE}],
            after_exchange=[NEXT, FINISHED]),
    TaskRow("a recurring task is completed in büro+ and its text edited", start=RECURRING, office={**DONE, **B}, after_office=[{**NEXT, **B}, {**FINISHED, **NONE}],
            after_exchange=[{**NEXT, **B}, {**FINISHED, **B}]),
)
TASK_GROUPS = (
    TaskGroup("info texts of tasks", of_tasks(EDITED) + MOVED_ON),
    TaskGroup("info texts of tasks under R3", of_tasks(UNDER_R3), then_settings={"skip_info_text": 1}),
)


def scenarios(alone):
    return [*scenarios_of(GROUPS, alone), *scenarios_of(TASK_GROUPS, alone), *PHASES]
