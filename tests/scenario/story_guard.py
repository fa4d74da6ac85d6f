# SPDX-License-Identifier: MIT
"""The deletion guard: suspiciously many deletions of one user and direction are held, everything else goes on (SYNC 11)."""

from appointment import Appointment
from processes import check
from scenario import Scenario
from task import OfficeTasks, OutlookTasks, Task

ALLOWED = 10


class Deletions(Scenario):
    """`total` appointments in step, `deleted` of them deleted on one side, together with one change that must go through."""

    def __init__(self, side, total, deleted, held, **settings):
        self.side, self.total, self.deleted, self.held, self.settings = side, total, deleted, held, settings
        self.name = f"{deleted} of {total} deleted in {side}" + "".join(f", {key} {value}" for key, value in settings.items())
        self.exit_code = 1 if held else 0

    def appointments(self):
        return [Appointment(f"Termin {number:02}") for number in range(self.total)]

    def prepare(self, lab):
        lab.set_up(**self.settings)
        lab.switch_on()
        for one in self.appointments():
            lab.office.create(one)
        lab.sync()

    def play(self, lab):
        side = lab.office if self.side == "büro+" else lab.outlook
        for one in self.appointments()[:self.deleted]:
            side.delete(one.subject)
        lab.office.create(Appointment("neu in büro+"))
        lab.outlook.create(Appointment("neu in Outlook"))

    def check(self, lab):
        others = [*self.appointments()[self.deleted:], Appointment("neu in büro+"), Appointment("neu in Outlook")]
        gone = self.appointments()[:self.deleted] if self.held else []
        lab.check_sides(others + (gone if self.side != "büro+" else []), others + (gone if self.side == "büro+" else []))
        check(bool(lab.log_line("sync.held")) == self.held, "the log says nothing of the guard, or says it without a reason")
        if self.held:
            lab.check_log("sync.held", "anna", str(self.deleted))
            check(lab.status("anna")["held"] == self.deleted, f"the status says {lab.status('anna')}")


class SpreadOverRuns(Deletions):
    """The hour slides over restarts: ten are allowed, those that follow are not."""

    def __init__(self):
        super().__init__("büro+", 16, 12, True)
        self.name = "10 deleted in büro+, then 2 more after a restart"

    def play(self, lab):
        for one in self.appointments()[:ALLOWED]:
            lab.office.delete(one.subject)
        lab.sync()
        for one in self.appointments()[ALLOWED:self.deleted]:
            lab.office.delete(one.subject)

    def check(self, lab):
        left = self.appointments()[self.deleted:]
        lab.check_sides(left, left + self.appointments()[ALLOWED:self.deleted])
        lab.check_log("sync.held", "anna")


class EachForItself(Scenario):
    """Ten deletions each of two users, of both kinds and of both directions are forty-odd, and none of them too many."""
    name = "the guard counts each user, kind and direction for itself"

    def users(self):
        return ("anna", "bert")

    def prepare(self, lab):
        lab.set_up(sync_tasks=1)
        lab.switch_on()
        for user in self.users():
            for number in range(2 * ALLOWED):
                lab.office.create(Appointment(f"{user} {number:02}", user=user))
        for number in range(ALLOWED):
            OfficeTasks(lab.office).create(Task(f"Aufgabe {number}"))
        lab.sync()

    def play(self, lab):
        for user in self.users():
            for number in range(ALLOWED):
                lab.office.delete(f"{user} {number:02}")
                lab.outlook.delete(f"{user} {number + ALLOWED:02}")
        for number in range(ALLOWED):
            OfficeTasks(lab.office).delete(f"Aufgabe {number}")

    def check(self, lab):
        lab.check_sides([], [])
        left = [*OfficeTasks(lab.office).tasks(), *OutlookTasks(lab.outlook).tasks(self.users())]
        check(not left, f"tasks are left: {left}")


class Occurrences(Scenario):
    """Cancelled occurrences are no deletions of records, however many."""
    name = "the guard does not count occurrences"

    def prepare(self, lab):
        super().prepare(lab)
        lab.outlook.create(Appointment("täglich"), recurrence="FREQ=DAILY;COUNT=30")
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            for day in range(11, 26):
                connection.execute("INSERT INTO appointment_exception (appointment, original_start, cancelled) SELECT id, ?, 1 FROM appointment",
                                   [f"2027-03-{day}T09:00:00"])

    def check(self, lab):
        item, = lab.outlook.items("anna")
        cancelled = sum(one["deleted"] for one in item["exceptions"])
        check(cancelled == 15, f"{cancelled} occurrences are cancelled in Exchange")
        check(lab.status("anna")["held"] == 0, f"the status says {lab.status('anna')}")


def scenarios(alone):
    return [
        Deletions("büro+", 12, 10, False), Deletions("Outlook", 12, 10, False),
        Deletions("büro+", 12, 11, True), Deletions("Outlook", 12, 11, True),
        Deletions("büro+", 12, 12, False, deletion_guard=0),
        Deletions("büro+", 60, 12, False), Deletions("Outlook", 60, 13, True),
        SpreadOverRuns(), EachForItself(), Occurrences()]
