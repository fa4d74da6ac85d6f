# SPDX-License-Identifier: MIT
"""Killed after the server did it and before anybody here knew; then one of the two sides goes on before the engine does (SYNC 8)."""

from appointment import Appointment
from lab import CRASHED
from processes import check, next_second
from story_people import FIRST, SECOND, InStep

NEW = Appointment("unterwegs", location="Raum 1")


class Unknown(InStep):
    """What is on its way is told by `begin`; the same was done before with another appointment, to learn at which step to kill."""
    conflicts = 0

    def begin(self, lab, rehearsal):
        lab.office.create(NEW.but(subject="Probe") if rehearsal else NEW)

    def meanwhile(self, lab):
        pass

    def prepare(self, lab):
        super().prepare(lab)
        lab.office.create(Appointment("Probe 2"))
        lab.sync()
        self.begin(lab, rehearsal=True)
        lab.sync(BPEXCHANGE_TEST_CRASH="0")
        steps = [line for line in lab.said.splitlines() if line.startswith("step ")]
        self.number = steps.index("step execute:sent") + 1
        for subject in lab.office.ids():
            if subject.startswith("Probe"):
                lab.office.delete(subject)
        lab.sync()

    def play(self, lab):
        self.begin(lab, rehearsal=False)
        lab.sync(expect=CRASHED, BPEXCHANGE_TEST_CRASH=str(self.number))
        with lab.office.connection() as connection:
            check(connection.execute("SELECT count(*) FROM sync_intent").fetchone()[0] == 1, "nothing is under way")
        next_second()
        self.meanwhile(lab)

    def wanted(self):
        return [FIRST, SECOND, NEW]

    def check(self, lab):
        lab.check_sides(self.wanted(), self.wanted())
        check(len(lab.office.conflicts()) == self.conflicts, f"the conflicts are {lab.office.conflicts()}")


class CreatedAndDeletedThere(Unknown):
    name = "created, killed, deleted in Outlook"

    def meanwhile(self, lab):
        lab.outlook.delete(NEW.subject)

    def wanted(self):
        return [FIRST, SECOND]


class CreatedAndCopiedThere(Unknown):
    """The copy carries the token, too: the one that was created earlier is ours."""
    name = "created, killed, copied in Outlook"

    def meanwhile(self, lab):
        item = lab.outlook.find(NEW.subject)[0][1]
        self.first = item["id"]
        lab.outlook.clock(60)
        lab.outlook.create(NEW, uid=item["uid"], extended=item["extended"])
        lab.outlook.clock(0)

    def wanted(self):
        return [FIRST, SECOND, NEW, NEW]

    def check(self, lab):
        super().check(lab)
        with lab.office.connection() as connection:
            linked = [row[0] for row in connection.execute(
                "SELECT l.item_id FROM appointment a JOIN sync_link l ON l.record = a.id WHERE a.subject = ? ORDER BY a.id", [NEW.subject])]
        check(len(linked) == 2 and linked[0] == self.first, f"the record has the item {linked[0]} instead of {self.first}")


class CreatedAndEditedThere(Unknown):
    """The shadows are those of what was sent, so the edit is one."""
    name = "created, killed, edited in Outlook"

    def meanwhile(self, lab):
        lab.outlook.change(NEW.subject, location="dort", importance="high")

    def wanted(self):
        return [FIRST, SECOND, NEW.but(location="dort", importance="high")]


class CreatedAndEditedHere(Unknown):
    name = "created, killed, edited in büro+"

    def meanwhile(self, lab):
        lab.office.change(NEW.subject, location="hier")

    def wanted(self):
        return [FIRST, SECOND, NEW.but(location="hier")]


class CreatedAndDeletedHere(Unknown):
    name = "created, killed, deleted in büro+"

    def meanwhile(self, lab):
        lab.office.delete(NEW.subject)

    def wanted(self):
        return [FIRST, SECOND]


class CreatedAndEnteredAgain(Unknown):
    """As an import does it: deleted and inserted under the same UID."""
    name = "created, killed, deleted and entered again under the same UID in büro+"

    def meanwhile(self, lab):
        with lab.office.connection() as connection:
            uid = connection.execute("SELECT uid FROM appointment WHERE subject = ?", [NEW.subject]).fetchone()[0]
        lab.office.delete(NEW.subject)
        lab.office.create(NEW.but(location="hier"))
        with lab.office.connection() as connection:
            connection.execute("UPDATE appointment SET uid = ? WHERE subject = ?", [uid, NEW.subject])

    def wanted(self):
        return [FIRST, SECOND, NEW.but(location="hier")]


class Updated(Unknown):
    """Done, and told so by its unit: no clash with what was changed beside it."""
    name = "updated, killed, another unit edited in Outlook"

    def begin(self, lab, rehearsal):
        lab.office.change("Probe 2" if rehearsal else FIRST.subject, location="hier")

    def meanwhile(self, lab):
        lab.outlook.change(FIRST.subject, importance="high")

    def wanted(self):
        return [FIRST.but(location="hier", importance="high"), SECOND]


class UpdatedAndEditedThere(Updated):
    """The later change of the same unit wins, and the earlier one is kept."""
    name = "updated, killed, the same unit edited in Outlook"
    conflicts = 1

    def meanwhile(self, lab):
        lab.outlook.clock(60)
        lab.outlook.change(FIRST.subject, location="dort")
        lab.outlook.clock(0)

    def wanted(self):
        return [FIRST.but(location="dort"), SECOND]


class UpdatedAndEditedHere(Updated):
    name = "updated, killed, edited again in büro+"

    def meanwhile(self, lab):
        lab.office.change(FIRST.subject, location="noch einmal hier")

    def wanted(self):
        return [FIRST.but(location="noch einmal hier"), SECOND]


class UpdatedAndDeletedThere(Updated):
    """The deletion came after the edit, which had arrived."""
    name = "updated, killed, deleted in Outlook"

    def meanwhile(self, lab):
        lab.outlook.delete(FIRST.subject)

    def check(self, lab):
        here, there = ([one.subject for one in side] for side in (lab.office.appointments(), lab.outlook.appointments(lab.users)))
        check(sorted(here) == sorted(there), f"büro+ has {here}, Exchange {there}")


class Deleted(Unknown):
    name = "deleted, killed, the other one edited in Outlook"

    def begin(self, lab, rehearsal):
        lab.office.delete("Probe 2" if rehearsal else FIRST.subject)

    def meanwhile(self, lab):
        lab.outlook.change(SECOND.subject, location="dort")

    def wanted(self):
        return [SECOND.but(location="dort")]


class DeletedAndTakenBack(Deleted):
    """Undone in Outlook: it is there, so it is here."""
    name = "deleted, killed, taken back in Outlook"

    def meanwhile(self, lab):
        lab.outlook.move_back(FIRST.subject)

    def wanted(self):
        return [FIRST, SECOND]


def scenarios(alone):
    return [CreatedAndDeletedThere(), CreatedAndCopiedThere(), CreatedAndEditedThere(), CreatedAndEditedHere(), CreatedAndDeletedHere(),
            CreatedAndEnteredAgain(), Updated(), UpdatedAndEditedThere(), UpdatedAndEditedHere(), UpdatedAndDeletedThere(), Deleted(),
            DeletedAndTakenBack()]
