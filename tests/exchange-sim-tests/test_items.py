#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""CreateItem, GetItem, UpdateItem, DeleteItem of single appointments, and the plain fields of tasks."""

import unittest

from ews import (ANNA, CALENDAR, TASKS, TOKEN_URI, SimTest, appointment, delete_field, field, set_field, token)


class Create(SimTest):
    def test_flag(self):
        # 67
        start, due, complete = (f"<t:{name}>2026-03-02T00:00:00Z</t:{name}>" for name in ("StartDate", "DueDate", "CompleteDate"))
        for status, dates, code in (("NotFlagged", "", "NoError"), ("Flagged", "", "NoError"), ("Flagged", start + due, "NoError"),
                                    ("Complete", complete, "NoError"), ("NotFlagged", due, "ErrorInvalidArgument"),
                                    ("Flagged", start, "ErrorInvalidArgument"), ("Flagged", complete, "ErrorInvalidArgument"),
                                    ("Complete", start + due, "ErrorInvalidArgument")):
            flag = f"<t:Flag><t:FlagStatus>{status}</t:FlagStatus>{dates}</t:Flag>"
            answer = self.sim.create(f"<t:Task><t:Subject>x</t:Subject>{flag}</t:Task>", folder=TASKS)
            self.assertEqual(answer.codes, [code], flag)

    def test_everything_comes_back(self):
        item = appointment("Board meeting", before=(
            '<t:Sensitivity>Private</t:Sensitivity><t:Body BodyType="Text">Bring the numbers</t:Body>'
            "<t:Categories><t:String>Red</t:String><t:String>Blue</t:String></t:Categories><t:Importance>High</t:Importance>"
            "<t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>30</t:ReminderMinutesBeforeStart>" + token("abc")),
            after="<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus><t:Location>Room 1</t:Location>")
        created = self.create_one(item)
        got = self.sim.get(created.item_id, additional=TOKEN_URI)
        self.assertEqual(got.codes, ["NoError"])
        expected = {"Subject": "Board meeting", "Sensitivity": "Private", "Body": "Bring the numbers", "Importance": "High",
                    "ReminderIsSet": "true", "ReminderMinutesBeforeStart": "30", "LegacyFreeBusyStatus": "OOF",
                    "Location": "Room 1", "Start": "2026-03-02T11:00:00Z", "End": "2026-03-02T12:00:00Z",
                    "CalendarItemType": "Single", "IsMeeting": "false", "IsRecurring": "false", "MyResponseType": "Organizer",
                    "AppointmentState": "0", "Duration": "PT1H", "ItemClass": "IPM.Appointment", "IsAllDayEvent": "false"}
        self.assertEqual({tag: got.text(tag) for tag in expected}, expected)
        self.assertEqual([s.text for s in got.all("String")], ["Red", "Blue"])
        self.assertEqual(got.first("StartTimeZone").get("Id"), "W. Europe Standard Time")
        self.assertEqual(got.first("ExtendedProperty")[1].text, "abc")
        self.assertEqual(got.change_key, created.change_key)
        self.assertRegex(got.text("UID"), r"^040000008200E00074C5B7101A82E008[0-9A-F]{80}$")

    def test_uid_of_the_client_is_kept(self):
        created = self.create_one("<t:CalendarItem><t:Subject>x</t:Subject><t:UID>mine@client</t:UID>"
                                  "<t:Start>2026-01-01T10:00:00Z</t:Start><t:End>2026-01-01T11:00:00Z</t:End></t:CalendarItem>")
        self.assertEqual(self.sim.get(created.item_id).text("UID"), "mine@client")

    def test_times_without_zone(self):
        # 47: the item's zone, else the context's, else UTC; and the context's offset in the answer.
        context = ('<t:TimeZoneContext><t:TimeZoneDefinition Id="W. Europe Standard Time"/></t:TimeZoneContext>')
        tokyo = self.create_one(appointment(zone="Tokyo Standard Time"), header=context)
        self.assertEqual(self.sim.get(tokyo.item_id).text("Start"), "2026-03-02T03:00:00Z")
        berlin = self.create_one(appointment(zone=None), header=context)
        self.assertEqual(self.sim.get(berlin.item_id).text("Start"), "2026-03-02T11:00:00Z")
        self.assertEqual(self.sim.get(berlin.item_id, header=context).text("Start"), "2026-03-02T12:00:00+01:00")
        utc = self.create_one(appointment(zone=None))
        self.assertEqual(self.sim.get(utc.item_id).text("Start"), "2026-03-02T12:00:00Z")

    def test_all_day_is_snapped_to_midnight(self):
        # 46
        made = self.create_one(appointment(start="2026-07-01T09:00:00", end="2026-07-02T10:00:00",
                                           after="<t:IsAllDayEvent>true</t:IsAllDayEvent>"))
        got = self.sim.get(made.item_id)
        self.assertEqual((got.text("Start"), got.text("End")), ("2026-06-30T22:00:00Z", "2026-07-02T22:00:00Z"))
        self.assertEqual(got.text("LegacyFreeBusyStatus"), "Free")

    def test_refusals(self):
        # 20, 21, 23, 24, 62, 64, 65, and 63: the others of the batch are made all the same.
        answer = self.sim.create(
            appointment(start="2026-03-02T13:00:00", end="2026-03-02T12:00:00")
            + appointment(start="2026-03-02T13:00:00", end="2032-03-02T12:00:00")
            + "<t:CalendarItem><t:ItemClass>IPM.Task</t:ItemClass><t:Subject>x</t:Subject></t:CalendarItem>"
            + "<t:CalendarItem><t:Subject>x</t:Subject><t:IsSubmitted>false</t:IsSubmitted></t:CalendarItem>"
            + "<t:CalendarItem><t:Subject>x</t:Subject><t:IsOnlineMeeting>true</t:IsOnlineMeeting></t:CalendarItem>"
            + appointment("fine"))
        self.assertEqual(answer.codes, ["ErrorCalendarEndDateIsEarlierThanStartDate", "ErrorCalendarDurationIsTooLong",
                                        "ErrorObjectTypeChanged", "ErrorInvalidPropertySet", "ErrorInvalidPropertySet",
                                        "NoError"])
        self.assertEqual(self.sim.create(appointment(), attributes="").codes, ["ErrorSendMeetingInvitationsRequired"])
        # A subject has room for 255 characters; what is longer is cut.
        long = self.create_one(appointment("ü" * 300)).item_id
        self.assertEqual(self.sim.get(long).text("Subject"), "ü" * 255)
        self.assertEqual(self.sim.create(appointment(), folder=TASKS).codes,
                         ["ErrorCannotCreateCalendarItemInNonCalendarFolder"])
        self.assertEqual(self.sim.create("<t:Task><t:Subject>x</t:Subject></t:Task>").codes,
                         ["ErrorCannotCreateTaskInNonTaskFolder"])
        # 55
        for state in ("NoMatch", "Declined"):
            delegated = self.sim.create(f"<t:Task><t:Subject>x</t:Subject><t:DelegationState>{state}</t:DelegationState></t:Task>", folder=TASKS)
            self.assertEqual(delegated.codes, ["ErrorInvalidPropertySet"])
        self.assertEqual(self.sim.create("<t:Message><t:Subject>x</t:Subject></t:Message>").codes,
                         ["ErrorMessageDispositionRequired"])

    def test_html_is_rewritten(self):
        # 72
        made = self.create_one(appointment(before='<t:Body BodyType="HTML">&lt;p&gt;Hello &amp;amp; bye&lt;/p&gt;</t:Body>'))
        html = self.sim.get(made.item_id).text("Body")
        self.assertIn("<head>", html)
        self.assertIn("<p>Hello &amp; bye</p>", html)
        text = self.sim.get(made.item_id, body_type="<t:BodyType>Text</t:BodyType>")
        self.assertEqual(text.text("Body"), "Hello & bye")
        self.assertEqual(text.first("Body").get("BodyType"), "Text")

    def test_mail_is_recorded(self):
        # 49
        attendees = ("<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>x@example.org</t:EmailAddress></t:Mailbox>"
                     "</t:Attendee></t:RequiredAttendees>")
        quiet = self.create_one(appointment(after=attendees))
        self.assertEqual(self.sim.control("GET", "mail"), (200, []))
        self.assertEqual(self.sim.get(quiet.item_id).text("IsMeeting"), "true")
        self.create_one(appointment("Loud", after=attendees), attributes='SendMeetingInvitations="SendToAllAndSaveCopy"')
        self.assertEqual([mail["subject"] for mail in self.sim.control("GET", "mail")[1]], ["Loud"])
        self.sim.control("DELETE", "requests")


