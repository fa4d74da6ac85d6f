# SPDX-License-Identifier: MIT
"""Off and stopped, unit by unit: what was changed before, within and after an off period (SYNC 13)."""

from datetime import date, timedelta

from appointment import Appointment
from lab import PASSWORD
from processes import Engine, check, next_second
from scenario import Scenario
from story_people import FIRST, SECOND, InStep
from task import OfficeTasks, OutlookTasks, Task


class UnitByUnit(InStep):
    """The engine is stopped while one unit is changed before the off period, another within it and a third after it; nothing is seen until the end."""
    NEW = Appointment("entered before")

    def switch(self, lab, on):
        raise NotImplementedError

    def play(self, lab):
        lab.office.change(FIRST.subject, location="before")
        lab.office.create(self.NEW)
        next_second()
        self.switch(lab, False)
        next_second()
        lab.office.change(FIRST.subject, importance="high")
        lab.office.change(self.NEW.subject, importance="low")
        lab.office.create(Appointment("entered within"))
        lab.office.create(Appointment("entered within, changed after"))
        next_second()
        self.switch(lab, True)
        next_second()
        lab.office.change(FIRST.subject, show_as="free")
        lab.office.change("entered within, changed after", location="after")

    def check(self, lab):
        first = FIRST.but(location="before", show_as="free")
        after = Appointment("entered within, changed after", location="after")
        new = self.NEW.but(importance="low")
        lab.check_sides([first.but(importance="high"), SECOND, new, Appointment("entered within"), after], [first, SECOND, new, after])


class MasterSwitch(UnitByUnit):
    name = "unit by unit: automatic sync is off in between"

    def switch(self, lab, on):
        lab.settings(auto_sync=int(on))


class UserSwitch(UnitByUnit):
    name = "unit by unit: the user is off in between"

    def switch(self, lab, on):
        lab.cli("user", "set", "anna", f"exchange-sync={int(on)}")


class Direction(UnitByUnit):
    name = "unit by unit: the export is closed in between"

    def switch(self, lab, on):
        lab.settings(export=int(on))
        lab.sync()


class Maintenance(UnitByUnit):
    """The contract ended at a date in the past, so what was changed before lies within, too; what is changed after the renewal goes."""
    name = "unit by unit: the maintenance contract is renewed in between"

    def switch(self, lab, on):
        yesterday = (date.today() - timedelta(days=1)).isoformat()
        lab.cli("company", "set", "1", f"maintenance-until={'' if on else yesterday}")

    def check(self, lab):
        first = FIRST.but(location="before", importance="high", show_as="free")
        after = Appointment("entered within, changed after", location="after")
        lab.check_sides([first, SECOND, self.NEW.but(importance="low"), Appointment("entered within"), after],
                        [FIRST.but(show_as="free"), SECOND, after])


class Between(InStep):
    """The period begins and ends at the starts of the engine that read the setting: what is done between the commit and the start lies
    before it, or still in it."""
    def __init__(self, key, side):
        self.key, self.side = key, side
        self.name = f"between the change of {key} and the start that reads it"

    def player(self, lab):
        return lab.office if self.side == "büro+" else lab.outlook

    def play(self, lab):
        player = self.player(lab)
        lab.settings(**{self.key: 0})
        for one in (FIRST, SECOND):
            player.change(one.subject, location="noch offen")
        player.create(Appointment("noch offen"))
        next_second()
        lab.sync()
        # As it waits, it is seen again by each pass, and once more after something came in from the other side.
        lab.sync()
        next_second()
        player.change(SECOND.subject, importance="high")
        lab.sync()
        lab.settings(**{self.key: 1})
        player.create(Appointment("noch zu"))
        player.change(FIRST.subject, importance="low")
        next_second()
        next_second()

    def check(self, lab):
        ours = [FIRST.but(location="noch offen", importance="low"), SECOND.but(location="noch offen", importance="high"), Appointment("noch offen"),
                Appointment("noch zu")]
        theirs = self.others()
        lab.check_sides(*((ours, theirs) if self.side == "büro+" else (theirs, ours)))

    def others(self):
        return [FIRST.but(location="noch offen"), SECOND.but(location="noch offen"), Appointment("noch offen")]


