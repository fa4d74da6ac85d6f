# SPDX-License-Identifier: MIT
"""What is refused is parked, alone and whole, and is planned again with all that is pending by `retry` or a change on either side (SYNC 15)."""

import json

from appointment import Appointment
from processes import check
from story_people import FIRST, SECOND, InStep

TOO_LONG = "x" * 256
REFUSED = ("CREATE TRIGGER refused BEFORE {} ON appointment WHEN NEW.location = 'Klinik' BEGIN SELECT RAISE (ABORT, 'location: refused'); END")


class Parked(InStep):
    """The second one is parked, the first one goes on."""
    exit_code = 1
    direction = "out"

    def parked(self, lab):
        return [one for one in json.loads(lab.cli("records", "--json")) if one["state"] == "parked"]

    def refuse(self, lab, how):
        """Another program's trigger keeps out what comes from Exchange."""
        with lab.office.connection() as connection:
            connection.execute(REFUSED.format(how))

    def let_in(self, lab):
        with lab.office.connection() as connection:
            connection.execute("DROP TRIGGER refused")

    def check_parked(self, lab, *words):
        parked = self.parked(lab)
        check(len(parked) == 1 and all(word in parked[0]["reason"] for word in words), f"parked are {parked}")


class Whole(Parked):
    """Also of what could be sent nothing is: the record is parked as a whole."""
    name = "one of three edited units is refused"

    def play(self, lab):
        lab.office.change(SECOND.subject, location=TOO_LONG, importance="high", reminder_minutes=7)
        lab.office.change(FIRST.subject, importance="high")

    def check(self, lab):
        lab.check_sides([FIRST.but(importance="high"), SECOND.but(location=TOO_LONG, importance="high", reminder_minutes=7)],
                        [FIRST.but(importance="high"), SECOND])
        self.check_parked(lab, "255")


class OtherLanguage(Parked):
    """The reasons are read in the language of whoever reads them, not in that of the engine's account."""
    name = "parked by an engine in German"
    WORDS = (("", ("longer than 255 characters", "location: the text contains a control character (U+0001)")),
             ("de", ("länger als 255 Zeichen", "Ort: Der Text enthält ein Steuerzeichen (U+0001)")))

    def play(self, lab):
        lab.office.change(FIRST.subject, location=TOO_LONG)
        lab.office.change(SECOND.subject, location="Ra\x01um")
        lab.sync(expect=1, LANGUAGE="de")

    def check(self, lab):
        for language, words in self.WORDS:
            said = lab.cli("records", language=language)
            check(all(word in said for word in words), f"in {language or 'English'} it is {said}")


class MendedHere(Whole):
    """No shadow has advanced: everything that was edited goes out."""
    name = "a parked record is mended in büro+"
    exit_code = 0

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        lab.office.change(SECOND.subject, location="kurz")

    def check(self, lab):
        both = [FIRST.but(importance="high"), SECOND.but(location="kurz", importance="high", reminder_minutes=7)]
        lab.check_sides(both, both)
        check(not self.parked(lab), f"parked are {self.parked(lab)}")


class ChangedThere(Whole):
    """What comes from Outlook comes; what is refused stays refused, and pending."""
    name = "the item of a parked record is changed in Outlook"

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        lab.outlook.change(SECOND.subject, show_as="free")

    def check(self, lab):
        lab.check_sides([FIRST.but(importance="high"), SECOND.but(location=TOO_LONG, importance="high", reminder_minutes=7, show_as="free")],
                        [FIRST.but(importance="high"), SECOND.but(show_as="free")])
        self.check_parked(lab, "255")


class MendedThere(Whole):
    """The clash is decided for Outlook, so there is nothing left to refuse."""
    name = "a parked record is mended by a later change in Outlook"
    exit_code = 0

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        lab.outlook.clock(60)
        lab.outlook.change(SECOND.subject, location="dort")
        lab.outlook.clock(0)

    def check(self, lab):
        both = [FIRST.but(importance="high"), SECOND.but(location="dort", importance="high", reminder_minutes=7)]
        lab.check_sides(both, both)
        check(not self.parked(lab), f"parked are {self.parked(lab)}")


class RefusedHere(Parked):
    """A new item and a changed one that the database does not take; what comes beside them does."""
    name = "büro+ does not take what Outlook has"

    def play(self, lab):
        self.refuse(lab, "UPDATE")
        lab.outlook.change(SECOND.subject, location="Klinik", importance="high")
        lab.outlook.change(FIRST.subject, importance="high")

    def check(self, lab):
        lab.check_sides([FIRST.but(importance="high"), SECOND], [FIRST.but(importance="high"), SECOND.but(location="Klinik", importance="high")])
        self.check_parked(lab, "location")


class Retried(RefusedHere):
    name = "büro+ did not take what Outlook has, then `retry`"
    exit_code = 0

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        self.let_in(lab)
        lab.cli("retry", self.parked(lab)[0]["record"])

    def check(self, lab):
        both = [FIRST.but(importance="high"), SECOND.but(location="Klinik", importance="high")]
        lab.check_sides(both, both)


class ThenChangedHere(Retried):
    """A change of the record, too, has it looked at again, with what waits from Outlook."""
    name = "büro+ did not take what Outlook has, then the record is changed"

    def play(self, lab):
        RefusedHere.play(self, lab)
        lab.sync(expect=1)
        self.let_in(lab)
        lab.office.change(SECOND.subject, show_as="free")

    def check(self, lab):
        both = [FIRST.but(importance="high"), SECOND.but(location="Klinik", importance="high", show_as="free")]
        lab.check_sides(both, both)


class ThenChangedThere(Retried):
    name = "büro+ did not take what Outlook has, then it is changed there"

    def play(self, lab):
        RefusedHere.play(self, lab)
        lab.sync(expect=1)
        lab.outlook.change(SECOND.subject, location="Praxis")

    def check(self, lab):
        both = [FIRST.but(importance="high"), SECOND.but(location="Praxis", importance="high")]
        lab.check_sides(both, both)


class NewOneRetried(Parked):
    """It has no record yet: it is named by the item's id."""
    name = "büro+ did not take a new item, then `retry`"
    exit_code = 0
    NEW = Appointment("neu", location="Klinik")

    def play(self, lab):
        self.refuse(lab, "INSERT")
        lab.outlook.create(self.NEW)
        lab.outlook.create(Appointment("daneben"))
        lab.sync(expect=1)
        self.check_parked(lab, "location")
        self.let_in(lab)
        lab.cli("retry", self.parked(lab)[0]["item_id"])

    def check(self, lab):
        both = [FIRST, SECOND, self.NEW, Appointment("daneben")]
        lab.check_sides(both, both)


class DeletedWhileParked(Whole):
    """A deletion needs nothing that could be refused."""
    name = "a parked record is deleted"
    exit_code = 0

    def play(self, lab):
        super().play(lab)
        lab.sync(expect=1)
        lab.office.delete(SECOND.subject)

    def check(self, lab):
        lab.check_sides([FIRST.but(importance="high")], [FIRST.but(importance="high")])
        check(not self.parked(lab), f"parked are {self.parked(lab)}")


def scenarios(alone):
    return [Whole(), OtherLanguage(), MendedHere(), ChangedThere(), MendedThere(), RefusedHere(), Retried(), ThenChangedHere(), ThenChangedThere(), NewOneRetried(),
            DeletedWhileParked()]