class Messages(SimTest):
    DRAFTS = '<t:DistinguishedFolderId Id="drafts"/>'

    def test_draft(self):
        made = self.create_one('<t:Message><t:Subject>Hello</t:Subject><t:Body BodyType="Text">x</t:Body><t:ToRecipients><t:Mailbox>'
                               "<t:EmailAddress>x@example.org</t:EmailAddress></t:Mailbox></t:ToRecipients><t:IsRead>false</t:IsRead>"
                               "</t:Message>", folder=self.DRAFTS, attributes='MessageDisposition="SaveOnly"')
        got = self.sim.get(made.item_id)
        self.assertEqual({tag: got.text(tag) for tag in ("Subject", "IsDraft", "IsRead", "DisplayTo")},
                         {"Subject": "Hello", "IsDraft": "true", "IsRead": "false", "DisplayTo": "x@example.org"})
        self.assertEqual(self.sim.control("GET", "mail"), (200, []))
        sent = self.sim.create("<t:Message><t:Subject>Sent</t:Subject></t:Message>", folder=self.DRAFTS,
                               attributes='MessageDisposition="SendOnly"')
        self.assertEqual((sent.codes, sent.first("ItemId")), (["NoError"], None))
        self.assertEqual([mail["subject"] for mail in self.sim.control("GET", "mail")[1]], ["Sent"])