class BetweenForImport(Between):
    """Exchange has one time for the whole item: the last change of any of its units."""
    def others(self):
        return [FIRST, SECOND, Appointment("noch offen")]


class WrittenWhileClosed(InStep):
    """What the engine itself writes to the item in between is no change of its user's: his waits on."""
    name = "changed in Outlook just before the import is closed, another unit in büro+ while it is"

    def play(self, lab):
        lab.outlook.change(FIRST.subject, location="noch offen")
        next_second()
        next_second()
        lab.settings(**{"import": 0})
        lab.sync()
        lab.office.change(FIRST.subject, importance="high")
        lab.sync()
        lab.check_sides([FIRST.but(importance="high"), SECOND], [FIRST.but(importance="high", location="noch offen"), SECOND])
        lab.settings(**{"import": 1})

    def check(self, lab):
        both = [FIRST.but(importance="high", location="noch offen"), SECOND]
        lab.check_sides(both, both)


class DeletedBeforeClosing(InStep):
    name = "deleted in büro+ just before the export is closed"

    def play(self, lab):
        lab.office.delete(FIRST.subject)
        next_second()
        lab.settings(export=0)
        lab.sync()
        check(len(lab.outlook.appointments(lab.users)) == 2, "it was deleted while the export was closed")
        lab.outlook.change(FIRST.subject, reminder_minutes=5)
        lab.sync()
        lab.settings(export=1)

    def check(self, lab):
        lab.check_sides([SECOND], [SECOND])


class DeletedWithin(InStep):
    """The first pass after the period takes what it is told for deleted within, and leaves a link with that side absent."""
    def __init__(self, name, switch):
        self.name, self.switch = f"deleted while off: {name}", switch

    def prepare(self, lab):
        super().prepare(lab)
        for number in range(2):
            lab.office.create(Appointment(f"hier {number}"))
            lab.outlook.create(Appointment(f"dort {number}"))
        lab.sync()

    def play(self, lab):
        next_second()
        self.switch(lab, 0)
        next_second()
        for number in range(2):
            lab.office.delete(f"hier {number}")
            lab.outlook.delete(f"dort {number}")
        next_second()
        self.switch(lab, 1)
        next_second()
        lab.sync()
        lab.office.change("dort 1", location="doch")
        lab.outlook.change("hier 1", location="doch")

    def check(self, lab):
        back = [Appointment("dort 1", location="doch"), Appointment("hier 1", location="doch")]
        lab.check_sides([FIRST, SECOND, *back, Appointment("dort 0")], [FIRST, SECOND, *back, Appointment("hier 0")])


def master(lab, on):
    lab.settings(auto_sync=on)


def user(lab, on):
    lab.cli("user", "set", "anna", f"exchange-sync={on}")


class Beginning(Scenario):
    """T0 is the later of the two commits, whichever comes last, and not the first start of the engine."""
    def __init__(self, *order):
        self.order = order
        self.name = f"the beginning: first the {'setting' if order[0] == master else 'user'}, then the other"

    def prepare(self, lab):
        lab.set_up()

    def play(self, lab):
        for number, switch in enumerate(self.order):
            lab.office.create(Appointment(f"hier {number}"))
            lab.outlook.create(Appointment(f"dort {number}"))
            next_second()
            next_second()
            switch(lab, 1)
            next_second()
            next_second()
        lab.office.create(Appointment("hier 2"))
        lab.outlook.create(Appointment("dort 2"))

    def check(self, lab):
        both = [Appointment("hier 2"), Appointment("dort 2")]
        lab.check_sides([*both, *(Appointment(f"hier {number}") for number in range(2))],
                        [*both, *(Appointment(f"dort {number}") for number in range(2))])


