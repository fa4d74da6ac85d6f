# SPDX-License-Identifier: MIT
"""Whose record and whose calendar, in the cases that story_people leaves out: users and companies that are exchanged for others (SYNC 12)."""

import sqlite3

from appointment import Appointment
from processes import check
from scenario import Scenario
from story_people import FIRST, SECOND, InStep


def give_to(lab, subject, login, /, **values):
    """In one statement with whatever else changes."""
    more = "".join(f", {name} = ?" for name in values)
    with lab.office.connection() as connection:
        connection.execute(f'UPDATE appointment SET "user" = (SELECT id FROM "user" WHERE login = ?){more} WHERE subject = ?',
                           [login, *values.values(), subject])


class TwoUsers(InStep):
    """Anna's two appointments in step; Bert takes part, too."""
    def users(self):
        return ("anna", "bert")

    def of_bert(self, appointment):
        return appointment.but(user="bert")


class GivenAway(TwoUsers):
    name = "a record is given to another user"

    def play(self, lab):
        give_to(lab, FIRST.subject, "bert")
        lab.office.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        both = [self.of_bert(FIRST.but(location="Raum 2")), SECOND]
        lab.check_sides(both, both)
        deleted = [item["subject"] for item in lab.outlook.items("anna", "deleteditems")]
        check(deleted == [FIRST.subject], f"Anna's Deleted Items hold {deleted}")


class GivenToOneWhoIsOff(TwoUsers):
    """He need not get it, so it only goes from where it was."""
    name = "a record is given to a user who does not take part"

    def play(self, lab):
        lab.cli("user", "set", "bert", "exchange-sync=0")
        give_to(lab, FIRST.subject, "bert")

    def check(self, lab):
        lab.check_sides([self.of_bert(FIRST), SECOND], [SECOND])


class GivenToOtherCompany(TwoUsers):
    """Bert's start company is another one than the record's: with him the record is off, so there is nothing to wait for."""
    name = "a record is given to a user of another company"

    def play(self, lab):
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.cli("user", "set", "bert", "start-company=2")
        give_to(lab, FIRST.subject, "bert")

    def check(self, lab):
        lab.check_sides([self.of_bert(FIRST), SECOND], [SECOND])


class OtherCompanysRecord(InStep):
    """Off means both ways: what is done to its item in Outlook does not come back, nor does it delete the record."""
    name = "what is done in Outlook to the items of another company's records"

    def play(self, lab):
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.cli("user", "set", "anna", "start-company=2")
        lab.outlook.change(FIRST.subject, location="Raum 3")
        lab.outlook.delete(SECOND.subject)
        lab.sync()
        lab.outlook.create(Appointment("neu in Outlook"))

    def check(self, lab):
        new = Appointment("neu in Outlook")
        lab.check_sides([FIRST, SECOND, new], [FIRST.but(location="Raum 3"), new])
        check(lab.cli("records").count("another company") == 2, lab.cli("records"))


class GivenWithCompany(TwoUsers):
    name = "a record is given to a user of another company, together with the company"

    def play(self, lab):
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.cli("user", "set", "bert", "start-company=2")
        give_to(lab, FIRST.subject, "bert", company=2)

    def check(self, lab):
        both = [self.of_bert(FIRST), SECOND]
        lab.check_sides(both, both)


class RefusedThere(TwoUsers):
    """What cannot be created in the new mailbox is not deleted in the old one: first the one, then the other."""
    name = "a record is given to another user whose mailbox cannot take it"
    exit_code = 1
    TOO_LONG = "x" * 256

    def play(self, lab):
        give_to(lab, FIRST.subject, "bert", subject=self.TOO_LONG)

    def check(self, lab):
        lab.check_sides([self.of_bert(FIRST.but(subject=self.TOO_LONG)), SECOND], [FIRST, SECOND])


class RefusedThereThenMended(RefusedThere):
    name = "a record is given to another user whose mailbox cannot take it, and is mended"
    exit_code = 0

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        lab.office.change(self.TOO_LONG, subject="kürzer")

    def check(self, lab):
        both = [self.of_bert(FIRST.but(subject="kürzer")), SECOND]
        lab.check_sides(both, both)


class GivenWithoutExport(TwoUsers):
    """No write, and nobody waits for what will not come."""
    name = "a record is given to another user while the export is closed"

    def play(self, lab):
        lab.settings(export=0)
        lab.sync()
        give_to(lab, FIRST.subject, "bert")

    def check(self, lab):
        lab.check_sides([self.of_bert(FIRST), SECOND], [FIRST, SECOND])