class Shapes(SimTest):
    def test_shapes(self):
        made = self.create_one(appointment(before='<t:Body BodyType="Text">text</t:Body>' + token("abc")))
        tags = lambda answer: [child.tag.split("}")[1] for child in answer.first("CalendarItem")]
        self.assertEqual(tags(self.sim.get(made.item_id, shape="IdOnly")), ["ItemId"])
        self.assertEqual(tags(self.sim.get(made.item_id, shape="IdOnly", additional=field("calendar:Start") + TOKEN_URI
                                           + field("item:Subject"))), ["ItemId", "Subject", "ExtendedProperty", "Start"])
        default = tags(self.sim.get(made.item_id, shape="Default"))
        self.assertTrue({"Subject", "Start", "End", "CalendarItemType"} <= set(default))
        self.assertNotIn("Body", default)
        self.assertIn("Body", tags(self.sim.get(made.item_id)))

    def test_body_is_for_get_item_only(self):
        # 9
        made = self.create_one(appointment(before='<t:Body BodyType="Text">text</t:Body>'))
        answer = self.sim.sync(additional=field("item:Subject") + field("item:Body") + field("item:MimeContent"))
        self.assertEqual(answer.codes, ["NoError"])
        item = next(item for item in answer.all("CalendarItem") if item.find(".//{*}ItemId").get("Id") == made.item_id)
        self.assertEqual([child.tag.split("}")[1] for child in item], ["ItemId", "Subject"])
        found = self.sim.find(additional=field("item:Subject") + field("item:Body"))
        self.assertEqual((found.codes, found.first("Body"), found.text("Subject")), (["NoError"], None, "Lunch"))

    def test_ids(self):
        # 63, 71
        made = self.create_one()
        folder = self.sim.call("<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
                               f"<m:FolderIds>{CALENDAR}</m:FolderIds></m:GetFolder>").first("FolderId").get("Id")
        gone = self.create_one().item_id
        self.sim.delete(gone)
        changed = made.item_id[:20] + ("A" if made.item_id[20] != "A" else "B") + made.item_id[21:]
        bad_key = f'<t:ItemId Id="{made.item_id}" ChangeKey="xyz"/>'
        answer = self.sim.get("", "abc", changed, made.item_id.lower(), gone, bad_key, folder, made.item_id)
        self.assertEqual(answer.codes, ["ErrorInvalidIdEmpty", "ErrorInvalidIdMalformed", "ErrorInvalidIdMalformed",
                                        "ErrorInvalidIdMalformed", "ErrorItemNotFound", "ErrorInvalidChangeKey",
                                        "ErrorCannotUseFolderIdForItemId", "NoError"])


