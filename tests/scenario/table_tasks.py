# SPDX-License-Identifier: MIT
"""Tasks: every field created, changed and cleared on either side, recurrence, regeneration, and moving on (SYNC 5, 6, 11, 14, 18)."""

import time
from dataclasses import dataclass, field

from processes import check
from scenario import Scenario
from table import CLEARLY_LATER_SECONDS, CREATE, DELETE, FROM_OFFICE, FROM_OUTLOOK, GONE, NOWHERE, Row, as_list, scenarios_of
from task import OfficeTasks, OutlookTasks, Task

SKIP = "skip"


@dataclass(frozen=True)
class TaskRow(Row):
    """after: also a list, of all tasks that are there then. A finished copy has no info text in büro+ (S7)."""

    def task(self, **values):
        return Task(**{"subject": self.name, "user": self.user, **self.start, **values})

    appointment = task      # as Row.wanted () asks for it

    def side_of(self, lab, name):
        return OfficeTasks(lab.office) if name == "office" else OutlookTasks(lab.outlook)

    def play(self, lab, name, ops):
        side = self.side_of(lab, name)
        subject = self.name
        for op in as_list(ops):
            if isinstance(op, dict):
                side.change(subject, **op)
                subject = op.get("subject", subject)
            elif op == CREATE:
                side.create(self.task())
            else:
                {DELETE: side.delete, SKIP: lambda one: side.skip(one)}[op](subject)


def same(side, wanted, found):
    """A sentence for what differs; nothing if all are there and no more."""
    wanted, found = ([repr(one.as_compared()) for one in some] for some in (wanted, found))
    missing = [one for one in wanted if not found.count(one) or found.remove(one)]
    return [f"{side} lacks {one}" for one in missing] + [f"{side} has {one}" for one in found]


@dataclass(frozen=True)
class TaskGroup(Scenario):
    name: str
    rows: tuple
    settings: dict = field(default_factory=dict)
    then_settings: dict = field(default_factory=dict)
    exit_code: int = 0
    log: tuple = ()
    never_sent: tuple = ()
    said: tuple = ()        # what `records` says of those that are parked or kept

    def prepare(self, lab):
        lab.set_up(deletion_guard=0, sync_tasks=1, **self.settings)
        lab.switch_on()
        for row in self.rows:
            if row.was != NOWHERE:
                row.side_of(lab, "office" if row.was == FROM_OFFICE else "exchange").create(row.task())
        lab.sync()
        lab.settings(**self.then_settings)
        if self.then_settings:
            lab.sync(expect=None)

    def play(self, lab):
        for row in self.rows:
            if row.later != "exchange":
                row.play(lab, "exchange", row.exchange)
        if any(row.later == "office" for row in self.rows):
            time.sleep(3)       # not a wait for something: the distance in time is what the scenario is about
        for row in self.rows:
            row.play(lab, "office", row.office)
        lab.outlook.clock(CLEARLY_LATER_SECONDS)
        for row in self.rows:
            if row.later == "exchange":
                row.play(lab, "exchange", row.exchange)
        lab.outlook.clock(0)
        if any(row.then_office or row.then_exchange for row in self.rows):
            lab.sync(expect=None)
            for row in self.rows:
                row.play(lab, "exchange", row.then_exchange)
                row.play(lab, "office", row.then_office)

    def check(self, lab):
        found = same("büro+", [one for row in self.rows for one in row.wanted("büro+")], OfficeTasks(lab.office).tasks())
        found += same("Exchange", [one for row in self.rows for one in row.wanted("Exchange")], OutlookTasks(lab.outlook).tasks(self.users()))
        found += [f"a mail was sent: {mail}" for mail in lab.outlook.mails()]
        check(not found, "; ".join(found))
        conflicts, wanted = lab.office.conflicts(), sum(row.conflicts for row in self.rows)
        check(len(conflicts) == wanted, f"{len(conflicts)} conflicts were kept instead of {wanted}: {conflicts}")
        sent = {request.operation for request in lab.outlook.requests()} & set(self.never_sent)
        check(not sent, f"{', '.join(sent)} was sent")
        for words in self.said if len(self.rows) > 1 else ():
            check(words in lab.cli("records"), f"records does not say {words!r}: {lab.cli('records')}")

    def check_log(self, lab):
        for log_id in self.log:
            lab.check_log(log_id)


# --- every field ---------------------------------------------------------------------------------------------------------

