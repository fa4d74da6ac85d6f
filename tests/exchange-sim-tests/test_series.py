#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Recurring appointments: patterns, occurrences, exceptions."""

import base64
import unittest

from ews import ANNA, CALENDAR, M, T, TASKS, SimTest, appointment, changes, delete_field, field, set_field, sync_state

NUMBERED = "<t:NumberedRecurrence><t:StartDate>{}</t:StartDate><t:NumberOfOccurrences>{}</t:NumberOfOccurrences></t:NumberedRecurrence>"
UNTIL = "<t:EndDateRecurrence><t:StartDate>{}</t:StartDate><t:EndDate>{}</t:EndDate></t:EndDateRecurrence>"
FOREVER = "<t:NoEndRecurrence><t:StartDate>{}</t:StartDate></t:NoEndRecurrence>"
DAILY = "<t:DailyRecurrence><t:Interval>{}</t:Interval></t:DailyRecurrence>"


def weekly(interval, days, first=""):
    first = f"<t:FirstDayOfWeek>{first}</t:FirstDayOfWeek>" if first else ""
    return f"<t:WeeklyRecurrence><t:Interval>{interval}</t:Interval><t:DaysOfWeek>{days}</t:DaysOfWeek>{first}</t:WeeklyRecurrence>"


def monthly(interval, day):
    return f"<t:AbsoluteMonthlyRecurrence><t:Interval>{interval}</t:Interval><t:DayOfMonth>{day}</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>"


def relative_monthly(interval, days, week):
    return (f"<t:RelativeMonthlyRecurrence><t:Interval>{interval}</t:Interval><t:DaysOfWeek>{days}</t:DaysOfWeek>"
            f"<t:DayOfWeekIndex>{week}</t:DayOfWeekIndex></t:RelativeMonthlyRecurrence>")


def yearly(day, month):
    return f"<t:AbsoluteYearlyRecurrence><t:DayOfMonth>{day}</t:DayOfMonth><t:Month>{month}</t:Month></t:AbsoluteYearlyRecurrence>"


def relative_yearly(days, week, month):
    return (f"<t:RelativeYearlyRecurrence><t:DaysOfWeek>{days}</t:DaysOfWeek><t:DayOfWeekIndex>{week}</t:DayOfWeekIndex>"
            f"<t:Month>{month}</t:Month></t:RelativeYearlyRecurrence>")


def series(pattern, day, time="10:00:00", end="11:00:00", before="", extra=""):
    return appointment("Series", f"{day}T{time}", f"{day}T{end}", before=before, after=f"{extra}<t:Recurrence>{pattern}</t:Recurrence>")


class SeriesTest(SimTest):
    def setUp(self):
        for item in self.sim.control("GET", f"mailbox/{ANNA}/items")[1]:
            self.sim.control("POST", f"mailbox/{ANNA}/delete", {"id": item["id"], "type": "HardDelete"})

    def view(self, start, end):
        """[(start, type, id)] of the calendar view."""
        answer = self.sim.find(f'<m:CalendarView StartDate="{start}" EndDate="{end}"/>', additional=field("calendar:Start")
                               + field("calendar:CalendarItemType") + field("item:Subject"))
        self.assertEqual(answer.codes, ["NoError"])
        return [(item.findtext(f"{T}Start"), item.findtext(f"{T}CalendarItemType"), item.find(f"{T}ItemId").get("Id"))
                for item in answer.all("CalendarItem")]

    def occurrence(self, master, index):
        return f'<t:OccurrenceItemId RecurringMasterId="{master}" InstanceIndex="{index}"/>'