class Update(SimTest):
    def test_set_and_delete(self):
        made = self.create_one(appointment(before=token("abc"), after="<t:Location>Here</t:Location>"))
        answer = self.sim.update(made.item_id, set_field("item:Subject", "<t:Subject>New</t:Subject>")
                                 + delete_field("calendar:Location") + delete_field(TOKEN_URI)
                                 + set_field("calendar:End", "<t:End>2026-03-02T14:00:00</t:End>"), made.change_key,
                                 "NeverOverwrite")
        self.assertEqual(answer.codes, ["NoError"])
        self.assertNotEqual(answer.change_key, made.change_key)
        got = self.sim.get(made.item_id, additional=TOKEN_URI)
        self.assertEqual((got.text("Subject"), got.text("Location"), got.text("End"), got.first("ExtendedProperty")),
                         ("New", None, "2026-03-02T13:00:00Z", None))
        self.assertEqual(got.change_key, answer.change_key)

    def test_conflicts(self):
        # 68
        made = self.create_one()
        change = set_field("item:Subject", "<t:Subject>Other</t:Subject>")
        self.assertEqual(self.sim.update(made.item_id, change, made.change_key, "NeverOverwrite").codes, ["NoError"])
        self.assertEqual(self.sim.update(made.item_id, change, made.change_key, "NeverOverwrite").codes,
                         ["ErrorIrresolvableConflict"])
        self.assertEqual(self.sim.update(made.item_id, change, made.change_key, "AutoResolve").codes, ["NoError"])
        self.assertEqual(self.sim.update(made.item_id, change, None, "AutoResolve").codes,
                         ["ErrorChangeKeyRequiredForWriteOperations"])
        self.assertEqual(self.sim.update(made.item_id, change, made.change_key, "AlwaysOverwrite").codes, ["NoError"])

    def test_refusals(self):
        # 20, 23, 64, 66; a refused change changes nothing.
        made = self.create_one()
        two = set_field("item:Subject", "<t:Subject>a</t:Subject><t:Importance>High</t:Importance>")
        self.assertEqual(self.sim.update(made.item_id, two).codes, ["ErrorIncorrectUpdatePropertyCount"])
        self.assertEqual(self.sim.update(made.item_id, set_field("item:Subject", "<t:Importance>High</t:Importance>")).codes,
                         ["ErrorUpdatePropertyMismatch"])
        self.assertEqual(self.sim.update(made.item_id, set_field("item:Size", "<t:Size>1</t:Size>")).codes,
                         ["ErrorInvalidPropertySet"])
        self.assertEqual(self.sim.update(made.item_id, set_field("item:Subject", "<t:Subject>a</t:Subject>"), attributes="").codes,
                         ["ErrorSendMeetingInvitationsOrCancellationsRequired"])
        late = set_field("item:Subject", "<t:Subject>a</t:Subject>") + set_field("calendar:Start", "<t:Start>2027-01-01T00:00:00Z</t:Start>")
        self.assertEqual(self.sim.update(made.item_id, late).codes, ["ErrorCalendarEndDateIsEarlierThanStartDate"])
        got = self.sim.get(made.item_id)
        self.assertEqual((got.text("Subject"), got.change_key), ("Lunch", made.change_key))