DATES = {"start_date": "2027-03-01", "due_date": "2027-03-05"}
ALL_FIELDS = {
    **DATES, "importance": "high", "sensitivity": "confidential", "reminder_at": "2027-03-01T08:15:00",
    "categories": ("Größe", "Wichtig & <neu>"), "status": "in-progress", "percent_complete": 40, "total_work_minutes": 480,
    "actual_work_minutes": 95, "mileage": "120 km", "billing_information": "Pauschale Ärger", "companies": ("Müller & Söhne", "Öl GmbH")}
DONE = {"status": "completed", "percent_complete": 100, "completed_date": "2027-03-02"}
OPEN = {"status": "not-started", "percent_complete": 0, "completed_date": None}

# What is changed: name, values before, values after, and what else comes of it on either side.
CHANGES = (
    ("a due date is entered", {}, {"due_date": "2027-03-05"}, {}),
    ("the due date is moved over the change of clocks", {"due_date": "2027-03-27"}, {"due_date": "2027-03-29"}, {}),
    ("the due date is cleared", {"due_date": "2027-03-05"}, {"due_date": None}, {}),
    ("both dates are entered", {}, DATES, {}),
    ("the start is moved", DATES, {"start_date": "2027-03-03"}, {}),
    ("the start is cleared", DATES, {"start_date": None}, {}),
    ("both dates are cleared", DATES, {"start_date": None, "due_date": None}, {}),
    ("it is begun", {}, {"status": "in-progress", "percent_complete": 25}, {}),
    ("it waits for others", {}, {"status": "waiting"}, {}),
    ("it is deferred", {}, {"status": "deferred"}, {}),
    ("it is completed", {}, DONE, {}),
    ("it is opened again", DONE, OPEN, {}),
    ("it goes on", {"status": "in-progress", "percent_complete": 25}, {"percent_complete": 75}, {}),
    ("it goes back to the start", {"status": "in-progress", "percent_complete": 25}, {"status": "not-started", "percent_complete": 0}, {}),
    ("a reminder is set", {}, {"reminder_at": "2027-03-01T08:00:00"}, {}),
    ("a reminder in summer is set", {}, {"reminder_at": "2027-07-01T08:00:00"}, {}),
    ("a reminder at midnight is set", {}, {"reminder_at": "2027-03-29T00:00:00"}, {}),
    ("the reminder is moved", {"reminder_at": "2027-03-01T08:00:00"}, {"reminder_at": "2027-04-01T17:30:00"}, {}),
    ("the reminder is taken away", {"reminder_at": "2027-03-01T08:00:00"}, {"reminder_at": None}, {}),
    ("it is important", {}, {"importance": "high"}, {}),
    ("importance back to normal", {"importance": "low"}, {"importance": "normal"}, {}),
    ("it is private", {}, {"sensitivity": "private"}, {}),
    ("it is no longer private", {"sensitivity": "private"}, {"sensitivity": "normal"}, {}),
    ("categories are set", {}, {"categories": ("Grün", "Blau; hell")}, {}),
    ("categories are cleared", {"categories": ("Grün",)}, {"categories": ()}, {}),
    ("work is planned", {}, {"total_work_minutes": 480}, {}),
    ("no more work is planned", {"total_work_minutes": 480}, {"total_work_minutes": 0}, {}),
    ("work is done", {}, {"actual_work_minutes": 7}, {}),
    ("no work was done", {"actual_work_minutes": 7}, {"actual_work_minutes": 0}, {}),
    ("mileage is entered", {}, {"mileage": "12 km"}, {}),
    ("mileage is cleared", {"mileage": "12 km"}, {"mileage": ""}, {}),
    ("billing information is entered", {}, {"billing_information": "pauschal"}, {}),
    ("billing information is cleared", {"billing_information": "pauschal"}, {"billing_information": ""}, {}),
    ("companies are entered", {}, {"companies": ("Öl GmbH", "A & B")}, {}),
    ("companies are cleared", {"companies": ("Öl GmbH",)}, {"companies": ()}, {}),
    ("everything is entered at once", {}, ALL_FIELDS, {}),
    ("everything is cleared at once", ALL_FIELDS,
     {name: Task("").__getattribute__(name) for name in ALL_FIELDS}, {}),
)


def plain(origin, was, side):
    return tuple(TaskRow(f"{origin}, in {side}: {name}", was=was, start=before, after={**after, **more},
                         **{"office" if side == "büro+" else "exchange": after}) for name, before, after, more in CHANGES)


