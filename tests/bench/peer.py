#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same work done by a well-known EWS client, exchangelib: what our own cost is compared with. One JSON line: processor seconds of
export (creating N appointments), import (changes, items, storing them in SQLite), and a look at N appointments that are unchanged, by
reading what tells a change (as one does without a sync token) and by its sync token."""

import argparse
import json
import os
import sqlite3
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
try:
    from exchangelib import IMPERSONATION, Account, CalendarItem, Configuration, Credentials, EWSDateTime, EWSTimeZone
    from exchangelib.items import SEND_TO_NONE
    from exchangelib.version import EXCHANGE_2016, Version
except ImportError:
    raise SystemExit("exchangelib is not installed (Debian: python3-exchangelib)") from None

# What an appointment is made of in both programs.
FIELDS = ("subject", "location", "start", "end", "is_all_day", "legacy_free_busy_status", "sensitivity", "importance", "categories",
          "reminder_is_set", "reminder_minutes_before_start", "uid", "last_modified_time", "is_meeting",
          "recurrence", "type")


def cpu():
    times = os.times()
    return times.user + times.system


class Measured:
    def __init__(self):
        self.seconds = {}

    def measure(self, name, work):
        begun = cpu()
        result = work()
        self.seconds[name] = cpu() - begun
        return result


def appointment(account, zone, i):
    month, day, hour = 1 + i % 12, 1 + i % 28, 8 + i % 9
    return CalendarItem(account=account, folder=account.calendar, subject=f"Termin {i}", location="Büro", categories=["Kunde"],
                        start=EWSDateTime(2027, month, day, hour, tzinfo=zone), end=EWSDateTime(2027, month, day, hour + 1, tzinfo=zone))


def take_in(account, database, state):
    """Changes since the state, the items of them, and both in the database; like ours, in one transaction a page."""
    ids = [item.id for _, item in account.calendar.sync_items(sync_state=state, only_fields=["id"])]
    rows = []
    for item in account.fetch(ids=[(one, None) for one in ids], only_fields=FIELDS, chunk_size=100):
        rows.append((item.id, item.changekey, item.uid, item.subject, item.location, item.start.isoformat(), item.end.isoformat(),
                     item.legacy_free_busy_status, item.sensitivity, json.dumps(item.categories or [])))
    with database:
        database.executemany("INSERT OR REPLACE INTO appointment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return account.calendar.item_sync_state, len(rows)


def look_at_all(account, database):
    known = dict(database.execute("SELECT id, change_key FROM appointment"))
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
        database = sqlite3.connect(Path(folder) / "peer.db")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE appointment (id PRIMARY KEY, change_key, uid, subject, location, start, end, show_as, sensitivity,"
                         " categories)")
        if not options.read_only:
            items = [appointment(account, zone, i) for i in range(options.items)]
            measured.measure("export", lambda: account.bulk_create(account.calendar, items, send_meeting_invitations=SEND_TO_NONE,
                                                                   chunk_size=50))
        state, count = measured.measure("import", lambda: take_in(account, database, None))
        different = measured.measure("all", lambda: look_at_all(account, database))
        measured.measure("token", lambda: take_in(account, database, state))
    account.protocol.close()
    print(json.dumps({"items": count, "different": different, **measured.seconds}))


if __name__ == "__main__":
    main()