class Extended(SimTest):
    """Named and tagged properties: one by whatever name, values that fit their type, and those beneath properties of EWS."""

    def uri(self, **attributes):
        return "<t:ExtendedFieldURI " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + "/>"

    def property(self, uri, *values, several=False):
        listed = "".join(f"<t:Value>{value}</t:Value>" for value in values)
        return f"<t:ExtendedProperty>{uri}{f'<t:Values>{listed}</t:Values>' if several else listed}</t:ExtendedProperty>"

    def test_a_set_by_name_and_by_guid(self):
        by_name = self.uri(DistinguishedPropertySetId="PublicStrings", PropertyName="mine", PropertyType="String")
        by_guid = self.uri(PropertySetId="00020329-0000-0000-C000-000000000046", PropertyName="mine", PropertyType="String")
        made = self.create_one(appointment(before=self.property(by_name, "abc"))).item_id
        answer = self.sim.get(made, shape="IdOnly", additional=by_guid)
        self.assertEqual((answer.text("Value"), answer.first("ExtendedFieldURI").get("DistinguishedPropertySetId")), ("abc", None))
        self.assertEqual(self.sim.get(made, shape="IdOnly", additional=by_name).first("ExtendedFieldURI").get("DistinguishedPropertySetId"), "PublicStrings")
        self.assertEqual(self.sim.update(made, set_field(by_guid, self.property(by_name, "def"))).codes, ["NoError"])
        self.assertEqual([one.text for one in self.sim.get(made, shape="IdOnly", additional=by_name).all("Value")], ["def"])
        self.assertEqual(self.sim.update(made, delete_field(by_guid)).codes, ["NoError"])
        self.assertIsNone(self.sim.get(made, shape="IdOnly", additional=by_name).first("Value"))

    def test_values_fit(self):
        def code(kind, *values, several=False):
            uri = self.uri(PropertySetId="12345678-1234-1234-1234-123456789abc", PropertyName="n", PropertyType=kind)
            return self.sim.create(appointment(before=self.property(uri, *values, several=several))).codes[0]
        for kind, good, bad in (("Integer", "-5", "abc"), ("Boolean", "1", "yes"), ("Double", "1.5e3", "1,5"), ("SystemTime", "2026-01-01T00:00:00Z", "today"),
                                ("Binary", "AAEC", "a-b"), ("CLSID", "12345678-1234-1234-1234-123456789abc", "1234"), ("Long", "9000000000", "")):
            self.assertEqual((code(kind, good), code(kind, bad)), ("NoError", "ErrorInvalidExtendedPropertyValue"), kind)
        self.assertEqual(code("IntegerArray", "1", "2", several=True), "NoError")
        self.assertEqual(code("IntegerArray", "1", "x", several=True), "ErrorInvalidExtendedPropertyValue")
        self.assertEqual((code("StringArray", "1"), code("String", "1", several=True)), ("ErrorInvalidExtendedPropertyValue",) * 2)
        for attributes in ({"PropertyTag": "0x8001", "PropertyType": "String"}, {"PropertyTag": "0x3008", "PropertyType": "Null"},
                           {"PropertyTag": "0x3008", "PropertyType": "Object"}):
            self.assertEqual(self.sim.get(self.create_one().item_id, additional=self.uri(**attributes)).codes, ["ErrorInvalidExtendedProperty"], attributes)

    def test_beneath_properties(self):
        """What DavMail does: a body by its tag, set and taken away; what the server computes is its own."""
        body, changed = self.uri(PropertyTag="0x1000", PropertyType="String"), self.uri(PropertyTag="0x3008", PropertyType="SystemTime")
        long = "Zeile 1\n" + "lang " * 100
        made = self.create_one(appointment(before=self.property(body, long))).item_id
        got = self.sim.get(made, additional=body + changed)
        self.assertEqual((got.first("Body").get("BodyType"), got.text("Body").replace("\r\n", "\n"), got.all("Value")[0].text.replace("\r\n", "\n")), ("Text", long, long))
        self.assertEqual(self.sim.update(made, set_field(changed, self.property(changed, "2001-01-01T00:00:00Z")) + delete_field(body)).codes, ["NoError"])
        got = self.sim.get(made, additional=body + changed)
        self.assertEqual((got.first("Body"), [value.text for value in got.all("Value")]), (None, [got.text("LastModifiedTime")]))


class Delete(SimTest):
    def test_the_three_ways(self):
        # 69
        self.assertEqual(self.sim.delete(self.create_one().item_id, attributes="").codes, ["ErrorSendMeetingCancellationsRequired"])
        for how, where in (("HardDelete", []), ("SoftDelete", []), ("MoveToDeletedItems", ["Lunch"])):
            made = self.create_one()
            self.assertEqual(self.sim.delete(made.item_id, how=how).codes, ["NoError"])
            self.assertEqual(self.sim.get(made.item_id).codes, ["ErrorItemNotFound"])
            self.assertEqual(self.sim.delete(made.item_id, how=how).codes, ["ErrorItemNotFound"])
            items = self.sim.control("GET", f"mailbox/{ANNA}/items?folder=deleteditems")[1]
            self.assertEqual([item["subject"] for item in items], where)


