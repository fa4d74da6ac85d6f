# SPDX-License-Identifier: MIT
"""What comes back: a restored database, a mailbox under another address with its tasks, a kind that was off, what ended long ago (SYNC 8, 11-13)."""

import shutil
from datetime import date, timedelta

from appointment import Appointment
from processes import check
from scenario import Scenario
from story_people import FIRST, SECOND, InStep, WhileOff
from table_tasks import same
from task import TASKS, OfficeTasks, OutlookTasks, Task


class RestoredBackup(InStep):
    """The ids of records that were entered after the backup are given again: their items must not be taken for those of others."""
    name = "a backup of the database is restored"

    def prepare(self, lab):
        super().prepare(lab)
        lab.office.create(Appointment("danach gelöscht"))
        lab.sync()

    def play(self, lab):
        backup = lab.folder / "backup.db"
        backup.unlink(missing_ok=True)
        lab.cli("backup", str(backup))
        lab.office.create(Appointment("nach der Sicherung"))
        lab.office.delete("danach gelöscht")
        lab.office.change(FIRST.subject, location="Raum 2")
        lab.sync()
        for file in lab.data.glob("bpexchange.db*"):
            file.unlink()
        shutil.copy2(backup, lab.data / "bpexchange.db")
        lab.office.create(Appointment("nach der Rückkehr"))

    def check(self, lab):
        both = [FIRST.but(location="Raum 2"), SECOND, Appointment("nach der Sicherung"), Appointment("nach der Rückkehr")]
        lab.check_sides(both, both)


HERE, THERE = Task("von büro+", start_date="2027-03-01", due_date="2027-03-05"), Task("von Outlook", due_date="2027-03-08")
WEEKLY = Task("jede Woche", start_date="2027-03-01", due_date="2027-03-01", recurrence="FREQ=WEEKLY;BYDAY=MO")


class TasksMoved(Scenario):
    """Tasks have no UID: those that büro+ created are known by their token, the others by what they are."""
    name = "the mailbox is another one, with the same tasks"

    def users(self):
        return ("anna", "anna.neu")

    def prepare(self, lab):
        lab.set_up(sync_tasks=1)
        lab.switch_on(users=["anna"])
        OfficeTasks(lab.office).create(HERE)
        for task in (THERE, WEEKLY):
            OutlookTasks(lab.outlook).create(task)
        lab.sync()

    def play(self, lab):
        office, outlook = OfficeTasks(lab.office), OutlookTasks(lab.outlook)
        for item in outlook.items("anna"):
            copy = outlook.from_json("anna.neu", item)
            values = {name: value for name, value in vars(copy).items() if value not in (None, "") and name != "completed_date"}
            lab.outlook.in_mailbox("anna.neu", "create", {"folder": TASKS, **outlook.json(values), "extended": item["extended"]})
        for item in outlook.items("anna"):
            lab.outlook.in_mailbox("anna", "delete", {"id": item["id"], "type": "HardDelete"})
        lab.cli("user", "set", "anna", f"exchange-mailbox={lab.mailbox('anna.neu')}")
        office.change(HERE.subject, subject="von büro+, seither anders")
        outlook.change(THERE.subject, mileage="12 km")
        office.change(WEEKLY.subject, importance="high")

    def check(self, lab):
        wanted = [HERE.but(subject="von büro+, seither anders"), THERE.but(mileage="12 km"), WEEKLY.but(importance="high")]
        found = [*same("büro+", wanted, OfficeTasks(lab.office).tasks()),
                 *same("Exchange", [one.but(user="anna.neu") for one in wanted], OutlookTasks(lab.outlook).tasks(self.users()))]
        check(not found, "; ".join(found))


class KindOff(WhileOff):
    """Off and on again at the starts of the engine that read it first."""
    name = "appointments were not synced for a while"

    def prepare(self, lab):
        super().prepare(lab)
        for subject in ("hier gelöscht", "dort gelöscht"):
            lab.office.create(Appointment(subject))
        lab.sync()

    def switch(self, lab, on):
        if on:
            lab.office.delete("hier gelöscht")
            lab.outlook.delete("dort gelöscht")
        lab.settings(sync_appointments=int(on), sync_tasks=1)
        lab.sync()

    def check(self, lab):
        lab.check_sides(
            [FIRST.but(location="Raum off", importance="high"), SECOND.but(importance="high"), Appointment("hier, währenddessen"),
             Appointment("dort gelöscht")],
            [FIRST.but(importance="high"), SECOND.but(location="Raum off", importance="high"), Appointment("dort, währenddessen"),
             Appointment("hier gelöscht")])


def days_ago(number):
    day = (date.today() - timedelta(days=number)).isoformat()
    return {"starts_at": f"{day}T09:00:00", "ends_at": f"{day}T10:00:00"}


class KeptPast(InStep):
    """Exchange's retention policies delete what is old; büro+ keeps it."""
    name = "keep-past-days"
    settings = {"keep_past_days": 30}
    LONG_AGO, LATELY = Appointment("lange vorbei", **days_ago(60)), Appointment("kürzlich vorbei", **days_ago(10))

    def prepare(self, lab):
        super().prepare(lab)
        for one in (self.LONG_AGO, self.LATELY):
            lab.office.create(one)
        lab.sync()

    def play(self, lab):
        for one in (self.LONG_AGO, self.LATELY, FIRST):
            lab.outlook.delete(one.subject)

    def check(self, lab):
        lab.check_sides([SECOND, self.LONG_AGO], [SECOND])
        check("past" in lab.cli("records").lower() or "ended" in lab.cli("records").lower(), f"no reason: {lab.cli('records')}")


class ComesBack(InStep):
    """Taken out of Deleted Items under the same UID: within 90 days it is the same record, afterwards a new one."""
    GONE = Appointment("kommt wieder")

    def __init__(self, days):
        self.days = days
        self.name = f"deleted in Outlook and back after {days} days"

    def prepare(self, lab):
        super().prepare(lab)
        lab.outlook.create(self.GONE)
        lab.sync()
        self.record = lab.office.ids()[self.GONE.subject]
        lab.outlook.delete(self.GONE.subject)
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            for table, column in (("sync_link", "changed_at"), ("sync_deleted", "deleted_at"), ("sync_journal", "at")):
                connection.execute(f"UPDATE {table} SET {column} = {column} - ?", [self.days * 86_400 * 1_000_000])
        lab.sync()
        lab.outlook.move_back(self.GONE.subject)

    def check(self, lab):
        lab.check_sides([FIRST, SECOND, self.GONE], [FIRST, SECOND, self.GONE])
        same_one = lab.office.ids()[self.GONE.subject] == self.record
        check(same_one == (self.days < 90), f"the record is {'the same' if same_one else 'a new one'}")


class IdsAreNew(InStep):
    """The id of a record that is gone for good is not given to another one, which would inherit its item."""
    name = "ids are never used again"

    def play(self, lab):
        lab.office.create(Appointment("letzte"))
        lab.sync()
        last = lab.office.ids()["letzte"]
        lab.office.delete("letzte")
        with lab.office.connection() as connection:
            connection.execute("DELETE FROM sync_deleted")
        lab.office.create(Appointment("nächste"))
        check(lab.office.ids()["nächste"] > last, f"the id {last} was given again")

    def check(self, lab):
        both = [FIRST, SECOND, Appointment("nächste")]
        lab.check_sides(both, both)


def scenarios(alone):
    return [RestoredBackup(), TasksMoved(), KindOff(), KeptPast(), ComesBack(89), ComesBack(91), IdsAreNew()]