class Patterns(SeriesTest):
    def check(self, pattern, day, expected, ranges=UNTIL.format("{}", "2029-01-01")):
        with self.subTest(pattern):
            self.setUp()
            self.create_one(series(pattern + ranges.format(day), day))
            last = expected[-1]
            found = [start[:10] for start, kind, identity in self.view(f"{day}T00:00:00Z", f"{last}T23:00:00Z")]
            self.assertEqual(found, expected)

    def test_expansion(self):
        # 32, 40, 41; expected days were worked out with a calendar.
        self.check(DAILY.format(3), "2026-02-25", ["2026-02-25", "2026-02-28", "2026-03-03"])
        self.check(weekly(2, "Monday Sunday", "Monday"), "2026-03-02", ["2026-03-02", "2026-03-08", "2026-03-16", "2026-03-22"])
        self.check(weekly(2, "Monday Sunday", "Sunday"), "2026-03-02", ["2026-03-02", "2026-03-15", "2026-03-16", "2026-03-29"])
        self.check(monthly(1, 31), "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"])
        self.check(relative_monthly(1, "Friday", "Last"), "2026-01-30", ["2026-01-30", "2026-02-27", "2026-03-27"])
        self.check(relative_monthly(2, "Weekday", "First"), "2026-01-01", ["2026-01-01", "2026-03-02", "2026-05-01"])
        self.check(relative_monthly(1, "WeekendDay", "Second"), "2026-01-04", ["2026-01-04", "2026-02-07", "2026-03-07"])
        self.check(yearly(29, "February"), "2026-02-28", ["2026-02-28", "2027-02-28"])
        self.check(relative_yearly("Thursday", "Fourth", "November"), "2026-11-26", ["2026-11-26", "2027-11-25"])

    def test_ranges(self):
        # 32, 35, 48
        numbered = self.create_one(series(DAILY.format(1) + NUMBERED.format("2026-03-02", 3), "2026-03-02")).item_id
        got = self.sim.get(numbered)
        self.assertEqual((got.text("CalendarItemType"), got.text("IsRecurring"), got.text("NumberOfOccurrences")),
                         ("RecurringMaster", "false", "3"))
        self.assertEqual(got.text("StartDate"), "2026-03-02+01:00")
        self.assertEqual(got.first("LastOccurrence").findtext(f"{T}Start"), "2026-03-04T09:00:00Z")
        forever = self.create_one(series(weekly(1, "Monday") + FOREVER.format("2026-03-02"), "2026-03-02")).item_id
        got = self.sim.get(forever)
        self.assertIsNone(got.first("LastOccurrence"))
        self.assertEqual(got.first("FirstOccurrence").findtext(f"{T}OriginalStart"), "2026-03-02T09:00:00Z")
        self.assertIsNone(got.first("ModifiedOccurrences"))
        self.assertIsNone(self.sim.get(self.create_one().item_id).first("FirstOccurrence"))

    def test_clocks_change(self):
        # The hour on the wall stays: 2026-03-29 and 2026-10-25 change the clocks in Berlin.
        self.create_one(series(weekly(1, "Friday") + FOREVER.format("2026-03-20"), "2026-03-20"))
        self.assertEqual([start for start, kind, identity in self.view("2026-03-20T00:00:00Z", "2026-04-04T00:00:00Z")],
                         ["2026-03-20T09:00:00Z", "2026-03-27T09:00:00Z", "2026-04-03T08:00:00Z"])
        self.assertEqual([start for start, kind, identity in self.view("2026-10-23T00:00:00Z", "2026-10-31T00:00:00Z")],
                         ["2026-10-23T08:00:00Z", "2026-10-30T09:00:00Z"])
        self.setUp()
        whole = series(DAILY.format(1) + NUMBERED.format("2026-03-28", 3), "2026-03-28", "00:00:00", "00:00:00",
                       extra="<t:IsAllDayEvent>true</t:IsAllDayEvent>")
        self.create_one(whole.replace("2026-03-28T00:00:00</t:End>", "2026-03-29T00:00:00</t:End>"))
        answer = self.sim.find('<m:CalendarView StartDate="2026-03-01T00:00:00Z" EndDate="2026-05-01T00:00:00Z"/>', shape="Default")
        self.assertEqual([(item.findtext(f"{T}Start"), item.findtext(f"{T}End")) for item in answer.all("CalendarItem")],
                         [("2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z"), ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
                          ("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z")])

    def test_start_goes_to_the_first_occurrence(self):
        made = self.create_one(series(weekly(1, "Friday") + FOREVER.format("2026-03-02"), "2026-03-02")).item_id
        got = self.sim.get(made)
        self.assertEqual((got.text("Start"), got.text("StartDate")), ("2026-03-06T09:00:00Z", "2026-03-06+01:00"))

    def test_refusals(self):
        # 22, 42
        cases = [(weekly(1, "Weekday") + FOREVER.format("2026-03-02"), "ErrorCalendarInvalidDayForWeeklyRecurrence"),
                 (DAILY.format(0) + FOREVER.format("2026-03-02"), "ErrorCalendarOutOfRange"),
                 (monthly(1, 32) + FOREVER.format("2026-03-02"), "ErrorCalendarOutOfRange"),
                 (DAILY.format(1) + UNTIL.format("2026-03-02", "4501-01-01"), "ErrorRecurrenceEndDateTooBig"),
                 (weekly(1, "Friday") + UNTIL.format("2026-03-02", "2026-03-04"), "ErrorRecurrenceHasNoOccurrence")]
        answer = self.sim.create("".join(series(pattern, "2026-03-02") for pattern, code in cases))
        self.assertEqual(answer.codes, [code for pattern, code in cases])
        long = series(DAILY.format(1) + FOREVER.format("2026-03-02"), "2026-03-02").replace("2026-03-02T11:00:00", "2026-03-04T11:00:00")
        self.assertEqual(self.sim.create(long).codes, ["ErrorOccurrenceTimeSpanTooBig"])


