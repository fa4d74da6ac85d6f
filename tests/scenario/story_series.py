# SPDX-License-Identifier: MIT
"""Series with their exceptions, and tasks: both ways, stopped at every step, with every request failing in turn (SYNC 5, 8, 16, 18)."""

from appointment import USER
from processes import check, next_second
from scenario import Scenario

SERIES, TASK = "Jour fixe", "Angebot"
MONDAYS = [f"2027-03-{day:02}T09:00:00" for day in (1, 8, 15, 22, 29)]


def write(lab, sql, *values):
    with lab.office.connection() as connection:
        return connection.execute(sql, values).fetchall()


def insert_series(lab, rule="FREQ=WEEKLY;BYDAY=MO;COUNT=5"):
    write(lab, "INSERT INTO appointment (company, user, subject, starts_at, ends_at, recurrence) SELECT 1, id, ?, ?, ?, ? FROM user WHERE login = ?",
          SERIES, MONDAYS[0], "2027-03-01T10:00:00", rule, USER)


def insert_exception(lab, original_start, **values):
    columns = "".join(f", {name}" for name in values)
    write(lab, f"INSERT INTO appointment_exception (appointment, original_start{columns}) SELECT id, ?{', ?' * len(values)} FROM appointment"
          " WHERE subject = ?", original_start, *values.values(), SERIES)


def exchange_item(lab, subject, folder="calendar"):
    found = [item for item in lab.outlook.items(USER, folder) if item["subject"] == subject]
    check(len(found) == 1, f"{len(found)} of {subject!r} in Exchange")
    return found[0]


def occurrences_there(lab):
    """{original start: subject, or None for a cancelled one}"""
    return {one["original_start"]: None if one["deleted"] else one["subject"] for one in exchange_item(lab, SERIES)["exceptions"]}


def occurrences_here(lab):
    return {start: None if cancelled else subject for start, cancelled, subject in
            write(lab, "SELECT original_start, cancelled, subject FROM appointment_exception")}


class SeriesScenario(Scenario):
    wanted = {}

    def check(self, lab):
        for side, found in (("büro+", occurrences_here(lab)), ("Exchange", occurrences_there(lab))):
            check(found == self.wanted, f"{side}: {found} instead of {self.wanted}")


class CreatedWithExceptions(SeriesScenario):
    name = "a series with exceptions is entered in büro+"
    wanted = {MONDAYS[1]: None, MONDAYS[2]: "Anders"}

    def play(self, lab):
        insert_series(lab)
        insert_exception(lab, MONDAYS[1], cancelled=1)
        insert_exception(lab, MONDAYS[2], subject="Anders")


class InStep(CreatedWithExceptions):
    name = None

    def prepare(self, lab):
        super().prepare(lab)
        CreatedWithExceptions.play(self, lab)
        lab.sync()


class ChangedOnBothSides(InStep):
    name = "occurrences of one series are changed on both sides"
    wanted = {MONDAYS[1]: None, MONDAYS[2]: "Anders", MONDAYS[3]: "in Outlook", MONDAYS[4]: None}

    def play(self, lab):
        lab.outlook.in_mailbox(USER, "update", {"id": exchange_item(lab, SERIES)["id"], "index": 4, "subject": "in Outlook"})
        insert_exception(lab, MONDAYS[4], cancelled=1)


class TakesPlaceAgain(InStep):
    """Exchange is made to forget the exceptions, by writing the rule in other words and back: whatever stops that, nobody in Outlook did it."""
    name = "a cancelled occurrence takes place again"
    wanted = {MONDAYS[2]: "Anders"}

    def play(self, lab):
        write(lab, "DELETE FROM appointment_exception WHERE cancelled = 1")

    def check(self, lab):
        super().check(lab)
        check(not lab.office.conflicts(), f"the conflicts are {lab.office.conflicts()}")
        rules = [rule for rule, in write(lab, "SELECT recurrence FROM appointment")] + [exchange_item(lab, SERIES)["recurrence"]]
        check(all("COUNT=5" in rule for rule in rules), f"the rules are {rules}")


class TakesPlaceOtherwise(TakesPlaceAgain):
    name = "a cancelled occurrence takes place again under another name"
    wanted = {MONDAYS[1]: "Doch", MONDAYS[2]: "Anders"}

    def play(self, lab):
        write(lab, "UPDATE appointment_exception SET cancelled = 0, subject = 'Doch' WHERE cancelled = 1")


