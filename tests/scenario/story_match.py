# SPDX-License-Identifier: MIT
"""Found on both sides: by UID or by what it is, which of two different values goes where, and what is a copy (SYNC 10)."""

import json

from appointment import USER, Appointment
from processes import check, next_second
from scenario import Scenario
from task import OfficeTasks, OutlookTasks, Task

UID = "040000008200E00074C5B7101A82E00800000000D0A1B2C3D4E5F60100000000000000001000000055AA55AA55AA55AA55AA55AA55AA55AA"
PLACE, TEXT = "location", "info_text"


class Found(Scenario):
    """Old on both sides, so nobody has looked at it; then `edit` of one of the two, and what it is like on both. here, there: what they have of
    their own. left: the units in which they stay different, each stored as a conflict."""
    after_here, after_there, left = {}, {}, ()
    subject = "Jour fixe"

    def __init__(self, name, here=None, there=None, *, office=None, exchange=None, after_here=None, after_there=None, left=(), settings=None):
        self.name = f"found on both sides: {name}"
        self.here, self.there, self.office, self.exchange = here or {}, there or {}, office, exchange
        self.after_here, self.after_there, self.left, self.settings = after_here or {}, after_there or {}, left, settings or {}

    def prepare(self, lab):
        lab.set_up(**self.settings)
        lab.office.create(Appointment(self.subject, **self.here))
        lab.outlook.create(Appointment(self.subject, **self.there))
        lab.switch_on()
        lab.sync()

    def play(self, lab):
        if self.office:
            lab.office.change(self.subject, **self.office)
        if self.exchange:
            lab.outlook.change(self.subject, **self.exchange)

    def check(self, lab):
        lab.check_sides([Appointment(self.subject, **self.here).but(**self.after_here)], [Appointment(self.subject, **self.there).but(**self.after_there)])
        conflicts = {(one["unit"], one["rule"]) for one in json.loads(lab.cli("conflicts", "--json"))}
        wanted = {(unit, "left-on-linking") for unit in self.left}
        check(conflicts == wanted, f"the conflicts are {conflicts} instead of {wanted}")


class FoundWhileClosed(Found):
    """Edited before a direction is closed, and linked while it is: what was edited goes when it is open again."""
    def __init__(self, name, direction, **given):
        super().__init__(f"{name} just before the {direction} is closed", **given)
        self.direction = direction

    def play(self, lab):
        super().play(lab)
        next_second()
        next_second()
        lab.settings(**{self.direction: 0})
        lab.sync()
        lab.sync()
        with lab.office.connection() as connection:
            check(connection.execute("SELECT count(*) FROM sync_link").fetchone()[0] == 1, "it was not linked")
        lab.settings(**{self.direction: 1})


FREE = {"show_as": "free"}
FOUND = (
    Found("both have a place, show-as is changed in büro+", {PLACE: "hier"}, {PLACE: "dort"}, office=FREE, after_here=FREE, after_there=FREE,
          left=("location",)),
    Found("both have a place, show-as is changed in Outlook", {PLACE: "hier"}, {PLACE: "dort"}, exchange=FREE, after_here=FREE, after_there=FREE,
          left=("location",)),
    Found("a place only in Outlook, show-as is changed in büro+", {}, {PLACE: "dort"}, office=FREE, after_here={**FREE, PLACE: "dort"},
          after_there=FREE),
    Found("a place only in büro+, show-as is changed in Outlook", {PLACE: "hier"}, {}, exchange=FREE, after_here=FREE,
          after_there={**FREE, PLACE: "hier"}),
    Found("a text on both sides, edited in büro+", {TEXT: "hier"}, {TEXT: "dort"}, office={TEXT: "neu"}, after_here={TEXT: "neu"},
          after_there={TEXT: "neu"}),
    Found("a text on both sides, edited in büro+ under R3", {TEXT: "hier"}, {TEXT: "dort"}, office={TEXT: "neu"}, after_here={TEXT: "neu"},
          settings={"skip_info_text": 1}),
    Found("a text on both sides, show-as is changed in büro+", {TEXT: "hier"}, {TEXT: "dort"}, office=FREE, after_here=FREE, after_there=FREE),
    Found("a text in Outlook only, show-as is changed in büro+", {}, {TEXT: "dort"}, office=FREE, after_here=FREE, after_there=FREE),
    FoundWhileClosed("show-as is changed in büro+", "export", office=FREE, after_here=FREE, after_there=FREE),
    FoundWhileClosed("show-as is changed in Outlook", "import", exchange=FREE, after_here=FREE, after_there=FREE),
)