class Occurrences(SeriesTest):
    def setUp(self):
        super().setUp()
        self.master = self.create_one(series(DAILY.format(2) + NUMBERED.format("2026-03-02", 5), "2026-03-02",
                                             extra="<t:Location>Here</t:Location>")).item_id

    def test_ids(self):
        # 25, 26, 27, 28, 29
        first = self.sim.get(self.master).first("FirstOccurrence").find(f"{T}ItemId").get("Id")
        got = self.sim.get(first)
        self.assertEqual((got.codes, got.text("CalendarItemType"), got.text("IsRecurring"), got.text("Subject"), got.text("Start")),
                         (["NoError"], "Occurrence", "true", "Series", "2026-03-02T09:00:00Z"))
        self.assertIsNone(got.first("Recurrence"))
        second = self.sim.get(self.occurrence(self.master, 2))
        self.assertEqual((second.text("Start"), second.text("OriginalStart")), ("2026-03-04T09:00:00Z",) * 2)
        self.assertEqual(self.sim.get(self.occurrence(self.master, 6)).codes, ["ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange"])
        single = self.create_one().item_id
        self.assertEqual(self.sim.get(self.occurrence(single, 1)).codes, ["ErrorCalendarCannotUseIdForRecurringMasterId"])
        back = self.sim.get(f'<t:RecurringMasterItemId OccurrenceId="{first}"/>')
        self.assertEqual((back.item_id, back.text("CalendarItemType")), (self.master, "RecurringMaster"))
        self.assertEqual(self.sim.get(f'<t:RecurringMasterItemId OccurrenceId="{single}"/>').codes,
                         ["ErrorCalendarCannotUseIdForOccurrenceId"])

    def test_change_and_cancel(self):
        # 19, 31, 33, 34, 51
        before = self.sim.get(self.master)
        state = sync_state(self.sim.sync())
        moved = self.sim.update(self.occurrence(self.master, 2), set_field("calendar:Start", "<t:Start>2026-03-04T14:00:00Z</t:Start>")
                                .replace("</t:Start>", "</t:Start>") + set_field("item:Subject", "<t:Subject>Moved</t:Subject>"))
        self.assertEqual(moved.codes, ["ErrorCalendarEndDateIsEarlierThanStartDate"])
        moved = self.sim.update(self.occurrence(self.master, 2), set_field("calendar:End", "<t:End>2026-03-04T15:00:00Z</t:End>")
                                + set_field("calendar:Start", "<t:Start>2026-03-04T14:00:00Z</t:Start>")
                                + set_field("item:Subject", "<t:Subject>Moved</t:Subject>") + delete_field("calendar:Location"))
        self.assertEqual(moved.codes, ["NoError"])
        self.assertEqual(self.sim.delete(self.occurrence(self.master, 4)).codes, ["NoError"])
        got = self.sim.get(self.master)
        self.assertNotEqual(got.change_key, before.change_key)
        modified = got.first("ModifiedOccurrences")
        self.assertEqual([(one.findtext(f"{T}Start"), one.findtext(f"{T}OriginalStart")) for one in modified],
                         [("2026-03-04T14:00:00Z", "2026-03-04T09:00:00Z")])
        self.assertEqual([one.findtext(f"{T}Start") for one in got.first("DeletedOccurrences")], ["2026-03-08T09:00:00Z"])
        exception = self.sim.get(modified[0].find(f"{T}ItemId").get("Id"))
        self.assertEqual((exception.text("CalendarItemType"), exception.text("Subject"), exception.text("Location") or "",
                          exception.text("OriginalStart")), ("Exception", "Moved", "", "2026-03-04T09:00:00Z"))
        self.assertEqual(self.sim.get(self.occurrence(self.master, 4)).codes, ["ErrorCalendarOccurrenceIsDeletedFromRecurrence"])
        # Indexes stay; the view shows what is left; the sync tells of the master only; nothing is in Deleted Items.
        self.assertEqual(self.sim.get(self.occurrence(self.master, 5)).text("Start"), "2026-03-10T09:00:00Z")
        self.assertEqual([(start, kind) for start, kind, identity in self.view("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")],
                         [("2026-03-02T09:00:00Z", "Occurrence"), ("2026-03-04T14:00:00Z", "Exception"),
                          ("2026-03-06T09:00:00Z", "Occurrence"), ("2026-03-10T09:00:00Z", "Occurrence")])
        self.assertEqual(changes(self.sim.sync(state)), [("Update", self.master)])
        self.assertEqual(self.sim.control("GET", f"mailbox/{ANNA}/items?folder=deleteditems")[1], [])
        self.assertEqual([item.find(f"{T}ItemId").get("Id") for item in self.sim.find().all("CalendarItem")], [self.master])

    def test_meeting_zone(self):
        # 38
        asked = field("calendar:MeetingTimeZone") + field("calendar:StartTimeZoneId")
        got = self.sim.get(self.master, shape="IdOnly", additional=asked)
        self.assertEqual((got.first("MeetingTimeZone").get("TimeZoneName"), got.text("StartTimeZoneId")), ("W. Europe Standard Time",) * 2)
        for other in (self.create_one().item_id, self.occurrence(self.master, 2)):
            self.assertIsNone(self.sim.get(other, shape="IdOnly", additional=asked).first("MeetingTimeZone"))

    def mime(self, identity):
        answer = self.sim.call("<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>"
                               f'</m:ItemShape><m:ItemIds><t:ItemId Id="{identity}"/></m:ItemIds></m:GetItem>')
        self.assertEqual(answer.first("MimeContent").get("CharacterSet"), "UTF-8")
        text = base64.b64decode(answer.text("MimeContent")).decode().replace("\r\n ", "")
        return [line for line in text.split("\r\n") if line]

    def test_mime_content(self):
        # 70
        changed = (set_field("calendar:End", "<t:End>2026-03-04T15:00:00Z</t:End>")
                   + set_field("calendar:Start", "<t:Start>2026-03-04T14:00:00Z</t:Start>")
                   + set_field("item:Subject", "<t:Subject>Größer; später</t:Subject>"))
        self.assertEqual(self.sim.update(self.occurrence(self.master, 2), changed).codes, ["NoError"])
        self.sim.delete(self.occurrence(self.master, 4))
        lines = self.mime(self.master)
        zone = "TZID=W. Europe Standard Time:"
        for line in ("METHOD:PUBLISH", "BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time", f"DTSTART;{zone}20260302T100000",
                     f"DTEND;{zone}20260302T110000", f"EXDATE;{zone}20260308T100000", f"RECURRENCE-ID;{zone}20260304T100000",
                     f"DTSTART;{zone}20260304T150000", "SUMMARY:Größer\\; später"):
            self.assertIn(line, lines)
        self.assertEqual([lines.count(f"{word}:VEVENT") for word in ("BEGIN", "END")], [2, 2])
        self.assertEqual(len({line for line in lines if line.startswith("UID:")}), 1)
        # The zone as Windows keeps it: today's two rules, since 1601.
        halves = lines[lines.index("BEGIN:VTIMEZONE"):lines.index("END:VTIMEZONE")]
        self.assertEqual([line for line in halves if line.startswith(("BEGIN", "DTSTART", "TZOFFSETTO"))],
                         ["BEGIN:VTIMEZONE", "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETTO:+0200",
                          "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETTO:+0100"])
        for line, month in zip((line for line in halves if line.startswith("RRULE:")), (3, 10), strict=True):
            self.assertLess({"RRULE:FREQ=YEARLY", "BYDAY=-1SU", f"BYMONTH={month}"}, set(line.split(";")) | {""})
        rules = [line for line in lines[lines.index("BEGIN:VEVENT"):] if line.startswith("RRULE:")]
        self.assertEqual(len(rules), 1)
        self.assertIn("COUNT=5", rules[0])
        day = self.create_one(appointment("All day", "2026-03-02T00:00:00", "2026-03-03T00:00:00",
                                          after="<t:IsAllDayEvent>true</t:IsAllDayEvent>")).item_id
        lines = self.mime(day)
        self.assertIn("DTSTART;VALUE=DATE:20260302", lines)
        self.assertIn("DTEND;VALUE=DATE:20260303", lines)
        # Meetings have an organizer and attendees, whatever reminds an alarm.
        people = ("<t:RequiredAttendees><t:Attendee><t:Mailbox><t:Name>Gast</t:Name><t:EmailAddress>gast@example.org</t:EmailAddress></t:Mailbox>"
                  "<t:ResponseType>Accept</t:ResponseType></t:Attendee></t:RequiredAttendees>")
        meeting = self.create_one(appointment("Meeting", before="<t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>30"
                                              "</t:ReminderMinutesBeforeStart>", after=people)).item_id
        lines = self.mime(meeting)
        self.assertIn("ORGANIZER;CN=Anna:MAILTO:anna@example.com", lines)
        self.assertTrue(any(line.startswith("ATTENDEE;") and "PARTSTAT=ACCEPTED" in line and line.endswith("MAILTO:gast@example.org") for line in lines))
        self.assertIn("TRIGGER:-PT30M", lines)
        silent = self.create_one(appointment("Silent", before="<t:ReminderIsSet>false</t:ReminderIsSet>")).item_id
        self.assertFalse({"BEGIN:VALARM", "ORGANIZER"} & {line.split(";")[0] for line in self.mime(silent)})
        # The last day is behind the change of the clocks.
        until = self.create_one(series(DAILY.format(1) + UNTIL.format("2026-03-02", "2026-03-30"), "2026-03-02")).item_id
        self.assertIn("UNTIL=20260330T080000Z", next(line for line in reversed(self.mime(until)) if line.startswith("RRULE:")))

    def test_from_mime(self):
        # An appointment made of iCalendar comes out as it went in: the series with what is unlike it.
        self.assertEqual(self.sim.delete(self.occurrence(self.master, 4)).codes, ["NoError"])
        self.sim.update(self.occurrence(self.master, 2), set_field("item:Subject", "<t:Subject>Changed; über</t:Subject>"))
        answer = self.sim.call("<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>"
                               f'</m:ItemShape><m:ItemIds><t:ItemId Id="{self.master}"/></m:ItemIds></m:GetItem>')
        again = self.create_one(f"<t:CalendarItem><t:MimeContent>{answer.text('MimeContent')}</t:MimeContent><t:Sensitivity>Private</t:Sensitivity>"
                                "</t:CalendarItem>").item_id
        old, new = self.sim.get(self.master), self.sim.get(again)
        for tag in ("Subject", "Start", "End", "UID", "Location", "NumberOfOccurrences", "Interval", "ReminderMinutesBeforeStart"):
            self.assertEqual(new.text(tag), old.text(tag), tag)
        self.assertEqual((new.text("Sensitivity"), new.first("StartTimeZone").get("Id")), ("Private", "W. Europe Standard Time"))
        for tag, inner in (("ModifiedOccurrences", "OriginalStart"), ("DeletedOccurrences", "Start")):
            self.assertEqual([one.findtext(f"{T}{inner}") for one in new.first(tag)], [one.findtext(f"{T}{inner}") for one in old.first(tag)])
        self.assertEqual(self.sim.get(self.occurrence(again, 2)).text("Subject"), "Changed; über")
        # What DavMail sends: whole days marked in a zone, people by their part.
        text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:dav", "DTSTART;TZID=GMT Standard Time:20261224T000000",
                            "DTEND;TZID=GMT Standard Time:20261227T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "ORGANIZER:MAILTO:anna@example.com",
                            "ATTENDEE;ROLE=CHAIR:mailto:anna@example.com", "ATTENDEE;PARTSTAT=ACCEPTED;CN=Gast:mailto:gast@example.org",
                            "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:zwei@example.org", "END:VEVENT", "END:VCALENDAR", ""))
        made = self.create_one(f"<t:CalendarItem><t:MimeContent>{base64.b64encode(text.encode()).decode()}</t:MimeContent></t:CalendarItem>")
        read = self.sim.get(made.item_id)
        self.assertEqual([read.text(tag) for tag in ("IsAllDayEvent", "Start", "End")], ["true", "2026-12-24T00:00:00Z", "2026-12-27T00:00:00Z"])
        people = {tag: [(one.findtext(f".//{T}EmailAddress"), one.findtext(f"{T}ResponseType")) for one in read.first(tag)]
                  for tag in ("RequiredAttendees", "OptionalAttendees")}
        self.assertEqual(people, {"RequiredAttendees": [("gast@example.org", "Accept")], "OptionalAttendees": [("zwei@example.org", "Unknown")]})
        for text in (b"nonsense", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"):
            bad = f"<t:CalendarItem><t:MimeContent>{base64.b64encode(text).decode()}</t:MimeContent></t:CalendarItem>"
            self.assertEqual(self.sim.create(bad).codes, ["ErrorMimeContentInvalid"])

    def test_boundaries(self):
        # 43
        def move(start, end):
            return self.sim.update(self.occurrence(self.master, 2), set_field("calendar:End", "<t:End>2027-01-01T00:00:00Z</t:End>")
                                   + set_field("calendar:Start", f"<t:Start>{start}</t:Start>")
                                   + set_field("calendar:End", f"<t:End>{end}</t:End>")).codes
        self.assertEqual(move("2026-03-07T09:00:00Z", "2026-03-07T10:00:00Z"), ["ErrorOccurrenceCrossingBoundary"])
        self.assertEqual(move("2026-03-02T09:30:00Z", "2026-03-02T10:30:00Z"), ["ErrorOccurrenceCrossingBoundary"])
        self.assertEqual(move("2026-03-06T08:00:00Z", "2026-03-06T09:30:00Z"), ["ErrorOccurrenceTimeSpanTooBig"])
        self.assertEqual(move("2026-03-05T08:00:00Z", "2026-03-05T09:30:00Z"), ["NoError"])

    def test_pattern_change_drops_exceptions(self):
        self.sim.update(self.occurrence(self.master, 2), set_field("item:Subject", "<t:Subject>x</t:Subject>"))
        pattern = DAILY.format(3) + NUMBERED.format("2026-03-02", 4)
        answer = self.sim.update(self.master, set_field("calendar:Recurrence", f"<t:Recurrence>{pattern}</t:Recurrence>"))
        self.assertEqual(answer.codes, ["NoError"])
        got = self.sim.get(self.master)
        self.assertIsNone(got.first("ModifiedOccurrences"))
        self.assertEqual(got.text("Interval"), "3")
        # The start alone moves the whole series.
        self.sim.update(self.master, set_field("calendar:End", "<t:End>2026-03-09T12:00:00</t:End>")
                        + set_field("calendar:Start", "<t:Start>2026-03-09T11:00:00</t:Start>"))
        got = self.sim.get(self.master)
        self.assertEqual((got.text("Start"), got.text("StartDate")), ("2026-03-09T10:00:00Z", "2026-03-09+01:00"))
        self.sim.update(self.master, delete_field("calendar:Recurrence"))
        self.assertEqual(self.sim.get(self.master).text("CalendarItemType"), "Single")

    def test_moving(self):
        # 30, 51
        to = "<m:{0}><m:ToFolderId>{1}</m:ToFolderId><m:ItemIds>{2}</m:ItemIds></m:{0}>"
        deleted = '<t:DistinguishedFolderId Id="deleteditems"/>'
        one = self.occurrence(self.master, 1)
        self.assertEqual(self.sim.call(to.format("MoveItem", deleted, one)).codes, ["ErrorCalendarCannotMoveOrCopyOccurrence"])
        self.assertEqual(self.sim.call(to.format("CopyItem", deleted, one)).codes, ["ErrorCalendarCannotMoveOrCopyOccurrence"])
        copy = self.sim.call(to.format("CopyItem", CALENDAR, f'<t:ItemId Id="{self.master}"/>'))
        self.assertEqual(copy.codes, ["NoError"])
        self.assertEqual(self.sim.get(copy.item_id).text("UID"), self.sim.get(self.master).text("UID"))
        first = self.sim.get(self.master).first("FirstOccurrence").find(f"{T}ItemId").get("Id")
        moved = self.sim.call(to.format("MoveItem", deleted, f'<t:RecurringMasterItemId OccurrenceId="{first}"/>'))
        self.assertEqual(moved.codes, ["NoError"])
        self.assertEqual(self.sim.get(self.master).codes, ["ErrorItemNotFound"])
        self.assertEqual(self.sim.get(moved.item_id).text("CalendarItemType"), "RecurringMaster")
        self.assertEqual(self.sim.call(to.format("MoveItem", TASKS, f'<t:ItemId Id="{copy.item_id}"/>')).codes, ["ErrorMoveCopyFailed"])

    def test_playing_outlook(self):
        control = lambda action, **item: self.sim.control("POST", f"mailbox/{ANNA}/{action}", item)
        status, made = control("create", subject="Team", start="2026-03-03T10:00:00", end="2026-03-03T11:00:00",
                               time_zone="Europe/Berlin", recurrence="FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6")
        self.assertEqual((status, made["type"], made["recurrence"]), (200, "RecurringMaster", "FREQ=WEEKLY;BYDAY=TU,TH;WKST=MO;COUNT=6"))
        status, second = control("update", id=made["id"], index=2, start="2026-03-05T15:00:00", end="2026-03-05T16:00:00")
        self.assertEqual((status, second["type"], second["start"]), (200, "Exception", "2026-03-05T15:00:00"))
        self.assertEqual(control("delete", id=made["id"], date="2026-03-10")[0], 200)
        master = control("get", id=made["id"])[1]
        self.assertEqual([(one["original_start"], one["deleted"]) for one in master["exceptions"]],
                         [("2026-03-05T10:00:00", False), ("2026-03-10T10:00:00", True)])
        for rule in ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3",
                     "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;UNTIL=20271231", "FREQ=DAILY;INTERVAL=3"):
            self.assertEqual(control("update", id=made["id"], recurrence=rule)[0], 200, rule)
        self.assertEqual(control("update", id=made["id"], recurrence="FREQ=HOURLY")[0], 400)


