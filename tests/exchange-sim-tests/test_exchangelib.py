# SPDX-License-Identifier: MIT
"""exchangelib, an EWS client that nobody here wrote, works with the simulator unchanged. Skipped where it is not installed
(Debian: python3-exchangelib)."""

import os
import shutil
import subprocess
import tempfile
import time
import unittest
import unittest.mock
import warnings
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

warnings.filterwarnings("ignore")
try:
    import requests
    from exchangelib import (DELEGATE, IMPERSONATION, Account, Attendee, Body, CalendarItem, Configuration, Credentials, EWSDate, EWSDateTime,
                             EWSTimeZone, ExtendedProperty, FileAttachment, HTMLBody, Identity, Mailbox, Message, OAuth2Credentials, Q, Task)
    from exchangelib.errors import (ErrorCalendarDurationIsTooLong, ErrorFolderExists, ErrorFolderNotFound, ErrorInvalidIdMalformed, ErrorInvalidSyncStateData,
                                    ErrorItemNotFound, ErrorNonExistentMailbox, ErrorSubscriptionNotFound, UnauthorizedError)
    from exchangelib.fields import MONDAY, NOVEMBER, THIRD, WEDNESDAY, WEEK_DAY, WEEKEND_DAY
    from exchangelib.folders import Calendar, Tasks
    from exchangelib.items import SEND_TO_ALL_AND_SAVE_COPY, SEND_TO_NONE
    from exchangelib.protocol import BaseProtocol
    from exchangelib.recurrence import (AbsoluteMonthlyPattern, AbsoluteYearlyPattern, DailyPattern, DailyRegeneration, MonthlyRegeneration,
                                        Recurrence, RelativeMonthlyPattern, RelativeYearlyPattern, TaskRecurrence, WeeklyPattern,
                                        WeeklyRegeneration, YearlyRegeneration)
    from exchangelib.version import EXCHANGE_2016, Version
except ImportError:
    Account = None

import ews

SCHEMA = os.environ.get("EWS_SCHEMA", "")
MAILBOX, BERT, ADMIN, SECRET = "anna@example.com", "bert@example.com", "admin", "secret"


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("the simulator did not start")


if Account:
    class Recorder(requests.adapters.HTTPAdapter):
        """Every message in both directions; what streams is read by nobody but the client."""
        kept = []

        def send(self, request, *arguments, **options):
            response = super().send(request, *arguments, **options)
            if request.url.lower().endswith("exchange.asmx") and not options.get("stream") and request.body:
                body = request.body.encode() if isinstance(request.body, str) else request.body
                self.kept.append(body)
                if response.status_code in (200, 500):
                    self.kept.append(response.content)
            return response