class Tasks(SimTest):
    def test_percent(self):
        for percent in ("-1", "100.5", "150"):
            self.assertEqual(self.sim.create(f"<t:Task><t:PercentComplete>{percent}</t:PercentComplete></t:Task>", folder=TASKS, attributes="").codes,
                             ["ErrorInvalidPercentCompleteValue"], percent)

    def test_plain_fields(self):
        # 54, 60, 61
        made = self.create_one("<t:Task><t:Subject>Write</t:Subject><t:ActualWork>30</t:ActualWork>"
                               "<t:Companies><t:String>ACME</t:String></t:Companies><t:DueDate>2026-05-02T15:00:00Z</t:DueDate>"
                               "<t:Mileage>5 km</t:Mileage><t:PercentComplete>50</t:PercentComplete>"
                               "<t:StartDate>2026-05-01T00:00:00Z</t:StartDate><t:TotalWork>60</t:TotalWork></t:Task>",
                               folder=TASKS, attributes="")
        got = self.sim.get(made.item_id)
        expected = {"Subject": "Write", "ActualWork": "30", "DueDate": "2026-05-02T00:00:00Z", "Mileage": "5 km",
                    "PercentComplete": "50", "StartDate": "2026-05-01T00:00:00Z", "Status": "InProgress", "TotalWork": "60",
                    "IsComplete": "false", "IsRecurring": "false", "StatusDescription": "In Progress"}
        self.assertEqual({tag: got.text(tag) for tag in expected}, expected)
        done = self.sim.update(made.item_id, set_field("task:Status", "<t:Status>Completed</t:Status>", "Task"), attributes="")
        self.assertEqual(done.codes, ["NoError"])
        got = self.sim.get(made.item_id)
        self.assertEqual((got.text("PercentComplete"), got.text("IsComplete")), ("100", "true"))
        self.assertIsNotNone(got.text("CompleteDate"))

    def test_dates_are_days(self):
        # 61: stored is the day that it is in the client's zone, answered the midnight of the reader's.
        berlin = '<t:TimeZoneContext><t:TimeZoneDefinition Id="W. Europe Standard Time"/></t:TimeZoneContext>'
        for given, header in (("2026-05-28T22:00:00Z", berlin), ("2026-05-29T00:00:00", berlin), ("2026-05-29T00:00:00Z", berlin),
                              ("2026-05-29T15:00:00Z", "")):
            made = self.create_one(f"<t:Task><t:Subject>x</t:Subject><t:DueDate>{given}</t:DueDate></t:Task>", folder=TASKS,
                                   attributes="", header=header).item_id
            self.assertEqual(self.sim.get(made).text("DueDate"), "2026-05-29T00:00:00Z")
            self.assertEqual(self.sim.get(made, header=berlin).text("DueDate"), "2026-05-29T00:00:00+02:00")

    def test_the_last_one_wins(self):
        # 54
        made = self.create_one("<t:Task><t:Subject>x</t:Subject><t:CompleteDate>2026-01-01T00:00:00Z</t:CompleteDate>"
                               "<t:PercentComplete>100</t:PercentComplete><t:Status>NotStarted</t:Status></t:Task>",
                               folder=TASKS, attributes="")
        got = self.sim.get(made.item_id)
        self.assertEqual((got.text("PercentComplete"), got.text("CompleteDate"), got.text("Status")), ("0", None, "NotStarted"))

    def test_deleting(self):
        # 57, 59
        made = self.create_one("<t:Task><t:Subject>x</t:Subject></t:Task>", folder=TASKS, attributes="")
        self.assertEqual(self.sim.delete(made.item_id, attributes="").codes, ["ErrorAffectedTaskOccurrencesRequired"])
        self.assertEqual(self.sim.delete(made.item_id, attributes='AffectedTaskOccurrences="SpecifiedOccurrenceOnly"').codes,
                         ["ErrorCannotDeleteTaskOccurrence"])
        self.assertEqual(self.sim.delete(made.item_id, attributes='AffectedTaskOccurrences="AllOccurrences"').codes, ["NoError"])


if __name__ == "__main__":
    unittest.main(verbosity=1)