class Several(Scenario):
    """Two that are alike on one side: which of them is meant cannot be told, so none is."""
    def __init__(self, side):
        self.side = side
        self.name = f"two that are alike in {side}, one on the other side is changed"

    def sides(self, lab):
        return (lab.office, lab.outlook) if self.side == "büro+" else (lab.outlook, lab.office)

    def prepare(self, lab):
        lab.set_up()
        many, one = self.sides(lab)
        for _ in range(2):
            many.create(Appointment("doppelt"))
        one.create(Appointment("doppelt"))
        lab.switch_on()
        lab.sync()

    def play(self, lab):
        self.sides(lab)[1].change("doppelt", location="Raum 2")

    def check(self, lab):
        changed = Appointment("doppelt", location="Raum 2")
        many, one = [Appointment("doppelt"), Appointment("doppelt"), changed], [changed]
        lab.check_sides(*((many, one) if self.side == "büro+" else (one, many)))


class SeriesAndSingle(Scenario):
    """Same time and subject, but one of them recurs: not the same."""
    name = "a single one here, a series like it there"

    def prepare(self, lab):
        lab.set_up()
        lab.office.create(Appointment("Serie oder nicht"))
        lab.outlook.create(Appointment("Serie oder nicht"), recurrence="FREQ=WEEKLY;BYDAY=WE;COUNT=3")
        lab.switch_on()
        lab.sync()

    def play(self, lab):
        lab.office.change("Serie oder nicht", location="hier")

    def check(self, lab):
        there = [(item["location"], bool(item["recurrence"])) for item in lab.outlook.items(USER)]
        check(sorted(there) == [("", True), ("hier", False)], f"Exchange has {there}")
        check(len(lab.office.appointments()) == 1, f"büro+ has {lab.office.appointments()}")


def records(lab):
    with lab.office.connection() as connection:
        return {row["subject"]: (row["id"], row["uid"]) for row in connection.execute("SELECT subject, id, uid FROM appointment")}


class SameUid(Scenario):
    """The same by its UID, however different: imported from a file here, and there."""
    name = "found by the UID, with another subject and time"
    HERE = Appointment("Titel hier", location="hier")
    THERE = Appointment("Titel dort", "2027-04-01T09:00:00", "2027-04-01T10:00:00")

    def prepare(self, lab):
        lab.set_up()
        lab.office.create(self.HERE)
        with lab.office.connection() as connection:
            connection.execute("UPDATE appointment SET uid = ?", [UID])
        lab.outlook.create(self.THERE, uid=UID)
        lab.switch_on()
        lab.sync()

    def play(self, lab):
        lab.office.change(self.HERE.subject, show_as="free")

    def check(self, lab):
        lab.check_sides([self.HERE.but(show_as="free")], [self.THERE.but(show_as="free", location="hier")])
        left = {one["unit"] for one in lab.office.conflicts()}
        check(left == {"subject", "when"}, f"the conflicts are of {left}")


class Uids(Scenario):
    """A record's UID goes out with it, an item's comes with it; a copy gets one of its own here, and so does what another user has already."""
    name = "which UID a record and its item have"

    def play(self, lab):
        lab.office.create(Appointment("von büro+"))
        lab.outlook.create(Appointment("von Outlook"), uid=UID)
        lab.sync()
        lab.outlook.change("von Outlook", location="Raum 1")
        lab.outlook.copy("von Outlook")
        user, copied = [one for one in lab.outlook.find("von Outlook")][-1]
        lab.outlook.in_mailbox(user, "update", {"id": copied["id"], "subject": "Kopie"})

    def check(self, lab):
        uids = {subject: uid for subject, (_, uid) in records(lab).items()}
        there = {item["subject"]: item["uid"] for item in lab.outlook.items(USER)}
        check(set(uids) == set(there) == {"von büro+", "von Outlook", "Kopie"}, f"büro+ has {uids}, Exchange {there}")
        check(uids["von büro+"] == there["von büro+"], f"{uids} and {there}")
        check(uids["von Outlook"] == UID == there["von Outlook"], f"{uids} and {there}")
        check(uids["Kopie"] not in (UID, uids["von büro+"]), f"the copy's uid is {uids['Kopie']}")


class TasksAlike(Scenario):
    """Only appointments are found by what they are: two tasks of the same name may well be two."""
    name = "tasks that are alike are two"

    def prepare(self, lab):
        lab.set_up(sync_tasks=1)
        OfficeTasks(lab.office).create(Task("Anruf", due_date="2027-03-05"))
        OutlookTasks(lab.outlook).create(Task("Anruf", due_date="2027-03-05"))
        lab.switch_on()
        lab.sync()

    def play(self, lab):
        OfficeTasks(lab.office).change("Anruf", mileage="5 km")

    def check(self, lab):
        here = sorted(task.mileage for task in OfficeTasks(lab.office).tasks())
        there = sorted(task.mileage for task in OutlookTasks(lab.outlook).tasks(self.users()))
        check((here, there) == (["5 km"], ["", "5 km"]), f"büro+ has {here}, Exchange {there}")


def scenarios(alone):
    return [*FOUND, Several("büro+"), Several("Outlook"), SeriesAndSingle(), SameUid(), Uids(), TasksAlike()]