class TheOnlyOneTakesPlaceAgain(TakesPlaceAgain):
    """Then nothing of the exceptions tells that the rule is still in other words."""
    name = "the only cancelled occurrence takes place again"
    wanted = {}

    def prepare(self, lab):
        super().prepare(lab)
        write(lab, "DELETE FROM appointment_exception WHERE cancelled = 0")
        lab.sync()


def stopped(scenario, fault, step):
    """With that fault at one of its writes."""
    class Stopped(scenario):
        name, is_fault = f"{scenario.name}, {fault} at write {step}", True

        def before_run(self, lab):
            lab.outlook.fault(f"{fault}/UpdateItem", every=step, count=1)
    return Stopped()


class LastsLonger(InStep):
    name = "only the end of a series is moved"

    def play(self, lab):
        write(lab, "UPDATE appointment SET recurrence = 'FREQ=WEEKLY;BYDAY=MO;COUNT=8'")

    def check(self, lab):
        super().check(lab)
        check("COUNT=8" in exchange_item(lab, SERIES)["recurrence"], "the end is the old one")


class AnotherRule(InStep):
    name = "a series is given another rule"
    wanted = {}

    def play(self, lab):
        write(lab, "UPDATE appointment SET recurrence = 'FREQ=DAILY;COUNT=40'")


class DroppedAreKept(AnotherRule):
    """What another rule takes away lies among the deleted records."""
    name = "a series is given another rule, its exceptions can be read again"

    def check(self, lab):
        super().check(lab)
        kept = [row[0] for row in write(lab, "SELECT original_start FROM sync_deleted_exception ORDER BY original_start")]
        check(kept == [MONDAYS[1], MONDAYS[2]], f"kept are {kept}")


class WithTheRule(InStep):
    """Journalled with or after the new rule they are of the new series."""
    name = "a series is given another rule, and an occurrence of it is changed at once"
    wanted = {"2027-03-02T09:00:00": "am Dienstag"}

    def play(self, lab):
        write(lab, "UPDATE appointment SET recurrence = 'FREQ=DAILY;COUNT=40'")
        insert_exception(lab, "2027-03-02T09:00:00", subject="am Dienstag")


class RuleThere(InStep):
    """An occurrence was changed here and not yet sent when Outlook gave the series another rule: it is a conflict and kept as one."""
    name = "a series is given another rule in Outlook while an occurrence is changed in büro+"
    wanted = {}

    def play(self, lab):
        insert_exception(lab, MONDAYS[3], subject="von hier")
        lab.outlook.clock(60)
        lab.outlook.in_mailbox(USER, "update", {"id": exchange_item(lab, SERIES)["id"], "recurrence": "FREQ=WEEKLY;BYDAY=TU;COUNT=9"})
        lab.outlook.clock(0)

    def check(self, lab):
        check(occurrences_here(lab) == {}, f"büro+: {occurrences_here(lab)}")
        check(occurrences_there(lab) == {}, f"Exchange: {occurrences_there(lab)}")
        conflicts = [(one["unit"], "von hier" in one["local_value"]) for one in lab.office.conflicts()]
        check(conflicts == [("exceptions", True)], f"the conflicts are {conflicts}")


class RuleHere(InStep):
    """The mirror image: what was changed in Outlook before and had not come over gives way, and is kept."""
    name = "a series is given another rule in büro+ while an occurrence is changed in Outlook"
    wanted = {}

    def play(self, lab):
        lab.outlook.in_mailbox(USER, "update", {"id": exchange_item(lab, SERIES)["id"], "index": 4, "subject": "von dort"})
        next_second()
        next_second()
        next_second()
        write(lab, "UPDATE appointment SET recurrence = 'FREQ=WEEKLY;BYDAY=TU;COUNT=9', starts_at = '2027-03-02T09:00:00', ends_at = '2027-03-02T10:00:00'")

    def check(self, lab):
        check(occurrences_here(lab) == {}, f"büro+: {occurrences_here(lab)}")
        check(occurrences_there(lab) == {}, f"Exchange: {occurrences_there(lab)}")
        conflicts = [(one["unit"], "von dort" in one["remote_value"]) for one in lab.office.conflicts()]
        check(conflicts == [("exceptions", True)], f"the conflicts are {conflicts}")