class OtherClock(Scenario):
    """The server's clock is wrong: its stamps are corrected before they are compared with T0."""
    def __init__(self, seconds):
        self.seconds = seconds
        self.name = f"the beginning, by a server's clock that is {abs(seconds)} s {'fast' if seconds > 0 else 'slow'}"

    def before_run(self, lab):
        lab.outlook.clock(self.seconds)

    def prepare(self, lab):
        self.before_run(lab)
        lab.set_up()
        lab.outlook.create(Appointment("alt"))
        lab.switch_on()

    def play(self, lab):
        lab.outlook.create(Appointment("neu"))

    def check(self, lab):
        lab.check_sides([Appointment("neu")], [Appointment("alt"), Appointment("neu")])


class KindLater(Scenario):
    """Each kind has a T0 of its own: that of tasks is the start that first reads that they are switched on."""
    name = "tasks are switched on later"

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()
        OfficeTasks(lab.office).create(Task("alt, hier"))
        OutlookTasks(lab.outlook).create(Task("alt, dort"))
        lab.sync()

    def play(self, lab):
        lab.settings(sync_tasks=1)
        next_second()
        next_second()
        lab.sync()
        next_second()
        OfficeTasks(lab.office).create(Task("neu, hier"))
        OutlookTasks(lab.outlook).create(Task("neu, dort"))

    def check(self, lab):
        here = sorted(task.subject for task in OfficeTasks(lab.office).tasks())
        there = sorted(task.subject for task in OutlookTasks(lab.outlook).tasks(self.users()))
        check(here == ["alt, hier", "neu, dort", "neu, hier"], f"büro+ has {here}")
        check(there == ["alt, dort", "neu, dort", "neu, hier"], f"Exchange has {there}")


class Stopped(InStep):
    """Stopped is not off: what happens meanwhile on either side is caught up with, deletions too."""
    def __init__(self, name, stop, go):
        self.name, self.stop, self.go = f"stopped: {name}", stop, go

    def play(self, lab):
        self.stop(lab)
        lab.office.change(FIRST.subject, location="hier")
        lab.outlook.delete(SECOND.subject)
        lab.office.create(Appointment("inzwischen hier"))
        lab.outlook.create(Appointment("inzwischen dort"))
        lab.sync(expect=1)
        check("inzwischen hier" not in [one.subject for one in lab.outlook.appointments(lab.users)], "it was not stopped at all")
        next_second()
        self.go(lab)

    def check(self, lab):
        both = [FIRST.but(location="hier"), Appointment("inzwischen hier"), Appointment("inzwischen dort")]
        lab.check_sides(both, both)


def wrong_password(lab):
    lab.cli("settings", "admin-secret", "--stdin", stdin="falsch\n")


def right_password(lab):
    lab.cli("settings", "admin-secret", "--stdin", stdin=PASSWORD + "\n")


def deny(lab):
    lab.outlook.fault("policy-block")


def copied_elsewhere(lab):
    """As the same database on another machine: nothing is done with it until it is adopted."""
    with lab.office.connection() as connection:
        connection.execute("UPDATE meta SET value = 'another' WHERE key IN ('machine', 'path')")


def adopt(lab):
    engine = Engine(lab.data, "--until-idle", "--for", "60", "--adopt")
    check(engine.wait(75) == 0, engine.said())


def scenarios(alone):
    return [MasterSwitch(), UserSwitch(), Direction(), Maintenance(), Between("export", "büro+"), BetweenForImport("import", "Outlook"),
            WrittenWhileClosed(), DeletedBeforeClosing(), DeletedWithin("automatic sync", master), DeletedWithin("the user", user), Beginning(master, user),
            Beginning(user, master), OtherClock(600), OtherClock(-600), KindLater(),
            Stopped("the password is wrong", wrong_password, right_password),
            Stopped("the policy forbids it", deny, lambda lab: lab.outlook.clear_faults()),
            Stopped("the database is not adopted", copied_elsewhere, adopt)]
