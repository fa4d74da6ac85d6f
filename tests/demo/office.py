# SPDX-License-Identifier: MIT
"""The büro+ side: another program at the database, with nothing but sqlite3 and the open contract (docs/DATABASE.md)."""

import json
import sqlite3
from contextlib import contextmanager
from datetime import datetime

from scenes import Appointment, SITE_ZONE

COLUMNS = {
    "subject": "subject", "location": "location", "info": "info_text", "start": "starts_at", "end": "ends_at", "zone": "time_zone",
    "all_day": "all_day", "show_as": "show_as", "importance": "importance", "sensitivity": "sensitivity",
    "reminder": "reminder_minutes", "categories": "categories",
}


def to_column(value):
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def from_row(row):
    return Appointment(
        user=row["login"], subject=row["subject"], start=datetime.fromisoformat(row["starts_at"]),
        end=datetime.fromisoformat(row["ends_at"]), location=row["location"] or "", info=row["info_text"] or "",
        zone=row["time_zone"] or SITE_ZONE, all_day=bool(row["all_day"]), show_as=row["show_as"], importance=row["importance"],
        sensitivity=row["sensitivity"], reminder=row["reminder_minutes"], categories=tuple(json.loads(row["categories"] or "[]")))


class Office:
    name = "büro+"

    def __init__(self, path, company):
        self.path, self.company = path, company

    @contextmanager
    def connection(self):
        """A short transaction of its own each time, and the busy timeout that the contract asks for."""
        connection = sqlite3.connect(self.path, timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def create(self, appointment):
        values = {column: to_column(getattr(appointment, name)) for name, column in COLUMNS.items()}
        values["company"] = self.company
        with self.connection() as connection:
            connection.execute(
                f'INSERT INTO appointment ("user", {", ".join(values)}) '
                f'VALUES ((SELECT id FROM "user" WHERE login = ?), {", ".join("?" * len(values))})',
                [appointment.user, *values.values()])

    def update(self, before, after):
        changed = {column: to_column(getattr(after, name)) for name, column in COLUMNS.items()
                   if getattr(before, name) != getattr(after, name)}
        with self.connection() as connection:
            connection.execute(f'UPDATE appointment SET {", ".join(column + " = ?" for column in changed)} WHERE id = ?',
                               [*changed.values(), self._id(connection, before)])

    def delete(self, appointment):
        with self.connection() as connection:
            connection.execute("DELETE FROM appointment WHERE id = ?", [self._id(connection, appointment)])

    def appointments(self):
        with self.connection() as connection:
            rows = connection.execute('SELECT a.*, u.login FROM appointment a JOIN "user" u ON u.id = a."user" ORDER BY a.id')
            return [from_row(row) for row in rows]

    @staticmethod
    def _id(connection, appointment):
        (found,) = connection.execute(
            'SELECT a.id FROM appointment a JOIN "user" u ON u.id = a."user" WHERE u.login = ? AND a.subject = ?',
            [appointment.user, appointment.subject]).fetchone()
        return found