CREATED = tuple(TaskRow(f"entered in {side}: {name}", was=NOWHERE, start=start, **{key: CREATE})
                for side, key in (("büro+", "office"), ("Outlook", "exchange"))
                for name, start in (("plain", {}), ("with everything", ALL_FIELDS), ("completed", {**DATES, **DONE}), ("due only", {"due_date": "2027-03-05"})))

# Exchange has no start without a due date, and no due date before the start; the record keeps what it says.
ONLY_A_START = (
    TaskRow("a start without due", was=NOWHERE, office=CREATE, start={"start_date": "2027-03-01"}, after_office={},
            after_exchange={"due_date": "2027-03-01"}),
    TaskRow("a start without due, moved in büro+", start={"start_date": "2027-03-01"}, office={"start_date": "2027-03-08"},
            after_office={"start_date": "2027-03-08"}, after_exchange={"start_date": "2027-03-08", "due_date": "2027-03-08"}),
    TaskRow("a start without due, moved in Outlook", start={"start_date": "2027-03-01"},
            exchange={"start_date": "2027-03-08", "due_date": "2027-03-08"}, after_office={"start_date": "2027-03-08"},
            after_exchange={"start_date": "2027-03-08", "due_date": "2027-03-08"}),
    TaskRow("a start without due, given one in Outlook", start={"start_date": "2027-03-01"}, exchange={"due_date": "2027-03-04"},
            after={"due_date": "2027-03-04"}),
    TaskRow("a start without due, renamed in Outlook", start={"start_date": "2027-03-01"}, exchange={"importance": "high"},
            after_office={"importance": "high"}, after_exchange={"due_date": "2027-03-01", "importance": "high"}),
    TaskRow("a weekly one without due is completed", start={"start_date": "2027-03-01", "recurrence": "FREQ=WEEKLY;BYDAY=MO"}, office=DONE,
            after_office=[{"start_date": "2027-03-08"}, {"recurrence": None, "due_date": "2027-03-01", **DONE}],
            after_exchange=[{"start_date": "2027-03-08", "due_date": "2027-03-08"}, {"recurrence": None, "due_date": "2027-03-01", **DONE}]),
)

# Of several that do not agree the status decides, then the percentage, then the date (EWS-BEHAVIOUR 54).
PROGRESS = (
    TaskRow("completed by its status alone", office={"status": "completed", "completed_date": "2027-03-02"},
            after_office={"status": "completed", "completed_date": "2027-03-02"}, after_exchange=DONE),
    TaskRow("completed by its percentage alone", office={"percent_complete": 100, "completed_date": "2027-03-02"},
            after_office={"percent_complete": 100, "completed_date": "2027-03-02"}, after_exchange=DONE),
    TaskRow("completed by its date alone", office={"completed_date": "2027-03-02"}, after_office={"completed_date": "2027-03-02"},
            after_exchange=DONE),
    TaskRow("begun by its percentage alone", office={"percent_complete": 30}, after_office={"percent_complete": 30},
            after_exchange={"status": "in-progress", "percent_complete": 30}),
    TaskRow("completed by the percentage in Outlook", exchange={"percent_complete": 100, "completed_date": "2027-03-02"}, after=DONE),
)

# --- recurrence -------------------------------------------------------------------------------------------------------------

