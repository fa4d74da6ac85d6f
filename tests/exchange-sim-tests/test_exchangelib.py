# SPDX-License-Identifier: MIT
"""exchangelib, an EWS client that nobody here wrote, works with the simulator unchanged. Skipped where it is not installed
(Debian: python3-exchangelib)."""

import os
import subprocess
import tempfile
import time
import unittest
import warnings
from decimal import Decimal
from pathlib import Path

warnings.filterwarnings("ignore")
try:
    from exchangelib import (IMPERSONATION, Account, CalendarItem, Configuration, Credentials, EWSDate, EWSDateTime, EWSTimeZone,
                             HTMLBody, Task)
    from exchangelib.errors import ErrorItemNotFound, UnauthorizedError
    from exchangelib.fields import MONDAY, WEDNESDAY
    from exchangelib.items import SEND_TO_NONE
    from exchangelib.recurrence import Recurrence, WeeklyPattern
    from exchangelib.version import EXCHANGE_2016, Version
except ImportError:
    Account = None

SCHEMA = os.environ.get("EWS_SCHEMA", "")
MAILBOX, ADMIN, SECRET = "anna@example.com", "admin", "secret"


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("the simulator did not start")


@unittest.skipUnless(Account, "exchangelib is not installed")
class Exchangelib(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        port_file = Path(folder.name) / "port"
        schema = ["--schema", SCHEMA] if os.path.isdir(SCHEMA) else []
        cls.simulator = subprocess.Popen([os.environ["EXCHANGE_SIM"], "--port-file", port_file, "--mailbox", MAILBOX,
                                          "--admin", f"{ADMIN}={SECRET}", "--auth", "basic,ntlm", *schema], stdout=subprocess.DEVNULL)
        cls.addClassCleanup(cls.simulator.wait)
        cls.addClassCleanup(cls.simulator.kill)
        wait_for(lambda: port_file.exists() and port_file.read_text().strip())
        cls.url = f"http://127.0.0.1:{port_file.read_text().strip()}/EWS/Exchange.asmx"
        cls.zone = EWSTimeZone("Europe/Berlin")
        cls.account = cls.sign_in(SECRET)
        cls.calendar, cls.tasks = cls.account.calendar, cls.account.tasks

    @classmethod
    def sign_in(cls, secret, scheme="basic"):
        configuration = Configuration(service_endpoint=cls.url, credentials=Credentials(ADMIN, secret), auth_type=scheme,
                                      version=Version(EXCHANGE_2016), max_connections=1)
        return Account(MAILBOX, config=configuration, autodiscover=False, access_type=IMPERSONATION, default_timezone=cls.zone)

    @classmethod
    def tearDownClass(cls):
        cls.account.protocol.close()

    def at(self, *parts):
        return EWSDateTime(*parts, tzinfo=self.zone)

    def appointment(self, subject, day, **values):
        item = CalendarItem(account=self.account, folder=self.calendar, subject=subject, start=self.at(2026, 12, day, 9, 0),
                            end=self.at(2026, 12, day, 10, 0), **values)
        return item.save(send_meeting_invitations=SEND_TO_NONE)

    def test_ntlm(self):
        account = self.sign_in(SECRET, "NTLM")
        self.addCleanup(account.protocol.close)
        self.assertGreaterEqual(account.calendar.total_count, 0)
        # The password of the first sign-in must not do for another.
        with self.assertRaises(UnauthorizedError):
            self.sign_in(SECRET + "x", "NTLM").calendar.refresh()

    def test_wrong_password(self):
        with self.assertRaises(UnauthorizedError):
            self.sign_in("wrong").calendar.total_count

    def test_appointment(self):
        made = self.appointment("Jour fixe Ü", 3, location="Raum 1", categories=["Rot", "Blau"], body=HTMLBody("<p>Text</p>"),
                                reminder_is_set=True, reminder_minutes_before_start=30, sensitivity="Private", importance="High")
        made.subject, made.location = "Jour fixe neu", None
        made.save(update_fields=["subject", "location"], send_meeting_invitations=SEND_TO_NONE)
        read = self.calendar.get(id=made.id, changekey=made.changekey)
        self.assertEqual((read.subject, read.location, read.start, read.categories), ("Jour fixe neu", None, made.start, ["Rot", "Blau"]))
        self.assertEqual((read.type, read.reminder_minutes_before_start, read.sensitivity, read.importance),
                         ("Single", 30, "Private", "High"))
        self.assertIn("Text", read.body)
        view = self.calendar.view(start=self.at(2026, 12, 3, 0, 0), end=self.at(2026, 12, 4, 0, 0))
        self.assertEqual([item.subject for item in view], ["Jour fixe neu"])
        made.move_to_trash(send_meeting_cancellations=SEND_TO_NONE)
        self.assertEqual([item.subject for item in self.account.trash.all()], ["Jour fixe neu"])
        with self.assertRaises(ErrorItemNotFound):
            read.refresh()

    def test_all_day(self):
        item = CalendarItem(account=self.account, folder=self.calendar, subject="Messe", start=EWSDate(2026, 12, 6), end=EWSDate(2026, 12, 7),
                            is_all_day=True).save(send_meeting_invitations=SEND_TO_NONE)
        read = self.calendar.get(id=item.id, changekey=item.changekey)
        self.assertEqual((read.start, read.end, read.is_all_day), (EWSDate(2026, 12, 6), EWSDate(2026, 12, 7), True))

    def test_series_across_the_clock_change(self):
        series = CalendarItem(account=self.account, folder=self.calendar, subject="Serie", start=self.at(2026, 10, 19, 9, 0),
                              end=self.at(2026, 10, 19, 10, 0),
                              recurrence=Recurrence(pattern=WeeklyPattern(interval=1, weekdays=[MONDAY, WEDNESDAY]),
                                                    start=EWSDate(2026, 10, 19), number=6)).save(send_meeting_invitations=SEND_TO_NONE)
        occurrence = series.occurrence(index=2)
        occurrence.start, occurrence.end = self.at(2026, 10, 21, 15, 0), self.at(2026, 10, 21, 16, 0)
        occurrence.save(update_fields=["start", "end"], send_meeting_invitations=SEND_TO_NONE)
        series.occurrence(index=3).delete(send_meeting_cancellations=SEND_TO_NONE)
        view = self.calendar.view(start=self.at(2026, 10, 1, 0, 0), end=self.at(2026, 11, 30, 0, 0))
        self.assertEqual(sorted((item.start.astimezone(self.zone).strftime("%m-%d %H:%M"), item.type) for item in view),
                         [("10-19 09:00", "Occurrence"), ("10-21 15:00", "Exception"), ("10-28 09:00", "Occurrence"),
                          ("11-02 09:00", "Occurrence"), ("11-04 09:00", "Occurrence")])
        series.refresh()
        self.assertEqual([item.original_start.astimezone(self.zone).hour for item in series.modified_occurrences], [9])
        self.assertEqual([item.start for item in series.deleted_occurrences], [self.at(2026, 10, 26, 9, 0)])

    def test_sync(self):
        self.appointment("vorher", 10)
        self.assertIn("vorher", [item.subject for change, item in self.calendar.sync_items() if change == "create"])
        state = self.calendar.item_sync_state
        made = self.appointment("nachher", 11)
        made.subject = "nachher geändert"
        made.save(update_fields=["subject"], send_meeting_invitations=SEND_TO_NONE)
        self.assertEqual([(change, item.subject) for change, item in self.calendar.sync_items(sync_state=state)],
                         [("create", "nachher geändert")])
        state = self.calendar.item_sync_state
        made.delete(send_meeting_cancellations=SEND_TO_NONE)
        self.assertEqual([change for change, _ in self.calendar.sync_items(sync_state=state)], ["delete"])

    def test_notifications(self):
        with self.calendar.pull_subscription() as (subscription, watermark):
            self.appointment("gemeldet", 12)
            events = [type(event).__name__ for notice in self.calendar.get_events(subscription, watermark) for event in notice.events]
        self.assertIn("CreatedEvent", events)
        with self.calendar.streaming_subscription() as subscription:
            self.appointment("sofort gemeldet", 13)
            notice = next(iter(self.calendar.get_streaming_events(subscription, connection_timeout=1)))
        self.assertIn("CreatedEvent", [type(event).__name__ for event in notice.events])

    def test_tasks(self):
        task = Task(account=self.account, folder=self.tasks, subject="Angebot", start_date=EWSDate(2026, 12, 20),
                    due_date=EWSDate(2026, 12, 24), percent_complete=Decimal(20), status="InProgress").save()
        task.status = "Completed"
        task.save(update_fields=["status"])
        read = self.tasks.get(subject="Angebot")
        self.assertEqual((read.start_date, read.due_date, read.status, read.percent_complete, read.is_complete),
                         (EWSDate(2026, 12, 20), EWSDate(2026, 12, 24), "Completed", Decimal(100), True))
        self.assertIsNotNone(read.complete_date)

    def test_many(self):
        items = [CalendarItem(subject=f"viele {i}", start=self.at(2027, 1, 4, 9, 0), end=self.at(2027, 1, 4, 10, 0)) for i in range(120)]
        made = self.account.bulk_create(folder=self.calendar, items=items, send_meeting_invitations=SEND_TO_NONE)
        self.assertEqual(len({item.id for item in made}), 120)
        self.assertEqual(self.calendar.filter(subject__startswith="viele").count(), 120)
        self.account.bulk_delete(made, send_meeting_cancellations=SEND_TO_NONE)
        self.assertEqual(self.calendar.filter(subject__startswith="viele").count(), 0)

    def test_server(self):
        names = {folder.name for folder in self.account.root.walk()}
        self.assertLess({"Calendar", "Tasks", "Deleted Items"}, names)
        self.assertGreater(len(list(self.account.protocol.get_timezones())), 100)
        self.assertEqual([box.email_address for box in self.account.protocol.resolve_names(["anna"])], [MAILBOX])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    raise SystemExit(77 if result.testsRun == len(result.skipped) else not result.wasSuccessful())
