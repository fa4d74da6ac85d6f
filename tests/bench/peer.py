#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same work done by a well-known EWS client, exchangelib: what our own cost is compared with. One JSON line: processor seconds of
export (N records of a database become appointments, which is noted there, and the sync's own listing of them is recognised; "create" is
the part of it that creates), import (changes, items, their counterparts among what is known, storing both), and a look at N appointments
that are unchanged, by reading what tells a change (as one does without a sync token) and by its sync token."""

import argparse
import json
import os
import sqlite3
import tempfile
import warnings
from datetime import datetime
from pathlib import Path

warnings.filterwarnings("ignore")
try:
    from exchangelib import IMPERSONATION, Account, CalendarItem, Configuration, Credentials, EWSDateTime, EWSTimeZone
    from exchangelib.items import SEND_TO_NONE
    from exchangelib.version import EXCHANGE_2016, Version
except ImportError:
    raise SystemExit("exchangelib is not installed (Debian: python3-exchangelib)") from None

# What both programs ask for.
FIELDS = ("parent_folder_id", "subject", "sensitivity", "categories", "importance", "datetime_created", "reminder_is_set",
          "reminder_minutes_before_start", "last_modified_time", "uid", "start", "end", "is_all_day", "legacy_free_busy_status", "location",
          "is_meeting", "type", "my_response_type", "organizer", "required_attendees", "optional_attendees", "resources", "appointment_state",
          "recurrence", "modified_occurrences", "deleted_occurrences")
COLUMNS = ("uid", "subject", "location", "start", "end", "show_as", "sensitivity", "categories")
TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE record (id INTEGER PRIMARY KEY, uid, subject, location, start, end, show_as, sensitivity, categories);
CREATE INDEX record_uid ON record (uid);
CREATE INDEX record_start ON record (start);
CREATE TABLE link (item_id PRIMARY KEY, record, change_key, seen);
CREATE INDEX link_record ON link (record);
"""


def cpu():
    times = os.times()
    return times.user + times.system


class Measured:
    def __init__(self):
        self.seconds = {}

    def measure(self, name, work):
        begun = cpu()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0) + cpu() - begun
        return result


def create(path):
    database = sqlite3.connect(path)
    database.executescript(TABLES)
    return database


def enter(database, items):
    """What another program has entered."""
    with database:
        database.executemany(
            "INSERT INTO record (subject, location, start, end, show_as, sensitivity, categories) VALUES (?, 'Büro', ?, ?, 'Busy', 'Normal', ?)",
            [(f"Termin {i}", f"2027-{1 + i % 12:02}-{1 + i % 28:02}T{8 + i % 9:02}:00:00", f"2027-{1 + i % 12:02}-{1 + i % 28:02}T{9 + i % 9:02}:00:00",
              '["Kunde"]') for i in range(items)])


def wall(text, zone):
    return EWSDateTime.from_datetime(datetime.fromisoformat(text)).replace(tzinfo=zone)


def content(item):
    """In the columns' order."""
    return (item.uid, item.subject, item.location, item.start.isoformat(), item.end.isoformat(), item.legacy_free_busy_status, item.sensitivity,
            json.dumps(item.categories or []))


def send(account, database, measured):
    """What has no counterpart yet is created, and both are noted, a batch at a time."""
    zone = account.default_timezone
    rows = database.execute("SELECT id, subject, location, start, end, show_as, sensitivity, categories FROM record"
                            " WHERE id NOT IN (SELECT record FROM link)").fetchall()
    for at in range(0, len(rows), 50):
        part = rows[at:at + 50]
        items = [CalendarItem(account=account, folder=account.calendar, subject=subject, location=location, start=wall(start, zone), end=wall(end, zone),
                              legacy_free_busy_status=show_as, sensitivity=sensitivity, categories=json.loads(categories))
                 for _, subject, location, start, end, show_as, sensitivity, categories in part]
        made = measured.measure("create", lambda: account.bulk_create(account.calendar, items, send_meeting_invitations=SEND_TO_NONE))
        with database:
            database.executemany("INSERT INTO link VALUES (?, ?, ?, ?)", [(item.id, row[0], item.changekey, json.dumps(row[1:]))
                                                                          for row, item in zip(part, made)])


def counterpart(database, values):
    """By UID, else by what it is: at most one."""
    found = database.execute("SELECT id FROM record WHERE uid = ?", values[:1]).fetchall() or database.execute(
        "SELECT id FROM record WHERE start = ? AND subject = ? AND id NOT IN (SELECT record FROM link)", (values[3], values[1])).fetchall()
    return found[0][0] if len(found) == 1 else None


def store(database, item):
    values = content(item)
    link = database.execute("SELECT record, change_key FROM link WHERE item_id = ?", (item.id,)).fetchone()
    if link and link[1] == item.changekey:
        return
    record = link[0] if link else counterpart(database, values)
    if record:
        database.execute("UPDATE record SET uid = ?, subject = ?, location = ?, start = ?, end = ?, show_as = ?, sensitivity = ?, categories = ?"
                         " WHERE id = ?", (*values, record))
    else:
        record = database.execute(f"INSERT INTO record ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid
    database.execute("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?)", (item.id, record, item.changekey, json.dumps(values)))


def take_in(account, database, state):
    """Changes since the state, the items of them, and both in the database; like ours, a batch in one transaction."""
    ids = [(item.id, None) for _, item in account.calendar.sync_items(sync_state=state, only_fields=["id"])]
    for at in range(0, len(ids), 100):
        with database:
            for item in account.fetch(ids=ids[at:at + 100], only_fields=FIELDS, chunk_size=100):
                store(database, item)
    return account.calendar.item_sync_state, len(ids)


def export(account, database, state, measured):
    send(account, database, measured)
    return take_in(account, database, state)


def look_at_all(account, database):
    known = dict(database.execute("SELECT item_id, change_key FROM link"))
    seen = account.calendar.all().only("id", "changekey", "last_modified_time")
    return sum(known.get(item.id) != item.changekey for item in seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("mailbox")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--read-only", action="store_true", help="what is there is taken in and looked at, nothing is made")
    options = parser.parse_args()
    zone = EWSTimeZone("Europe/Berlin")
    configuration = Configuration(service_endpoint=options.url, credentials=Credentials("admin", "geheim"), auth_type="basic",
                                  version=Version(EXCHANGE_2016), max_connections=1)
    account = Account(options.mailbox, config=configuration, autodiscover=False, access_type=IMPERSONATION, default_timezone=zone)
    account.calendar.refresh()
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder:
        if not options.read_only:
            database = create(Path(folder) / "out.db")
            state, _ = take_in(account, database, None)
            enter(database, options.items)
            measured.measure("export", lambda: export(account, database, state, measured))
        database = create(Path(folder) / "in.db")
        account.calendar.item_sync_state = None
        state, count = measured.measure("import", lambda: take_in(account, database, None))
        different = measured.measure("all", lambda: look_at_all(account, database))
        measured.measure("token", lambda: take_in(account, database, state))
    account.protocol.close()
    print(json.dumps({"made": options.items, "items": count, "different": different, **measured.seconds}))


if __name__ == "__main__":
    main()