PATTERNS = (
    ("every day", "FREQ=DAILY"), ("every third day, ten times", "FREQ=DAILY;COUNT=10;INTERVAL=3"),
    ("Mondays and Thursdays", "FREQ=WEEKLY;BYDAY=MO,TH"), ("every other Monday until May", "FREQ=WEEKLY;UNTIL=20270531;INTERVAL=2;BYDAY=MO"),
    ("the first of the month", "FREQ=MONTHLY;BYMONTHDAY=1"), ("the first Monday of every other month", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO"),
    ("the last weekday of the month", "FREQ=MONTHLY;COUNT=6;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ("1 March", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1"), ("the first Monday in March", "FREQ=YEARLY;COUNT=4;BYMONTH=3;BYDAY=1MO"))
REGENERATIONS = (
    ("3 days after", "FREQ=DAILY;INTERVAL=3", "2027-03-05"), ("2 weeks after", "FREQ=WEEKLY;INTERVAL=2", "2027-03-16"),
    ("a month after", "FREQ=MONTHLY", "2027-04-02"), ("2 years after", "FREQ=YEARLY;INTERVAL=2", "2029-03-02"),
    ("5 days after, four times", "FREQ=DAILY;COUNT=4;INTERVAL=5", "2027-03-07"))
START = {"start_date": "2027-03-01"}
BOTH_DATES = {"start_date": "2027-03-01", "due_date": "2027-03-01"}


def recurring(side):
    key = "office" if side == "büro+" else "exchange"
    rows = [TaskRow(f"entered in {side}: {name}", was=NOWHERE, start={**BOTH_DATES, "recurrence": rule}, **{key: CREATE}) for name, rule in PATTERNS]
    rows += [TaskRow(f"entered in {side}: {name} it is done", was=NOWHERE, start={**BOTH_DATES, "recurrence": rule, "regenerate": True}, **{key: CREATE})
             for name, rule, _ in REGENERATIONS]
    for was, origin in ((FROM_OFFICE, "from büro+"), (FROM_OUTLOOK, "from Outlook")):
        rows += [
            TaskRow(f"{origin}, in {side}: another pattern", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;BYDAY=MO"},
                    **{key: {"recurrence": "FREQ=DAILY;COUNT=7;INTERVAL=2"}}),
            TaskRow(f"{origin}, in {side}: another end", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;BYDAY=MO"},
                    **{key: {"recurrence": "FREQ=WEEKLY;UNTIL=20270601;BYDAY=MO"}}),
            TaskRow(f"{origin}, in {side}: another day", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;COUNT=5;BYDAY=MO"},
                    **{key: {"start_date": "2027-03-09", "due_date": "2027-03-10", "recurrence": "FREQ=WEEKLY;COUNT=5;BYDAY=TU"}}),
            TaskRow(f"{origin}, in {side}: no longer recurring", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;BYDAY=MO"},
                    **{key: {"recurrence": None}}),
            TaskRow(f"{origin}, in {side}: recurring from now on", was=was, start=BOTH_DATES, **{key: {"recurrence": "FREQ=WEEKLY;BYDAY=MO"}}),
            TaskRow(f"{origin}, in {side}: regenerating instead", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;BYDAY=MO"},
                    **{key: {"recurrence": "FREQ=WEEKLY;INTERVAL=2", "regenerate": True}}),
            TaskRow(f"{origin}, in {side}: deleted", was=was, start={**BOTH_DATES, "recurrence": "FREQ=WEEKLY;BYDAY=MO"}, after=GONE, **{key: DELETE})]
    return tuple(rows)


# --- moving on -----------------------------------------------------------------------------------------------------------------

WEEKLY = {"start_date": "2027-03-01", "due_date": "2027-03-03", "recurrence": "FREQ=WEEKLY;COUNT=5;BYDAY=MO"}
NEXT = {"start_date": "2027-03-08", "due_date": "2027-03-10", "recurrence": "FREQ=WEEKLY;COUNT=4;BYDAY=MO"}
FINISHED = {"recurrence": None, **DONE}
REMINDED = {**WEEKLY, "reminder_at": "2027-03-01T07:30:00", "importance": "high", "categories": ("Grün",)}


def moved(origin, was, name, **how):
    """The same history, of each kind of recurring task."""
    rows = [
        TaskRow(f"{origin}: {name}", was=was, start=WEEKLY, after=[NEXT, FINISHED], **how),
        TaskRow(f"{origin}: {name}, with a reminder", was=was, start=REMINDED,
                after=[{**NEXT, "reminder_at": "2027-03-08T07:30:00"}, FINISHED], **how),
        TaskRow(f"{origin}: {name}, due only", was=was, start={"due_date": "2027-03-31", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1"},
                after=[{"due_date": "2027-04-30"}, FINISHED], **how),
        TaskRow(f"{origin}: {name}, until", was=was, start={**BOTH_DATES, "recurrence": "FREQ=DAILY;UNTIL=20270302"},
                after=[{"start_date": "2027-03-02", "due_date": "2027-03-02"}, FINISHED], **how),
    ]
    return rows + [TaskRow(f"{origin}: {name}, {pattern} it is done", was=was, start={**BOTH_DATES, "recurrence": rule, "regenerate": True},
                           after=[{"start_date": day, "due_date": day, "recurrence": rule.replace("COUNT=4", "COUNT=3")}, {**FINISHED, "regenerate": False}], **how)
                   for pattern, rule, day in REGENERATIONS]


def moving_on(origin, was):
    half = {"status": "in-progress", "percent_complete": 50}
    return (
        *moved(origin, was, "completed in büro+", office=DONE),
        *moved(origin, was, "completed in Outlook", exchange=DONE),
        *moved(origin, was, "completed on both sides", office=DONE, exchange=DONE),
        TaskRow(f"{origin}: half done, then completed in Outlook", was=was, start={**WEEKLY, **half}, exchange=DONE,
                after=[{**NEXT, **OPEN}, FINISHED]),
        TaskRow(f"{origin}: half done, then completed in büro+", was=was, start={**WEEKLY, **half}, office=DONE,
                after=[{**NEXT, **OPEN}, FINISHED]),
        TaskRow(f"{origin}: half done in büro+ while it is completed in Outlook", was=was, start=WEEKLY, office=half, exchange=DONE,
                after=[NEXT, FINISHED], conflicts=1),
        TaskRow(f"{origin}: renamed in büro+ while it is completed in Outlook", was=was, start=WEEKLY, office={"mileage": "5 km"}, exchange=DONE,
                after=[{**NEXT, "mileage": "5 km"}, FINISHED]),
        TaskRow(f"{origin}: completed in büro+ while it is changed in Outlook", was=was, start=WEEKLY, office=DONE, exchange={"importance": "high"},
                after=[{**NEXT, "importance": "high"}, {**FINISHED, "importance": "high"}]),
        TaskRow(f"{origin}: completed in büro+ while it is moved by hand in Outlook", was=was, start=WEEKLY, office=DONE,
                exchange={"due_date": "2027-03-04"}, after=[{**NEXT, "due_date": "2027-03-11"}, {**FINISHED, "due_date": "2027-03-04"}]),
        TaskRow(f"{origin}: completed and renamed at once in büro+", was=was, start=WEEKLY, office={**DONE, "mileage": "9 km"},
                after=[{**NEXT, "mileage": "9 km"}, {**FINISHED, "mileage": "9 km"}]),
        TaskRow(f"{origin}: completed twice, here and there", was=was, start=WEEKLY, office=DONE, then_exchange={**DONE, "completed_date": "2027-03-09"},
                after=[{"start_date": "2027-03-15", "due_date": "2027-03-17", "recurrence": "FREQ=WEEKLY;COUNT=3;BYDAY=MO"}, FINISHED,
                       {"start_date": "2027-03-08", "due_date": "2027-03-10", **FINISHED, "completed_date": "2027-03-09"}]),
        TaskRow(f"{origin}: completed twice, there and here", was=was, start=WEEKLY, exchange=DONE, then_office={**DONE, "completed_date": "2027-03-09"},
                after=[{"start_date": "2027-03-15", "due_date": "2027-03-17", "recurrence": "FREQ=WEEKLY;COUNT=3;BYDAY=MO"}, FINISHED,
                       {"start_date": "2027-03-08", "due_date": "2027-03-10", **FINISHED, "completed_date": "2027-03-09"}]),
        TaskRow(f"{origin}: the current one is deleted in Outlook", was=was, start=WEEKLY, exchange=SKIP, after=NEXT),
        TaskRow(f"{origin}: the pattern is changed in büro+ while it is completed in Outlook", was=was, start=WEEKLY,
                office={"recurrence": "FREQ=WEEKLY;COUNT=9;BYDAY=MO"}, exchange=DONE, later="exchange", after=[NEXT, FINISHED], conflicts=1),
        TaskRow(f"{origin}: deleted in büro+ while it is completed in Outlook", was=was, start=WEEKLY, office=DELETE, exchange=DONE,
                after=[NEXT, FINISHED]),
        TaskRow(f"{origin}: the last one is completed in Outlook", was=was, start={**BOTH_DATES, "recurrence": "FREQ=DAILY;COUNT=1"}, exchange=DONE,
                after=FINISHED),
        TaskRow(f"{origin}: the last one is completed in büro+", was=was, start={**BOTH_DATES, "recurrence": "FREQ=DAILY;COUNT=1"}, office=DONE,
                after=FINISHED),
    )


EXPORT_ONLY = (
    TaskRow("export only: completed in büro+", start=WEEKLY, office=DONE, after_office=[NEXT], after_exchange=[NEXT, FINISHED]),
    TaskRow("export only: completed in Outlook", start=WEEKLY, exchange=DONE, after_office={}, after_exchange=[NEXT, FINISHED]),
    TaskRow("export only: completed on both sides", start=WEEKLY, office=DONE, exchange=DONE, after_office=DONE, after_exchange=[NEXT, FINISHED]),
    TaskRow("export only: one that regenerates", start={**BOTH_DATES, "recurrence": "FREQ=DAILY;INTERVAL=3", "regenerate": True}, office=DONE,
            after_office=[{"start_date": "2027-03-05", "due_date": "2027-03-05"}],
            after_exchange=[{"start_date": "2027-03-05", "due_date": "2027-03-05"}, {**FINISHED, "regenerate": False}]),
)
IMPORT_ONLY = (
    TaskRow("import only: completed in Outlook", was=FROM_OUTLOOK, start=WEEKLY, exchange=DONE, after=[NEXT, FINISHED]),
    TaskRow("import only: completed in büro+", was=FROM_OUTLOOK, start=WEEKLY, office=DONE, after_office=DONE, after_exchange={}),
)
WRITES = ("CreateItem", "UpdateItem", "DeleteItem")

# An edit beats a deletion, except of what is of little weight.
STRONG = {"dates": {"due_date": "2027-03-20"}, "progress": {"status": "in-progress", "percent_complete": 30}, "mileage": {"mileage": "9 km"},
          "companies": {"companies": ("Firma",)}}
WEAK = {"reminder": {"reminder_at": "2027-03-01T08:15:00"}, "categories": {"categories": ("Grün",)}, "importance": {"importance": "high"},
        "sensitivity": {"sensitivity": "private"}}
DELETIONS = tuple(
    row for origin, was in (("from büro+", FROM_OFFICE), ("from Outlook", FROM_OUTLOOK)) for row in (
        *(TaskRow(f"{origin}: deleted here, {name} there", was=was, start=DATES, office=DELETE, exchange=edit, after=edit)
          for name, edit in STRONG.items()),
        *(TaskRow(f"{origin}: {name} here, deleted there", was=was, start=DATES, office=edit, exchange=DELETE, after=edit)
          for name, edit in STRONG.items()),
        *(TaskRow(f"{origin}: deleted here, {name} there", was=was, start=DATES, office=DELETE, exchange=edit, after=GONE)
          for name, edit in WEAK.items()),
        *(TaskRow(f"{origin}: {name} here, deleted there", was=was, start=DATES, office=edit, exchange=DELETE, after=GONE)
          for name, edit in WEAK.items()),
        TaskRow(f"{origin}: deleted on both sides", was=was, office=DELETE, exchange=DELETE, after=GONE)))

REFUSED = (
    TaskRow("a recurring task without a date", was=NOWHERE, start={"recurrence": "FREQ=DAILY"}, office=CREATE, after_office={}, after_exchange=GONE),
    TaskRow("a rule that Exchange does not have", was=NOWHERE, start={**DATES, "recurrence": "FREQ=DAILY;BYHOUR=9,15"}, office=CREATE, after_office={},
            after_exchange=GONE),
)

GROUPS = (
    TaskGroup("tasks are entered", CREATED + ONLY_A_START + PROGRESS, log=("sync.in.created", "sync.out.created")),
    TaskGroup("tasks are changed in büro+", plain("from büro+", FROM_OFFICE, "büro+") + plain("from Outlook", FROM_OUTLOOK, "büro+"),
              log=("sync.out.changed",)),
    TaskGroup("tasks are changed in Outlook", plain("from büro+", FROM_OFFICE, "Outlook") + plain("from Outlook", FROM_OUTLOOK, "Outlook"),
              log=("sync.in.changed",), never_sent=("UpdateItem", "DeleteItem")),
    TaskGroup("recurring tasks", recurring("büro+") + recurring("Outlook")),
    TaskGroup("recurring tasks move on", moving_on("from büro+", FROM_OFFICE) + moving_on("from Outlook", FROM_OUTLOOK)),
    TaskGroup("recurring tasks, export only", EXPORT_ONLY, then_settings={"import": 0}),
    TaskGroup("recurring tasks, import only", IMPORT_ONLY, then_settings={"export": 0}, never_sent=WRITES),
    TaskGroup("a deletion meets an edit of a task", DELETIONS),
    TaskGroup("recurring tasks that cannot be", REFUSED, exit_code=1, never_sent=WRITES,
              said=("start date or a due date", "Exchange knows no hours")),
)


def scenarios(alone):
    return scenarios_of(GROUPS, alone)
