#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""When somebody is free: GetUserAvailability; and the rooms there are not."""

import unittest

from ews import ANNA, BERT, CALENDAR, T, SimTest, appointment, field

BERLIN = ("<t:TimeZone><t:Bias>-60</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>03:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>10</t:Month>"
          "<t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder>"
          "<t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>")
CONTEXT = '<t:TimeZoneContext><t:TimeZoneDefinition Id="W. Europe Standard Time"/></t:TimeZoneContext>'
WEEKLY = ('<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Monday</t:DaysOfWeek></t:WeeklyRecurrence>'
          "<t:NumberedRecurrence><t:StartDate>2026-03-23</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>")


class Availability(SimTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        busy = lambda status: f"<t:LegacyFreeBusyStatus>{status}</t:LegacyFreeBusyStatus>"
        weekly = appointment("Weekly", "2026-03-23T09:00:00", "2026-03-23T10:00:00", after=busy("Busy"))
        for item in (appointment("Away", "2026-03-02T12:00:00", "2026-03-02T13:30:00", after=busy("OOF") + "<t:Location>There</t:Location>"),
                     appointment("Perhaps", "2026-03-02T13:00:00", "2026-03-02T14:00:00", after=busy("Tentative")),
                     appointment("Nothing", "2026-03-02T09:00:00", "2026-03-02T10:00:00", after=busy("Free")),
                     appointment("Home", "2026-03-02T10:00:00", "2026-03-02T10:15:00", before="<t:Sensitivity>Private</t:Sensitivity>",
                                 after=busy("WorkingElsewhere")),
                     weekly.replace("<t:StartTimeZone", WEEKLY + "<t:StartTimeZone")):
            assert cls.sim.create(item).codes == ["NoError"]

    def ask(self, start, end, view="DetailedMerged", interval=30, people=(ANNA,), zone=BERLIN, options=True, mailbox=ANNA, account=("admin", "secret"), more="", header=""):
        data = "".join(f"<t:MailboxData><t:Email><t:Address>{one}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData>" for one in people)
        wish = (f"<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>{start}</t:StartTime><t:EndTime>{end}</t:EndTime></t:TimeWindow>"
                f"<t:MergedFreeBusyIntervalInMinutes>{interval}</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>{view}</t:RequestedView>"
                "</t:FreeBusyViewOptions>") if options else ""
        return self.sim.call(f"<m:GetUserAvailabilityRequest>{zone}<m:MailboxDataArray>{data}</m:MailboxDataArray>{wish}{more}</m:GetUserAvailabilityRequest>",
                             mailbox, account, header)

    def events(self, answer):
        return [(one.findtext(f"{T}StartTime"), one.findtext(f"{T}BusyType"), one.findtext(f".//{T}Subject")) for one in answer.all("CalendarEvent")]

    def test_views(self):
        day = ("2026-03-02T09:00:00", "2026-03-02T15:00:00")
        answer = self.ask(*day)
        self.assertEqual((answer.text("FreeBusyViewType"), answer.text("MergedFreeBusy")), ("DetailedMerged", "004000333100"))
        self.assertEqual(self.events(answer), [("2026-03-02T09:00:00", "Free", "Nothing"), ("2026-03-02T10:00:00", "WorkingElsewhere", "Home"),
                                               ("2026-03-02T12:00:00", "OOF", "Away"), ("2026-03-02T13:00:00", "Tentative", "Perhaps")])
        self.assertEqual([one.findtext(f"{T}IsPrivate") for one in answer.all("CalendarEventDetails")], ["false", "true", "false", "false"])
        self.assertEqual((answer.text("StartTimeInMinutes"), answer.text("EndTimeInMinutes")), ("480", "1020"))
        for view, merged, events, details in (("MergedOnly", True, 0, 0), ("FreeBusy", False, 4, 0), ("FreeBusyMerged", True, 4, 0), ("Detailed", False, 4, 4)):
            answer = self.ask(*day, view)
            self.assertEqual((answer.text("FreeBusyViewType"), answer.first("MergedFreeBusy") is not None, len(answer.all("CalendarEvent")),
                              len(answer.all("CalendarEventDetails"))), (view, merged, events, details))
        self.assertEqual(self.ask(*day, interval=60).text("MergedFreeBusy"), "040330")
        # The clocks of the zone in the context serve as well; without any there is no telling.
        self.assertEqual(self.ask(*day, zone="", header=CONTEXT).text("MergedFreeBusy"), "004000333100")
        self.assertEqual(self.ask(*day, zone="").fault, "ErrorTimeZone")

    def test_occurrences_and_clocks(self):
        answer = self.ask("2026-03-23T00:00:00", "2026-04-20T00:00:00")
        self.assertEqual([start for start, _, _ in self.events(answer)], [f"2026-{day}T09:00:00" for day in ("03-23", "03-30", "04-06")])
        self.assertEqual({one.findtext(f"{T}IsRecurring") for one in answer.all("CalendarEventDetails")}, {"true"})
        zone = answer.first("WorkingHours").find(f"{T}TimeZone")
        self.assertEqual((zone.findtext(f"{T}Bias"), zone.findtext(f"{T}DaylightTime/{T}Bias"), zone.findtext(f"{T}DaylightTime/{T}Month"),
                          zone.findtext(f"{T}StandardTime/{T}DayOrder")), ("-60", "-60", "3", "5"))

    def test_others(self):
        day = ("2026-03-02T12:00:00", "2026-03-02T13:00:00")
        answer = self.ask(*day, people=(BERT, ANNA, "nobody@example.com"), mailbox=None, account=(BERT, "bertspw"))
        self.assertEqual([one.text for one in answer.all("FreeBusyViewType")], ["DetailedMerged", "FreeBusyMerged", "None"])
        self.assertEqual([one.text for one in answer.all("MergedFreeBusy")], ["00", "33"])
        self.assertEqual([one.text for one in answer.root.findall(".//{*}ResponseCode")], ["NoError", "NoError", "ErrorMailRecipientNotFound"])
        # Whose calendar it is not learns when, not what.
        self.assertEqual(self.events(answer), [("2026-03-02T12:00:00", "OOF", None)])

    def test_refusals(self):
        day = ("2026-03-02T12:00:00", "2026-03-02T13:00:00")
        self.assertEqual(self.ask(day[1], day[0]).fault, "ErrorInvalidTimeInterval")
        self.assertEqual(self.ask(*day, interval=4).fault, "ErrorInvalidMergedFreeBusyInterval")
        self.assertEqual(self.ask(*day, view="None").fault, "ErrorInvalidFreeBusyViewType")
        self.assertEqual(self.ask(*day, options=False).fault, "ErrorInvalidFreeBusyViewType")
        self.assertEqual([one.text for one in self.ask("2026-03-01T00:00:00", "2026-06-01T00:00:00").root.findall(".//{*}ResponseCode")], ["ErrorTimeIntervalTooBig"])

    def test_suggestions(self):
        window = ("<t:SuggestionsViewOptions><t:MeetingDurationInMinutes>60</t:MeetingDurationInMinutes><t:DetailedSuggestionsWindow>"
                  "<t:StartTime>2026-03-02T00:00:00</t:StartTime><t:EndTime>2026-03-03T00:00:00</t:EndTime></t:DetailedSuggestionsWindow></t:SuggestionsViewOptions>")
        answer = self.ask("2026-03-02T12:00:00", "2026-03-02T13:00:00", more=window)
        self.assertEqual([one.text for one in answer.root.findall(".//{*}ResponseCode")], ["NoError", "NoError"])

    def test_conflicts(self):
        """What an item says of its neighbours: those at the same time, those right before and behind, without free time."""
        def told(item):
            return (item.findtext(f"{T}ConflictingMeetingCount"), item.findtext(f"{T}AdjacentMeetingCount"))
        names = field("calendar:ConflictingMeetings") + field("calendar:AdjacentMeetings")
        listed = {}
        for identity in [one.get("Id") for one in self.sim.find(folder=CALENDAR).all("ItemId")]:
            item = self.sim.get(identity, additional=names).first("CalendarItem")
            listed[item.findtext(f"{T}Subject")] = (told(item), [one.text for one in item.findall(f"{T}ConflictingMeetings//{T}Subject")],
                                                    [one.text for one in item.findall(f"{T}AdjacentMeetings//{T}Subject")])
        self.assertEqual(listed, {"Away": (("1", "0"), ["Perhaps"], []), "Perhaps": (("1", "0"), ["Away"], []), "Nothing": (("0", "1"), [], ["Home"]),
                                  "Home": (("0", "0"), [], []), "Weekly": (("0", "0"), [], [])})
        # Occurrences of a series are in the way, and have neighbours themselves.
        made = self.create_one(appointment("Beside", "2026-03-30T09:30:00", "2026-03-30T11:00:00")).item_id
        self.addCleanup(self.sim.delete, made)
        self.assertEqual(told(self.sim.get(made).first("CalendarItem")), ("1", "0"))
        view = self.sim.find('<m:CalendarView StartDate="2026-03-30T00:00:00Z" EndDate="2026-04-07T00:00:00Z"/>')
        self.assertEqual([told(self.sim.get(one.get("Id")).first("CalendarItem")) for one in view.all("ItemId")], [("1", "0"), ("1", "0"), ("0", "0")])
        self.assertEqual(self.sim.find("<m:Restriction><t:Exists>" + field("calendar:ConflictingMeetingCount") + "</t:Exists></m:Restriction>").codes,
                         ["ErrorUnsupportedPathForQuery"])

    def test_rooms(self):
        answer = self.sim.call("<m:GetRoomLists/>")
        self.assertEqual((answer.status, [one.text for one in answer.root.findall(".//{*}ResponseCode")]), (200, ["NoError"]))
        rooms = self.sim.call("<m:GetRooms><m:RoomList><t:EmailAddress>rooms@example.com</t:EmailAddress></m:RoomList></m:GetRooms>")
        self.assertEqual([one.text for one in rooms.root.findall(".//{*}ResponseCode")], ["ErrorNameResolutionNoResults"])


if __name__ == "__main__":
    unittest.main()
