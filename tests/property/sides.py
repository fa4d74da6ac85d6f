# SPDX-License-Identifier: MIT
"""The two sides, each as a program of its own sees it: the database with plain SQL, the mailbox through the simulator's control endpoint. Both
answer in the same terms, unit by unit, and know nothing of how the engine compares."""

import http.client
import json
import re
import sqlite3
from datetime import datetime, timedelta

from edits import FIRST_COUNT, MEETING, SERIES, TASK

SITE_ZONE = "Europe/Berlin"
CALENDAR, TASKS, INBOX, DELETED = "calendar", "tasks", "inbox", "deleteditems"
ORGANIZER = {"name": "Chefin", "email": "chefin@firma.example"}
BASE = datetime(2027, 3, 1)     # a Monday
NOTHING = object()


def wall(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def times(value):
    hour, zone, all_day = value
    start = BASE if all_day else BASE.replace(hour=hour)
    return {"starts_at": wall(start), "ends_at": wall(start + (timedelta(days=1) if all_day else timedelta(hours=1))),
            "time_zone": zone, "all_day": all_day}


def day(number):
    return None if number is None else f"2027-03-{number:02}"


def rule(count):
    return f"FREQ=WEEKLY;BYDAY=MO;COUNT={count}"


def count_of(text):
    found = re.search(r"COUNT=(\d+)", text or "")
    return int(found[1]) if found else 0


def last_number(rule_text, start):
    """Of the last occurrence, also where the rule says so by a date: on its way through Exchange it may for a moment."""
    found = re.search(r"UNTIL=(\d{4})-?(\d\d)-?(\d\d)", rule_text or "")
    if not found:
        return count_of(rule_text)
    return (datetime(*map(int, found.groups()), 23, 59) - datetime.fromisoformat(start)) // timedelta(weeks=1) + 1


def fold(text):
    return " ".join((text or "").split())


def tag_of(subject):
    return (subject or "").split(" ")[0]


def when(start, end, zone, all_day, recurrence):
    return (start, end, "" if all_day else zone or SITE_ZONE, bool(all_day), count_of(recurrence))


def shown(unit, value, tag):
    """The value as a view shows it."""
    if unit == "subject":
        return f"{tag} {value}"
    if unit == "when":
        values = times(value)
        return when(values["starts_at"], values["ends_at"], values["time_zone"], values["all_day"], None)[:4]
    if unit == "dates":
        return day(value[0]), day(value[1])
    if unit in ("categories", "companies"):
        return tuple(sorted(value))
    return fold(value) if unit == "info_text" else value


def is_there_already(view, unit, value, tag):
    return (view[unit][:4] if unit == "when" else view[unit]) == shown(unit, value, tag)


def original(start, number):
    """When the series would have its number-th occurrence (from 1)."""
    return wall(datetime.fromisoformat(start) + timedelta(weeks=number - 1))


def number_of(start, original_start):
    weeks, rest = divmod(datetime.fromisoformat(original_start) - datetime.fromisoformat(start), timedelta(weeks=1))
    return weeks + 1 if rest == timedelta(0) else None


class Office:
    """büro+: records by tag."""

    def __init__(self, path):
        self.path, self.connection = path, None

    def open(self):
        self.connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        self.connection.row_factory = sqlite3.Row

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def run(self, sql, *values):
        return self.connection.execute(sql, values)

    def write(self, *statements):
        """All in one transaction; the number of rows of the last, 0 if the engine has deleted the record meanwhile."""
        self.run("BEGIN IMMEDIATE")
        try:
            for sql, *values in statements:
                count = self.run(sql, *values).rowcount
        except sqlite3.IntegrityError as refused:
            self.run("ROLLBACK")
            if "does not exist" not in str(refused):
                raise
            return 0
        self.run("COMMIT")
        return count

    @staticmethod
    def table(kind):
        return "task" if kind == TASK else "appointment"

    @staticmethod
    def columns(kind, unit, value):
        if unit == "when":
            return {name: int(one) if isinstance(one, bool) else one for name, one in times(value).items()}
        if unit == "dates":
            return {"start_date": day(value[0]), "due_date": day(value[1])}
        if unit == "progress":
            return {"status": value, "percent_complete": 100 if value == "completed" else 0,
                    "completed_date": "2027-03-20" if value == "completed" else None}
        if unit in ("categories", "companies"):
            return {unit: json.dumps(list(value))}
        return {unit: value}

    def find(self, user, kind, tag):
        return self.run(f'SELECT * FROM {self.table(kind)} WHERE "user" = (SELECT id FROM "user" WHERE login = ?) AND subject LIKE ? || \' %\'',
                        user, tag).fetchone()

    def create(self, user, kind, tag, values):
        columns = {"subject": f"{tag} neu", "company": 1}
        if kind != TASK:
            columns.update(self.columns(kind, "when", [9, SITE_ZONE, False]))
        if kind == SERIES:
            columns["recurrence"] = rule(FIRST_COUNT)
        for unit, value in values.items():
            columns.update(self.columns(kind, unit, value))
        names = ", ".join(columns)
        self.write((f'INSERT INTO {self.table(kind)} ("user", {names}) VALUES ((SELECT id FROM "user" WHERE login = ?), {", ".join("?" * len(columns))})',
                    user, *columns.values()))
        return True

    def change(self, user, kind, tag, unit, value):
        found = self.find(user, kind, tag)
        if not found or is_there_already(self.view(found, kind), unit, value, tag):
            return False
        columns = self.columns(kind, unit, f"{tag} {value}" if unit == "subject" else value)
        return self.write((f'UPDATE {self.table(kind)} SET {", ".join(f"{name} = ?" for name in columns)} WHERE id = ?', *columns.values(), found["id"])) > 0

    def count(self, user, kind, tag, count):
        found = self.find(user, kind, tag)
        # What is so already is no edit: a difference from before, which nobody touches, may stay.
        if not found or count_of(found["recurrence"]) == count:
            return False
        return self.write(("UPDATE appointment SET recurrence = ? WHERE id = ?", rule(count), found["id"])) > 0

    def occurrence(self, user, kind, tag, number, what, hours, subject):
        found = self.find(user, kind, tag)
        if not found or number > count_of(found["recurrence"]):
            return False
        key = original(found["starts_at"], number)
        forget = ("DELETE FROM appointment_exception WHERE appointment = ? AND original_start = ?", found["id"], key)
        if what == "back":
            return self.write(forget) > 0
        if what == "own" and not hours and not subject:
            return False
        start = datetime.fromisoformat(key) + timedelta(hours=hours or 0)
        return self.write(forget, (
            "INSERT INTO appointment_exception (appointment, original_start, cancelled, starts_at, ends_at, subject) VALUES (?, ?, ?, ?, ?, ?)",
            found["id"], key, int(what == "cancel"), wall(start) if hours and what == "own" else None,
            wall(start + timedelta(hours=1)) if hours and what == "own" else None, f"{tag} {subject}" if subject and what == "own" else None)) > 0

    def delete(self, user, kind, tag):
        found = self.find(user, kind, tag)
        return bool(found) and self.write((f"DELETE FROM {self.table(kind)} WHERE id = ?", found["id"])) > 0

    def replace(self, user, kind, tag):
        """Deleted and entered again under the same UID, as an import does it."""
        found = self.find(user, kind, tag)
        if not found:
            return False
        table = self.table(kind)
        names = ", ".join(name for name in (row["name"] for row in self.run(f"PRAGMA table_info ({table})")) if name != "id")
        self.run("BEGIN IMMEDIATE")
        self.run(f"CREATE TEMP TABLE again AS SELECT {names} FROM {table} WHERE id = ?", found["id"])
        self.run(f"DELETE FROM {table} WHERE id = ?", found["id"])
        entered = self.run(f"INSERT INTO {table} ({names}) SELECT {names} FROM again").rowcount
        self.run("DROP TABLE again")
        self.run("COMMIT")
        return entered > 0

    # --- what is there ---------------------------------------------------------------------------------------------------------
    def exceptions(self, row):
        """{number: (cancelled, own start, own subject)} of those that match an occurrence and differ from the series."""
        found = {}
        for one in self.run("SELECT * FROM appointment_exception WHERE appointment = ?", row["id"]):
            number = number_of(row["starts_at"], one["original_start"])
            moved = one["starts_at"] if one["starts_at"] != one["original_start"] else None
            subject = one["subject"] if one["subject"] != row["subject"] else None
            state = (True, None, None) if one["cancelled"] else (False, moved, subject)
            if number and number <= last_number(row["recurrence"], row["starts_at"]) and state != (False, None, None):
                found[number] = state
        return found

    def view(self, row, kind):
        view = {"id": row["id"], "uid": row["uid"], "subject": row["subject"], "info_text": fold(row["info_text"]), "sensitivity": row["sensitivity"],
                "importance": row["importance"], "categories": tuple(sorted(json.loads(row["categories"] or "[]")))}
        if kind == TASK:
            view.update(dates=(row["start_date"], row["due_date"]), progress=row["status"], total_work_minutes=row["total_work_minutes"],
                        mileage=row["mileage"] or "", billing_information=row["billing_information"] or "",
                        companies=tuple(json.loads(row["companies"] or "[]")))
            return view
        view.update(when=when(row["starts_at"], row["ends_at"], row["time_zone"], row["all_day"], row["recurrence"]), location=row["location"] or "",
                    show_as=row["show_as"], reminder_minutes=row["reminder_minutes"])
        view["exceptions"] = self.exceptions(row)
        return view

    def everything(self):
        """{(login, tag): [view]}"""
        found = {}
        for kind in (None, TASK):
            for row in self.run(f'SELECT r.*, u.login FROM {self.table(kind)} r JOIN "user" u ON u.id = r."user"').fetchall():
                found.setdefault((row["login"], tag_of(row["subject"])), []).append(self.view(row, kind))
        return found

    def conflicts(self):
        """{(kind's table, record): [(unit, both values as text)]}"""
        found = {}
        for row in self.run("SELECT kind, record, unit, local_value, remote_value FROM sync_conflict"):
            found.setdefault((row["kind"], row["record"]), []).append((row["unit"], f'{row["local_value"]} {row["remote_value"]}'))
        return found


class Outlook:
    """The mailboxes: items by tag."""

    def __init__(self, simulator, domain):
        self.simulator, self.domain, self.http = simulator, domain, None

    def call(self, path, body=None):
        """The answer, or None where the simulator says that there is no such thing."""
        for attempt in (1, 2):
            if not self.http:
                self.http = http.client.HTTPConnection("127.0.0.1", self.simulator.port, timeout=60)
            try:
                self.http.request("GET" if body is None else "POST", f"/sim/{path}", None if body is None else json.dumps(body),
                                  {"Content-Type": "application/json"})
                answer = self.http.getresponse()
                text = answer.read()
                return json.loads(text) if answer.status == 200 else None
            except (http.client.HTTPException, OSError):
                self.http = None
                if attempt == 2:
                    raise

    def in_mailbox(self, user, path, body=None):
        return self.call(f"mailbox/{user}@{self.domain}/{path}", body)

    def items(self, user, folder):
        return self.in_mailbox(user, f"items?folder={folder}") or []

    def find(self, user, kind, tag, *folders):
        for folder in folders or (TASKS if kind == TASK else CALENDAR,):
            for item in reversed(self.items(user, folder)):
                if tag_of(item["subject"]) == tag:
                    return item
        return None

    @staticmethod
    def values(kind, unit, value):
        if unit == "when":
            values = times(value)
            return {"start": values["starts_at"], "end": values["ends_at"], "time_zone": values["time_zone"], "all_day": values["all_day"]}
        if unit == "dates":
            return {"start_date": day(value[0]), "due_date": day(value[1])}
        if unit == "progress":
            return {"status": value}
        if unit == "info_text":
            return {"body": value}
        return {unit: value}

    def create(self, user, kind, tag, values):
        all_values = {"folder": TASKS if kind == TASK else CALENDAR, "subject": f"{tag} neu", "importance": "normal"}
        if kind != TASK:
            all_values.update(self.values(kind, "when", [9, SITE_ZONE, False]), show_as="busy", reminder_minutes=None)
        for unit, value in values.items():
            all_values.update(self.values(kind, unit, value))
        if kind == SERIES:
            all_values["recurrence"] = rule(FIRST_COUNT)
        if kind == MEETING:
            all_values.update(organizer=ORGANIZER, attendees=[{"name": user, "email": f"{user}@{self.domain}"}])
        return bool(self.in_mailbox(user, "create", all_values))

    def change(self, user, kind, tag, unit, value):
        item = self.find(user, kind, tag)
        if not item or is_there_already(self.view(item, kind), unit, value, tag):
            return False
        values = self.values(kind, unit, f"{tag} {value}" if unit == "subject" else value)
        if unit == "when" and kind == SERIES:
            values["recurrence"] = item["recurrence"]
        return bool(self.in_mailbox(user, "update", {"id": item["id"], **values}))

    def count(self, user, kind, tag, count):
        item = self.find(user, kind, tag)
        if not item or count_of(item["recurrence"]) in (0, count):
            return False
        return bool(self.in_mailbox(user, "update", {"id": item["id"], "recurrence": rule(count)}))

    def occurrence(self, user, kind, tag, number, what, hours, subject):
        item = self.find(user, kind, tag)
        if not item:
            return False
        key = {"id": item["id"], "index": number}
        if what == "cancel":
            return self.in_mailbox(user, "delete", key) is not None
        values = {}
        if hours:
            start = datetime.fromisoformat(original(item["start"], number)) + timedelta(hours=hours)
            values.update(start=wall(start), end=wall(start + timedelta(hours=1)))
        if subject:
            values["subject"] = f"{tag} {subject}"
        return bool(values and self.in_mailbox(user, "update", {**key, **values}))

    def delete(self, user, kind, tag, how="MoveToDeletedItems"):
        item = self.find(user, kind, tag)
        return bool(item) and self.in_mailbox(user, "delete", {"id": item["id"], "type": how}) is not None

    def move(self, user, kind, tag, folder, *sources):
        item = self.find(user, kind, tag, *sources)
        return bool(item) and bool(self.in_mailbox(user, "move", {"id": item["id"], "folder": folder}))

    def copy(self, user, kind, tag, new_tag):
        item = self.find(user, kind, tag)
        if not item:
            return False
        made = self.in_mailbox(user, "copy", {"id": item["id"], "folder": TASKS if kind == TASK else CALENDAR})
        return bool(made and self.in_mailbox(user, "update", {"id": made["id"], "subject": f"{new_tag} {item['subject'].split(' ', 1)[1]}"}))

    def accept(self, user, kind, tag):
        item = self.find(user, kind, tag)
        return bool(item and self.in_mailbox(user, "accept", {"id": item["id"]}))

    # --- what is there ---------------------------------------------------------------------------------------------------------
    @staticmethod
    def exceptions(item):
        found = {}
        for one in item["exceptions"] if item["recurrence"] else ():
            number = number_of(item["start"], one["original_start"])
            if one["deleted"]:
                state = (True, None, None)
            else:
                state = (False, one["start"] if one["start"] != one["original_start"] else None,
                         one["subject"] if one["subject"] != item["subject"] else None)
            if number and number <= last_number(item["recurrence"], item["start"]) and state != (False, None, None):
                found[number] = state
        return found

    def view(self, item, kind):
        view = {"id": item["id"], "subject": item["subject"], "info_text": fold(item["body_text"]), "sensitivity": item["sensitivity"] or "normal",
                "importance": item["importance"] or "normal", "categories": tuple(sorted(item["categories"] or ()))}
        if kind == TASK:
            view.update(dates=(item["start_date"], item["due_date"]), progress=item["status"] or "not-started",
                        total_work_minutes=int(item["total_work_minutes"] or 0), mileage=item["mileage"] or "",
                        billing_information=item["billing_information"] or "", companies=tuple(item["companies"] or ()))
            return view
        view.update(when=when(item["start"], item["end"], item["time_zone"], item["all_day"], item["recurrence"]), location=item["location"] or "",
                    show_as=item["show_as"] or "busy", reminder_minutes=item["reminder_minutes"], exceptions=self.exceptions(item))
        return view

    def everything(self, users):
        found = {}
        for user in users:
            for folder, kind in ((CALENDAR, None), (TASKS, TASK)):
                for item in self.items(user, folder):
                    found.setdefault((user, tag_of(item["subject"])), []).append(self.view(item, kind))
        return found

    def clock(self, seconds):
        self.call("clock", {"offset": seconds})

    def faults(self, kinds):
        self.call("faults", {"clear": True, **({"add": kinds} if kinds else {})})

    def request_count(self):
        return self.call("requests?last=0")["count"]

    def requests_since(self, count):
        """By their numbers: the simulator forgets the oldest."""
        return [request for request in self.call("requests?last=100000")["requests"] if request["number"] > count]

    def mails(self):
        return self.call("mail")