@unittest.skipUnless(Account, "exchangelib is not installed")
class Exchangelib(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.addClassCleanup(cls.validate)
        BaseProtocol.HTTP_ADAPTER_CLS = Recorder
        port_file = Path(folder.name) / "port"
        schema = ["--schema", SCHEMA] if os.path.isdir(SCHEMA) else []
        cls.simulator = subprocess.Popen([os.environ["EXCHANGE_SIM"], "--port-file", port_file, "--mailbox", MAILBOX, "--mailbox", f"{BERT}=bertspw",
                                          "--admin", f"{ADMIN}={SECRET}", "--auth", "basic,ntlm,bearer", "--oauth", "tenant:client:secret", *schema], stdout=subprocess.DEVNULL)
        cls.addClassCleanup(cls.simulator.wait)
        cls.addClassCleanup(cls.simulator.kill)
        wait_for(lambda: port_file.exists() and port_file.read_text().strip())
        cls.url = f"http://127.0.0.1:{port_file.read_text().strip()}/EWS/Exchange.asmx"
        cls.zone = EWSTimeZone("Europe/Berlin")
        cls.account = cls.sign_in(SECRET)
        cls.calendar, cls.tasks = cls.account.calendar, cls.account.tasks

    @classmethod
    def validate(cls):
        """With the schema at hand, every message that went either way is valid."""
        if not Recorder.kept:
            raise AssertionError("nothing was recorded")
        if os.path.isdir(SCHEMA) and shutil.which("xmllint"):
            problems = ews.invalid([(f"{i}.xml", message) for i, message in enumerate(Recorder.kept) if message.strip()])
            if problems:
                raise AssertionError(problems)

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

    def test_token(self):
        """The application's secret buys a token, the token opens the mailbox; a wrong secret buys none."""
        def sign_in(secret):
            class Here(OAuth2Credentials):
                token_url = self.url.replace("/EWS/Exchange.asmx", "/tenant/oauth2/v2.0/token")
            credentials = Here(client_id="client", client_secret=secret, tenant_id="tenant", identity=Identity(primary_smtp_address=MAILBOX))
            configuration = Configuration(service_endpoint=self.url, credentials=credentials, auth_type="OAuth 2.0", version=Version(EXCHANGE_2016), max_connections=1)
            account = Account(MAILBOX, config=configuration, autodiscover=False, access_type=IMPERSONATION)
            self.addCleanup(account.protocol.close)
            return account
        # The token is had without TLS here.
        with unittest.mock.patch.dict(os.environ, OAUTHLIB_INSECURE_TRANSPORT="1"):
            self.assertEqual(sign_in("secret").calendar.name, "Calendar")
            with self.assertRaisesRegex(Exception, "AADSTS7000215|invalid_client"):
                sign_in("falsch").calendar.refresh()

    def test_delegate(self):
        """Who has full access opens a mailbox without impersonation; who has none does not."""
        configuration = Configuration(service_endpoint=self.url, credentials=Credentials(ADMIN, SECRET), auth_type="basic", version=Version(EXCHANGE_2016), max_connections=1)
        account = Account(BERT, config=configuration, autodiscover=False, access_type=DELEGATE, default_timezone=self.zone)
        self.addCleanup(account.protocol.close)
        made = CalendarItem(account=account, folder=account.calendar, subject="vertreten", start=self.at(2026, 12, 1, 9, 0),
                            end=self.at(2026, 12, 1, 10, 0)).save(send_meeting_invitations=SEND_TO_NONE)
        self.addCleanup(made.delete, send_meeting_cancellations=SEND_TO_NONE)
        bert = self.sign_in_as(BERT)
        self.addCleanup(bert.protocol.close)
        self.assertEqual(bert.calendar.get(subject="vertreten").id, made.id)
        stranger = Account(MAILBOX, config=bert.protocol.config, autodiscover=False, access_type=DELEGATE)
        with self.assertRaises(ErrorFolderNotFound):
            stranger.calendar.refresh()

    def test_free_busy(self):
        self.appointment("besetzt", 2, legacy_free_busy_status="OOF", location="Raum 1")
        people = [(self.account, "Organizer", False), (BERT, "Required", False)]
        asked = lambda view: list(self.account.protocol.get_free_busy_info(people, start=self.at(2026, 12, 2, 8, 0), end=self.at(2026, 12, 2, 11, 0), requested_view=view))
        mine, his = asked("DetailedMerged")
        self.assertEqual((mine.merged, his.merged), ("003300", "000000"))
        self.assertEqual([(event.start.hour, event.busy_type, event.details.subject, event.details.location) for event in mine.calendar_events],
                         [(9, "OOF", "besetzt", "Raum 1")])
        self.assertEqual([view.view_type for view in asked("FreeBusy")], ["FreeBusy"] * 2)
        self.assertEqual(list(self.account.protocol.get_roomlists()), [])

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

    def test_every_pattern_and_range(self):
        start = self.at(2026, 1, 5, 8, 0)
        patterns = [AbsoluteYearlyPattern(day_of_month=13, month=NOVEMBER), RelativeYearlyPattern(weekday=1, week_number=THIRD, month=11),
                    AbsoluteMonthlyPattern(interval=3, day_of_month=31), RelativeMonthlyPattern(interval=3, weekday=2, week_number=3),
                    RelativeMonthlyPattern(interval=1, weekday=WEEK_DAY, week_number=5), RelativeMonthlyPattern(interval=2, weekday=WEEKEND_DAY, week_number=1),
                    WeeklyPattern(interval=3, weekdays=[MONDAY, WEDNESDAY], first_day_of_week=1), DailyPattern(interval=1)]
        ranges = [{"number": 4}, {"end": EWSDate(2036, 12, 31)}, {}]
        for pattern in patterns:
            for limits in ranges:
                item = CalendarItem(account=self.account, folder=self.calendar, subject="Muster", start=start, end=self.at(2026, 1, 5, 9, 0),
                                    recurrence=Recurrence(pattern=pattern, start=start.date(), **limits)).save(send_meeting_invitations=SEND_TO_NONE)
                read = self.calendar.get(id=item.id, changekey=item.changekey)
                self.assertEqual((read.type, read.recurrence.pattern), ("RecurringMaster", pattern))
                self.assertEqual((getattr(read.recurrence.boundary, "number", None), getattr(read.recurrence.boundary, "end", None)),
                                 (limits.get("number"), limits.get("end")))
                self.assertEqual(read.last_occurrence is None, not limits)
                item.delete(send_meeting_cancellations=SEND_TO_NONE)

    def test_master_by_occurrence(self):
        series = CalendarItem(account=self.account, folder=self.calendar, subject="Kette", start=self.at(2028, 3, 24, 9, 0), end=self.at(2028, 3, 24, 10, 0),
                              recurrence=Recurrence(pattern=DailyPattern(interval=1), start=EWSDate(2028, 3, 24), number=4)).save(send_meeting_invitations=SEND_TO_NONE)
        view = sorted(self.calendar.view(start=self.at(2028, 3, 24, 0, 0), end=self.at(2028, 3, 29, 0, 0)), key=lambda item: item.start)
        # The clocks change on the 26th; the hour stays.
        self.assertEqual([item.start.astimezone(self.zone).strftime("%d %H:%M") for item in view], ["24 09:00", "25 09:00", "26 09:00", "27 09:00"])
        master = view[2].recurring_master()
        master.refresh()
        self.assertEqual((master.subject, master.recurrence.boundary.number), ("Kette", 4))
        master.subject = "Neue Kette"
        master.save(update_fields=["subject"], send_meeting_invitations=SEND_TO_NONE)
        changed = series.occurrence(index=4)
        changed.refresh()
        self.assertEqual(changed.subject, "Neue Kette")
        master.delete(send_meeting_cancellations=SEND_TO_NONE)
        with self.assertRaises(ErrorItemNotFound):
            view[0].delete(send_meeting_cancellations=SEND_TO_NONE)

    def test_questions(self):
        """filter, exclude, Q, order_by, only, values, paging, counting, existence."""
        for number, (subject, place) in enumerate((("Frage eins", "Raum A"), ("Frage zwei", "Raum B"), ("Frage drei", "raum a"), ("Antwort", None)), 1):
            self.appointment(subject, number + 14, location=place, categories=["Quiz", f"Nr {number}"])
        quiz = self.calendar.filter(categories__contains=["Quiz"])
        subjects = lambda found: sorted(item.subject for item in found)
        self.assertEqual(quiz.count(), 4)
        self.assertEqual(subjects(quiz.filter(subject__startswith="Frage")), ["Frage drei", "Frage eins", "Frage zwei"])
        self.assertEqual(subjects(quiz.exclude(subject__contains="ei")), ["Antwort"])
        self.assertEqual(subjects(quiz.filter(Q(location="Raum B") | Q(subject="Antwort"))), ["Antwort", "Frage zwei"])
        self.assertEqual(subjects(quiz.filter(~Q(subject="Antwort"), location__icontains="RAUM A")), ["Frage drei", "Frage eins"])
        self.assertEqual(subjects(quiz.filter(location__exists=False)), ["Antwort"])
        self.assertEqual(subjects(quiz.filter(start__range=(self.at(2026, 12, 16, 0, 0), self.at(2026, 12, 18, 0, 0)))), ["Frage drei", "Frage zwei"])
        self.assertEqual(subjects(quiz.filter(subject__in=["Antwort", "Frage eins"])), ["Antwort", "Frage eins"])
        self.assertEqual(subjects(self.calendar.filter(categories__contains=["Nr 2"])), ["Frage zwei"])
        self.assertEqual([item.subject for item in quiz.order_by("-start")], ["Antwort", "Frage drei", "Frage zwei", "Frage eins"])
        self.assertEqual([item.subject for item in quiz.order_by("start")[1:3]], ["Frage zwei", "Frage drei"])
        self.assertEqual(list(quiz.order_by("subject").values_list("subject", flat=True)), ["Antwort", "Frage drei", "Frage eins", "Frage zwei"])
        self.assertEqual(quiz.only("subject", "location").get(subject="Frage eins").location, "Raum A")
        self.assertTrue(quiz.filter(subject="Antwort").exists())
        self.assertEqual(subjects(self.calendar.filter("subject:Frage location:raum")), ["Frage drei", "Frage eins", "Frage zwei"])
        pages = self.calendar.filter(categories__contains=["Quiz"])
        pages.page_size = 3
        self.assertEqual(len(list(pages)), 4)
        self.assertEqual(quiz.delete(send_meeting_cancellations=SEND_TO_NONE), [True] * 4)
        self.assertEqual(quiz.count(), 0)

    def test_extended_property(self):
        class Token(ExtendedProperty):
            property_set_id, property_name, property_type = "12345678-1234-1234-1234-123456789abc", "token", "String"

        class Numbers(ExtendedProperty):
            property_set_id, property_name, property_type = "12345678-1234-1234-1234-123456789abc", "numbers", "IntegerArray"

        for name, cls in (("token", Token), ("numbers", Numbers)):
            CalendarItem.register(name, cls)
            self.addCleanup(CalendarItem.deregister, name)
        made = self.appointment("bezeichnet", 22, token="abc", numbers=[1, 2, 3])
        self.assertEqual((self.calendar.get(token="abc").id, self.calendar.get(id=made.id).numbers), (made.id, [1, 2, 3]))
        copy, _ = made.copy(to_folder=self.calendar)
        self.assertEqual(self.calendar.get(id=copy).token, "abc")
        made.token = None
        made.save(update_fields=["token"], send_meeting_invitations=SEND_TO_NONE)
        self.assertEqual([item.id for item in self.calendar.filter(token="abc")], [copy])

    def test_folders(self):
        mine = Calendar(parent=self.account.msg_folder_root, name="Team").save()
        with self.assertRaises(ErrorFolderExists):
            Calendar(parent=self.account.msg_folder_root, name="Team").save()
        tasks = Tasks(parent=mine, name="Aufgaben").save()
        mine.name = "Mannschaft"
        mine.save()
        mine.refresh()
        self.assertEqual((mine.name, mine.child_folder_count, [child.name for child in mine.children]), ("Mannschaft", 1, ["Aufgaben"]))
        made = self.appointment("wandert", 23)
        made.move(to_folder=mine)
        self.assertEqual((mine.all().count(), self.calendar.filter(subject="wandert").count()), (1, 0))
        state = list(self.account.msg_folder_root.sync_hierarchy()) and self.account.msg_folder_root.folder_sync_state
        tasks.move(self.account.msg_folder_root)
        self.assertEqual([(change, folder.name) for change, folder in self.account.msg_folder_root.sync_hierarchy(sync_state=state)], [("update", "Aufgaben")])
        tasks.empty()
        tasks.delete()
        mine.delete()

    def test_recurring_tasks(self):
        start = EWSDate(2027, 2, 1)
        for pattern in (DailyPattern(interval=2), WeeklyPattern(interval=1, weekdays=[MONDAY]), AbsoluteMonthlyPattern(interval=1, day_of_month=1),
                        RelativeMonthlyPattern(interval=1, weekday=1, week_number=1), AbsoluteYearlyPattern(day_of_month=1, month=2),
                        RelativeYearlyPattern(weekday=1, week_number=1, month=2), DailyRegeneration(interval=3), WeeklyRegeneration(interval=2),
                        MonthlyRegeneration(interval=1), YearlyRegeneration(interval=1)):
            task = Task(account=self.account, folder=self.tasks, subject="wieder", start_date=start, due_date=start,
                        recurrence=TaskRecurrence(pattern=pattern, start=start, number=3)).save()
            read = self.tasks.get(id=task.id, changekey=task.changekey)
            self.assertEqual((read.is_recurring, read.recurrence.pattern, read.due_date), (True, pattern, start))
            read.status = Task.COMPLETED
            done = read.save(update_fields=["status"])
            self.assertNotEqual(done.id, task.id)
            following = self.tasks.get(id=task.id)
            self.assertEqual((following.is_complete, following.recurrence.boundary.number), (False, 2))
            # Those that regenerate count from the day of completion: today.
            begin = start if pattern.ELEMENT_NAME.endswith("Recurrence") else datetime.now(timezone.utc).date()
            self.assertGreater(following.due_date, begin)
            self.assertEqual(sorted(item.is_complete for item in self.tasks.filter(subject="wieder")), [False, True])
            self.tasks.filter(subject="wieder").delete(affected_task_occurrences="AllOccurrences")

    def test_meeting(self):
        other = self.sign_in_as(BERT)
        self.addCleanup(other.protocol.close)
        made = self.appointment("Absprache", 27, required_attendees=[Attendee(mailbox=Mailbox(email_address=BERT), response_type="Unknown")])
        self.assertEqual(other.calendar.filter(subject="Absprache").count(), 0)
        made.location = "Kantine"
        made.save(update_fields=["location"], send_meeting_invitations=SEND_TO_ALL_AND_SAVE_COPY)
        invited = other.calendar.get(subject="Absprache")
        self.assertEqual((invited.my_response_type, invited.organizer.email_address, invited.is_meeting), ("NoResponseReceived", MAILBOX, True))
        invited.accept(message_disposition="SendAndSaveCopy")
        made.refresh()
        self.assertEqual([attendee.response_type for attendee in made.required_attendees], ["Accept"])
        made.cancel()
        self.assertTrue(other.calendar.get(subject="Absprache").is_cancelled)

    @classmethod
    def sign_in_as(cls, mailbox):
        configuration = Configuration(service_endpoint=cls.url, credentials=Credentials(mailbox, "bertspw"), auth_type="basic",
                                      version=Version(EXCHANGE_2016), max_connections=1)
        return Account(mailbox, config=configuration, autodiscover=False, access_type=DELEGATE, default_timezone=cls.zone)

    def test_refusals(self):
        gone = self.appointment("weg", 28)
        identity = gone.id
        gone.delete(send_meeting_cancellations=SEND_TO_NONE)
        self.assertEqual([type(found) for found in self.account.fetch([(identity, None), ("AAMk", "x")])], [ErrorItemNotFound, ErrorInvalidIdMalformed])
        with self.assertRaises(ErrorInvalidSyncStateData):
            list(self.calendar.sync_items(sync_state="unsinn"))
        with self.assertRaises(ErrorSubscriptionNotFound):
            with self.calendar.pull_subscription() as (subscription, watermark):
                self.calendar.unsubscribe(subscription)
                list(self.calendar.get_events(subscription, watermark))
        with self.assertRaises(ErrorCalendarDurationIsTooLong):
            CalendarItem(account=self.account, folder=self.calendar, subject="ewig", start=self.at(2026, 1, 1, 0, 0),
                         end=self.at(2033, 1, 1, 0, 0)).save(send_meeting_invitations=SEND_TO_NONE)
        with self.assertRaises(ErrorNonExistentMailbox):
            stranger = Account("nobody@example.com", config=self.account.protocol.config, autodiscover=False, access_type=IMPERSONATION)
            stranger.calendar.refresh()

    def test_files(self):
        made = CalendarItem(account=self.account, folder=self.calendar, subject="mit Anlage", start=self.at(2027, 7, 1, 9, 0), end=self.at(2027, 7, 1, 10, 0))
        made.attach(FileAttachment(name="dabei.txt", content=b"eins"))
        made.save(send_meeting_invitations=SEND_TO_NONE)
        made.attach(FileAttachment(name="danach.bin", content=bytes(range(256))))
        read = self.calendar.get(id=made.id)
        self.assertEqual([(file.name, file.content) for file in read.attachments], [("dabei.txt", b"eins"), ("danach.bin", bytes(range(256)))])
        read.detach(read.attachments[0])
        made.refresh()
        self.assertEqual((made.has_attachments, [file.name for file in made.attachments]), (True, ["danach.bin"]))

    def test_batches(self):
        items = [CalendarItem(subject=f"stapel {i}", start=self.at(2027, 6, 1, 9, 0), end=self.at(2027, 6, 1, 10, 0)) for i in range(5)]
        made = self.account.bulk_create(folder=self.calendar, items=items, send_meeting_invitations=SEND_TO_NONE)
        read = list(self.account.fetch(made))
        for item in read:
            item.importance = "High"
        self.account.bulk_update([(item, ["importance"]) for item in read], send_meeting_invitations_or_cancellations=SEND_TO_NONE)
        self.assertEqual({item.importance for item in self.calendar.filter(subject__startswith="stapel")}, {"High"})
        copies = self.account.bulk_copy(made, to_folder=self.account.trash)
        self.assertEqual(len(copies), 5)
        self.account.bulk_move(made, to_folder=self.account.trash)
        self.assertEqual(self.calendar.filter(subject__startswith="stapel").count(), 0)
        self.assertEqual(self.account.trash.filter(subject__startswith="stapel").count(), 10)

    def test_appending_and_text(self):
        made = self.appointment("Text", 29, body=Body("Zeile 1\r\nZeile 2 <nicht fett>"))
        read = self.calendar.get(id=made.id)
        self.assertEqual((type(read.body), str(read.body)), (Body, "Zeile 1\r\nZeile 2 <nicht fett>"))
        self.assertIn("Zeile 2", read.text_body)
        self.assertIn(b"BEGIN:VCALENDAR", read.mime_content)

    def test_server(self):
        names = {folder.name for folder in self.account.root.walk()}
        self.assertLess({"Calendar", "Tasks", "Deleted Items"}, names)
        self.assertGreater(len(list(self.account.protocol.get_timezones())), 100)
        self.assertEqual([box.email_address for box in self.account.protocol.resolve_names(["anna"])], [MAILBOX])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    raise SystemExit(77 if result.testsRun == len(result.skipped) else not result.wasSuccessful())