class CompanyOfRecord(InStep):
    """Off by its company it stays where it is in Exchange; what comes back to the start company is new there or goes on."""
    name = "a record changes its company, and one comes from another company"

    def prepare(self, lab):
        super().prepare(lab)
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.office.create(Appointment("kommt dazu"), company=2)
        lab.sync()

    def play(self, lab):
        lab.office.change(FIRST.subject, company=2, location="anderswo")
        lab.office.change("kommt dazu", company=1)

    def check(self, lab):
        more = Appointment("kommt dazu")
        lab.check_sides([FIRST.but(location="anderswo"), SECOND, more], [FIRST, SECOND, more])


class UserRemoved(TwoUsers):
    name = "a user is removed with all records"

    def play(self, lab):
        lab.office.change(FIRST.subject, location="Raum 2")
        lab.cli("user", "remove", "anna", expect=1)
        lab.cli("user", "remove", "anna", "--force")

    def check(self, lab):
        lab.check_sides([], [FIRST, SECOND])
        with lab.office.connection() as connection:
            deleted = [tuple(row) for row in connection.execute(
                "SELECT json_extract(content, '$.subject'), cause FROM sync_deleted ORDER BY 1")]
        check(deleted == [(SECOND.subject, "removed"), (FIRST.subject, "removed")], f"the deleted records are {deleted}")


class CompanyRemoved(InStep):
    """Not the user's own any more: he goes on, with what is left."""
    name = "a company is removed with all records"

    def prepare(self, lab):
        super().prepare(lab)
        lab.cli("company", "add", "2", "Zweite Firma")
        lab.cli("user", "set", "anna", "start-company=2")

    def play(self, lab):
        lab.cli("company", "remove", "1", expect=1)
        lab.cli("company", "remove", "1", "--force")
        lab.outlook.change(FIRST.subject, location="Raum 3")
        lab.office.create(Appointment("neu"), company=2)

    def check(self, lab):
        lab.check_sides([Appointment("neu")], [FIRST.but(location="Raum 3"), SECOND, Appointment("neu")])


class ForeignHand(InStep):
    """Without the command no program gets rid of a user or a company that has records."""
    name = "another program deletes a user and a company that have records"

    def play(self, lab):
        for table in ("user", "company"):
            try:
                with lab.office.connection() as connection:
                    connection.execute(f'DELETE FROM "{table}"')
            except sqlite3.IntegrityError as error:
                check(f"{table}: has records" in str(error), f"it is told {error}")
            else:
                check(False, f"the {table} could be deleted")


class HolderKeepsIt(Scenario):
    """Bert holds links to the mailbox; that Anna has the lower id gives her nothing."""
    name = "two users name the same mailbox, the one with the higher id holds links"

    def users(self):
        return ("anna", "bert")

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on(users=["bert"])
        lab.office.create(FIRST.but(user="bert"))
        lab.sync()

    def play(self, lab):
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('bert').title()}", "exchange-sync=1")
        lab.office.create(Appointment("von Anna"))
        lab.office.change(FIRST.subject, location="Raum 2")

    def check(self, lab):
        mine = FIRST.but(user="bert", location="Raum 2")
        lab.check_sides([mine, Appointment("von Anna")], [mine])
        check("bert" in lab.status("anna")["reason"], f"anna is told {lab.status('anna')['reason']!r}")


class LowerIdGetsIt(HolderKeepsIt):
    name = "two users name the same mailbox, nobody holds links"

    def prepare(self, lab):
        lab.set_up()
        lab.cli("user", "set", "bert", f"exchange-mailbox={lab.mailbox('anna').upper()}")
        lab.switch_on()

    def play(self, lab):
        lab.office.create(Appointment("von Bert", user="bert"))
        lab.office.create(Appointment("von Anna"))

    def check(self, lab):
        lab.check_sides([Appointment("von Bert", user="bert"), Appointment("von Anna")], [Appointment("von Anna")])
        check("anna" in lab.status("bert")["reason"], f"bert is told {lab.status('bert')['reason']!r}")


def scenarios(alone):
    return [GivenAway(), GivenToOneWhoIsOff(), GivenToOtherCompany(), GivenWithCompany(), RefusedThere(), RefusedThereThenMended(),
            GivenWithoutExport(), OtherCompanysRecord(), CompanyOfRecord(), UserRemoved(), CompanyRemoved(), ForeignHand(), HolderKeepsIt(),
            LowerIdGetsIt()]
