# SPDX-License-Identifier: MIT
"""The administrator's word on held deletions, and what he restores (SYNC 11)."""

from appointment import Appointment
from scenario import Scenario

TOTAL = 12
HELD = 11


class Released(Scenario):
    """Eleven of twelve deleted on one side and held; then the word is given."""

    def __init__(self, side, word, *, closed=None):
        self.side, self.word, self.closed = side, word, closed
        self.name = f"{HELD} deleted in {side}, held, release --{word}" + (f", {closed} closed" if closed else "")

    def appointments(self):
        return [Appointment(f"Termin {number:02}") for number in range(TOTAL)]

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()
        for one in self.appointments():
            lab.office.create(one)
        lab.sync()
        side = lab.office if self.side == "büro+" else lab.outlook
        for one in self.appointments()[:HELD]:
            side.delete(one.subject)
        lab.sync(expect=1)

    def play(self, lab):
        if self.closed:
            lab.cli("settings", self.closed, "0")
        lab.cli("release", "anna", f"--{self.word}")

    def check(self, lab):
        everything, rest = self.appointments(), self.appointments()[HELD:]
        deleted_side = everything if self.word == "discard" and not self.closed else rest
        other_side = rest if self.word == "apply" else everything
        lab.check_sides(*((deleted_side, other_side) if self.side == "büro+" else (other_side, deleted_side)))


class HeldForMonths(Released):
    """Whoever takes his time finds the records as they were, with the texts that no other side knows."""

    def __init__(self, side, days):
        super().__init__(side, "discard")
        self.days = days
        self.name += f" after {days} days"

    def appointments(self):
        return [one.but(info_text=f"Text zu {one.subject}") for one in super().appointments()]

    def play(self, lab):
        ages = (("sync_journal", "at"), ("sync_deleted", "deleted_at"), ("sync_link", "changed_at"), ("sync_off_period", "ends"))
        with lab.office.connection() as connection:
            for table, column in ages:
                connection.execute(f"UPDATE {table} SET {column} = {column} - ?", [self.days * 86_400 * 1_000_000])
        lab.sync(expect=1)
        super().play(lab)


class Restored(Scenario):
    """A record deleted here, and one deleted in Exchange, both carried over; then they are restored."""
    name = "restored from the deleted records"

    def appointments(self):
        return [Appointment("hier gelöscht"), Appointment("dort gelöscht", location="Saal", info_text="bleibt hier")]

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()
        for one in self.appointments():
            lab.office.create(one)
        lab.sync()
        lab.office.delete("hier gelöscht")
        lab.outlook.delete("dort gelöscht")
        lab.sync()

    def play(self, lab):
        lab.cli("restore", "a1")
        lab.cli("restore", "a2")

    def check(self, lab):
        lab.check_sides(self.appointments(), self.appointments())


def scenarios(alone):
    return [
        Released("büro+", "apply"), Released("Outlook", "apply"),
        Released("büro+", "discard"), Released("Outlook", "discard"),
        Released("büro+", "discard", closed="import"), Released("Outlook", "discard", closed="export"),
        HeldForMonths("büro+", 91), HeldForMonths("Outlook", 91),
        Restored()]
