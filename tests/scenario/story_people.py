# SPDX-License-Identifier: MIT
"""Whose calendar: companies, mailboxes that change, users who share one, meetings of others (SYNC 12, 13, 17)."""

from appointment import Appointment
from processes import check, next_second
from scenario import Scenario

FIRST, SECOND = Appointment("von büro+", location="Raum 1"), Appointment("von Outlook")


class InStep(Scenario):
    """Two appointments in step, one from each side."""
    settings = {}

    def prepare(self, lab):
        lab.set_up(**self.settings)
        lab.switch_on()
        lab.office.create(FIRST)
        lab.outlook.create(SECOND)
        lab.sync()

    def check(self, lab):
        lab.check_sides([FIRST, SECOND], [FIRST, SECOND])


class OtherCompany(InStep):
    name = "records of a company that is not the user's"

    def play(self, lab):
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.office.create(Appointment("von Firma 2"), company=2)
        lab.office.create(Appointment("von Firma 1"))

    def check(self, lab):
        ours = [FIRST, SECOND, Appointment("von Firma 1")]
        lab.check_sides([*ours, Appointment("von Firma 2")], ours)


class UserMovesToOtherCompany(InStep):
    name = "the user's start company becomes another one"

    def play(self, lab):
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.cli("user", "set", "anna", "start-company=2")
        lab.office.change(FIRST.subject, location="Raum 2")
        lab.office.create(Appointment("von Firma 2"), company=2)

    def check(self, lab):
        lab.check_sides([FIRST.but(location="Raum 2"), SECOND, Appointment("von Firma 2")], [FIRST, SECOND, Appointment("von Firma 2")])


class MaintenanceOver(InStep):
    name = "the company's maintenance contract has run out"

    def play(self, lab):
        lab.cli("company", "set", "1", "maintenance-until=2020-12-31")
        lab.office.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        lab.check_sides([FIRST.but(location="Raum 2"), SECOND], [FIRST, SECOND])
        check("maintenance" in lab.status("anna")["reason"].lower(), f"the reason is {lab.status('anna')['reason']!r}")


class MailboxReplaced(InStep):
    """The same appointments under new ids, as after a move to another server; both sides are edited meanwhile."""
    name = "the mailbox is another one, with the same appointments"

    def users(self):
        return ("anna", "anna.neu")

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on(users=["anna"])
        lab.office.create(FIRST)
        lab.outlook.create(SECOND)
        lab.sync()

    def play(self, lab):
        lab.outlook.duplicate_mailbox("anna", "anna.neu")
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")
        lab.office.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        moved = [FIRST.but(location="Raum 2"), SECOND]
        lab.check_sides(moved, [FIRST, SECOND, *(one.but(user="anna.neu") for one in moved)])
        lab.check_log("sync.mailbox-changed", "anna")


class SharedMailbox(Scenario):
    name = "two users name the same mailbox"

    def users(self):
        return ("anna", "bert")

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on(users=["anna"])
        lab.office.create(FIRST)
        lab.sync()

    def play(self, lab):
        lab.cli("user", "set", "bert", f"exchange-mailbox={lab.mailbox('anna').upper()}", "exchange-sync=1")
        lab.office.create(Appointment("von Bert", user="bert"))
        lab.office.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        lab.check_sides([FIRST.but(location="Raum 2"), Appointment("von Bert", user="bert")], [FIRST.but(location="Raum 2")])
        check("anna" in lab.status("bert")["reason"], f"bert is told {lab.status('bert')['reason']!r}")


class OthersMeeting(InStep):
    """An invitation comes over; of what is edited here only what is the attendee's own goes back."""
    name = "a meeting of others"

    def play(self, lab):
        lab.outlook.invite(Appointment("Besprechung"))
        lab.sync()
        lab.office.change("Besprechung", location="anderswo", reminder_minutes=5, categories=("Grün",))

    def check(self, lab):
        meeting = Appointment("Besprechung", reminder_minutes=5, categories=("Grün",))
        lab.check_sides([FIRST, SECOND, meeting.but(location="anderswo")], [FIRST, SECOND, meeting])


class MeetingDeleted(OthersMeeting):
    name = "a meeting of others, deleted in büro+"

    def play(self, lab):
        lab.outlook.invite(Appointment("Besprechung"))
        lab.sync()
        lab.office.delete("Besprechung")

    def check(self, lab):
        lab.check_sides([FIRST, SECOND], [FIRST, SECOND, Appointment("Besprechung")])


class WhileOff(InStep):
    """What is done while something is off lies outside the sync; the next change of that unit goes."""

    def switch(self, lab, on):
        raise NotImplementedError

    def play(self, lab):
        next_second()
        self.switch(lab, False)
        next_second()
        lab.office.change(FIRST.subject, location="Raum off")
        lab.outlook.change(SECOND.subject, location="Raum off")
        lab.office.create(Appointment("hier, währenddessen"))
        lab.outlook.create(Appointment("dort, währenddessen"))
        next_second()
        self.switch(lab, True)
        next_second()
        lab.sync()
        lab.office.change(FIRST.subject, importance="high")
        lab.outlook.change(SECOND.subject, importance="high")

    def check(self, lab):
        lab.check_sides(
            [FIRST.but(location="Raum off", importance="high"), SECOND.but(importance="high"), Appointment("hier, währenddessen")],
            [FIRST.but(importance="high"), SECOND.but(location="Raum off", importance="high"), Appointment("dort, währenddessen")])


class MasterSwitchOff(WhileOff):
    name = "automatic sync was off"

    def switch(self, lab, on):
        lab.settings(auto_sync=int(on))


class UserOff(WhileOff):
    name = "the user was disabled"

    def switch(self, lab, on):
        lab.cli("user", "set", "anna", f"exchange-sync={int(on)}")


class LostToken(InStep):
    """The server has forgotten the sync token; meanwhile everything happened. Absence is no deletion, but a deletion still is one."""
    name = "the sync token is lost"

    def prepare(self, lab):
        super().prepare(lab)
        lab.office.create(Appointment("wird gelöscht"))
        lab.sync()

    def play(self, lab):
        lab.outlook.change(SECOND.subject, location="Raum 2")
        lab.outlook.delete("wird gelöscht")
        lab.outlook.create(Appointment("neu in Outlook"))
        lab.office.change(FIRST.subject, location="Raum 3")

    def before_run(self, lab):
        lab.outlook.fault("invalid-sync-state", count=1)

    def check(self, lab):
        both = [FIRST.but(location="Raum 3"), SECOND.but(location="Raum 2"), Appointment("neu in Outlook")]
        lab.check_sides(both, both)
        lab.check_log("sync.token-lost", "anna")


def scenarios(alone):
    return [OtherCompany(), UserMovesToOtherCompany(), MaintenanceOver(), MailboxReplaced(), SharedMailbox(), OthersMeeting(),
            MeetingDeleted(), MasterSwitchOff(), UserOff(), LostToken()]
