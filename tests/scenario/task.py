# SPDX-License-Identifier: MIT
"""A task as both sides show it, and the two sides playing with tasks. Knows nothing of how the engine compares."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from appointment import SITE_ZONE, USER
from outlook import to_json
from processes import Failure

TASKS, DELETED = "tasks", "deleteditems"


@dataclass(frozen=True)
class Task:
    """`recurrence` is a rule with its days said; text is what a person reads, white space folded."""
    subject: str
    start_date: str | None = None
    due_date: str | None = None
    completed_date: str | None = None
    status: str = "not-started"
    percent_complete: int = 0
    importance: str = "normal"
    sensitivity: str = "normal"
    reminder_at: str | None = None
    categories: tuple = ()
    recurrence: str | None = None
    regenerate: bool = False
    total_work_minutes: int = 0
    actual_work_minutes: int = 0
    mileage: str = ""
    billing_information: str = ""
    companies: tuple = ()
    info_text: str = ""
    user: str = USER

    def but(self, **values):
        return replace(self, **values)

    def as_compared(self):
        return replace(self, recurrence=rule_as_compared(self.recurrence), info_text=" ".join(self.info_text.split()),
                       categories=tuple(sorted(self.categories)), companies=tuple(sorted(self.companies)))


def rule_as_compared(rule):
    """The parts in one order, what goes without saying left out, "BYDAY=2TU" as "BYDAY=TU;BYSETPOS=2"."""
    if not rule:
        return None
    parts = dict(part.split("=") for part in rule.split(";"))
    day = parts.get("BYDAY", "")
    if day[:1] in "-123456789" and "," not in day:
        parts["BYDAY"], parts["BYSETPOS"] = day[-2:], day[:-2]
    parts["BYDAY"] = ",".join(sorted(parts.get("BYDAY", "").split(",")))
    if parts.get("FREQ") == "MONTHLY" and parts.get("BYMONTHDAY") == "31":
        parts["BYMONTHDAY"] = "-1"      # what Exchange means by it
    parts["UNTIL"] = parts.get("UNTIL", "")[:8]
    return ";".join(f"{name}={value}" for name, value in sorted(parts.items())
                    if value and (name, value) not in (("INTERVAL", "1"), ("WKST", "MO")))


COLUMNS = [name for name in Task.__dataclass_fields__ if name != "user"]


class OfficeTasks:
    """The büro+ side, at the table `task`."""
    name = "büro+"

    def __init__(self, office):
        self.office = office

    @staticmethod
    def column(value):
        if isinstance(value, tuple):
            return json.dumps(list(value), ensure_ascii=False)
        return int(value) if isinstance(value, bool) else value

    def create(self, task):
        with self.office.connection() as connection:
            connection.execute(
                f'INSERT INTO task (company, "user", {", ".join(COLUMNS)}) VALUES (1, (SELECT id FROM "user" WHERE login = ?)'
                f'{", ?" * len(COLUMNS)})', [task.user, *(self.column(getattr(task, name)) for name in COLUMNS)])

    def change(self, subject, /, **values):
        """The current one: not the copies that were finished, unless there is nothing else."""
        with self.office.connection() as connection:
            changed = connection.execute(
                f'UPDATE task SET {", ".join(f"{name} = ?" for name in values)} WHERE id = (SELECT min(id) FROM task WHERE subject = ?)',
                [*map(self.column, values.values()), subject]).rowcount
        assert changed, f"büro+ has no task {subject!r}"

    def delete(self, subject):
        with self.office.connection() as connection:
            assert connection.execute("DELETE FROM task WHERE id = (SELECT min(id) FROM task WHERE subject = ?)", [subject]).rowcount

    def tasks(self):
        with self.office.connection() as connection:
            return [Task(user=row["login"], **{name: self.value(name, row[name]) for name in COLUMNS}) for row in connection.execute(
                'SELECT t.*, u.login FROM task t JOIN "user" u ON u.id = t."user" ORDER BY t.id')]

    @staticmethod
    def value(name, value):
        if name in ("categories", "companies"):
            return tuple(json.loads(value or "[]"))
        if name == "regenerate":
            return bool(value)
        return (value or "") if name in ("mileage", "billing_information", "info_text") else value


def to_utc(wall):
    return wall and datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(SITE_ZONE)).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_wall(utc):
    return utc and datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone(ZoneInfo(SITE_ZONE)).strftime("%Y-%m-%dT%H:%M:%S")


class OutlookTasks:
    """The Exchange side, in the folder Tasks."""
    name = "Exchange"

    def __init__(self, outlook):
        self.outlook = outlook

    @staticmethod
    def json(values):
        values = dict(values)
        if "reminder_at" in values:
            values["reminder_at"] = to_utc(values["reminder_at"])
        if values.get("recurrence") and values.pop("regenerate", False):
            values["recurrence"] = values["recurrence"].replace("FREQ=", "REGENERATE=")
        values.pop("regenerate", None)
        return to_json(values)

    def items(self, user, folder=TASKS):
        return self.outlook.items(user, folder)

    def find(self, subject, folder=TASKS):
        for user in self.outlook.users():
            for item in self.items(user, folder):
                if item["subject"] == subject:
                    return user, item
        raise Failure(f"Exchange has no task {subject!r} in {folder}")

    def create(self, task):
        values = {name: value for name, value in vars(task).items() if value is not None}
        if not task.completed_date and task.status != "completed":
            values.pop("completed_date", None)
        self.outlook.in_mailbox(task.user, "create", {"folder": TASKS, **self.json(values)})

    def change(self, subject, /, **values):
        user, item = self.find(subject)
        self.outlook.in_mailbox(user, "update", {"id": item["id"], **self.json(values)})

    def delete(self, subject):
        user, item = self.find(subject)
        self.outlook.in_mailbox(user, "delete", {"id": item["id"]})

    def skip(self, subject):
        """Deletes the current one of a recurring task."""
        user, item = self.find(subject)
        self.outlook.in_mailbox(user, "delete", {"id": item["id"], "occurrence": True})

    def copy(self, subject):
        user, item = self.find(subject)
        self.outlook.in_mailbox(user, "copy", {"id": item["id"], "folder": TASKS})

    def tasks(self, users):
        return [self.from_json(user, item) for user in users for item in self.items(user)]

    @staticmethod
    def from_json(user, item):
        rule = item["recurrence"]
        return Task(
            user=user, subject=item["subject"] or "", start_date=item["start_date"], due_date=item["due_date"],
            completed_date=item["completed_date"], status=item["status"] or "not-started", percent_complete=int(item["percent_complete"] or 0),
            importance=item["importance"], sensitivity=item["sensitivity"],
            reminder_at=to_wall(item.get("reminder_at")) if item["reminder_set"] else None, categories=tuple(item["categories"] or ()),
            recurrence=rule and rule.replace("REGENERATE=", "FREQ="), regenerate=bool(rule and rule.startswith("REGENERATE=")),
            total_work_minutes=int(item["total_work_minutes"] or 0), actual_work_minutes=int(item["actual_work_minutes"] or 0),
            mileage=item["mileage"] or "", billing_information=item["billing_information"] or "",
            companies=tuple(item["companies"] or ()), info_text=item["body_text"] or "")