class MatchesNothing(InStep):
    """A row that another program wrote for a day on which the series does not take place: kept, ignored, and said."""
    name = "an exception that matches no occurrence"
    STRAY = "2027-03-02T09:00:00"

    def play(self, lab):
        insert_exception(lab, self.STRAY, subject="nirgends")
        write(lab, "UPDATE appointment SET location = 'Raum 2'")

    def check(self, lab):
        check(occurrences_here(lab) == {**InStep.wanted, self.STRAY: "nirgends"}, f"büro+: {occurrences_here(lab)}")
        check(occurrences_there(lab) == InStep.wanted, f"Exchange: {occurrences_there(lab)}")
        check(exchange_item(lab, SERIES)["location"] == "Raum 2", "the place was not sent")
        check("matches none" in lab.cli("records"), lab.cli("records"))


class EnteredWithOne(MatchesNothing):
    name = "a series is entered with an exception that matches no occurrence"

    def prepare(self, lab):
        Scenario.prepare(self, lab)

    def play(self, lab):
        CreatedWithExceptions.play(self, lab)
        super().play(lab)


class FromOutlook(SeriesScenario):
    name = "a series is entered in Outlook and an occurrence cancelled"
    wanted = {MONDAYS[1]: None}

    def play(self, lab):
        made = lab.outlook.in_mailbox(USER, "create", {
            "folder": "calendar", "subject": SERIES, "start": MONDAYS[0], "end": "2027-03-01T10:00:00", "time_zone": "Europe/Berlin",
            "recurrence": "FREQ=WEEKLY;BYDAY=MO"})
        lab.outlook.in_mailbox(USER, "delete", {"id": made["id"], "index": 2})


class CannotBeExpressed(Scenario):
    name = "a rule that Exchange does not have"
    exit_code = 1

    def play(self, lab):
        insert_series(lab, "FREQ=DAILY;BYHOUR=9,15")

    def check(self, lab):
        check(not lab.outlook.items(USER), "it was sent")


class TaskCompleted(Scenario):
    name = "a task from büro+ is completed in Outlook, one from Outlook in büro+"

    def prepare(self, lab):
        lab.set_up(sync_tasks=1)
        lab.switch_on()
        write(lab, "INSERT INTO task (company, user, subject, start_date, due_date) SELECT 1, id, ?, '2027-03-01', '2027-03-05' FROM user", TASK)
        lab.outlook.in_mailbox(USER, "create", {"folder": "tasks", "subject": "aus Outlook", "due_date": "2027-12-24"})
        lab.sync()

    def play(self, lab):
        lab.outlook.in_mailbox(USER, "update", {"id": exchange_item(lab, TASK, "tasks")["id"], "status": "completed"})
        write(lab, "UPDATE task SET status = 'completed', completed_date = '2027-01-02' WHERE subject = 'aus Outlook'")

    def check(self, lab):
        here = dict(write(lab, "SELECT subject, status || percent_complete FROM task"))
        check(here[TASK] == "completed100" and here["aus Outlook"].startswith("completed"), f"büro+: {here}")
        for subject, due in ((TASK, "2027-03-05"), ("aus Outlook", "2027-12-24")):
            there = exchange_item(lab, subject, "tasks")
            check((there["status"], there["percent_complete"], there["due_date"]) == ("completed", 100, due), f"Exchange: {there}")


STOPPED = ((TheOnlyOneTakesPlaceAgain, "stale-change-key", 2), (TheOnlyOneTakesPlaceAgain, "reset-after", 1),
           (TakesPlaceOtherwise, "stale-change-key", 3), (TakesPlaceOtherwise, "reset-after", 2))


def scenarios(alone):
    return [CreatedWithExceptions(), ChangedOnBothSides(), TakesPlaceAgain(), TakesPlaceOtherwise(), *(stopped(*one) for one in STOPPED), LastsLonger(), AnotherRule(), DroppedAreKept(), WithTheRule(), RuleThere(), RuleHere(), MatchesNothing(), EnteredWithOne(), FromOutlook(), CannotBeExpressed(),
            TaskCompleted()]
