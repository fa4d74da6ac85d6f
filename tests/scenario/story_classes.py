# SPDX-License-Identifier: MIT
"""Classes of failure that no other story shows: one copy for each invited user, and what a log tells about private things."""

from appointment import Appointment
from processes import check
from scenario import Scenario

UID = "040000008200E00074C5B7101A82E00800000000D0A1B2C3D4E5F601000000000000000010000000AABBCCDDEEFF00112233445566778899"
MEETING = Appointment("Besprechung", location="Raum 1")


class InvitedTogether(Scenario):
    """The same meeting lies in two mailboxes under one UID. It is one record for each of the two and stays the same one when the
    invitation is accepted, which Exchange does by deleting and creating under that UID."""
    name = "two users are invited to the same meeting"

    def users(self):
        return ("anna", "bert")

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()
        for user in self.users():       # one after the other, so that the second finds the first one's link
            lab.outlook.create(MEETING.but(user=user), uid=UID, organizer={"name": "Chefin", "email": f"chefin@{lab.mailbox('x')}"},
                               attendees=[{"name": one, "email": lab.mailbox(one)} for one in self.users()])
            lab.sync()
        self.records = self.ids(lab)

    @staticmethod
    def ids(lab):
        with lab.office.connection() as connection:
            return [tuple(row) for row in connection.execute("SELECT id, user, uid FROM appointment ORDER BY id")]

    def play(self, lab):
        lab.outlook.accept(MEETING.subject)
        # What one of them does to his copy is his alone.
        user, item = next(one for one in lab.outlook.find(MEETING.subject) if one[0] == "anna")
        lab.outlook.in_mailbox(user, "update", {"id": item["id"], "categories": ["Grün"]})

    def check(self, lab):
        both = [MEETING.but(user="anna", categories=("Grün",)), MEETING.but(user="bert")]
        lab.check_sides(both, both)
        check(self.ids(lab) == self.records, f"the records are {self.ids(lab)} instead of {self.records}")
        check([uid for _, _, uid in self.records] == [UID, UID], f"the records' UIDs are {self.records}")


class Discreet(Scenario):
    """At the ordinary level the log names records, never what they are about."""
    name = "the log says nothing of subjects, places and texts"

    def play(self, lab):
        for number, sensitivity in enumerate(("normal", "private", "confidential"), 1):
            hour = f"2027-03-1{number}T0"
            one = Appointment(f"Arzttermin {number}", f"{hour}8:00:00", f"{hour}9:00:00", location="Praxis", info_text="Befund",
                              sensitivity=sensitivity, categories=("Gesundheit",))
            lab.office.create(one)
            lab.outlook.create(one.but(subject=f"Vorstellung {number}"))

    def check(self, lab):
        with lab.office.connection() as connection:
            sensitivities = [row[0] for row in connection.execute("SELECT sensitivity FROM appointment ORDER BY subject")]
        check(sensitivities == ["normal", "private", "confidential"] * 2, f"büro+ has {sensitivities}")
        there = {one.subject: one.sensitivity for one in lab.outlook.appointments(lab.users)}
        check(list(dict(sorted(there.items())).values()) == ["normal", "private", "confidential"] * 2, f"Exchange has {there}")
        text = (lab.data / "ExchangeSync.Log").read_text(errors="replace") + lab.said
        check("sync.out.created" in text and "sync.in.created" in text, "the log says nothing at all")
        for word in ("Arzttermin", "Vorstellung", "Praxis", "Befund", "Gesundheit"):
            check(word not in text, f"{word!r} stands in the log")


def scenarios(alone):
    return [InvitedTogether(), Discreet()]
