# SPDX-License-Identifier: MIT
"""import and export: files of iCalendar."""

import json
import random
import unittest
from datetime import datetime, timedelta

import cli

APPOINTMENT = ("uid", "subject", "location", "info_text", "info_format", "starts_at", "ends_at", "time_zone", "all_day", "show_as", "sensitivity",
               "importance", "reminder_minutes", "categories", "recurrence", "organizer", "attendees", "created_at", "modified_at")
EXCEPTION = ("original_start", "cancelled", "subject", "location", "info_text", "starts_at", "ends_at", "all_day", "show_as", "sensitivity",
             "importance", "categories", "reminder_minutes")
TASK = ("uid", "subject", "info_text", "info_format", "start_date", "due_date", "completed_date", "status", "percent_complete", "importance",
        "sensitivity", "reminder_at", "categories", "recurrence", "regenerate", "total_work_minutes", "actual_work_minutes", "mileage",
        "billing_information", "companies", "created_at", "modified_at")

# What random records are made of.
TEXTS = ("schlicht", "", "a,b;c\\d", "zwei\nZeilen", "  Rand  ", "Grüße 🎂 A\u0308", "\\n kein Umbruch", "ü" * 90, "a\tb", "a:b \"c\" <d> & 'e'", "BEGIN:VEVENT",
         "日本語 العربية", "danach\n", "\ndavor", "1\u20282", "^n ^' %20", "\u00a0x")
