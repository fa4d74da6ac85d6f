# SPDX-License-Identifier: MIT
"""The büro+ side: another program at the database, with nothing but sqlite3 and the open contract (docs/DATABASE.md)."""

import json
import sqlite3
from contextlib import contextmanager

from appointment import SITE_ZONE, Appointment

CONTRACT_TABLES = ("company", "user", "appointment", "appointment_exception", "task")


def to_column(name, value):
    if name == "categories":
        return json.dumps(list(value), ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def from_row(row):
    return Appointment(
        user=row["login"], subject=row["subject"], starts_at=row["starts_at"], ends_at=row["ends_at"],
        time_zone=row["time_zone"] or SITE_ZONE, all_day=bool(row["all_day"]), location=row["location"] or "",
        info_text=row["info_text"] or "", show_as=row["show_as"], sensitivity=row["sensitivity"], importance=row["importance"],
        reminder_minutes=row["reminder_minutes"], categories=tuple(json.loads(row["categories"] or "[]")))


class Office:
    name = "büro+"

    def __init__(self, path, company=1):
        self.path, self.company = path, company

    @contextmanager
    def connection(self):
        """A short transaction of its own each time, and the busy timeout that the contract asks for."""
        connection = sqlite3.connect(self.path, timeout=10)
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def add_users(self, mailboxes):
        """{login: mailbox}; all at once, where a process for each would take its time."""
        with self.connection() as connection:
            connection.executemany('INSERT INTO "user" (login, name, start_company, exchange_mailbox) VALUES (?, ?, ?, ?)',
                                   [(login, login.capitalize(), self.company, address) for login, address in mailboxes.items()])

    def enable(self, logins):
        with self.connection() as connection:
            connection.executemany('UPDATE "user" SET exchange_sync = 1 WHERE login = ?', [(login,) for login in logins])

    def create(self, appointment, company=None):
        values = {name: to_column(name, value) for name, value in vars(appointment).items() if name != "user"}
        values["company"] = company or self.company
        with self.connection() as connection:
            connection.execute(
                f'INSERT INTO appointment ("user", {", ".join(values)}) '
                f'VALUES ((SELECT id FROM "user" WHERE login = ?), {", ".join("?" * len(values))})',
                [appointment.user, *values.values()])

    def change(self, subject, /, **values):
        """Each given column of every appointment of that subject."""
        with self.connection() as connection:
            changed = connection.execute(
                f'UPDATE appointment SET {", ".join(f"{name} = ?" for name in values)} WHERE subject = ?',
                [*(to_column(name, value) for name, value in values.items()), subject]).rowcount
        assert changed, f"büro+ has no {subject!r} to change"

    def delete(self, subject):
        with self.connection() as connection:
            assert connection.execute("DELETE FROM appointment WHERE subject = ?", [subject]).rowcount, f"büro+ has no {subject!r}"

    def appointments(self):
        with self.connection() as connection:
            return [from_row(row) for row in connection.execute(
                'SELECT a.*, u.login FROM appointment a JOIN "user" u ON u.id = a."user" ORDER BY a.id')]

    def ids(self):
        with self.connection() as connection:
            return {row["subject"]: row["id"] for row in connection.execute("SELECT id, subject FROM appointment")}

    def conflicts(self):
        with self.connection() as connection:
            return [dict(row) for row in connection.execute("SELECT * FROM sync_conflict")]

    def known_and_linked(self):
        """Items that the engine keeps as known but unlinked, and has linked: nobody may be matched with those."""
        with self.connection() as connection:
            return [row["item_id"] for row in connection.execute(
                "SELECT b.item_id FROM sync_baseline b JOIN sync_link l"
                " ON l.user = b.user AND l.kind = b.kind AND l.item_id = b.item_id AND l.set_aside = 0")]

    def contract_rows(self):
        """Everything in the contract's tables: what a pass that writes nothing leaves as it is."""
        with self.connection() as connection:
            return {table: sorted(repr(tuple(row)) for row in connection.execute(f'SELECT * FROM "{table}"'))
                    for table in CONTRACT_TABLES}