class RecurringTasks(SimTest):
    def task(self, pattern, start="2026-03-02", due="2026-03-03"):
        return self.create_one(f"<t:Task><t:Subject>Again</t:Subject><t:DueDate>{due}T00:00:00Z</t:DueDate><t:Recurrence>{pattern}"
                               f"</t:Recurrence><t:StartDate>{start}T00:00:00Z</t:StartDate></t:Task>", folder=TASKS, attributes="")

    def complete(self, task, day="2026-03-02"):
        return self.sim.update(task, set_field("task:CompleteDate", f"<t:CompleteDate>{day}T00:00:00Z</t:CompleteDate>", "Task"), attributes="")

    def test_all_patterns(self):
        # 52, 53
        regenerations = [f"<t:{name}Regeneration><t:Interval>2</t:Interval></t:{name}Regeneration>"
                         for name in ("Daily", "Weekly", "Monthly", "Yearly")]
        for pattern in [DAILY.format(2), weekly(1, "Monday"), monthly(1, 2), relative_monthly(1, "Monday", "First"), yearly(2, "March"),
                        relative_yearly("Monday", "First", "March"), *regenerations]:
            got = self.sim.get(self.task(pattern + FOREVER.format("2026-03-02")).item_id)
            self.assertEqual((got.codes, got.text("IsRecurring")), (["NoError"], "true"))
            self.assertIsNotNone(got.first(pattern[3:pattern.index(">")]))

    def test_completing(self):
        # 56
        made = self.task(weekly(1, "Monday") + NUMBERED.format("2026-03-02", 2))
        done = self.complete(made.item_id)
        self.assertEqual(done.codes, ["NoError"])
        self.assertNotEqual(done.item_id, made.item_id)
        copy = self.sim.get(done.item_id)
        self.assertEqual((copy.text("IsComplete"), copy.text("IsRecurring"), copy.first("Task").findtext(f"{T}StartDate")),
                         ("true", "false", "2026-03-02T00:00:00Z"))
        next_one = self.sim.get(made.item_id)
        self.assertEqual((next_one.text("IsComplete"), next_one.first("Task").findtext(f"{T}StartDate"), next_one.text("DueDate"),
                          next_one.text("NumberOfOccurrences")),
                         ("false", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z", "1"))
        self.assertNotEqual(next_one.change_key, made.change_key)
        # The last one is simply done.
        last = self.complete(made.item_id, "2026-03-09")
        self.assertEqual((last.item_id, self.sim.get(made.item_id).text("IsRecurring")), (made.item_id, "false"))

    def test_another_date(self):
        # 56: the current one leaves the series, unless a pattern is given with the date
        pattern = weekly(1, "Monday") + NUMBERED.format("2026-03-02", 5)
        made = self.task(pattern)
        due = set_field("task:DueDate", "<t:DueDate>2026-03-05T00:00:00Z</t:DueDate>", "Task")
        moved = self.sim.update(made.item_id, due, attributes="")
        self.assertNotEqual(moved.item_id, made.item_id)
        self.assertEqual([(one.text("IsComplete"), one.text("IsRecurring"), one.text("DueDate"))
                          for one in (self.sim.get(moved.item_id), self.sim.get(made.item_id))],
                         [("false", "false", "2026-03-05T00:00:00Z"), ("false", "true", "2026-03-10T00:00:00Z")])
        made = self.task(pattern)
        again = set_field("task:Recurrence", f"<t:Recurrence>{pattern}</t:Recurrence>", "Task")
        self.assertEqual(self.sim.update(made.item_id, due + again, attributes="").item_id, made.item_id)
        # One that regenerates stays, and so does the last one.
        for pattern in ("<t:DailyRegeneration><t:Interval>2</t:Interval></t:DailyRegeneration>" + FOREVER.format("2026-03-02"),
                        weekly(1, "Monday") + NUMBERED.format("2026-03-02", 1)):
            made = self.task(pattern)
            self.assertEqual(self.sim.update(made.item_id, due, attributes="").item_id, made.item_id)

    def test_changing_dates(self):
        # 56: one of a series whose date changes leaves it; the dates of the rest go on as before.
        made = self.task(DAILY.format(1) + NUMBERED.format("2026-03-02", 4))
        for uri, value in (("task:DueDate", "2026-03-20"), ("task:StartDate", "2026-03-21")):
            name = uri[5:]
            moved = self.sim.update(made.item_id, set_field(uri, f"<t:{name}>{value}T00:00:00Z</t:{name}>", "Task"), attributes="")
            self.assertNotEqual(moved.item_id, made.item_id)
            self.assertEqual(self.sim.get(moved.item_id).text("IsRecurring"), "false")
        rest = self.sim.get(made.item_id)
        self.assertEqual((rest.text("IsRecurring"), rest.first("Task").findtext(f"{T}StartDate"), rest.text("DueDate"),
                          rest.text("NumberOfOccurrences")), ("true", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z", "2"))
        again = self.task("<t:DailyRegeneration><t:Interval>1</t:Interval></t:DailyRegeneration>" + FOREVER.format("2026-03-02"))
        changed = self.sim.update(again.item_id, set_field("task:DueDate", "<t:DueDate>2026-03-20T00:00:00Z</t:DueDate>", "Task"), attributes="")
        self.assertEqual(changed.item_id, again.item_id)

    def test_regeneration(self):
        made = self.task("<t:WeeklyRegeneration><t:Interval>2</t:Interval></t:WeeklyRegeneration>" + FOREVER.format("2026-03-02"))
        self.complete(made.item_id, "2026-03-11")
        self.assertEqual(self.sim.get(made.item_id).first("Task").findtext(f"{T}StartDate"), "2026-03-25T00:00:00Z")

    def test_skipping(self):
        # 58, 59
        made = self.task(monthly(1, 2) + NUMBERED.format("2026-03-02", 2))
        skip = 'AffectedTaskOccurrences="SpecifiedOccurrenceOnly"'
        self.assertEqual(self.sim.delete(made.item_id, attributes=skip).codes, ["NoError"])
        self.assertEqual(self.sim.get(made.item_id).first("Task").findtext(f"{T}StartDate"), "2026-04-02T00:00:00Z")
        self.assertEqual(self.sim.delete(made.item_id, attributes=skip).codes, ["ErrorCannotDeleteTaskOccurrence"])
        self.assertEqual(self.sim.delete(made.item_id, attributes='AffectedTaskOccurrences="AllOccurrences"').codes, ["NoError"])
        self.assertEqual(self.sim.get(made.item_id).codes, ["ErrorItemNotFound"])
        # The same by hand.
        made = self.task(monthly(1, 2) + NUMBERED.format("2026-03-02", 2))
        for status in (200, 400):
            self.assertEqual(self.sim.control("POST", f"mailbox/{ANNA}/delete", {"id": made.item_id, "occurrence": True})[0], status)
        self.assertEqual(self.sim.get(made.item_id).first("Task").findtext(f"{T}StartDate"), "2026-04-02T00:00:00Z")


if __name__ == "__main__":
    unittest.main()
