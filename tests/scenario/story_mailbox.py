# SPDX-License-Identifier: MIT
"""The mailbox becomes another one, with something under way, held or parked (SYNC 12)."""

from appointment import Appointment
from lab import CRASHED
from processes import check
from story_people import FIRST, SECOND, InStep


class OtherMailbox(InStep):
    """Anna's mailbox becomes another one that has the same appointments."""
    def users(self):
        return ("anna", "anna.neu")

    def prepare(self, lab):
        lab.set_up(**self.settings)
        lab.switch_on(users=["anna"])
        lab.office.create(FIRST)
        lab.outlook.create(SECOND)
        lab.sync()

    def move(self, lab):
        lab.outlook.duplicate_mailbox("anna", "anna.neu")
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")

    def in_new(self, *appointments):
        return [one.but(user="anna.neu") for one in appointments]


class WithoutCounterpart(OtherMailbox):
    """What is not in the new mailbox is not deleted here; edited before or after, it is created there."""
    name = "the mailbox is another one, and it is empty"

    def play(self, lab):
        lab.office.create(Appointment("geändert"))
        lab.sync()
        lab.office.change("geändert", location="Raum 2")
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")

    def check(self, lab):
        changed = Appointment("geändert", location="Raum 2")
        lab.check_sides([FIRST, SECOND, changed], [FIRST, SECOND, Appointment("geändert"), *self.in_new(changed)])


class TypoCorrected(OtherMailbox):
    """Under the wrong address a pass took place. Back with the right one the old links hold, and nothing is doubled."""
    name = "the mailbox was mistyped for a while"

    def play(self, lab):
        lab.outlook.create(Appointment("fremd", user="anna.neu"))
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")
        lab.sync()
        lab.office.change(SECOND.subject, location="Raum 4")
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna')}")
        lab.outlook.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        both = [FIRST.but(location="Raum 2"), SECOND.but(location="Raum 4")]
        lab.check_sides([*both, Appointment("fremd")], [*both, *self.in_new(Appointment("fremd"))])


class HeldDropped(OtherMailbox):
    """What the administrator was asked about of the old mailbox is no deletion in the new one: neither held again nor carried out."""
    settings = {"deletion_guard": 1}
    MANY = [Appointment(f"Termin {number:02}") for number in range(12)]

    def __init__(self, side):
        self.side = side
        self.name = f"the mailbox is another one while deletions in {side} are held"

    def prepare(self, lab):
        super().prepare(lab)
        for one in self.MANY:
            lab.office.create(one)
        lab.sync()
        for one in self.MANY[:11]:
            (lab.office if self.side == "büro+" else lab.outlook).delete(one.subject)
        lab.sync(expect=1)

    def play(self, lab):
        for one in [item for item in lab.outlook.items("anna") if item["subject"] in ("Termin 00", "Termin 01")]:
            lab.outlook.in_mailbox("anna", "delete", {"id": one["id"], "type": "HardDelete"})
        self.move(lab)

    def check(self, lab):
        here = [FIRST, SECOND, *(self.MANY if self.side != "büro+" else self.MANY[11:])]
        there = [FIRST, SECOND, *(self.MANY[11:] if self.side != "büro+" else self.MANY[2:])]
        lab.check_sides(here, [*there, *self.in_new(*there)])
        check(lab.status("anna")["held"] == 0, f"the status says {lab.status('anna')}")


class UnderWay(OtherMailbox):
    """Killed before or after the server did it: the intent is of the old mailbox and dropped; what came over with it is found by its UID."""
    BEFORE, HALF = Appointment("vorher"), Appointment("unterwegs")

    def __init__(self, sent):
        self.sent = sent
        self.name = f"the mailbox is another one while an appointment is under way, {'sent' if sent else 'not sent'}"

    def prepare(self, lab):
        """With another one it is learnt at which step the engine is to be killed."""
        super().prepare(lab)
        lab.office.create(self.BEFORE)
        lab.sync(BPEXCHANGE_TEST_CRASH="0")
        steps = [line for line in lab.said.splitlines() if line.startswith("step ")]
        self.number = steps.index(f"step execute:{'sent' if self.sent else 'intended'}") + 1

    def play(self, lab):
        lab.office.create(self.HALF)
        lab.sync(expect=CRASHED, BPEXCHANGE_TEST_CRASH=str(self.number))
        with lab.office.connection() as connection:
            check(connection.execute("SELECT count(*) FROM sync_intent").fetchone()[0] == 1, "nothing is under way")
        self.move(lab)

    def check(self, lab):
        both = [FIRST, SECOND, self.BEFORE, self.HALF]
        lab.check_sides(both, [*(both if self.sent else both[:-1]), *self.in_new(*both)])


class ParkedThere(OtherMailbox):
    """An item of the old mailbox that could not be taken over is nobody's business any more."""
    name = "the mailbox is another one while an item of the old one is parked"

    def play(self, lab):
        with lab.office.connection() as connection:     # another program does not want it
            connection.execute("CREATE TRIGGER refused BEFORE INSERT ON appointment WHEN NEW.subject = 'unerwünscht' "
                               "BEGIN SELECT RAISE (ABORT, 'subject: refused'); END")
        lab.outlook.create(Appointment("unerwünscht"))
        lab.sync(expect=1)
        check(lab.status("anna")["parked"] == 1, f"the status says {lab.status('anna')}")
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")

    def check(self, lab):
        here = [one.subject for one in lab.office.appointments()]
        check(here == [FIRST.subject, SECOND.subject], f"büro+ has {here}")
        check(lab.status("anna")["parked"] == 0, f"the status says {lab.status('anna')}")


def scenarios(alone):
    return [WithoutCounterpart(), TypoCorrected(), HeldDropped("büro+"), HeldDropped("Outlook"), UnderWay(False), UnderWay(True), ParkedThere()]