WORDS = ("a,b", "Ä;ö", "x\\y", "rot", "\"q\"", "mit Leerzeichen", "🎂")
ZONES = (None, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Africa/Casablanca", "Pacific/Kiritimati", "America/St_Johns", "Etc/GMT+5")
RULES = ("FREQ=WEEKLY;UNTIL=20280101", "FREQ=WEEKLY;COUNT=20", "FREQ=DAILY;UNTIL=20280501T120000Z", "FREQ=DAILY;INTERVAL=7", "FREQ=DAILY;COUNT=900")
SHOW_AS = ("free", "tentative", "busy", "out-of-office", "working-elsewhere")
SENSITIVITIES, IMPORTANCES = ("normal", "personal", "private", "confidential"), ("low", "normal", "high")

BERLIN = """BEGIN:VTIMEZONE
TZID:{}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""

# As Outlook writes a series that was changed.
OUTLOOK = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-CALSTART:20270301T080000Z
X-WR-RELCALID:{0000002E-2F3B-4B77-A9E5-6D0F53D0C0F5}
""" + BERLIN.format("W. Europe Standard Time") + """BEGIN:VEVENT
CATEGORIES:Kunde,Größe
CLASS:PRIVATE
CREATED:20261123T100000Z
DESCRIPTION:Bitte Unterlagen\\nmitbringen\\, danke\\n
DTEND;TZID="W. Europe Standard Time":20270301T100000
DTSTAMP:20261123T100000Z
DTSTART;TZID="W. Europe Standard Time":20270301T090000
EXDATE;TZID="W. Europe Standard Time":20270308T090000,20270405T090000
LAST-MODIFIED:20261123T110000Z
LOCATION:Besprechungsraum 2\\; Ölmühle
PRIORITY:1
RRULE:FREQ=WEEKLY;COUNT=8;BYDAY=MO
SEQUENCE:0
SUMMARY;LANGUAGE=de:Jour fixe mit einem Betreff\\, der länger ist als eine Zeile des Standar
 ds
TRANSP:OPAQUE
UID:040000008200E00074C5B7101A82E00800000000
X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Bitte Unterlagen<br>mitbringen\\, danke</p></body></html>
X-MICROSOFT-CDO-BUSYSTATUS:OOF
X-MICROSOFT-CDO-IMPORTANCE:2
X-MICROSOFT-DISALLOW-COUNTER:FALSE
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
CLASS:PRIVATE
DTEND;TZID="W. Europe Standard Time":20270316T150000
DTSTAMP:20261123T100000Z
DTSTART;TZID="W. Europe Standard Time":20270316T140000
RECURRENCE-ID;TZID="W. Europe Standard Time":20270315T090000
SUMMARY:Anders
UID:040000008200E00074C5B7101A82E00800000000
END:VEVENT
END:VCALENDAR
"""

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:anna@firma.de
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
DTSTART:20270701T070000Z
DTEND:20270701T080000Z
DTSTAMP:20261123T100000Z
UID:single@google.com
DESCRIPTION:
STATUS:CONFIRMED
SUMMARY:Zahnarzt
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:EMAIL
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H30M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20271224
DTEND;VALUE=DATE:20271227
UID:holiday@google.com
SUMMARY:Weihnachten
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=America/New_York:20270301T090000
DTEND;TZID=America/New_York:20270301T093000
RRULE:FREQ=WEEKLY;UNTIL=20270331T035959Z;BYDAY=MO
EXDATE;TZID=America/New_York:20270315T090000
UID:series@google.com
STATUS:TENTATIVE
SUMMARY:Call
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=America/New_York:20270322T110000
DTEND;TZID=America/New_York:20270322T113000
RECURRENCE-ID;TZID=America/New_York:20270322T090000
UID:series@google.com
STATUS:TENTATIVE
SUMMARY:Call
END:VEVENT
END:VCALENDAR
"""

THUNDERBIRD = """BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
BEGIN:VTODO
CREATED:20261123T100000Z
LAST-MODIFIED:20261123T110000Z
DTSTAMP:20261123T110000Z
UID:7b8f2f5e-0001
SUMMARY:Angebot schreiben
STATUS:IN-PROCESS
PERCENT-COMPLETE:40
PRIORITY:9
CATEGORIES:Vertrieb
DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270301T080000
DUE;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270305T170000
X-MOZ-GENERATION:3
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER;VALUE=DATE-TIME:20270304T080000Z
DESCRIPTION:Standard-Mozilla-Beschreibung
END:VALARM
END:VTODO
BEGIN:VTODO
UID:7b8f2f5e-0002
SUMMARY:Erledigt
STATUS:COMPLETED
COMPLETED:20270302T231500Z
PERCENT-COMPLETE:100
END:VTODO
BEGIN:VJOURNAL
UID:journal
SUMMARY:bedeutet hier nichts
END:VJOURNAL
END:VCALENDAR
"""


def crlf(text):
    return text.replace("\n", "\r\n").encode()


class Calendar(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.set_up(self.data)

    def set_up(self, data):
        for arguments in (["init"], ["settings", "time-zone", "Europe/Berlin"], ["company", "add", "1", "Muster GmbH"],
                          ["user", "add", "anna", "start-company=1"]):
            self.assertEqual(self.run_raw("--data", data, *arguments).returncode, 0)

    def file(self, text, name="a.ics"):
        path = self.dir / name
        path.write_bytes(text if isinstance(text, bytes) else crlf(text))
        return path

    def take(self, text):
        return self.ok("import", self.file(text), "--user", "anna").strip()

    def refused(self, text, *words):
        before = self.everything()
        line = self.fails("import", self.file(text), "--user", "anna")
        for word in words:
            self.assertIn(word, line)
        self.assertEqual(self.everything(), before, "half of it was taken in")

    def rows(self, table, columns, order="id"):
        return [dict(zip(columns, row)) for row in self.sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")]

    def everything(self):
        return (self.rows("appointment", APPOINTMENT), self.rows("appointment_exception", EXCEPTION, "original_start"), self.rows("task", TASK))

    def appointment(self, uid):
        return next(row for row in self.rows("appointment", APPOINTMENT) if row["uid"] == uid)

    def has(self, row, **values):
        self.assertEqual({name: row[name] for name in values}, values)


class Samples(Calendar):
    def test_outlook(self):
        self.assertEqual(self.take(OUTLOOK), "1 new, 0 changed, 0 as before.")
        self.has(self.rows("appointment", APPOINTMENT)[0], subject="Jour fixe mit einem Betreff, der länger ist als eine Zeile des Standards",
                 location="Besprechungsraum 2; Ölmühle", starts_at="2027-03-01T09:00:00", ends_at="2027-03-01T10:00:00", all_day=0,
                 show_as="out-of-office", sensitivity="private", importance="high", reminder_minutes=15, categories='["Größe","Kunde"]',
                 recurrence="FREQ=WEEKLY;COUNT=8;BYDAY=MO", info_format="html", created_at="2026-11-23T10:00:00Z",
                 modified_at="2026-11-23T11:00:00Z")
        exceptions = self.rows("appointment_exception", EXCEPTION, "original_start")
        self.assertEqual([(row["original_start"], row["cancelled"]) for row in exceptions],
                         [("2027-03-08T09:00:00", 1), ("2027-03-15T09:00:00", 0), ("2027-04-05T09:00:00", 1)])
        self.has(exceptions[1], subject="Anders", starts_at="2027-03-16T14:00:00", ends_at="2027-03-16T15:00:00", show_as="busy",
                 sensitivity=None, location="", reminder_minutes=-1, categories="[]")

    def test_google(self):
        self.assertEqual(self.take(GOOGLE), "3 new, 0 changed, 0 as before.")
        self.has(self.appointment("single@google.com"), starts_at="2027-07-01T09:00:00", ends_at="2027-07-01T10:00:00", time_zone=None,
                 show_as="free", reminder_minutes=30, info_text="")
        self.has(self.appointment("holiday@google.com"), starts_at="2027-12-24T00:00:00", ends_at="2027-12-27T00:00:00", all_day=1)
        self.has(self.appointment("series@google.com"), starts_at="2027-03-01T09:00:00", time_zone="America/New_York", show_as="tentative")
        self.assertEqual([(row["original_start"], row["cancelled"], row["starts_at"], row["subject"])
                          for row in self.rows("appointment_exception", EXCEPTION, "original_start")],
                         [("2027-03-15T09:00:00", 1, None, None), ("2027-03-22T09:00:00", 0, "2027-03-22T11:00:00", None)])

    def test_thunderbird(self):
        self.assertEqual(self.take(THUNDERBIRD), "2 new, 0 changed, 0 as before.")
        tasks = self.rows("task", TASK)
        self.has(tasks[0], subject="Angebot schreiben", status="in-progress", percent_complete=40, importance="low", start_date="2027-03-01",
                 due_date="2027-03-05", reminder_at="2027-03-04T09:00:00", categories='["Vertrieb"]')
        self.has(tasks[1], status="completed", completed_date="2027-03-03", percent_complete=100)

    def test_twice_is_once(self):
        for text in (OUTLOOK, GOOGLE, THUNDERBIRD):
            self.take(text)
            before = self.everything()
            self.assertRegex(self.take(text), r"^0 new, 0 changed, \d as before\.$")
            self.assertEqual(self.everything(), before)

    def test_changed_since(self):
        self.take(OUTLOOK)
        self.assertEqual(self.take(OUTLOOK.replace("20270316T1", "20270317T1").replace("Ölmühle", "Hof")), "0 new, 1 changed, 0 as before.")
        self.has(self.rows("appointment", APPOINTMENT)[0], location="Besprechungsraum 2; Hof")
        self.has(self.rows("appointment_exception", EXCEPTION, "original_start")[1], starts_at="2027-03-17T14:00:00")


def event(*lines, before=""):
    return "BEGIN:VCALENDAR\nVERSION:2.0\n" + before + "BEGIN:VEVENT\nUID:eins\n" + "".join(f"{line}\n" for line in lines) + "END:VEVENT\nEND:VCALENDAR\n"


class Times(Calendar):
    def one(self, *lines, before=""):
        self.take(event(*lines, before=before))
        return self.appointment("eins")

    def test_zones(self):
        for zone, before, kept in (
                ("Europe/Vienna", "", "Europe/Vienna"), ("Tokyo Standard Time", "", "Asia/Tokyo"),
                ("/freeassociation.sourceforge.net/America/New_York", "", "America/New_York"),
                ("Customized Time Zone", BERLIN.format("Customized Time Zone"), None),
                ("Mein Büro", BERLIN.format("Mein Büro").replace("+0200", "+0300").replace("+0100", "+0200"), "Europe/")):
            with self.subTest(zone):
                row = self.one(f"DTSTART;TZID={zone}:20270701T090000", "DURATION:PT1H", before=before)
                self.has(row, starts_at="2027-07-01T09:00:00", ends_at="2027-07-01T10:00:00")
                self.assertTrue(row["time_zone"] == kept or (kept and row["time_zone"].startswith(kept)), row["time_zone"])

    def test_a_zone_like_none(self):
        odd = BERLIN.format("Odd").replace("+0200", "+0217").replace("+0100", "+0117")
        self.has(self.one("DTSTART;TZID=Odd:20270701T090000", "DTEND;TZID=Odd:20270701T100000", before=odd),
                 starts_at="2027-07-01T08:43:00", ends_at="2027-07-01T09:43:00", time_zone=None)
        self.refused(event("DTSTART;TZID=Odd:20270701T090000", "RRULE:FREQ=DAILY", before=odd), "line 20", "time zone")
        self.refused(event("DTSTART;TZID=Nirgendwo:20270701T090000"), "line 5", "Nirgendwo")

    def test_ends(self):
        self.has(self.one("DTSTART:20270327T090000", "DURATION:P1DT1H"), ends_at="2027-03-28T10:00:00", starts_at="2027-03-27T09:00:00")
        self.has(self.one("DTSTART:20270327T090000"), ends_at="2027-03-27T09:00:00")
        self.has(self.one("DTSTART;VALUE=DATE:20270327"), ends_at="2027-03-28T00:00:00", all_day=1)
        self.has(self.one("DTSTART;TZID=Europe/Berlin:20270701T090000", "DTEND;TZID=America/New_York:20270701T090000"), ends_at="2027-07-01T15:00:00")

    def test_alarms(self):
        for trigger, minutes in (("TRIGGER:-PT15M", 15), ("TRIGGER:PT0S", 0), ("TRIGGER:-P1W", 10080), ("TRIGGER;RELATED=END:-PT90M", 30),
                                 ("TRIGGER;VALUE=DATE-TIME:20270701T063000Z", 30), ("TRIGGER:PT5M", None)):
            with self.subTest(trigger):
                self.has(self.one("DTSTART:20270701T090000", "DTEND:20270701T100000", "BEGIN:VALARM", "ACTION:AUDIO", trigger, "END:VALARM"),
                         reminder_minutes=minutes)

    def test_exceptions_of_all_day_series(self):
        self.one("DTSTART;VALUE=DATE:20270701", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;VALUE=DATE:20270702")
        self.has(self.rows("appointment_exception", EXCEPTION, "original_start")[0], original_start="2027-07-02T00:00:00", cancelled=1)

    def test_words(self):
        self.has(self.one("DTSTART:20270701T090000", "summary:klein geschrieben", "class:confidential", "X-UNKNOWN;X-P=1:x", "transp:transparent"),
                 subject="klein geschrieben", sensitivity="confidential", show_as="free")


class Refused(Calendar):
    def test_files(self):
        good = event("DTSTART:20270701T090000")
        for text, *words in (
                ("", "no calendar"), ("Hallo\n", "line 1"), (good.replace("END:VCALENDAR\n", ""), "line 7", "still open"),
                (good.replace("END:VEVENT\n", ""), "line 6", "VEVENT"), (good.replace("DTSTART:20270701T090000", "DTSTART:gestern"), "line 5", "DTSTART"),
                (good.replace("DTSTART:20270701T090000\n", ""), "line 3", "DTSTART"), (good.replace("20270701", "20270231"), "line 5"),
                (event("DTSTART:20270701T090000", "DTEND:20270701T080000"), "line 6", "before the start"),
                (event("DTSTART:20270701T090000", "RRULE:FREQ=OFTEN"), "line 6", "recurrence"),
                (event("DTSTART:20270701T090000", "RRULE:FREQ=DAILY", "RDATE:20270801T090000"), "line 7", "RDATE"),
                (event("DTSTART:20270701T090000", "DURATION:lang"), "line 6"),
                (event("DTSTART:20270701T090000", "no colon"), "line 6"), (good.replace("VERSION:2.0", "VERSION:1.0"), "line 2", "1.0"),
                (good.encode().replace(b"eins", b"\xff\xfe"), "line 4", "UTF-8"), (good.encode("utf-16"), "line 1", "UTF-8"),
                (good + event("DTSTART:20270701T090000", "DTEND:x"), "line 13")):
            with self.subTest(text[:200]):
                self.refused(text, *words)

    def test_nothing_half_imported(self):
        self.refused(GOOGLE.replace("DTSTART;VALUE=DATE:20271224", "DTSTART;VALUE=DATE:2027122"), "line 24")

    def test_usage(self):
        path = self.file(event("DTSTART:20270701T090000"))
        self.fails("import", path, code=2)
        self.fails("import", "--user", "anna", code=2)
        self.fails("export", code=2)
        self.fails("import", path, "--user", "nobody")
        self.fails("export", "--user", "nobody")
        self.fails("import", self.dir / "nowhere.ics", "--user", "anna")
        self.ok("user", "add", "bert")
        self.assertIn("start-company", self.fails("import", path, "--user", "bert"))


class RoundTrip(Calendar):
    def fill(self):
        with_user = "(SELECT id FROM user)"
        for values in (
                {"subject": "schlicht"}, {"subject": "", "ends_at": "2027-03-10T09:00:00"},
                {"subject": "alles, mit; Zeichen \\ und\nZeilen", "location": "Größe: „Saal“", "info_text": "Text\n\nmit Absätzen", "show_as": "working-elsewhere",
                 "sensitivity": "personal", "importance": "low", "reminder_minutes": 0, "categories": '["a,b","Ä;ö"]', "time_zone": "America/New_York"},
                {"subject": "html", "info_text": "<p>Hallo <b>Welt</b></p>\n<p>ü, ;</p>", "info_format": "html", "show_as": "free", "sensitivity": "confidential"},
                {"subject": "ganztägig", "starts_at": "2027-03-10T00:00:00", "ends_at": "2027-03-12T00:00:00", "all_day": 1, "show_as": "tentative"},
                {"subject": "Besprechung", "organizer": "Chefin <chefin@firma.de>",
                 "attendees": '[{"email":"bert@firma.de","name":"Bert Beispiel","response":"accepted","role":"required"},{"email":"x@firma.de"}]'},
                {"subject": "Serie", "recurrence": "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270601", "reminder_minutes": 1440},
                {"subject": "Serie in UTC", "recurrence": "FREQ=DAILY;COUNT=5", "time_zone": "UTC"},
                {"subject": "Serie, lokales Ende", "recurrence": "FREQ=DAILY;UNTIL=20270401T090000", "time_zone": "Asia/Tokyo"},
                {"subject": "ganztägige Serie", "starts_at": "2027-03-10T00:00:00", "ends_at": "2027-03-11T00:00:00", "all_day": 1,
                 "recurrence": "FREQ=MONTHLY;BYDAY=2WE;UNTIL=20271231T235959"}):
            row = {"uid": values["subject"] or "leer", "starts_at": "2027-03-10T09:00:00", "ends_at": "2027-03-10T10:00:00", **values}
            self.sql(f"INSERT INTO appointment (company, user, {', '.join(row)}) VALUES (1, {with_user}, {', '.join('?' * len(row))})", *row.values())
        for series, start, values in (
                ("Serie", "2027-03-17T09:00:00", {"cancelled": 1}), ("Serie", "2027-03-24T09:00:00", {"subject": "", "categories": '["neu"]', "reminder_minutes": -1}),
                ("Serie", "2027-03-31T09:00:00", {"starts_at": "2027-04-01T00:00:00", "ends_at": "2027-04-02T00:00:00", "all_day": 1, "info_text": "nur hier"}),
                ("Serie", "2027-04-07T09:00:00", {"ends_at": "2027-04-07T12:00:00", "show_as": "free", "sensitivity": "private", "importance": "high"}),
                ("ganztägige Serie", "2027-04-14T00:00:00", {"cancelled": 1}),
                ("ganztägige Serie", "2027-05-12T00:00:00", {"starts_at": "2027-05-12T10:00:00", "ends_at": "2027-05-12T11:00:00", "all_day": 0})):
            self.sql(f"INSERT INTO appointment_exception (appointment, original_start, {', '.join(values)}) SELECT id, ?, {', '.join('?' * len(values))}"
                     " FROM appointment WHERE subject = ?", start, *values.values(), series)
        for values in (
                {"subject": "schlicht"}, {"subject": "mit Terminen", "start_date": "2027-03-01", "due_date": "2027-03-05", "reminder_at": "2027-03-04T08:30:00"},
                {"subject": "fertig", "status": "completed", "percent_complete": 100, "completed_date": "2027-03-02", "importance": "high"},
                {"subject": "wartet", "status": "waiting", "percent_complete": 25, "sensitivity": "personal", "categories": '["x"]'},
                {"subject": "verschoben", "status": "deferred", "total_work_minutes": 480, "actual_work_minutes": 30, "mileage": "120 km",
                 "billing_information": "Rechnung, 3; 4", "companies": '["Firma, AG","Zwei"]', "info_text": "<b>x</b>", "info_format": "html"},
                {"subject": "wiederkehrend", "start_date": "2027-03-01", "due_date": "2027-03-02", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=6"},
                {"subject": "nach Erledigung", "due_date": "2027-03-02", "recurrence": "FREQ=DAILY;INTERVAL=3", "regenerate": 1}):
            row = {"uid": f"t-{values['subject']}", **values}
            self.sql(f"INSERT INTO task (company, user, {', '.join(row)}) VALUES (1, {with_user}, {', '.join('?' * len(row))})", *row.values())

    def test_export_import_export(self):
        self.fill()
        first = self.ok("export", "--user", "anna")
        before = self.everything()
        path = self.file(first.replace("\r\n", "\n"))
        other, self.data = self.data, self.dir / "other"
        self.set_up(self.data)
        self.assertEqual(self.ok("import", path, "--user", "anna").strip(), "17 new, 0 changed, 0 as before.")
        self.assertEqual(self.ok("export", "--user", "anna"), first)
        for wanted, found in zip(before, self.everything()):
            self.assertEqual(len(wanted), len(found))
            for one, other_one in zip(wanted, found):
                # The rule is the same in other words, and an end in UTC.
                self.assertEqual({**one, "recurrence": None}, {**other_one, "recurrence": None})
        self.assertEqual(self.ok("import", path, "--user", "anna").strip(), "0 new, 0 changed, 17 as before.")

    def insert(self, table, row, of=None):
        """of: the uid of the appointment that it is an exception of."""
        owner, whose = ("appointment", "(SELECT id FROM appointment WHERE uid = ?)") if of else ("company, user", "1, (SELECT id FROM user)")
        self.sql(f"INSERT INTO {table} ({owner}, {', '.join(row)}) VALUES ({whose}{', ?' * len(row)})", *([of] if of else []), *row.values())

    def fill_by_chance(self, dice):
        def words():
            return json.dumps(dice.sample(WORDS, dice.randint(0, 3)))
        for number in range(120):
            all_day = dice.random() < 0.3
            start = datetime(2027, 1, 1) + timedelta(days=dice.randrange(365), minutes=0 if all_day else 15 * dice.randrange(96))
            length = timedelta(days=dice.randint(1, 4)) if all_day else timedelta(minutes=dice.choice((0, 15, 60, 1440, 3000)))
            row = {"uid": f"a{number}", "subject": dice.choice(TEXTS), "location": dice.choice(TEXTS), "info_text": dice.choice(TEXTS),
                   "starts_at": start.isoformat(), "ends_at": (start + length).isoformat(), "all_day": all_day, "time_zone": dice.choice(ZONES),
                   "show_as": dice.choice(SHOW_AS), "sensitivity": dice.choice(SENSITIVITIES), "importance": dice.choice(IMPORTANCES),
                   "reminder_minutes": dice.choice((None, 0, 5, 90, 1440, 20160)), "categories": words(), "recurrence": dice.choice((None, *RULES))}
            self.insert("appointment", row)
            for _ in range(dice.randint(0, 2) if row["recurrence"] else 0):
                self.insert("appointment_exception", self.exception_by_chance(dice, start + timedelta(days=7 * dice.randint(1, 400))), of=row["uid"])
        for number in range(60):
            done = dice.random() < 0.3
            self.insert("task", {
                "uid": f"t{number}", "subject": dice.choice(TEXTS), "info_text": dice.choice(TEXTS), "due_date": dice.choice((None, "2027-03-28", "2027-10-31")),
                "status": "completed" if done else dice.choice(("not-started", "in-progress", "waiting", "deferred")), "percent_complete": 100 if done else 25,
                "completed_date": "2027-03-02" if done else None, "importance": dice.choice(IMPORTANCES), "sensitivity": dice.choice(SENSITIVITIES),
                "reminder_at": dice.choice((None, "2027-03-28T02:30:00", "2027-10-31T02:30:00")), "categories": words(), "companies": words(),
                "total_work_minutes": dice.choice((0, 480)), "mileage": dice.choice(TEXTS), "billing_information": dice.choice(TEXTS)})

    @staticmethod
    def exception_by_chance(dice, start):
        some = {"cancelled": 1} if dice.random() < 0.3 else {
            "subject": dice.choice(TEXTS), "info_text": dice.choice(TEXTS), "reminder_minutes": dice.choice((-1, 0, 30)), "show_as": dice.choice(SHOW_AS),
            "starts_at": start.replace(hour=9, minute=30).isoformat(), "ends_at": start.replace(hour=11, minute=0).isoformat(), "all_day": 0}
        return {"original_start": start.isoformat(), **some}

    def test_random_records(self):
        self.fill_by_chance(random.Random(7))
        first, path = self.run_bytes("export", "--user", "anna"), self.dir / "random.ics"
        path.write_bytes(first)
        self.data = self.dir / "other"
        self.set_up(self.data)
        self.assertEqual(self.ok("import", path, "--user", "anna").strip(), "180 new, 0 changed, 0 as before.")
        self.assertEqual(self.run_bytes("export", "--user", "anna").decode().split("\r\n"), first.decode().split("\r\n"))
        self.assertEqual(self.ok("import", path, "--user", "anna").strip(), "0 new, 0 changed, 180 as before.")

    def test_form(self):
        self.fill()
        result = self.cli("export", "--user", "anna").stdout
        self.assertTrue(result.startswith("BEGIN:VCALENDAR"))
        raw = self.run_bytes("export", "--user", "anna")
        lines = raw.split(b"\r\n")
        self.assertNotIn(b"\n", b"".join(lines), "lines end with CR LF")
        self.assertLessEqual(max(map(len, lines)), 75)
        raw.decode()
        for words in (b"RRULE:FREQ=WEEKLY;UNTIL=20270601T215959Z;BYDAY=WE", b"EXDATE;TZID=Europe/Berlin:20270317T090000", b"BEGIN:VTIMEZONE",
                      b"TRIGGER:-P1D", b"RECURRENCE-ID;TZID=Europe/Berlin:20270331T090000", b"X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"):
            self.assertIn(words, raw)

    def run_bytes(self, *arguments):
        import subprocess
        return subprocess.run([str(cli.PROGRAM), "--data", str(self.data), *arguments], capture_output=True, env=cli.environment(), check=True).stdout

    def test_one_that_cannot_be_read(self):
        self.fill()
        self.sql("UPDATE appointment SET recurrence = 'FREQ=UNSINN' WHERE subject = 'schlicht'")
        result = self.cli("export", "--user", "anna")
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (1, 1))
        self.assertIn("a1", result.stderr)
        self.assertEqual(result.stdout.count("BEGIN:VTODO"), 7)


if __name__ == "__main__":
    unittest.main()
